"""Tables as they must look, without time stamps; `python -m tests.golden` writes them anew."""

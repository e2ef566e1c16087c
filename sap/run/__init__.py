"""One run: from a spec to a folder with tables, results data and their manifest."""

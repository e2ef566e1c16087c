"""`python -m sap` is the command `sap`, and this its process: how it begins and ends."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from sap.cli import WRONG, main

# A run makes many objects and drops few in cycles: looking for those as often as Python does
# would take a tenth of its time.
OBJECTS_BETWEEN_LOOKS = 100_000


def program() -> NoReturn:
    """Run the command, and end the process with its exit code.

    The process ends without freeing what it holds object by object, which takes another tenth
    of the time of a run: the system frees it at once. All else that is to be done at the end,
    such as ending R, is done before.

    Raises
    ------
    SystemExit
        At the end, with the exit code.
    """
    code = WRONG

    def leave() -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)

    # What is registered first is called last.
    atexit.register(leave)
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, *gc.get_threshold()[1:])
    try:
        code = main()
    except SystemExit as ending:
        # So argparse ends a call for help, and one that it does not understand.
        code = ending.code if isinstance(ending.code, int) else WRONG
    sys.exit(code)


if __name__ == "__main__":
    program()

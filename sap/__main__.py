"""`python -m sap` is the command `sap`."""

import sys

from sap.cli import main

if __name__ == "__main__":
    sys.exit(main())

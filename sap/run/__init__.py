"""One run: from a spec to a folder with tables, results data and their manifest."""

from sap.run.result import RunResult
from sap.run.start import run

__all__ = ["RunResult", "run"]

"""One run: from a spec to a folder with tables, results data and their manifest."""

from sap.run.whole import RunResult, run

__all__ = ["RunResult", "run"]

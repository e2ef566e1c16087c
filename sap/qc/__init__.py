"""Double programming: two engines on one plan, compared number by number."""

from sap.qc.compare import Verdict
from sap.qc.programmes import QcResult, run_qc

__all__ = ["QcResult", "Verdict", "run_qc"]

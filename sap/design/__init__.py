"""The design check: what a design can bear, said before any model is fitted."""

from sap.design.check import Checked, check_all, check_design, faults, stop_at_errors
from sap.design.finding import RULES, Finding, Severity
from sap.design.layout import Design

__all__ = [
    "RULES",
    "Checked",
    "Design",
    "Finding",
    "Severity",
    "check_all",
    "check_design",
    "faults",
    "stop_at_errors",
]

"""What will be done, resolved to the last default before any data are read."""

from sap.plan.make import make_plan
from sap.plan.planned import (
    Plan,
    PlannedAnalysis,
    PlannedContrast,
    PlannedDataset,
    PlannedDesign,
    PlannedDisplay,
    PlannedFamily,
    PlannedRule,
    PlannedSet,
    PlannedSource,
    PlannedSubgroup,
    PlannedTable,
    PlannedVariable,
)

__all__ = [
    "Plan",
    "PlannedAnalysis",
    "PlannedContrast",
    "PlannedDataset",
    "PlannedDesign",
    "PlannedDisplay",
    "PlannedFamily",
    "PlannedRule",
    "PlannedSet",
    "PlannedSource",
    "PlannedSubgroup",
    "PlannedTable",
    "PlannedVariable",
    "make_plan",
]

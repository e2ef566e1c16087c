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
from sap.plan.planned_displays import (
    PlannedCharacteristic,
    PlannedCharacteristics,
    PlannedColumn,
    PlannedDescription,
    PlannedLimits,
    PlannedObserved,
    PlannedRowListing,
    PlannedSubgroups,
)

__all__ = [
    "Plan",
    "PlannedAnalysis",
    "PlannedCharacteristic",
    "PlannedCharacteristics",
    "PlannedColumn",
    "PlannedContrast",
    "PlannedDataset",
    "PlannedDescription",
    "PlannedDesign",
    "PlannedDisplay",
    "PlannedFamily",
    "PlannedLimits",
    "PlannedObserved",
    "PlannedRowListing",
    "PlannedRule",
    "PlannedSet",
    "PlannedSource",
    "PlannedSubgroup",
    "PlannedSubgroups",
    "PlannedTable",
    "PlannedVariable",
    "make_plan",
]

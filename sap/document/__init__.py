"""The plan as a document: what will be done, in the order in which a reader expects it."""

from sap.document.make import Facts, plan_document
from sap.document.parts import PlanDocument

__all__ = ["Facts", "PlanDocument", "plan_document"]

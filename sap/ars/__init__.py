"""Plan and results in the CDISC Analysis Results Standard, version 1.0."""

from sap.ars.event import reporting_event
from sap.ars.files import json_text, plain, yaml_text
from sap.ars.outputs import ShownItem

__all__ = ["ShownItem", "json_text", "plain", "reporting_event", "yaml_text"]

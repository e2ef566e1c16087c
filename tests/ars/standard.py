"""The classes of the Analysis Results Standard 1.0 as a JSON Schema, from their documentation.

Written from the documented classes of the model, slot by slot, as far as a run fills them: a
name ends in an exclamation mark where the slot is required. No class may have other slots.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

# A file with the published schema, which is not part of this repository.
PUBLISHED = os.environ.get("SAP_ARS_SCHEMA", "")

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
FLAG = {"type": "boolean"}
NAMED: dict[str, Any] = {"name!": TEXT, "description": TEXT, "label": TEXT}
PLACED: dict[str, Any] = {"level!": NUMBER, "order!": NUMBER}


def many(item: Any) -> dict[str, Any]:
    return {"type": "array", "items": item}


def one(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def any_of(*names: str) -> dict[str, Any]:
    return {"anyOf": [one(name) for name in names]}


def chosen(*texts: str) -> dict[str, Any]:
    return {"enum": list(texts)}


REASONS = (
    "SPECIFIED IN PROTOCOL",
    "SPECIFIED IN SAP",
    "DATA DRIVEN",
    "REQUESTED BY REGULATORY AGENCY",
)
PURPOSES = (
    "PRIMARY OUTCOME MEASURE",
    "SECONDARY OUTCOME MEASURE",
    "EXPLORATORY OUTCOME MEASURE",
)
SECTIONS = (
    *("Header", "Title", "Rowlabel Header", "Legend"),
    *("Abbreviation", "Footnote", "Footer"),
)
WHERE = {"condition": one("WhereClauseCondition"), "compoundExpression": one("Compound")}
SELECTION = {"id!": TEXT, **NAMED, **PLACED, **WHERE}

CLASSES: dict[str, dict[str, Any]] = {
    "ReportingEvent": {
        "id!": TEXT,
        **NAMED,
        "version": NUMBER,
        "mainListOfContents!": one("ListOfContents"),
        "referenceDocuments": many(one("ReferenceDocument")),
        "terminologyExtensions": many(one("TerminologyExtension")),
        "analysisOutputCategorizations": many(one("Categorization")),
        "analysisSets": many(one("Selection")),
        "dataSubsets": many(one("Selection")),
        "analysisGroupings": many(one("GroupingFactor")),
        "methods": many(one("AnalysisMethod")),
        "analyses": many(one("Analysis")),
        "outputs": many(one("Output")),
    },
    "ListOfContents": {**NAMED, "contentsList!": one("NestedList")},
    "NestedList": {"listItems": many(one("OrderedListItem"))},
    "OrderedListItem": {
        **NAMED,
        **PLACED,
        "analysisId": TEXT,
        "outputId": TEXT,
        "sublist": one("NestedList"),
    },
    "ReferenceDocument": {"id!": TEXT, **NAMED, "location": TEXT},
    "TerminologyExtension": {
        "id!": TEXT,
        "enumeration": chosen(
            *("AnalysisReasonEnum", "AnalysisPurposeEnum"),
            *("OperationRoleEnum", "OutputFileTypeEnum"),
        ),
        "sponsorTerms!": many(one("SponsorTerm")),
    },
    "SponsorTerm": {"id!": TEXT, "submissionValue!": TEXT, "description": TEXT},
    "SponsorReference": {"sponsorTermId!": TEXT},
    "Reason": {"controlledTerm!": chosen(*REASONS)},
    "Purpose": {"controlledTerm!": chosen(*PURPOSES)},
    "FileType": {"controlledTerm!": chosen("pdf", "rtf", "txt")},
    "Categorization": {"id!": TEXT, "label": TEXT, "categories!": many(one("Category"))},
    "Category": {"id!": TEXT, "label": TEXT},
    "Selection": SELECTION,
    "WhereClause": {**PLACED, **WHERE},
    "WhereClauseCondition": {
        "dataset": TEXT,
        "variable": TEXT,
        "comparator": chosen("EQ", "NE", "GT", "GE", "LT", "LE", "IN", "NOTIN"),
        "value": many(TEXT),
    },
    "Compound": {
        "logicalOperator!": chosen("AND", "OR", "NOT"),
        "whereClauses": many(one("WhereClause")),
    },
    "GroupingFactor": {
        "id!": TEXT,
        **NAMED,
        "groupingDataset": TEXT,
        "groupingVariable": TEXT,
        "dataDriven!": FLAG,
        "groups": many(one("Selection")),
    },
    "AnalysisMethod": {
        "id!": TEXT,
        **NAMED,
        "operations!": {"minItems": 1, **many(one("Operation"))},
        "codeTemplate": one("Template"),
    },
    "Operation": {
        "id!": TEXT,
        **NAMED,
        "order!": NUMBER,
        "referencedOperationRelationships": many(one("OperationRelationship")),
        "resultPattern": TEXT,
    },
    "OperationRelationship": {
        "id!": TEXT,
        "referencedOperationRole!": any_of("OperationRole", "SponsorReference"),
        "operationId!": TEXT,
        "analysisId": TEXT,
        "description": TEXT,
    },
    "OperationRole": {"controlledTerm!": chosen("NUMERATOR", "DENOMINATOR")},
    "ReferencedOperation": {"referencedOperationRelationshipId!": TEXT, "analysisId!": TEXT},
    "Template": {"context!": TEXT, "code": TEXT, "parameters": many(one("TemplateParameter"))},
    "TemplateParameter": {**NAMED, "value": many(TEXT)},
    "Code": {"context!": TEXT, "code": TEXT, "parameters": many(one("Parameter"))},
    "Parameter": {**NAMED, "value!": {"maxItems": 1, **many(TEXT)}},
    "DocumentReference": {"referenceDocumentId!": TEXT},
    "Analysis": {
        "id!": TEXT,
        **NAMED,
        "reason!": any_of("Reason", "SponsorReference"),
        "purpose!": any_of("Purpose", "SponsorReference"),
        "documentRefs": many(one("DocumentReference")),
        "categoryIds": many(TEXT),
        "dataset": TEXT,
        "variable": TEXT,
        "analysisSetId": TEXT,
        "dataSubsetId": TEXT,
        "orderedGroupings": many(one("OrderedGroupingFactor")),
        "methodId!": TEXT,
        "referencedAnalysisOperations": many(one("ReferencedOperation")),
        "programmingCode": one("Code"),
        "results": many(one("OperationResult")),
    },
    "OrderedGroupingFactor": {"order!": NUMBER, "groupingId!": TEXT, "resultsByGroup!": FLAG},
    "OperationResult": {
        "operationId!": TEXT,
        "resultGroups": many(one("ResultGroup")),
        "rawValue": TEXT,
        "formattedValue": TEXT,
    },
    "ResultGroup": {"groupingId!": TEXT, "groupId": TEXT, "groupValue": TEXT},
    "Output": {
        "id!": TEXT,
        **NAMED,
        "fileSpecifications": many(one("OutputFile")),
        "displays!": many(one("OrderedDisplay")),
    },
    "OutputFile": {
        **NAMED,
        "fileType": any_of("FileType", "SponsorReference"),
        "location": TEXT,
    },
    "OrderedDisplay": {"order!": NUMBER, "display!": one("OutputDisplay")},
    "OutputDisplay": {
        "id!": TEXT,
        **NAMED,
        "displayTitle": TEXT,
        "displaySections": many(one("DisplaySection")),
    },
    "DisplaySection": {
        "sectionType": chosen(*SECTIONS),
        "orderedSubSections": many(one("OrderedSubSection")),
    },
    "OrderedSubSection": {"order!": NUMBER, "subSection!": one("DisplaySubSection")},
    "DisplaySubSection": {"id!": TEXT, "text!": TEXT},
}


def documented() -> dict[str, Any]:
    """Give the schema of the documented classes."""
    made = {}
    for name, slots in CLASSES.items():
        made[name] = {
            "type": "object",
            "additionalProperties": False,
            "required": [slot[:-1] for slot in slots if slot.endswith("!")],
            "properties": {slot.rstrip("!"): kind for slot, kind in slots.items()},
        }
    return {"$defs": made, **one("ReportingEvent")}


def published() -> dict[str, Any]:
    """Give the published schema, held to the slots of its root class too."""
    schema = json.loads(Path(PUBLISHED).read_bytes())
    return {**schema["$defs"]["ReportingEvent"], "$defs": schema["$defs"]}


def identified(content: Any) -> dict[str, list[Any]]:
    """List everything that has an id, by its id."""
    found: dict[str, list[Any]] = {}
    for part in parts(content):
        if "id" in part:
            found.setdefault(part["id"], []).append(part)
    return found


def parts(content: Any) -> list[dict[str, Any]]:
    """List all mappings of a content."""
    if isinstance(content, list):
        return [part for item in content for part in parts(item)]
    if isinstance(content, dict):
        return [content, *(part for item in content.values() for part in parts(item))]
    return []


def references(content: Any) -> list[tuple[str, str]]:
    """List every reference: the slot and the id it names."""
    found = []
    for part in parts(content):
        for slot, value in part.items():
            if slot.endswith("Id"):
                found.append((slot, value))
            elif slot.endswith("Ids"):
                found += [(slot, name) for name in value]
    return found

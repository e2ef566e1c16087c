"""Where each item of the guideline for statistical analysis plans is answered.

The order of the document is that of Gamble et al. 2017 (doi:10.1001/jama.2017.18556); the names of
its items are given here in short.
"""

from __future__ import annotations

from collections.abc import Iterable

from sap.document.parts import Grid, Section, row, words

#: Number and short name of each item, in the order of the guideline.
ITEMS = (
    ("1", "Title and registration"),
    ("2", "Version of the plan"),
    ("3", "Version of the protocol"),
    ("4", "Revisions of the plan"),
    ("5", "Roles and responsibilities"),
    ("6", "Signatures"),
    ("7", "Background and rationale"),
    ("8", "Objectives"),
    ("9", "Design"),
    ("10", "Randomisation"),
    ("11", "Sample size"),
    ("12", "Framework"),
    ("13", "Interim analyses and stopping guidance"),
    ("14", "Timing of the final analysis"),
    ("15", "Timing of outcome assessments"),
    ("16", "Level of significance"),
    ("17", "Multiplicity"),
    ("18", "Confidence intervals"),
    ("19", "Adherence and protocol deviations"),
    ("20", "Analysis populations"),
    ("21", "Screening data"),
    ("22", "Eligibility"),
    ("23", "Recruitment"),
    ("24", "Withdrawal and follow-up"),
    ("25", "Baseline characteristics"),
    ("26", "Outcome definitions"),
    ("27", "Analysis methods"),
    ("28", "Missing data"),
    ("29", "Additional analyses"),
    ("30", "Harms"),
    ("31", "Statistical software"),
    ("32", "References"),
)
NOT_ADDRESSED = "not addressed"


def checklist(sections: Iterable[Section]) -> Section:
    """Say where each item of the guideline is answered.

    Parameters
    ----------
    sections
        All sections of the document, numbered and not empty.

    Returns
    -------
    Section
        A table; an item that no section answers is said to be not addressed.
    """
    where: dict[str, list[str]] = {}
    for section in sections:
        for item in section.items:
            where.setdefault(item.rstrip("abcdef"), []).append(section.number)
    rows = [
        row(number, name, ", ".join(where.get(number, [])) or NOT_ADDRESSED)
        for number, name in ITEMS
    ]
    return Section(
        "Items of the guideline",
        (
            words(
                "The order is that of the guideline of Gamble et al. 2017 "
                "(doi:10.1001/jama.2017.18556). An item that this plan does not address is named "
                "as such."
            ),
            Grid("Items and sections", ("Item", "Name", "Section"), (0.12, 0.58, 0.3), tuple(rows)),
        ),
    )

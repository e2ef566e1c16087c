"""Where each item of the guideline for statistical analysis plans is answered.

The order of the document is that of Gamble et al. 2017 (doi:10.1001/jama.2017.18556); the names of
its items are given here in short.
"""

from __future__ import annotations

from collections.abc import Iterable

from sap.document.parts import Grid, Section, row, words
from sap.language import noted, say

#: Number and short name of each item, in the order of the guideline.
ITEMS = (
    ("1", noted("Title and registration")),
    ("2", noted("Version of the plan")),
    ("3", noted("Version of the protocol")),
    ("4", noted("Revisions of the plan")),
    ("5", noted("Roles and responsibilities")),
    ("6", noted("Signatures")),
    ("7", noted("Background and rationale")),
    ("8", noted("Objectives")),
    ("9", noted("Design")),
    ("10", noted("Randomisation")),
    ("11", noted("Sample size")),
    ("12", noted("Framework")),
    ("13", noted("Interim analyses and stopping guidance")),
    ("14", noted("Timing of the final analysis")),
    ("15", noted("Timing of outcome assessments")),
    ("16", noted("Level of significance")),
    ("17", noted("Multiplicity")),
    ("18", noted("Confidence intervals")),
    ("19", noted("Adherence and protocol deviations")),
    ("20", noted("Analysis populations")),
    ("21", noted("Screening data")),
    ("22", noted("Eligibility")),
    ("23", noted("Recruitment")),
    ("24", noted("Withdrawal and follow-up")),
    ("25", noted("Baseline characteristics")),
    ("26", noted("Outcome definitions")),
    ("27", noted("Analysis methods")),
    ("28", noted("Missing data")),
    ("29", noted("Additional analyses")),
    ("30", noted("Harms")),
    ("31", noted("Statistical software")),
    ("32", noted("References")),
)
NOT_ADDRESSED = noted("not addressed")


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
        row(number, say(name), ", ".join(where.get(number, [])) or say(NOT_ADDRESSED))
        for number, name in ITEMS
    ]
    return Section(
        say("Items of the guideline"),
        (
            words(
                say(
                    "The order is that of the guideline of Gamble et al. 2017 "
                    "(doi:10.1001/jama.2017.18556). An item that this plan does not address is "
                    "named as such."
                )
            ),
            Grid(
                say("Items and sections"),
                (say("Item"), say("Name"), say("Section")),
                (0.12, 0.58, 0.3),
                tuple(rows),
            ),
        ),
    )

"""Documents for tests: that of the study's whole plan, and those of a small example changed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sap.document import Facts, PlanDocument, plan_document
from sap.document.parts import CodeBlock, Grid, Listing, Paragraph, Part, Picture, Section
from sap.plan import Plan, make_plan
from sap.spec import Spec, load_spec
from tests.house import ROOT

EXAMPLES = ROOT / "tests" / "broken_specs"
FACTS = Facts("2026-01-31T12:00:00Z", ("specs/study.yml",), (("python", "3.11.0"),))


@cache
def whole_plan() -> Plan:
    """Plan the study's whole plan."""
    return make_plan(load_spec(ROOT / "specs"))


@cache
def whole_document() -> PlanDocument:
    """Write the study's whole plan, without its figure."""
    return plan_document(whole_plan(), FACTS)


def example_plan(folder: Path, *replaced: tuple[str, str], study: str = "") -> Plan:
    """Plan the small example with texts replaced, and more in its study file."""
    return make_plan(example_spec(folder, *replaced, study=study))


def example_spec(folder: Path, *replaced: tuple[str, str], study: str = "") -> Spec:
    """Read the small example with texts replaced, and more in its study file."""
    text = (EXAMPLES / "whole.yml").read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    (folder / "whole.yml").write_text(text, encoding="utf-8")
    shared = (EXAMPLES / "study.yml").read_text(encoding="utf-8") + study
    (folder / "study.yml").write_text(shared, encoding="utf-8")
    return load_spec(folder / "whole.yml")


def section(document: PlanDocument, title: str) -> Section:
    """Find a section by its title."""
    (found,) = (one for one in document.walk() if one.title == title)
    return found


def grids(one: Section) -> list[Grid]:
    """List the tables of a section."""
    return [part for part in one.parts if isinstance(part, Grid)]


def text_of(part: Part) -> str:
    """Write all words of a part one after another."""
    match part:
        case Paragraph():
            return part.text
        case CodeBlock(text):
            return text
        case Listing(items):
            return "\n".join(text_of(each) for item in items for each in item)
        case Picture():
            return f"{part.caption}\n{part.words}"
        case Grid():
            cells = [p.text for line in part.rows for cell in line.cells for p in cell]
            return "\n".join([part.caption, *part.columns, *cells, *part.notes])


def all_text(one: Section) -> str:
    """Write all words of a section and of those within it."""
    return "\n".join(
        "\n".join([inner.heading, *(text_of(part) for part in inner.parts)]) for inner in one.walk()
    )

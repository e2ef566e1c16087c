"""No table has a word that was not said in the language that is spoken."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sap.language import speaking
from sap.plan import Plan, make_plan
from sap.run.record import Origin
from sap.shell.write import shell_tables
from sap.spec import load_spec
from tests.golden import tables as held
from tests.house import ROOT
from tests.language.pseudo import (
    latin_words,
    pseudo,
    pseudo_language,
    pseudo_spec,
    strings_in,
    texts_of_table,
)

#: Where the held tables have their words from.
EXAMPLES = (
    "tests.example_run",
    "tests.subgroup_example",
    "tests.tables.described_example",
    "tests.tables.endpoints_example",
    "tests.tables.multiplicity_example",
)
#: Words that the held tables add themselves, and names of functions and files in them.
ADDED = (
    "Prepared for the statistical analysis plan.",
    "F4, exploratory",
    "gate",
    "both",
    "Both",
    "treatmentRUX",
    "wells.csv",
    "Haemolysed <well>",
    "log",
    "log(share) ~ diet + (1 | rat) + (1 | serum)",
)


def codes_of(plan: Plan) -> set[str]:
    """Give what stands in a plan for programs, not for readers."""
    found = {plan.study.id, plan.engine}
    for one in plan.analyses:
        found |= {one.endpoint_id, one.analysis_id, one.formula, one.where or ""}
        found |= {variable.name for variable in one.variables}
        found |= {code for variable in one.variables for code, _ in variable.levels}
    found |= {family.name for family in plan.families}
    return found


def test_the_tables_of_the_whole_plan_are_said_wholly():
    spec, language = pseudo_spec(load_spec(ROOT / "specs"))
    plan = make_plan(spec)
    with speaking(language):
        tables = shell_tables(spec, plan, Origin(spec, plan, Path("output"), ""))
    assert len(tables) > 30
    codes = codes_of(plan)
    left = {table.number: latin_words(texts_of_table(table), codes) for table in tables}
    assert not {number: words for number, words in left.items() if words}


def test_a_word_that_was_not_said_is_found():
    assert latin_words([f"{pseudo('Mean')} (SD), P1"], ["P1"]) == {
        "SD": f"{pseudo('Mean')} (SD), P1"
    }
    assert latin_words([f"{pseudo('Mean')} xx (NE)", "cell_donor"], []) == {}


def given_words(name: str) -> set[str]:
    """Give the texts of the examples of tables: of their wording, and what no catalogue has."""
    module = sys.modules[name]
    return set(strings_in([one for key, one in vars(module).items() if key.isupper()]))


@pytest.fixture
def laid_out(monkeypatch):
    """Give the held tables as they are laid out, before they are written as text."""
    monkeypatch.setattr(held, "text_table", lambda table: table)
    return held.GOLDEN


@pytest.mark.parametrize("name", sorted(held.GOLDEN))
def test_what_is_held_is_said_wholly(laid_out, name):
    given = set(ADDED).union(*(given_words(one) for one in EXAMPLES))
    with speaking(pseudo_language()):
        table = laid_out[name]()
    assert not latin_words(texts_of_table(table), given)

"""The document of a plan: all that is planned stands in it, in the order of the guideline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sap.document import plan_document
from sap.document.guideline import ITEMS, NOT_ADDRESSED
from sap.document.parts import CodeBlock, Grid, words
from sap.document.phrases import endpoint_ids
from sap.plan import PlannedCharacteristics
from sap.spec import HouseStyle
from sap.tables.number_styles import style_in_words, style_of
from tests.document_example import (
    FACTS,
    all_text,
    example_plan,
    grids,
    section,
    text_of,
    whole_document,
    whole_plan,
)
from tests.render.samples import TABLES

ORDER = [
    "Administrative information",
    "Introduction",
    "Study methods",
    "Statistical principles",
    "Trial population",
    "Analysis",
    "References",
    "Appendix: Items of the guideline",
]


def rows(grid: Grid) -> list[list[str]]:
    return [["\n".join(p.text for p in cell) for cell in line.cells] for line in grid.rows]


def test_the_sections_stand_in_the_order_of_the_guideline():
    document = whole_document()
    assert [one.title for one in document.sections] == ORDER
    assert [one.number for one in document.sections] == ["1", "2", "3", "4", "5", "6", "7", "A"]
    items = [int(i.rstrip("abcdef")) for one in document.walk() for i in one.items]
    # The level (16) and the intervals (18) share a section; the check of assumptions (27c) has its
    # own, behind missing data (28).
    kept = [item for item in items if item not in (18, 27)]
    assert kept == sorted(kept)
    assert len(kept) == len(set(kept))


def test_numbers_of_sections_tell_their_place():
    numbers = [one.number for one in whole_document().walk()]
    assert len(set(numbers)) == len(numbers)
    inner = section(whole_document(), "Methods of analysis").sections
    assert [one.number for one in inner] == [f"6.3.{k}" for k in range(1, len(inner) + 1)]


def test_every_endpoint_has_its_row_and_its_model():
    document, plan = whole_document(), whole_plan()
    main = [one for one in plan.analyses if one.confirmatory]
    endpoints = rows(grids(section(document, "Outcome definitions"))[0])
    assert [line[:3] for line in endpoints] == [
        [one.endpoint_id, one.endpoint_title, one.estimand.variable] for one in main
    ]
    methods = section(document, "Methods of analysis")
    listed = [
        line[0].split()[0]
        for inner in methods.sections
        for grid in grids(inner)
        for line in rows(grid)
    ]
    assert sorted(listed) == sorted(one.endpoint_id for one in main)
    for one in main:
        assert one.where in all_text(methods)


def test_what_endpoints_share_is_said_once():
    methods = section(whole_document(), "Methods of analysis")
    formulas = [
        part.text
        for one in methods.sections
        for part in one.parts
        if isinstance(part, CodeBlock) and " | " in part.text
    ]
    assert len(formulas) == len(set(formulas)) == 5
    assert any("treatment:subgroup" in text for text in formulas)


def test_what_all_models_share_is_said_above_them_and_the_rest_with_each():
    methods = section(whole_document(), "Methods of analysis")
    (shared,) = methods.parts
    assert "restricted maximum likelihood (REML)" in text_of(shared)
    assert "Kenward-Roger" in text_of(shared)
    for one in methods.sections:
        text = all_text(one)
        assert "REML" not in text
        assert ("only these terms may go" in text) == one.title.startswith("Healthy donors")


def test_one_model_has_all_its_sentences_with_it(tmp_path):
    methods = section(plan_document(example_plan(tmp_path), FACTS), "Methods of analysis")
    assert methods.parts == ()
    assert "Kenward-Roger" in all_text(methods.sections[0])


def test_every_attribute_of_every_estimand_is_there():
    text = all_text(section(whole_document(), "Estimands"))
    for one in whole_plan().analyses:
        estimand = one.estimand
        for said in (estimand.population, estimand.treatment, estimand.variable, estimand.summary):
            assert said in text
        for event in estimand.intercurrent_events:
            assert f"{event.event}: {event.strategy} strategy. {event.handling}." in text


def test_every_sensitivity_analysis_is_there_with_its_endpoint_and_its_change():
    (grid,) = grids(section(whole_document(), "Sensitivity analyses"))
    order = [one.endpoint_id for one in whole_plan().analyses if one.confirmatory]
    shown = [(title, of) for title, of, _ in rows(grid)]
    for one in whole_plan().analyses:
        if not one.confirmatory:
            named = [of for title, of in shown if title == one.title]
            assert any(_holds(of, one.endpoint_id, order) for of in named), one.title
    assert all(changed for _, _, changed in rows(grid))
    by_title = {title: changed for title, _, changed in rows(grid)}
    assert "LLOQ/√2" in by_title["Below the limit replaced by LLOQ / sqrt(2)"]
    assert "Wilcoxon" in by_title["Wilcoxon signed rank test on donor means"]
    assert "viability < 80" not in by_title["Treatment × stimulation"]
    assert (
        "with fixed effects of stimulation and of treatment by stimulation; with random "
        "intercepts of donor by stimulation and of culture"
    ) in by_title["Treatment × stimulation"]
    assert "(1 | culture)" in by_title["Treatment × stimulation"]
    assert "on the original scale" in by_title["Raw scale, difference in pg/mL"]


def _holds(shown: str, endpoint: str, order: list[str]) -> bool:
    for part in shown.split(", "):
        first, _, last = part.partition(" to ")
        if order.index(first) <= order.index(endpoint) <= order.index(last or first):
            return True
    return False


def test_every_family_is_there_with_procedure_level_gate_and_members():
    (grid,) = grids(section(whole_document(), "Multiplicity"))
    shown = {line[0]: line[1:] for line in rows(grid)}
    for family in whole_plan().families:
        members, _, level, gate = shown[f"{family.label} ({family.name})"]
        assert [line.split()[0] for line in members.split("\n")] == list(family.members)
        assert level == ("exploratory" if family.exploratory else "0.05")
        assert gate == (family.gate or "-")
    text = all_text(section(whole_document(), "Multiplicity"))
    assert "only if every hypothesis of the family “Primary endpoint” (gate) is rejected" in text
    assert "Holm's step-down procedure" in text


def test_every_analysis_set_is_there_with_its_rules_in_order():
    shown = {grid.caption: rows(grid) for grid in grids(section(whole_document(), "Analysis sets"))}
    sets = {one.analysis_set for one in whole_plan().analyses}
    for display in whole_plan().displays:
        if isinstance(display, PlannedCharacteristics):
            sets |= {column.analysis_set for column in display.columns}
    assert sets
    for one in sets:
        lines = shown[f"{one.label} ({one.name})"]
        assert [(line[2], line[3]) for line in lines] == [(r.when, r.reason) for r in one.rules]


def test_every_rule_for_limits_is_there():
    (grid,) = grids(section(whole_document(), "Limits of quantification"))
    text = text_of(grid)
    assert "LLOQ/2" in text
    assert "ULOQ" in text
    assert "No limits of quantification" in text
    order = [one.endpoint_id for one in whole_plan().analyses if one.confirmatory]
    for name in order:
        assert any(_holds(line[0], name, order) for line in rows(grid))


def test_every_table_and_figure_is_listed():
    (grid,) = grids(section(whole_document(), "Presentation and list of tables and figures"))
    listed = {(line[0].split()[1], line[3]) for line in rows(grid)}
    plan = whole_plan()
    assert listed == {(one.number, one.file) for one in (*plan.tables, *plan.displays)}
    numbers = [line[0].split()[1] for line in rows(grid)]
    assert numbers.index("14.2.4.9") < numbers.index("14.2.4.10")


def test_the_checklist_names_what_is_not_addressed():
    appendix = section(whole_document(), "Appendix: Items of the guideline")
    lines = rows(grids(appendix)[0])
    assert [tuple(line[:2]) for line in lines] == list(ITEMS)
    where = {name: shown for _, name, shown in lines}
    assert where["Interim analyses and stopping guidance"] == NOT_ADDRESSED
    assert where["Roles and responsibilities"] == NOT_ADDRESSED
    assert where["Objectives"] == "2.2"
    numbers = {one.number for one in whole_document().walk()}
    for shown in where.values():
        assert shown == NOT_ADDRESSED or set(shown.split(", ")) <= numbers


def test_a_section_of_which_nothing_is_known_is_left_out():
    titles = {one.title for one in whole_document().walk()}
    assert "Interim analyses" not in titles
    assert "Table shells" not in titles
    assert all(not one.empty for one in whole_document().walk())


def test_versions_people_and_revisions_are_those_of_the_spec(tmp_path):
    plan = example_plan(
        tmp_path,
        study="""
document:
  title: A plan
  version: "1.1"
  date: 2026-01-31
  protocol_version: "3"
  authors:
    - {name: A. Person, role: Statistician, affiliation: A house}
  revisions:
    - {version: "1.0", date: 2026-01-01, change: First}
    - {version: "1.1", date: 2026-01-31, change: "Second, before data"}
  sections: {interim: None is *planned*.}
""",
    )
    document = plan_document(plan, FACTS)
    assert document.title == "A plan"
    assert dict(document.facts)["Version"] == "1.1"
    assert dict(document.facts)["Date"] == "2026-01-31"
    lines = rows(grids(section(document, "Version of the plan"))[0])
    assert lines == [["1.0", "2026-01-01", "First"], ["1.1", "2026-01-31", "Second, before data"]]
    signing = rows(grids(section(document, "Signatures"))[0])
    assert signing == [["Statistician", "A. Person", "", ""]]
    assert text_of(section(document, "Interim analyses").parts[0]) == "None is planned."


def test_a_plan_that_says_nothing_of_the_document_has_one_all_the_same(tmp_path):
    document = plan_document(example_plan(tmp_path), FACTS)
    assert document.notice == "SIMULATED DATA"
    assert "Background and rationale" not in {one.title for one in document.walk()}
    text = "\n".join(all_text(one) for one in document.sections)
    assert "Drug A and Drug B versus Placebo as reference" in text
    assert "age (linear, years)" in text
    assert "No family of hypotheses is declared" in text
    assert "a row with a value above the upper limit is left out" in text


def test_a_number_style_of_the_spec_is_told(tmp_path):
    own = HouseStyle(
        like="nejm", ratio_decimals=1, p_decimals={0.01: 2, 0.005: 4}, significant_figures=4
    )
    plan = example_plan(tmp_path)
    tables = replace(plan.table_style, numbers="revue", number_styles={"revue": own})
    plan = replace(plan, table_style=tables)
    said = all_text(
        section(plan_document(plan, FACTS), "Presentation and list of tables and figures")
    )
    assert style_in_words(style_of(tables)) in said
    assert "ratios 1, and estimates of models 4 significant figures." in said


def test_what_is_said_of_an_endpoint_stands_with_its_model(tmp_path):
    plan = example_plan(
        tmp_path,
        ("    title: Pain under", "    text: The score is **read** twice.\n    title: Pain under"),
    )
    (group,) = section(plan_document(plan, FACTS), "Methods of analysis").sections
    assert text_of(group.parts[-1]) == "The score is read twice."


def test_a_graph_of_hypotheses_is_told_in_words(tmp_path):
    plan = example_plan(
        tmp_path,
        study="""
families:
  free: {label: Free, procedure: graph, of: [E1, E2], weights: {E1: 0.8, E2: 0.2},
         transitions: {E1: {E2: 1}, E2: {E1: 0.5}}}
""",
    )
    said = all_text(section(plan_document(plan, FACTS), "Multiplicity"))
    assert "the graphical procedure of Bretz and Maurer" in said
    assert "E1 0.8 and E2 0.2" in said
    assert "E1 to E2 1 and E2 to E1 0.5" in said
    assert "E2 (not in this plan)" in said


def test_shells_come_in_an_appendix_of_their_own():
    table = TABLES["example"]
    document = plan_document(whole_plan(), FACTS, [table])
    appendix = section(document, "Appendix: Table shells")
    assert appendix.number == "A"
    assert section(document, "Appendix: Items of the guideline").number == "B"
    (grid,) = grids(appendix.sections[0])
    shown = [line for line in rows(grid) if len(line) > 1]
    labels = [line.label.shown for group in table.groups for line in group.rows]
    assert {line[0].strip() for line in shown} >= set(labels)
    assert grid.notes == tuple(note.shown for note in table.footnotes)


@pytest.mark.parametrize("name", TABLES)
def test_any_table_can_be_a_shell(name):
    document = plan_document(whole_plan(), FACTS, [TABLES[name]])
    cells = [cell.shown for g in TABLES[name].groups for r in g.rows for cell in r.cells]
    text = all_text(section(document, "Appendix: Table shells"))
    assert all(cell in text for cell in cells)


def test_ids_of_endpoints_are_named_briefly():
    order = ["P1", "S1.1", "S1.2", "S1.3", "S2.1"]
    assert endpoint_ids(order, order) == "P1, S1.1 to S1.3, S2.1"
    assert endpoint_ids(["S1.1", "S1.2"], order) == "S1.1, S1.2"
    assert endpoint_ids(["S1.1", "S1.3"], order) == "S1.1, S1.3"


def test_a_plain_text_is_no_markdown():
    assert words("*a* <b>").text == "*a* <b>"

"""A report as a page: everything in it, everything escaped, nothing from elsewhere."""

import dataclasses
import re

import pytest

from sap.render.point import plain
from sap.render.report import Remarks, ReportFigure, html_report
from sap.render.report.content import anchor_of
from sap.tables.table import Cell, RowGroup
from tests.example_run import example_ard
from tests.render.report.reading import Page, hash_of, squeezed
from tests.render.report.samples import ATTACK, FIGURE, hostile, report, table_item
from tests.render.samples import TABLES, grid

REPORTS = {"report": report(), "hostile": hostile()}


def one_line(text):
    return squeezed(plain(text))


@pytest.mark.parametrize("name", ["example", "wide", "hostile"])
def test_the_cells_of_the_page_are_those_of_the_table(name):
    page = Page(html_report(report(items=(table_item(name),))))
    (rows,) = [rows for given, rows in page.tables if given["class"] == "shown"]
    found = [[one_line(cell) for cell in row] for row in rows]
    wanted = grid(TABLES[name], one_line)
    # A heading without headings of its columns goes across them all.
    assert [row + [""] * (len(wanted[0]) - len(row)) for row in found] == wanted


def test_what_was_planned_and_run_is_there():
    text = squeezed(re.sub("<[^>]*>", " ", html_report(report())))
    for words in (
        "2 of 2 endpoints accounted for: 1 with a result, 1 not estimable. 3 analyses,",
        "2 tables and listings, 1 figures.",
        "0.64 (0.58, 0.72) p &lt;0.001: rejected",
        "Holm, level 0.05 None Rejected: P1 CCL18",
        "Not estimable (1)",
        "3 planned: 2 of endpoints, 1 sensitivity analyses. 2 carried out, 1 not estimable.",
        "Not estimable: No optimum.",
        "Singular fit.",
        "As planned",
    ):
        assert words in text
    assert "Queries (0)" not in text


def test_nothing_to_tell_is_told():
    quiet = report(remarks=(Remarks("Queries", ()),), families=(), accounts=())
    page = Page(html_report(quiet))
    ids = {section["id"] for section in page.of("section")}
    assert "deviations" in ids
    assert not {"families", "endpoints"} & ids
    assert "<p>None.</p>" in html_report(quiet)


def test_links_lead_to_places_of_the_page_or_to_files_beside_it():
    page = Page(html_report(report()))
    ids = [given["id"] for _, given in page.elements if "id" in given]
    assert len(set(ids)) == len(ids)
    links = [given["href"] for given in page.of("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    files = [link for link in links if not link.startswith("#")]
    forms = [[f"./{name}.{form}" for form in ("docx", "html", "txt")] for name in TABLES]
    assert files == [*forms[0], "./forest.svg", *forms[2]]
    # An endpoint whose table is not in the report has no link to one.
    assert f"#{anchor_of('example')}" in links
    assert f"#{anchor_of('nowhere')}" not in links


def test_every_table_and_figure_is_in_the_contents():
    made = report()
    page = Page(html_report(made))
    links = {given["href"][1:] for given in page.of("a") if given["href"].startswith("#item")}
    assert links == {item.anchor for item in made.items}
    assert links <= {section["id"] for section in page.of("section")}


@pytest.mark.parametrize("name", REPORTS)
def test_the_policy_allows_this_script_and_this_style_only(name):
    page = Page(html_report(REPORTS[name]))
    ((_, style),) = page.raw["style"]
    (script,) = page.scripts()
    assert page.policy == {
        "default-src": ["'none'"],
        "img-src": ["data:"],
        "style-src": [hash_of(style)],
        "script-src": [hash_of(script)],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


@pytest.mark.parametrize("name", REPORTS)
def test_no_element_styles_itself_handles_an_event_or_asks_for_a_file(name):
    page = Page(html_report(REPORTS[name]))
    for tag, given in page.elements:
        assert "style" not in given, tag
        assert not [key for key in given if key.startswith("on")], tag
    assert not {tag for tag, _ in page.elements} & {"link", "iframe", "object", "form", "base"}
    assert all(given["src"].startswith("data:image/svg+xml;base64,") for given in page.of("img"))
    for kind in ("script", "style"):
        assert not any("src" in given for given in page.of(kind))
    ((_, style),) = page.raw["style"]
    assert not re.search(r"@import|url\(", style)


def test_hostile_texts_are_only_texts():
    text = html_report(hostile())
    page, harmless = Page(text), Page(html_report(report()))
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in harmless.elements}
    assert page.scripts() == harmless.scripts()
    assert not set("\x00\x1b\u2028") & set(text)
    text.encode("utf-8")
    for link in (given["href"] for given in page.of("a")):
        assert re.match(r"#|\./[^/:]*\Z", link)
    shown = squeezed(" ".join(cell for _, rows in page.tables for row in rows for cell in row))
    assert one_line(ATTACK) in shown
    copied, *_ = page.data()
    assert copied.replace("?", "") == ATTACK.replace("\ud800", "")


def test_texts_of_the_style_sheet_end_no_style():
    ((_, style),) = Page(html_report(hostile())).raw["style"]
    contents = re.findall(r"(?:left|center) \{ content: ([^;]*);", style)
    assert len(contents) == 2
    for content in contents:
        assert re.fullmatch(r'"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*"', content), content
    worded = report(protocol="FONTS NOTICE PROTOCOL", notice="")
    ((_, style),) = Page(html_report(worded)).raw["style"]
    assert r"FONTS\000020NOTICE\000020PROTOCOL" in style


def test_a_script_in_a_figure_does_not_reach_the_page():
    assert "taken" not in html_report(report())


def test_the_words_of_a_figure_stand_beside_it():
    made = html_report(report())
    section = made[made.index('id="item-forest"') :]
    section = section[: section.index("</section>")]
    assert '<p class="population">Who is shown</p>' in section
    assert '<p class="sources">Source data: a.csv<br>' in section
    bare = dataclasses.replace(FIGURE, shown=ReportFigure(FIGURE.shown.svg))
    made = html_report(report(items=(bare,)))
    assert 'class="population"' not in made
    assert 'class="sources"' not in made


def test_a_label_of_a_listing_tells_what_it_shows_as_its_cells_do():
    source = (next(iter(example_ard())).key,)
    table = TABLES["example"]
    row = dataclasses.replace(
        table.groups[0].rows[0],
        label=Cell("D1", source=source),
        cells=tuple(Cell("why", source=source) for _ in table.columns),
    )
    groups = (RowGroup(Cell("All"), (row,)),)
    listing = dataclasses.replace(table, groups=groups, footnotes=())
    made = html_report(report(items=(table_item("example", shown=listing),)))
    label, *_ = re.findall(r'<th scope="row" [^>]*><span data-source="(\d+)">D1</span>', made)
    cells = re.findall(r'data-source="(\d+)">(?:<span[^>]*>)?why', made)
    assert len(cells) == len(table.columns)
    assert set(cells) == {label}


def test_headings_say_what_they_head():
    page = Page(html_report(report()))
    scopes = [given["scope"] for given in page.of("th")]
    assert {"row", "col", "colgroup", "rowgroup"} == set(scopes)
    labels = [given["aria-labelledby"] for given, _ in page.tables if given["class"] == "shown"]
    assert len(set(labels)) == len(labels) == 2


def test_wide_tables_are_printed_across_the_page():
    kinds = {given["id"]: given["class"] for given in Page(html_report(report())).of("section")}
    assert kinds["item-wide"] == "item wide"
    assert kinds["item-example"] == "item"


def test_without_the_script_nothing_is_shown_that_needs_it():
    page = Page(html_report(report()))
    needing = [given for _, given in page.elements if given.get("class") in ("copy", "search")]
    assert len(needing) == 3
    assert all("hidden" in given for given in needing)


def test_the_same_report_gives_the_same_page():
    assert html_report(report()) == html_report(report())
    assert html_report(report()) != html_report(report(title="Other"))


def test_a_report_without_results_is_a_page():
    empty = report(items=(), accounts=(), carried=(), families=(), remarks=(), rows={}, models={})
    assert Page(html_report(empty)).data() == [
        {"models": [], "results": [], "rows": [], "cells": []}
    ]


def test_an_anchor_holds_no_sign_of_markup():
    assert anchor_of("14.2.1.1-primary") == "item-14.2.1.1-primary"
    assert re.fullmatch(r"item-[A-Za-z0-9_.-]*", anchor_of(ATTACK))
    item = dataclasses.replace(table_item("example"), stem='a" b')
    assert item.anchor == "item-a--b"

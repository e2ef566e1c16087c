"""Two runs compared: what a reader sees changed, and what is no difference."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sap.errors import OutputError
from sap.language import language_of, speaking
from sap.review.diff import compare_runs, in_words
from sap.tables.table import Cell, Column, Footnote, Row, RowGroup
from tests.review.folders import figure, laid, leave, table, with_cell, with_rows

TABLE = table()


def compared(tmp_path, former, later, **record):
    """Compare runs of one table or figure each."""
    old = leave(tmp_path / "old", *([laid(former)] if former else []))
    new = leave(tmp_path / "new", *([laid(later)] if later else []), **record)
    return compare_runs(old, new)


def changes(tmp_path, later, former=TABLE):
    found = compared(tmp_path, former, later)
    return [change.in_words for item in found.items for change in item.changes]


def test_the_same_tables_are_no_difference(tmp_path):
    found = compared(tmp_path, TABLE, table())
    assert not found.changes
    assert in_words(found) == (
        "No difference that a reader would see: 1 tables and figures are the same.\n"
    )


def test_times_paths_and_hashes_below_a_table_are_none(tmp_path):
    later = table(sources=("Source data: /elsewhere/a.csv", "Generated: 2027-02-02T00:00:00Z"))
    record = {"generated": "2027-02-02T00:00:00Z", "versions": {"python": "3.13.1"}}
    record["data_files"] = [{"file": "/elsewhere/a.csv", "sha256": "11"}]
    found = compared(tmp_path, TABLE, later, plan_sha256="bb", **record)
    assert not found.changes
    assert found.notes == ("The plans differ.", "Versions that differ: python.")


def test_other_data_are_named(tmp_path):
    found = compared(tmp_path, TABLE, TABLE, data_files=[{"file": "x/a.csv", "sha256": "22"}])
    assert found.notes == ("Data files that differ: a.csv.",)
    assert "Data files that differ: a.csv.\nNo difference" in in_words(found)


def test_a_number_is_told_by_row_and_column(tmp_path):
    later = with_cell(with_cell(TABLE, 0, 1, 0, "3.2"), 1, 1, 1, "0.051")
    assert changes(tmp_path, later) == [
        "Observed, Mean, Yeast, Wild: 3.1 -> 3.2",
        "Model, p-value, Effect: 0.034 -> 0.051",  # the group's own heading
    ]


def test_a_blank_is_called_so(tmp_path):
    later = with_cell(TABLE, 1, 0, 0, "0.9")
    assert changes(tmp_path, later) == ["Model, Ratio, Yeast, Wild: (blank) -> 0.9"]


def test_a_count_in_a_heading_is_a_change_of_the_heading(tmp_path):
    first, second = TABLE.columns
    later = table(columns=(replace(first, lines=(Cell("Wild"), Cell("(N=13)"))), second))
    assert changes(tmp_path, later) == ["column: Yeast, Wild (N=12) -> Yeast, Wild (N=13)"]


def test_a_count_in_a_group_keeps_its_rows_together(tmp_path):
    rows = (Row(Cell("BREW-1"), (Cell("a"), Cell("b"))),)
    former = table(groups=(RowGroup(Cell("Yeast: 12 rows"), rows),), footnotes=())
    later = table(
        groups=(RowGroup(Cell("Yeast: 1 rows"), (replace(rows[0], label=Cell("BREW-2")),)),),
        footnotes=(),
    )
    # Identifiers are no counts: another one is another row.
    assert changes(tmp_path, later, former) == [
        "group: Yeast: 12 rows -> Yeast: 1 rows",
        "removed: row: Yeast: 12 rows, BREW-1",
        "added: row: Yeast: 1 rows, BREW-2",
    ]


def test_rows_and_columns_come_and_go(tmp_path):
    rows = TABLE.groups[0].rows
    added = Row(Cell("SD"), (Cell("0.4"), Cell("0.5")))
    later = with_rows(TABLE, 0, [rows[0], added], footnotes=TABLE.footnotes[:1])
    later = replace(
        later,
        columns=(*later.columns, Column((Cell("Both"),))),
        groups=tuple(
            replace(
                group,
                rows=tuple(replace(row, cells=(*row.cells, Cell("9"))) for row in group.rows),
                headings=(*group.headings, Cell()) if group.headings else (),
            )
            for group in later.groups
        ),
    )
    assert changes(tmp_path, later) == [
        "added: column: Both",
        "removed: row: Observed, Mean",
        "added: row: Observed, SD",
        "removed: footnote: Over 23 brewers, each once.",
    ]


def test_two_rows_of_one_label_are_told_apart_by_their_order(tmp_path):
    row = Row(Cell("Same"), (Cell("1"), Cell("2")))
    former = with_rows(TABLE, 0, [row, row], footnotes=())
    later = with_cell(former, 0, 1, 1, "3")
    assert changes(tmp_path, later, former) == ["Observed, Same, Yeast, Baker's: 2 -> 3"]


def test_marks_of_footnotes_alone_are_no_difference(tmp_path):
    rows = TABLE.groups[0].rows
    note, marked = TABLE.footnotes
    later = with_rows(
        TABLE,
        0,
        [rows[0], replace(rows[1], label=Cell("Mean", ("2",)))],
        footnotes=(note, replace(marked, mark="2")),
    )
    assert changes(tmp_path, later) == []


def test_of_a_footnote_the_words_that_changed_are_told(tmp_path):
    later = table(footnotes=(TABLE.footnotes[0], Footnote("1", "Over 24 brewers, each once.")))
    assert changes(tmp_path, later) == ['footnote "Over 24 brewers, each ...": 23 -> 24']


def test_titles_are_compared(tmp_path):
    later = table(title="Yields", notice="SIMULATED DATA", stub=Cell("Yield (kg)"))
    assert changes(tmp_path, later) == [
        "title: Yield -> Yields",
        "added: notice: SIMULATED DATA",
        "heading of the rows: Yield (g) -> Yield (kg)",
    ]


def test_a_figure_is_compared_by_its_texts_but_those_of_its_origin(tmp_path):
    former = figure("0.64 (0.5, 0.7)", "A &amp; B", "Source data: a.csv", "Generated: 2026")
    later = figure("0.65 (0.5, 0.7)", "A &amp; B", "Source data: b.csv", "Generated: 2027")
    assert changes(tmp_path, later, former) == ["text: 0.64 (0.5, 0.7) -> 0.65 (0.5, 0.7)"]


def test_a_figure_that_only_moved_is_the_same(tmp_path):
    former, later = figure("A", "Source data: a"), figure("A", "Source data: b", "and more")
    assert changes(tmp_path, later, former) == []


def test_tables_and_endpoints_come_and_go(tmp_path):
    old = leave(tmp_path / "old", laid(TABLE, "a"), laid(TABLE, "b"))
    new = leave(
        tmp_path / "new",
        laid(TABLE, "b"),
        laid(figure("x"), "c"),
        analyses=[{"endpoint": "E2"}, {"endpoint": "E2"}],
    )
    assert in_words(compare_runs(old, new)) == (
        "removed: endpoint: E1\n"
        "added: endpoint: E2\n"
        "\n"
        "Figure 14.1  Yield: added\n"
        "\n"
        "Table 14.1  Yield: removed\n"
        "0 of 1 tables and figures changed, 1 added, 1 removed.\n"
    )


def test_a_table_that_became_a_figure_is_changed(tmp_path):
    assert changes(tmp_path, figure("x")) == ["form: Table 14.1 -> Figure 14.1"]


def test_a_text_moves_nothing_on_the_terminal(tmp_path):
    found = compared(tmp_path, TABLE, with_cell(TABLE, 0, 1, 0, "\x1b[31m\n3"))
    assert "3.1 ->  [31m 3\n" in in_words(found)


def test_a_folder_without_a_run_is_refused(tmp_path):
    old = leave(tmp_path / "old", laid(TABLE))
    with pytest.raises(OutputError, match="There is no such folder"):
        compare_runs(old, tmp_path / "nowhere")
    with pytest.raises(OutputError, match="There is no such folder"):
        compare_runs(tmp_path / "nowhere", old)
    figures = [leave(tmp_path / name, laid(figure("x"))) for name in ("one", "two")]
    (figures[1] / "14.1-yield.svg").unlink()
    with pytest.raises(OutputError, match="cannot be read"):
        compare_runs(*figures)


def test_of_runs_in_two_languages_is_told_that_they_differ(tmp_path):
    old = leave(tmp_path / "old", laid(TABLE), laid(figure("A"), "gone"))
    with speaking(language_of("fr")):
        french = table(title="Rendement", stub=Cell("Rendement (g)"))
        new = leave(tmp_path / "new", laid(french), laid(figure("B"), "come"))
    found = compare_runs(old, new)
    assert found.changes
    assert found.languages == ("en", "fr")
    assert in_words(found) == (
        "Figure 14.1  Yield: added\n"
        "\n"
        "Figure 14.1  Yield: removed\n"
        "The languages differ (en, fr): what the 1 tables and figures of both runs say is not "
        "compared; 1 added, 1 removed. Numbers can be compared between runs of one language.\n"
    )


def test_two_runs_in_french_are_compared(tmp_path):
    with speaking(language_of("fr")):
        found = compared(tmp_path, TABLE, with_cell(TABLE, 0, 1, 0, "3,2"))
        assert in_words(found).startswith("Tableau 14.1  Yield\n")
    assert found.languages == ()
    assert in_words(found).endswith("\n1 of 1 tables and figures changed.\n")
    assert [one.in_words for one in found.items[0].changes] == [
        "Observed, Mean, Yeast, Wild: 3.1 -> 3,2"
    ]


@pytest.mark.parametrize("origin", ["Source data: {}", "Source des données\u00a0: {}"])
def test_the_origin_of_a_figure_is_known_in_each_language(tmp_path, origin):
    former, later = figure("A", origin.format("a")), figure("A", origin.format("b"), "more")
    assert changes(tmp_path, later, former) == []

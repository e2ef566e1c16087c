"""The report in another language: every word of the page and of its script is said."""

from __future__ import annotations

import dataclasses

from sap.language import language_of, speaking
from sap.render.report import (
    Account,
    Carried,
    FamilyLine,
    Form,
    Remarks,
    Report,
    ReportFigure,
    ReportItem,
    html_report,
)
from sap.render.report.markup import script_text
from sap.tables.table import Cell, Column, Row, RowGroup
from tests.language.pseudo import latin_words, pseudo, pseudo_language
from tests.render.report.reading import Page
from tests.render.report.samples import SVG, report
from tests.render.samples import TABLES

FRENCH = language_of("fr")


def wordless() -> Report:
    """Make a report whose data and plan are numbers alone."""
    table = dataclasses.replace(
        TABLES["example"],
        **{"title": "1", "population": "2", "protocol": "3", "notice": "4", "number": "5"},
        stub=Cell("6"),
        columns=(Column((Cell("7"),), "8"),),
        groups=(RowGroup(Cell("9"), (Row(Cell("10"), (Cell("11"),)),)),),
        footnotes=(),
        sources=("12",),
    )
    forms = (Form("1", "1.txt"), Form("2", "1.html"))
    return Report(
        **{"title": "1", "protocol": "2", "notice": "3", "facts": ("4",), "counted": "5"},
        accounts=(Account("1", "2", "3", "4", "", "1"), Account("1", "2", "3", "", "4", "")),
        carried=(
            Carried("1", "2", "3", True, "4", "5", ("6",), (), False),
            Carried("1", "2", "3", False, "4", "", (), ("5", "6"), True),
        ),
        families=(FamilyLine("1", "2", "3", ("4",)),),
        remarks=(Remarks("1", ("2",)), Remarks("3", ())),
        items=(
            ReportItem("1", "2", "1", table, "3", forms),
            ReportItem("1", "2", "2", ReportFigure(SVG, "3", ("4",)), forms=forms),
        ),
        rows={},
        models={},
    )


class Words(Page):
    """What a person sees, hears or is told by a reader of the screen."""

    def __init__(self, text):
        self.words = []
        super().__init__(text)

    def handle_data(self, data):
        super().handle_data(data)
        if self.stack and self.stack[-1][0] not in ("script", "style"):
            self.words.append(data)

    @property
    def all(self):
        names = ("aria-label", "placeholder", "alt", "title")
        told = [given[name] for _, given in self.elements for name in names if given.get(name)]
        return [*self.words, *told]


def test_every_word_of_the_page_is_said():
    with speaking(pseudo_language()):
        for made in (wordless(), dataclasses.replace(wordless(), remarks=(Remarks("1", ()),))):
            page = Words(html_report(made))
            assert latin_words(page.all, ()) == {}


def test_every_word_of_the_script_is_said():
    with speaking(pseudo_language()):
        (script,) = Page(html_report(wordless())).scripts()
    for words in ("Copy", "Copied", "Not copied", "The browser does not allow copies"):
        assert f'"{pseudo(words)}"' in script
        assert f'"{words}"' not in script
    assert f"`${{title}}{pseudo(': copied as text')}`" in script
    assert "SAID_" not in script


def test_a_report_in_french_tells_so():
    with speaking(FRENCH):
        text = html_report(report())
    page = Page(text)
    assert page.of("html") == [{"lang": "fr"}]
    assert 'content: "Page " counter(page) " sur " counter(pages);' in text
    (script,) = page.scripts()
    assert 'label.data = "Copié";' in script
    assert "`${title}\u00a0: copie effectuée sous forme de texte`" in script
    assert "`Trouvé\u00a0: ${shown.length} sur ${sections.length}`" in script
    assert {given.get("placeholder") for given in page.of("input")} == {"Rechercher"}


def test_what_stands_in_a_script_cannot_end_its_string():
    assert script_text('a"b\\c`d</script>e') == ("a\\u0022b\\u005cc\\u0060d\\u003c/script\\u003ee")
    assert script_text("${title} : l’été") == "${title} : l’été"


def test_the_same_report_gives_the_same_page_in_each_language():
    with speaking(FRENCH):
        first = html_report(report())
    assert html_report(report()) != first
    with speaking(FRENCH):
        assert html_report(report()) == first

"""HTML: every cell in its place, every text escaped, nothing asked of a network."""

import re
from html.parser import HTMLParser

import pytest

from sap.render.html import html_table
from sap.render.point import plain
from tests.render.samples import HOSTILE, TABLES, example, grid

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """Reads the body rows, the tags and the visible text of a page."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.tags, self.attributes, self.stack = [], [], [], []
        self.inside, self.words = None, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.stack.append(tag)
        if tag == "tr" and "tbody" in self.stack:
            self.rows.append([])
        if tag in ("td", "th") and "tbody" in self.stack:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if "style" in self.stack:
            return
        self.words.append(data)
        if "tbody" in self.stack and ("td" in self.stack or "th" in self.stack):
            self.rows[-1][-1] += data


def squeezed(text):
    return " ".join(plain(text).split())


@pytest.mark.parametrize("name", TABLES)
def test_the_cells_of_the_page_are_those_of_the_table(name):
    page = Page(html_table(TABLES[name]))
    assert page.stack == []
    found = [[squeezed(cell) for cell in row] for row in page.rows]
    assert found == grid(TABLES[name], squeezed, spanning=False)


def test_title_header_footnotes_and_sources_are_there_once():
    table = example()
    words = squeezed(" ".join(Page(html_table(table)).words))
    parts = [f"Protocol: {table.protocol}", "SIMULATED DATA", table.population, "(N=3)"]
    parts += [note.text for note in table.footnotes] + list(table.sources)
    for part in parts:
        assert squeezed(part) in words
    assert words.count("Table 14.2.1.1") == 2  # the page's title and the table's
    assert "Page 1 of 1" in words


def test_the_header_of_a_printed_page_is_text_whatever_it_holds():
    style = html_table(TABLES["hostile"]).split("<style>")[1].split("</style>")[0]
    contents = re.findall(r"\{ content: ([^;]*);", style)
    assert len(contents) == 3
    for content in contents[:2]:
        assert re.fullmatch(r'"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*"', content)
    protocol = re.sub(r"\\([0-9a-f]{6})", lambda m: chr(int(m[1], 16)), contents[0])
    assert protocol == f'"{plain(f"Protocol: {HOSTILE}")}"'


def test_hostile_texts_are_only_texts():
    text = html_table(TABLES["hostile"])
    page = Page(text)
    assert "script" not in page.tags
    assert "\x00" not in text
    assert "\x1b" not in text
    text.encode("utf-8")
    assert squeezed(HOSTILE) in squeezed(" ".join(page.words))


@pytest.mark.parametrize("name", TABLES)
def test_the_page_asks_for_no_other_file(name):
    text = html_table(TABLES[name])
    page = Page(text)
    assert not set(page.tags) & {"link", "img", "iframe", "script", "object"}
    assert not [key for key, _ in page.attributes if key in ("src", "href", "srcset")]
    assert not re.search(r"@import|url\(", text)


def test_headings_say_what_they_head():
    page = Page(html_table(example()))
    scopes = [value for key, value in page.attributes if key == "scope"]
    assert scopes.count("row") == len(page.rows)
    assert scopes.count("col") >= len(example().columns)


def test_the_same_table_gives_the_same_page():
    assert html_table(example()) == html_table(example())


def test_a_protocol_may_hold_any_word():
    assert 'content: "Protocol' in html_table(example(protocol="NOTICE SIZE FONTS PROTOCOL"))
    words = " ".join(Page(html_table(example(protocol="NOTICE SIZE"))).words)
    assert "Protocol: NOTICE SIZE" in words


def test_a_wide_table_is_printed_across_the_page():
    assert "A4 landscape" in html_table(TABLES["wide"])
    assert "A4 landscape" not in html_table(example())

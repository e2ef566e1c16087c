"""Texts, links, data and styles are escaped where they become parts of a page."""

import json

import pytest

from sap.render.report.markup import data, link_to_file, style_text, text
from tests.render.report.samples import ATTACK


def test_a_text_holds_no_sign_of_markup():
    made = text(ATTACK)
    assert not set("<>\"'\x00\u2028") & set(made)
    assert text("a & b") == "a &amp; b"


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("14.2.1.1-primary.docx", "./14.2.1.1-primary.docx"),
        ("a b#1?.txt", "./a%20b%231%3F.txt"),
        ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ("data:text/html,x", "./data%3Atext%2Fhtml%2Cx"),
        ("../secret", "./..%2Fsecret"),
        ("é.txt", "./%C3%A9.txt"),
    ],
)
def test_a_link_leads_to_a_file_of_the_folder(name, link):
    assert link_to_file(name) == link


def test_data_end_no_script():
    made = data(["</script><!--", ATTACK, 1, "\u2029&"])
    assert not set("<>&\u2028\u2029") & set(made)
    made.encode("utf-8")
    assert json.loads(made)[0] == "</script><!--"
    assert json.loads(made)[2:] == [1, "\u2029&"]


def test_a_text_of_a_style_sheet_is_one_string():
    assert style_text('a"; } </style>') == (
        r'"a\000022\00003b\000020\00007d\000020\00003c\00002fstyle\00003e"'
    )

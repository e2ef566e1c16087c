"""JSON and YAML of whatever texts a study may hold: both say the same, to readers of others."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sap.ars.files import json_text, plain, yaml_text
from sap.ars.model import Category, Condition, Operation, Selection

ODD = [
    *("", " ", "no", "yes", "null", "~", "1.0", "0x1F", "1_000", "2026-01-01", "- a", "? b", ": c"),
    *(
        "a: b",
        "a # b",
        "'",
        '"',
        "\\",
        "\\n",
        "\n",
        "a\n\n  b\n",
        "\t",
        "\r\n",
        "\0",
        "\x07",
        "\x7f",
    ),
    *("\x85", "\xa0", "\u2028", "\u2029", "\ufeff", "\uffff", "\N{MINUS SIGN}1", "é", "\U0001f42d"),
    *(
        "<script>alert(1)</script>",
        "=cmd()",
        "{a}",
        "[b]",
        "*c",
        "&d",
        "!e",
        "%f",
        "@g",
        "`h`",
        "|",
    ),
    *(">", "---", "...", "<<", "%YAML 1.1"),
]


def read_back(content):
    loaded = YAML(typ="safe", pure=True).load(yaml_text(content))
    written = json.loads(json_text(content))
    assert loaded == written
    return written


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_come_back(text):
    content = plain(Category(text, text))
    assert content == {"id": text, "label": text}
    made = {"categories": [content, content], "values": [text, [text]], "one": content}
    assert read_back(made) == made


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "name", "value"]), inner, min_size=1)
        ),
        max_leaves=6,
    ).map(lambda inner: {"key": inner})
)
@settings(deadline=None)
def test_any_content_comes_back(content):
    assert read_back(content) == content


def test_half_of_a_pair_is_replaced():
    assert plain(Category("a\ud800b", "c")) == {"id": "a\N{REPLACEMENT CHARACTER}b", "label": "c"}


def test_slots_have_the_names_of_the_standard_and_empty_ones_are_left_out():
    assert plain(Operation("a", "b", 1, result_pattern="XX")) == {
        "id": "a",
        "name": "b",
        "order": 1,
        "resultPattern": "XX",
    }
    made = Selection("a", "b", 1, 2, condition=Condition("d", "v", "EQ"))
    assert plain(made)["condition"] == {"dataset": "d", "variable": "v", "comparator": "EQ"}


def test_an_empty_text_is_no_empty_slot():
    assert plain(Operation("a", "", 1, label="")) == {
        "id": "a",
        "name": "",
        "order": 1,
        "label": "",
    }


def test_yaml_is_block_style():
    content = {"name": "a", "list": [{"id": "b", "flag": True}, {"id": "c"}], "texts": ["d"]}
    assert yaml_text(content) == (
        'name: "a"\nlist:\n  - id: "b"\n    flag: true\n  - id: "c"\ntexts:\n  - "d"\n'
    )

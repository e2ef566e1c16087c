"""The closed subset of Markdown: what is read, and that all else is refused with its line."""

from __future__ import annotations

import pytest

from sap.markdown import (
    CodeBlock,
    Listing,
    MarkdownError,
    Paragraph,
    Run,
    outside_code,
    parse_markdown,
)


def test_paragraphs_with_emphasis_and_code():
    first, second = parse_markdown("Pain is *not* **rare**,\nas `x < 1` says.\n\nSecond.")
    assert first == Paragraph(
        (
            Run("Pain is "),
            Run("not", emphasis=True),
            Run(" "),
            Run("rare", strong=True),
            Run(","),
            Run(" "),
            Run("as "),
            Run("x < 1", code=True),
            Run(" says."),
        )
    )
    assert second.text == "Second."


def test_emphasis_in_emphasis():
    (one,) = parse_markdown("***both** one*")
    assert one.runs == (Run("both", emphasis=True, strong=True), Run(" one", emphasis=True))


def test_lists_in_lists_and_their_code():
    (one,) = parse_markdown("1. first\n2. second\n   - inner\n\n     ```\n     a ~ b\n     ```\n")
    assert isinstance(one, Listing)
    assert one.numbered
    assert one.items[0] == (Paragraph((Run("first"),)),)
    words, inner = one.items[1]
    assert words.text == "second"
    assert inner == Listing(((Paragraph((Run("inner"),)), CodeBlock("a ~ b")),))


def test_a_link_becomes_its_text_and_address():
    (named,) = parse_markdown("See [the registry](https://example.org/a?b=1).")
    assert named.text == "See the registry (https://example.org/a?b=1)."
    (plain,) = parse_markdown("<https://example.org>")
    assert plain.text == "https://example.org"


def test_what_only_looks_like_html_is_text():
    (one,) = parse_markdown("p < 0.05 & n > 3, `<b>`, &lt;script&gt;")
    assert one.text == "p < 0.05 & n > 3, <b>, <script>"


@pytest.mark.parametrize(
    ("text", "line", "start"),
    [
        ("One.\n\n<script>alert(1)</script>", 2, "Raw HTML"),
        ("One\ntwo <b>three</b>", 1, "Raw HTML"),
        ("- one\n- two <!-- no -->", 1, "Raw HTML"),
        ("One.\n\n# Two", 2, "A heading"),
        ("One\n===", 0, "A heading"),
        ("![what](picture.png)", 0, "An image"),
        ("One.\n\n> Two", 2, "A quotation"),
        ("One.\n\n---\n\nTwo.", 2, "A rule"),
    ],
)
def test_what_is_outside_the_subset_is_refused_with_its_line(text, line, start):
    with pytest.raises(MarkdownError) as caught:
        parse_markdown(text)
    assert caught.value.line == line
    assert caught.value.message.startswith(start)


def test_a_script_address_is_no_link():
    (one,) = parse_markdown("[here](javascript:alert(1))")
    assert one == Paragraph((Run("[here](javascript:alert(1))"),))


def test_other_words_for_all_but_code():
    text = (
        "one `two` three\n*four* ``five ` six`` `seven\n\n"
        "- eight\n\n  ```\n  nine\n  ```\n\n    ten\n\n      eleven\n\n"
        "1. twelve `thirteen\n   fourteen` fifteen\n"
    )
    changed = outside_code(text, str.upper)
    for code in ("two", "five ` six", "nine", "thirteen\n   fourteen"):
        assert code in changed
        text = text.replace(code, code.upper())
    assert "      eleven" in changed
    assert changed.upper() == text.upper()
    assert "ONE `two` THREE\n*FOUR*" in changed
    assert "`SEVEN" in changed
    assert "- EIGHT" in changed
    assert changed.endswith("FIFTEEN\n")
    assert outside_code("", str.upper) == ""

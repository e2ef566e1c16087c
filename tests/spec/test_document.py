"""A YAML file becomes data with places, and nothing else: hostile files are refused in words."""

from __future__ import annotations

import pytest

from sap.errors import SpecError
from sap.spec.document import Place, Scalar, Unread, read_document


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes):
        path = tmp_path / "a.yml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def refused(path) -> str:
    with pytest.raises(SpecError) as caught:
        read_document(path, "a.yml")
    assert len(caught.value.problems) == 1
    return str(caught.value.problems[0])


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "off",
        "y",
        "N",
        "true",
        "False",
        "1",
        "007",
        "0x1F",
        "0o7",
        "1e3",
        "=",
        "+1",
    ],
)
def test_scalars_stay_text_as_written(write, word):
    document = read_document(write(f"{word}: {word}\n"), "a.yml")
    assert document.data == {word: word}
    assert document.problems == []
    (key, value), *_ = document.data.items()
    assert type(key) is type(value) is Scalar
    assert value.plain


@pytest.mark.parametrize("word", ["1_000", "12:30:45", "2020-01-01", ".inf", ".nan", "1.50", "-0"])
def test_what_looks_like_a_number_or_a_date_stays_text_as_written(write, word):
    assert read_document(write(f"a: {word}\n"), "a.yml").data == {"a": word}


def test_quoted_text_is_known_as_quoted(write):
    document = read_document(write("a: '5'\nb: \"5\"\nc: 5\nd: ~\ne:\n"), "a.yml")
    assert document.data == {"a": "5", "b": "5", "c": "5", "d": None, "e": None}
    assert [document.data[key].plain for key in "abc"] == [False, False, True]


def test_places_of_keys_and_values(write):
    document = read_document(write("a:\n  - b: x\n    c:  'y z'\n  -  {d: 1}\n"), "a.yml")
    places = document.places
    assert (places["a",].key, places["a",].value) == ((1, 1), (2, 3))
    assert (places["a", 0, "c"].key, places["a", 0, "c"].value) == ((3, 5), (3, 9))
    assert (places["a", 1, "d"].key, places["a", 1, "d"].value) == ((4, 7), (4, 10))


@pytest.mark.parametrize(
    ("written", "value", "offset", "at"),
    [
        ("log(x) ~ y", (3, 5), 4, (3, 9)),
        ("'log(x) ~ y'", (3, 5), 4, (3, 10)),
        ('"log(x) ~ y"', (3, 5), 9, (3, 15)),
        (">-\n   log(x)\n   ~ y\n", (3, 5), 9, (5, 6)),
        ("|\n   log(x) ~ y\n", (3, 5), 0, (4, 4)),
        ("log(x)\n  ~ y", (3, 5), 9, (4, 5)),
        ("log(x) ~ y", (3, 5), 10, (3, 15)),
        (r'"log(\x78) ~ y"', (3, 5), 9, (3, 5)),
    ],
)
def test_place_of_a_character_in_a_text(written, value, offset, at):
    assert Place((3, 1), value, written, "log(x) ~ y").of_character(offset) == at


def test_a_byte_order_mark_is_no_part_of_the_text(write):
    document = read_document(write(b"\xef\xbb\xbfa: 1\n"), "a.yml")
    assert document.data == {"a": "1"}
    assert document.places["a",].key == (1, 1)


def test_windows_line_ends_are_line_ends(write):
    document = read_document(write("a: 1\r\nb:\r\n  - c\r\n"), "a.yml")
    assert document.data == {"a": "1", "b": ["c"]}
    assert document.places["b", 0].value == (3, 5)


def test_an_anchor_repeats_a_value(write):
    document = read_document(write("a: &x {b: 1}\nc: *x\n"), "a.yml")
    assert document.data == {"a": {"b": "1"}, "c": {"b": "1"}}
    assert document.problems == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "a.yml:1:1: The file is empty."),
        ("# only a comment\n", "a.yml:1:1: The file is empty."),
        ("- a\n- b\n", "a.yml:1:1: The file must start with 'key: value' pairs."),
        ("just words\n", "a.yml:1:1: The file must start with 'key: value' pairs."),
        (b"a: caf\xe9\n", "a.yml:1:7: The file is not UTF-8 (byte 0xE9); save it with"),
        (b"\xff\xfea\x00:\x00", "a.yml:1:1: The file is not UTF-8 (byte 0xFF)"),
        ("a: 1\nb: \x00\n", "a.yml:2:4: The character U+0000 can't stand in YAML"),
        ("a: 1\nb: \x07\n", "a.yml:2:4: The character U+0007"),
        ("a:\n\tb: 1\n", "a.yml:2:1: A tab can't indent YAML"),
        ("a: b: c\n", "a.yml:1:5: This ': ' does not fit here"),
        ("a: 'x\n", "a.yml:1:4: The quote opened here is not closed."),
        ("a: [1, 2\n", "a.yml:2:1: Expected ',' or ']' here."),
        ("a: {b: 1\nc: 2\n", "Expected ',' or '}' here."),
        ("a: }\n", "a.yml:1:4: A value is missing here."),
        ("a: *x\n", "a.yml:1:4: '*x' repeats something that no '&x' names."),
        ("a: &x 1\nb: &x 2\n", "The name after this '&' stands twice."),
        ("a: @x\n", "a.yml:1:4: A text that starts with '@' needs quotes."),
        ("a: `x`\n", "a.yml:1:4: A text that starts with '`' needs quotes."),
        ("a: %x\n", "a.yml:1:4: A text that starts with '%' needs quotes."),
        ('a: "\\q"\n', "In double quotes a backslash starts an escape"),
        ("a: 1\n---\nb: 2\n", "a.yml:2:1: A spec is one document"),
        ("%YAML 1.1\n---\na: no\n", "a.yml:1:1: Directives ('%...') are not read"),
        ("# c\n\n%TAG ! x\n---\na: 1\n", "a.yml:3:1: Directives"),
        ("[" * 3000, "a.yml:1:41: Lists or brackets are nested too deep."),
        ("{a: " * 3000, "nested too deep"),
        ("- " * 3000, "nested too deep"),
        ("a: " + "[" * 50 + "]" * 50, "nested too deep"),
        ("a: 1\n b: 2\n", "a.yml:2:3: This ': ' does not fit here"),
        ("a:\n  b: 1\n c: 2\n", "a.yml:3:2: This does not line up with the lines above"),
        ("a\nb: 1\n", "a.yml:"),
        ("a: 1\n" * 200_000, "bytes; a spec has at most 200000."),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_is_no_spec_is_refused_with_its_place(write, content, says):
    assert says in refused(write(content))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yml:3:1: The key 'a' stands twice (first in line 1); keep one."),
        ("{no: 1, no: 2}\n", "a.yml:1:9: The key 'no' stands twice"),
        ("a: !!python/object:os.system {}\n", "a.yml:1:4: The tag '!!python/object:os.system'"),
        ("a: !!python/name:os.system\n", "a.yml:1:4: The tag '!!python/name:os.system'"),
        ("a: !mine x\n", "a.yml:1:4: The tag '!mine' is not read"),
        ("a: !!binary aGk=\n", "a.yml:1:4: The tag '!!binary'"),
        ("a: !!set {b, c}\n", "a.yml:1:4: The tag '!!set'"),
        ("a: !<tag:example.org,2000:x> y\n", "The tag 'tag:example.org,2000:x'"),
        ("? [a, b]\n: c\n", "a.yml:1:3: A key is a word"),
        ("? !x y\n: c\n", "a.yml:1:3: A key is a word"),
        (": c\n", "A key is missing before the ':'."),
        ("a: &x {b: 1}\nc: {<<: *x}\n", "a.yml:2:5: Merge keys"),
        ("a: &x [*x]\n", "a.yml:1:4: This is nested in itself"),
        ("a: &x {b: *x}\n", "This is nested in itself"),
    ],
    ids=str,
)
def test_what_is_refused_in_a_file_that_can_be_read(write, content, says):
    document = read_document(write(content), "a.yml")
    assert any(says in str(problem) for problem in document.problems)


def test_a_refused_value_is_unread(write):
    document = read_document(write("a: !x [1]\nb: 2\n"), "a.yml")
    assert isinstance(document.data["a"], Unread)
    assert document.data["b"] == "2"


def test_a_bomb_of_repeats_does_not_go_off(write):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    document = read_document(write("\n".join(lines) + "\n"), "a.yml")
    assert [problem.message for problem in document.problems] == [
        "More than 20000 values, counting repeats by '*'; too many."
    ]


def test_there_is_no_such_file(tmp_path):
    with pytest.raises(SpecError, match=r"^x/a\.yml: There is no such file\.$"):
        read_document(tmp_path / "none.yml", "x/a.yml")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(SpecError, match="This is a folder"):
        read_document(tmp_path, "here")


def test_a_name_no_file_can_have():
    from pathlib import Path

    with pytest.raises(SpecError, match="can't be read"):
        read_document(Path("a\0b"), "a?b")


def test_the_hash_is_that_of_the_bytes(write):
    import hashlib

    content = "a: 1 # ä\n"
    expected = hashlib.sha256(content.encode()).hexdigest()
    assert read_document(write(content), "a.yml").sha256 == expected

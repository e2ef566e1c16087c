"""What a YAML reader says of a broken file, in words a statistician can act on."""

from __future__ import annotations

import re

from sap.errors import Problem

_WORDS: tuple[tuple[str, str], ...] = (
    (
        "mapping values are not allowed",
        "This ': ' does not fit here: put a text that holds ': ' in quotes, "
        "or correct the indentation.",
    ),
    (r"found character '\\t'", "A tab can't indent YAML; use spaces."),
    ("found a tab character", "A tab can't indent YAML; use spaces."),
    (r"found character '(.+)' that cannot start", "A text that starts with '{0}' needs quotes."),
    ("unexpected end of stream", "The quote opened here is not closed."),
    ("document separator", "The quote opened here is not closed."),
    (r"expected ',' or '(.)'", "Expected ',' or '{0}' here."),
    (r"could not find expected ':'", "Expected 'key: value'; the ':' is missing."),
    (r"found undefined alias '?([^']*)'?", "'*{0}' repeats something that no '&{0}' names."),
    ("found duplicate anchor", "The name after this '&' stands twice."),
    ("but found another document", "A spec is one document; take out the '---'."),
    ("expected a single document", "A spec is one document; take out the '---'."),
    ("did not find expected <document start>", "Expected 'key: value' here."),
    ("expected '<document start>'", "Expected 'key: value' here; is the indentation right?"),
    ("expected <block end>", "This does not line up with the lines above, or a quote is missing."),
    ("unknown escape character", "In double quotes a backslash starts an escape; use '...'."),
    ("expected the node content", "A value is missing here."),
    ("block sequence entries are not allowed", "A list item '- ' can't start here."),
    ("sequence entries are not allowed", "A list item '- ' can't start here."),
    ("maximum depth", "Lists or brackets are nested too deep."),
    ("undefined tag handle", "Tags ('!...') are not read: a spec is data."),
)


def yaml_problem(error: Exception, text: str, file: str) -> Problem:
    """Say what a YAML reader found, and where.

    Parameters
    ----------
    error
        What the reader raised.
    text
        The content of the file.
    file
        The file as the user named it.

    Returns
    -------
    Problem
        With line and column.
    """
    position = getattr(error, "position", None)
    if isinstance(position, int):
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        code = ord(text[position]) if position < len(text) else 0
        message = f"The character U+{code:04X} can't stand in YAML; take it out."
        return Problem(message, file, line, column)
    found = str(getattr(error, "problem", None) or error).strip()
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    for pattern, words in _WORDS:
        match = re.search(pattern, found)
        if match:
            if "quote opened" in words and opened is not None:
                mark = opened
            return _at(mark, words.format(*match.groups()), file)
    first = found.splitlines()[0] if found else "no further word"
    return _at(mark, f"This is no valid YAML: {first}.", file)


def _at(mark: object, message: str, file: str) -> Problem:
    line = getattr(mark, "line", None)
    column = getattr(mark, "column", None)
    if not isinstance(line, int) or not isinstance(column, int):
        return Problem(message, file, 1, 1)
    return Problem(message, file, line + 1, column + 1)

"""Columns in the one form that the strict conversion takes, with every change noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sap.data.convert import Cells, rows_at
from sap.data.texts import Positions, RawTable, TextColumn, objects
from sap.data.wording import BLANKS, UnclearError, date_reader, folded, id_reader, number_reader
from sap.errors import Problem
from sap.spec import Column, Source, Variable

#: Stands for "beyond the limit of the row", whatever that is.
BELOW_LIMIT, ABOVE_LIMIT = "<limit", ">limit"


@dataclass(frozen=True, eq=False)
class Fixes:
    """Cells of a column that one rule, or the same rules one after the other, changed.

    Parameters
    ----------
    rule
        For example ``blanks`` or ``blanks, synonym``.
    variable, column
        Whose cells they are.
    rows
        Positions in the source as read, before rows were left out.
    before, after
        Of each row.
    files, lines
        Where each row stands.
    keys
        The key of each row, as cleaned.
    """

    rule: str
    variable: str
    column: str
    rows: Positions
    before: npt.NDArray[np.object_]
    after: npt.NDArray[np.object_]
    files: npt.NDArray[np.object_]
    lines: Positions
    keys: npt.NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.rows)


def mend(
    raw: RawTable, name: str, source: Source, variable: Variable
) -> tuple[TextColumn, list[Fixes], list[Problem]]:
    """Bring the column of a variable into the form that the strict conversion takes.

    Parameters
    ----------
    raw
        The table.
    name
        Of the variable.
    source, variable
        What is declared.

    Returns
    -------
    column : TextColumn
        As it is converted.
    fixes : list of Fixes
        One a rule, or a sequence of rules.
    problems : list of Problem
        Cells that mean nothing, or two things.
    """
    declared = source.columns[name]
    column = raw.columns[declared.column]
    steps = list(_steps(source, declared, variable))
    if not steps:
        return column, [], []
    after: list[str] = []
    rules: list[str] = []
    unclear: dict[str, list[int]] = {}
    for place, before in enumerate(column.distinct):
        text, applied = str(before), []
        for rule, read in steps:
            try:
                changed = read(text) if text or rule == "blanks" else text
            except UnclearError as error:
                unclear.setdefault(str(error), []).append(place)
                # An id stays, so that it is not told to be missing as well.
                text = str(before) if variable.type == "id" else ""
                break
            if changed != text:
                applied.append(_number_rule(text) if rule == "number" else rule)
                text = changed
        after.append(text)
        rules.append(", ".join(dict.fromkeys(applied)))
    cells = cells_of(raw, declared.column)
    problems = []
    for message, places in unclear.items():
        rows = rows_at(column, places)
        if len(rows):
            what = repr(column[int(rows[0])]) + (" and others" if len(places) > 1 else "")
            problems.append(cells.problem(rows, f"{what} ({{rows}}): {message}"))
    return column.changed(after), _noted(raw, name, declared.column, column, after, rules), problems


def cells_of(raw: RawTable, column: str) -> Cells:
    """Give a column of a table with the places of its cells.

    Parameters
    ----------
    raw
        The table.
    column
        Its name in the file.

    Returns
    -------
    Cells
        For conversion and messages.
    """
    files = objects(file for file, _ in raw.files)
    several = files[raw.file_of] if len(files) > 1 else None
    return Cells(raw.files[0][0], column, raw.columns[column], raw.lines, several)


def _noted(
    raw: RawTable, name: str, header: str, column: TextColumn, after: list[str], rules: list[str]
) -> list[Fixes]:
    texts, of_place = objects(after), objects(rules)
    made = []
    for rule in dict.fromkeys(rule for rule in rules if rule):
        rows = column.rows_with(of_place == rule)
        if len(rows):
            before = column.distinct[column.codes[rows]]
            made.append(note(raw, rule, name, header, rows, before, texts[column.codes[rows]]))
    return made


def note(
    raw: RawTable,
    rule: str,
    variable: str,
    column: str,
    rows: Positions,
    before: npt.NDArray[np.object_],
    after: npt.NDArray[np.object_],
) -> Fixes:
    """Note changes with the places of the rows; keys are added when they are known.

    Parameters
    ----------
    raw
        The table.
    rule, variable, column, rows, before, after
        As in `Fixes`.

    Returns
    -------
    Fixes
        Without keys.
    """
    files = objects(file for file, _ in raw.files)[raw.file_of[rows]]
    keys = objects("" for _ in rows)
    return Fixes(rule, variable, column, rows, before, after, files, raw.lines[rows], keys)


def with_keys(fixes: Fixes, keys: npt.NDArray[np.object_]) -> Fixes:
    """Add the keys of the rows.

    Parameters
    ----------
    fixes
        Without keys.
    keys
        Of its rows.

    Returns
    -------
    Fixes
        With them.
    """
    return replace(fixes, keys=keys)


Step = tuple[str, Callable[[str], str]]


def _steps(source: Source, declared: Column, variable: Variable) -> Iterator[Step]:
    """List what is done to a cell of a column, in order."""
    if source.clean.trim:
        yield "blanks", str.strip
    levels = _levels(declared, variable)
    codes = {folded(code) for code in (*source.clean.missing, *declared.missing)}
    codes -= {folded(code) for code in (variable.levels or ())} | set(levels)
    codes |= {folded(code) for code in declared.missing}
    if codes:
        yield "missing code", lambda text: "" if folded(text) in codes else text
    if variable.type == "factor" and levels:
        known = variable.levels or {}
        yield (
            "synonym",
            lambda text: text if text in known else levels.get(folded(text), text),
        )
    elif variable.type == "number":
        yield from _number_steps(source, declared, variable)
    elif variable.type == "date":
        yield "date", date_reader(declared.dates)
    elif variable.type == "id" and declared.ids:
        yield "id", id_reader(declared.ids)


def _levels(declared: Column, variable: Variable) -> Mapping[str, str]:
    """Give the level of each text that may stand for one, folded."""
    synonyms = dict(declared.synonyms)
    if not synonyms:
        return {}
    found = {folded(code): code for code in (variable.levels or ())}
    return found | {folded(text): code for code, texts in synonyms.items() for text in texts}


def _number_steps(source: Source, declared: Column, variable: Variable) -> Iterator[Step]:
    words = {folded(word): BELOW_LIMIT for word in declared.below}
    words |= {folded(word): ABOVE_LIMIT for word in declared.above}
    if words:
        yield "limit of the row", lambda text: words.get(folded(text), text)
    form = source.format
    units = [*(dict(declared.units) or ([variable.unit] if variable.unit else []))]
    if source.clean.trim and units and not declared.unit_column:
        named = "|".join(re.escape(unit) for unit in units)
        unit = re.compile(rf"(.*[0-9])\s*(?:{named})", re.IGNORECASE)
        yield "unit in cell", lambda text: unit.sub(r"\1", text) if unit.fullmatch(text) else text
    if form.thousands != "none" or form.decimal != "point":
        read = number_reader(form)
        yield "number", lambda text: text if text in words.values() else read(text)


def _number_rule(before: str) -> str:
    """Name what made a number hard to read."""
    between = [sign for sign in before if sign in BLANKS + "'\u2019"]
    found = ["thousands"] if between and before.lstrip("<> ")[:1].isdigit() else []
    return ", ".join([*found, *(["decimal comma"] if "," in before else [])]) or "number"

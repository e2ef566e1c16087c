"""Files of a source that could not be read, and who can go on without them.

A file of several may say which level of a variable all its rows have. Where it is missing, an
analysis that selects rows of other levels, and nothing but those, does not need it. Nothing
is guessed: wherever rows of the file might decide on a row of the analysis, it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sap.errors import Problem
from sap.spec import Condition, Spec, parse_condition
from sap.spec.condition import AllOf, Comparison, Membership, Node

if TYPE_CHECKING:
    from sap.data.sources import SourceTable


@dataclass(frozen=True)
class AbsentFile:
    """A file of a source that could not be read, while others of it could.

    Parameters
    ----------
    file
        As messages name it.
    holds
        Level by variable, the same in all its rows.
    problems
        Why it could not be read.
    """

    file: str
    holds: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Selected:
    """Rows of a dataset that something is made of.

    Parameters
    ----------
    dataset
        Its name.
    where
        What is true of each of the rows; None for all rows.
    variables
        What is read of them, inputs of derived variables included.
    units
        The source of the units, where there is one.
    """

    dataset: str
    where: str | Condition | None
    variables: tuple[str, ...] = ()
    units: str = ""

    @property
    def tree(self) -> Node | None:
        """The condition, as read."""
        if isinstance(self.where, str):
            return parse_condition(self.where).tree
        return None if self.where is None else self.where.tree


def lacking(
    spec: Spec, selected: Selected, tables: Mapping[str, SourceTable]
) -> tuple[Problem, ...]:
    """Say which files that could not be read are needed for some rows, and why they could not.

    Parameters
    ----------
    spec
        Declares datasets, derived variables and how sources are cleaned.
    selected
        The rows.
    tables
        The sources as far as they could be read, by name.

    Returns
    -------
    tuple of Problem
        None where the rows are the same with and without those files.
    """
    dataset = spec.datasets[selected.dataset]
    # What is looked up in a source with a file missing would not be found.
    looked_up = {selected.units, *(join.source for join in dataset.join)}
    problems: list[Problem] = []
    for name in dict.fromkeys((*dataset.sources, selected.units)):
        for file in tables[name].absent if name in tables else ():
            pinned = apart(selected.tree, file.holds)
            rules = _rules_over_rows(spec, name, selected.variables)
            if name in looked_up or not pinned or any(pinned.isdisjoint(by) for by in rules):
                problems += file.problems
    return tuple(dict.fromkeys(problems))


def apart(tree: Node | None, holds: Mapping[str, str]) -> frozenset[str]:
    """Name the variables by which a condition is true of no row of a file.

    Parameters
    ----------
    tree
        The condition; None is true of every row.
    holds
        Level by variable, the same in all rows of the file.

    Returns
    -------
    frozenset of str
        Of `holds`, those for which the condition, or one of the parts that ``and`` joins,
        names other levels by ``==`` or ``in``. Any other condition counts as true of some row.
    """
    match tree:
        case AllOf(parts):
            return frozenset().union(*(apart(part, holds) for part in parts))
        case Comparison(variable, "==", value) if holds.get(variable, value) != value:
            return frozenset([variable])
        case Membership(variable, values, negated=False) if variable in holds:
            return frozenset() if holds[variable] in values else frozenset([variable])
    return frozenset()


def _rules_over_rows(spec: Spec, source: str, variables: Iterable[str]) -> Iterator[set[str]]:
    """Give, for each rule by which rows decide on others, the variables that these share."""
    for repeats in spec.sources[source].clean.repeats:
        yield set(repeats.by)
    for name in variables:
        derived = spec.variables[name].derived
        if derived is None:
            continue
        if derived.geometric_mean is not None:
            yield set(derived.geometric_mean.by)
        if derived.minus_blank is not None:
            yield set(derived.minus_blank.by)
            yield set(derived.minus_blank.over or derived.minus_blank.by)


def not_held(table: SourceTable, holds: Iterable[Mapping[str, str]]) -> Iterator[Problem]:
    """Find rows that a file has though it is declared to hold others.

    Parameters
    ----------
    table
        The source.
    holds
        Of each of its files, level by variable; empty where nothing is declared.

    Yields
    ------
    Problem
        One for each file and variable with such rows; a missing value is no level.
    """
    for place, declared in enumerate(holds):
        own = np.ones(len(table.frame), bool) if table.file_of is None else table.file_of == place
        for variable, level in declared.items():
            values = table.frame[variable].astype(object).to_numpy()
            wrong = np.flatnonzero(own & (values != level))
            if len(wrong):
                found = values[wrong[0]]
                shown = f"'{found}'" if isinstance(found, str) else "no value"
                message = f"{shown} where all rows of the file are declared '{level}' ({{rows}})."
                yield table.problem(variable, wrong, message)

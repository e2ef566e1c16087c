"""Conditions of a spec as where clauses of the standard.

A comparison becomes a condition, ``and``, ``or`` and ``not`` compound expressions. A test
for a missing value is ``EQ`` (or ``NE`` where it must not be missing) without a value. The
standard does not say what a comparison with a missing value gives; in a spec it is neither
true nor false, and the descriptions of what is selected say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sap.ars.model import Comparator, CompoundExpression, Condition, Operator, WhereClause
from sap.spec.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Membership,
    Missing,
    Node,
    NoRows,
    Not,
    parse_condition,
)

COMPARATORS: Mapping[str, Comparator] = {
    "==": "EQ",
    "!=": "NE",
    "<": "LT",
    "<=": "LE",
    ">": "GT",
    ">=": "GE",
}


@dataclass(frozen=True)
class Clause:
    """What a where clause says, wherever it stands: one of the two."""

    condition: Condition | None = None
    compound_expression: CompoundExpression | None = None


def clause(tree: Node, dataset: str, level: int = 1) -> Clause:
    """Turn a condition into a where clause.

    Parameters
    ----------
    tree
        A condition without ``no rows``.
    dataset
        The data set whose variables it asks about.
    level
        The level of the clause itself; its parts stand below.

    Returns
    -------
    Clause
        What the clause says.
    """
    match tree:
        case Comparison(variable, operator, value):
            return Clause(Condition(dataset, variable, COMPARATORS[operator], (_text(value),)))
        case Membership(variable, values, negated):
            comparator: Comparator = "NOTIN" if negated else "IN"
            return Clause(Condition(dataset, variable, comparator, tuple(map(_text, values))))
        case Missing(variable, negated):
            return Clause(Condition(dataset, variable, "NE" if negated else "EQ"))
        case Not(part):
            return _joined("NOT", [part], dataset, level)
        case AllOf(parts):
            return _joined("AND", parts, dataset, level)
        case AnyOf(parts):
            return _joined("OR", parts, dataset, level)
        case NoRows():
            raise AssertionError("no rows is no condition on a variable")


def _joined(operator: Operator, parts: Sequence[Node], dataset: str, level: int) -> Clause:
    clauses = []
    for order, part in enumerate(parts, start=1):
        said = clause(part, dataset, level + 1)
        clauses.append(WhereClause(level + 1, order, said.condition, said.compound_expression))
    return Clause(compound_expression=CompoundExpression(operator, tuple(clauses)))


def selected(where: str | None, excluded: Iterable[str]) -> Node | None:
    """Put together what is kept.

    Parameters
    ----------
    where
        The condition that must be true, None for none.
    excluded
        The conditions that must not be true; ``no rows`` among them is left out.

    Returns
    -------
    Node or None
        One condition; None where everything is kept.
    """
    parts: list[Node] = [] if where is None else [parse_condition(where).tree]
    trees = (parse_condition(text).tree for text in excluded)
    parts += [Not(tree) for tree in trees if not isinstance(tree, NoRows)]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else repr(value).removesuffix(".0")

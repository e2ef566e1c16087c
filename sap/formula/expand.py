"""A formula's tree expanded to terms: R's rules for fixed effects, lme4's for random ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from sap.errors import FormulaError
from sap.formula.factors import Factor, Variable
from sap.formula.syntax import Node
from sap.formula.terms import FixedPart, RandomTerm, Term

#: More fixed-effect terms than any plan holds; keeps ``(a + b + ...)^10`` from running away.
MAX_TERMS = 500

# A set of factors, as in R: bit i stands for the i-th factor to appear in the formula.
Bits = int


def _refuse(message: str, text: str, node: Node) -> NoReturn:
    raise FormulaError(message, text, node.start, node.end)


def split_sum(text: str, node: Node) -> tuple[list[tuple[str, Node]], list[Node]]:
    """Part the right-hand side into signed fixed terms and random terms.

    Parameters
    ----------
    text
        The formula.
    node
        Its right-hand side.

    Returns
    -------
    fixed : list of (str, Node)
        Sign and term, in order.
    random : list of Node
        The nodes of kind ``bar``, in order.
    """
    if node.kind == "bar":
        return [], [node]
    if node.kind != "sum":
        return [("+", node)], []
    fixed: list[tuple[str, Node]] = []
    random: list[Node] = []
    for sign, child in zip(node.signs, node.children, strict=True):
        if sign == "+":
            inner_fixed, inner_random = split_sum(text, child)
            fixed += inner_fixed
            random += inner_random
        elif child.kind == "bar":
            _refuse("A random term is added with '+'; it can't be taken away.", text, child)
        else:
            fixed.append((sign, child))
    return fixed, random


class FixedEffects:
    """Expands the terms of one side of a formula by R's rules.

    Parameters
    ----------
    text
        The formula.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.factors: list[Factor] = []

    def expand(self, parts: Iterable[tuple[str, Node]]) -> FixedPart:
        """Expand signed terms.

        Parameters
        ----------
        parts
            Sign and term, in order.

        Returns
        -------
        FixedPart
            Terms sorted by order, then by appearance.
        """
        parts = list(parts)
        for _, node in parts:
            self._meet(node)
        intercept = True
        kept: list[Bits] = []
        for sign, node in parts:
            if node.kind == "number":
                intercept = self._intercept(sign, node)
                continue
            bits = self._encode(node)
            if sign == "+":
                kept = list(dict.fromkeys(kept + bits))
            else:
                self._check_removal(node, bits, kept)
                kept = [bit for bit in kept if bit not in bits]
        kept.sort(key=int.bit_count)
        return FixedPart(intercept, tuple(self._term(bits) for bits in kept))

    def _meet(self, node: Node) -> None:
        # Factors are numbered by appearance; the number is the place of the bit.
        if node.factor is not None and node.factor not in self.factors:
            self.factors.append(node.factor)
        for child in node.children:
            self._meet(child)

    def _term(self, bits: Bits) -> Term:
        return Term(tuple(f for place, f in enumerate(self.factors) if bits >> place & 1))

    def _intercept(self, sign: str, node: Node) -> bool:
        if node.number not in (0.0, 1.0):
            _refuse("Of numbers only 1 (intercept) and 0 (none) are terms.", self.text, node)
        return (node.number == 1.0) == (sign == "+")

    def _check_removal(self, node: Node, bits: list[Bits], kept: list[Bits]) -> None:
        absent = [bit for bit in bits if bit not in kept]
        if absent:
            label = self._term(absent[0]).label
            _refuse(f"There is no term '{label}' before it to take away.", self.text, node)

    def _encode(self, node: Node) -> list[Bits]:
        """Return the terms a node stands for, each once, in order of appearance."""
        if node.kind == "factor" and node.factor is not None:
            return [1 << self.factors.index(node.factor)]
        if node.kind == "number":
            _refuse(
                "1 and 0 are terms of their own, joined by + or -; "
                "other numbers belong in I() or after ^.",
                self.text,
                node,
            )
        if node.kind == "bar":
            _refuse("A random term stands on its own, joined by +.", self.text, node)
        if node.kind == "power":
            return self._power(node)
        children = [self._encode(child) for child in node.children]
        terms = children[0]
        if node.kind == "sum" and node.signs[0] == "-":
            _refuse("There is nothing before it to take away.", self.text, node.children[0])
        joins = node.signs[1:] if node.kind != "interaction" else ":" * (len(children) - 1)
        for sign, child, right in zip(joins, node.children[1:], children[1:], strict=True):
            if sign == "-":
                self._check_removal(child, right, terms)
            terms = list(dict.fromkeys(_join(sign, terms, right)))
            self._limit(terms, node)
        return terms

    def _power(self, node: Node) -> list[Bits]:
        base = self._encode(node.children[0])
        if len(base) == 1 and node.number > 1:
            label = self._term(base[0]).label
            _refuse(
                f"The power of a single term is the term itself; for the power of the values "
                f"write I({label}^{node.number:g}).",
                self.text,
                node,
            )
        terms = base
        for _ in range(int(node.number) - 1):
            terms = list(dict.fromkeys(left | right for left in terms for right in base))
            self._limit(terms, node)
        return terms

    def _limit(self, terms: list[Bits], node: Node) -> None:
        if len(terms) > MAX_TERMS:
            _refuse(f"This stands for more than {MAX_TERMS} terms.", self.text, node)


def _join(sign: str, left: list[Bits], right: list[Bits]) -> list[Bits]:
    match sign:
        case "+":
            return left + right
        case "-":
            return [bits for bits in left if bits not in right]
        case ":":
            return [one | other for one in left for other in right]
        case "*":
            return left + right + [one | other for one in left for other in right]
    outer = 0
    for bits in left:
        outer |= bits
    return left + [outer | bits for bits in right]


def expand_random(text: str, node: Node) -> list[RandomTerm]:
    """Expand ``(effects | groups)``: ``||`` to separate terms, ``a/b`` to ``b:a`` and ``a``.

    Parameters
    ----------
    text
        The formula.
    node
        A node of kind ``bar``.

    Returns
    -------
    list of RandomTerm
        In lme4's order.

    Raises
    ------
    FormulaError
        When effects or groups are outside the grammar.
    """
    effects, groups = node.children
    signed, bars = split_sum(text, effects)
    if bars:
        _refuse("A random term can't stand inside another.", text, bars[0])
    lhs = FixedEffects(text).expand(signed)
    if not lhs.intercept and not lhs.terms:
        _refuse("No effect is left in this random term; (1 | group) has one.", text, effects)
    blocks = [lhs]
    if node.signs[0] == "||":
        blocks = [FixedPart(True, ())] if lhs.intercept else []
        blocks += [FixedPart(False, (term,)) for term in lhs.terms]
    nested = _groups(text, groups)
    return [RandomTerm(block, names, label) for block in blocks for names, label in nested]


def _groups(text: str, node: Node) -> list[tuple[tuple[str, ...], str]]:
    """Return names and lme4's label of each grouping, the innermost first."""
    if node.kind == "product" and set(node.signs[1:]) == {"/"}:
        levels = [_one_group(text, child) for child in node.children]
        groups = [levels[0]]
        for names, label in levels[1:]:
            outer_names, outer_label = groups[0]
            outer = f"({outer_label})" if len(outer_names) > 1 else outer_label
            inner = _checked((*names, *outer_names), text, node)
            groups.insert(0, (inner, f"{label}:{outer}"))
        return groups
    return [_one_group(text, node)]


def _one_group(text: str, node: Node) -> tuple[tuple[str, ...], str]:
    if isinstance(node.factor, Variable):
        return (node.factor.name,), node.factor.label
    if node.kind == "interaction":
        parts = [(_one_group(text, child), child) for child in node.children]
        names = _checked(tuple(name for (names, _), _ in parts for name in names), text, node)
        labels = [
            f"({lab})" if child.bracketed and len(n) > 1 else lab for (n, lab), child in parts
        ]
        return names, ":".join(labels)
    _refuse(
        "Groups are the name of a variable, several joined by ':', or nested by '/': "
        "(1 | donor), (1 | donor:treatment), (1 | donor/plate).",
        text,
        node,
    )


def _checked(names: tuple[str, ...], text: str, node: Node) -> tuple[str, ...]:
    repeated = [name for name in names if names.count(name) > 1]
    if repeated:
        _refuse(f"'{repeated[0]}' stands twice in these groups.", text, node)
    return names

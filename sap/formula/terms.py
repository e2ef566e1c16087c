"""What a formula consists of: terms, the fixed part, random terms, the response."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from sap.formula.factors import Factor, quoted, unique

Transformation = Literal["identity", "log", "log2", "log10", "sqrt", "logit"]

#: Transformations of a response; ``logit`` is of a percentage from 0 to 100.
TRANSFORMATIONS: tuple[Transformation, ...] = ("identity", "log", "log2", "log10", "sqrt", "logit")


@dataclass(frozen=True)
class Term:
    """A product of factors, for example ``treatment:ild``.

    Parameters
    ----------
    factors
        In the order in which they appear in the formula, as in R.
    """

    factors: tuple[Factor, ...]

    @property
    def label(self) -> str:
        """R's label: the labels of the factors joined by ``:``."""
        return ":".join(factor.label for factor in self.factors)

    @property
    def order(self) -> int:
        """Number of factors."""
        return len(self.factors)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables it stands on, each once."""
        return unique(name for factor in self.factors for name in factor.variables)


@dataclass(frozen=True)
class FixedPart:
    """An intercept or none, and terms in R's order: by order, then by appearance."""

    intercept: bool
    terms: tuple[Term, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables it stands on, each once."""
        return unique(name for term in self.terms for name in term.variables)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of all terms, in an order that every term's label keeps."""
        waiting = [list(term.factors) for term in self.terms]
        ordered: list[Factor] = []
        while any(waiting):
            later = {factor for factors in waiting for factor in factors[1:]}
            first = next(fs[0] for fs in waiting if fs and fs[0] not in later)
            ordered.append(first)
            waiting = [[factor for factor in fs if factor != first] for fs in waiting]
        return tuple(ordered)

    def __str__(self) -> str:
        return self.text(always_intercept=False)

    def text(self, *, always_intercept: bool) -> str:
        """Write the part so that reading it again gives the same terms under the same labels.

        Parameters
        ----------
        always_intercept
            Whether an intercept is written as ``1`` where terms follow.

        Returns
        -------
        str
            For example ``treatment + ild + treatment:ild``.
        """
        labels = [term.label for term in self.terms]
        removed = ""
        if not self._reads_back():
            # R orders the factors of a label by first appearance, so that order goes first.
            everything = ":".join(factor.label for factor in self.factors)
            removed = "" if everything in labels else f" - {everything}"
            labels = [everything, *(label for label in labels if label != everything)]
        if not self.intercept or always_intercept or not labels:
            labels.insert(0, "1" if self.intercept else "0")
        return " + ".join(labels) + removed

    def _reads_back(self) -> bool:
        seen: list[Factor] = []
        for term in self.terms:
            places = [
                seen.index(factor) if factor in seen else len(seen) for factor in term.factors
            ]
            if places != sorted(places):
                return False
            seen.extend(factor for factor in term.factors if factor not in seen)
        return True


@dataclass(frozen=True)
class RandomTerm:
    """Random effects of `lhs` by `group`; its columns share one unstructured covariance.

    Nested groups (``a/b``) and uncorrelated effects (``||``) are already expanded.

    Parameters
    ----------
    lhs
        The effects that vary.
    group
        Names of the variables whose combinations are the groups.
    label
        The group's name as lme4 prints it: ``donor``, ``plate:donor``, ``c:(b:a)``.
    """

    lhs: FixedPart
    group: tuple[str, ...]
    label: str

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of all variables in it, each once."""
        return unique((*self.lhs.variables, *self.group))

    @property
    def key(self) -> tuple[bool, frozenset[frozenset[Factor]], frozenset[str]]:
        """What makes it this term, in whatever order it is written."""
        effects = frozenset(frozenset(term.factors) for term in self.lhs.terms)
        return self.lhs.intercept, effects, frozenset(self.group)

    def __str__(self) -> str:
        return f"({self.lhs.text(always_intercept=True)} | {self.label})"


@dataclass(frozen=True)
class Response:
    """The variable on the left and the transformation it is analysed on."""

    variable: str
    transformation: Transformation = "identity"

    @property
    def label(self) -> str:
        """As written in a formula, for example ``log(concentration)``."""
        name = quoted(self.variable)
        return name if self.transformation == "identity" else f"{self.transformation}({name})"


@dataclass(frozen=True)
class MixedFormula:
    """A mixed-model formula, read and expanded.

    Parameters
    ----------
    text
        The formula as written; two formulas are equal when all but this are.
    response
        The left-hand side.
    fixed
        The fixed effects.
    random
        The random terms, expanded, in the order of the text.
    """

    text: str = field(compare=False)
    response: Response
    fixed: FixedPart
    random: tuple[RandomTerm, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of all variables, the response first, each once."""
        random = (name for term in self.random for name in term.variables)
        return unique((self.response.variable, *self.fixed.variables, *random))

    @property
    def grouping(self) -> tuple[str, ...]:
        """Names of the variables that define groups, each once."""
        return unique(name for term in self.random for name in term.group)

    def without(self, random_term: str) -> MixedFormula:
        """Leave a random term out.

        Parameters
        ----------
        random_term
            As `RandomTerm` writes itself.

        Returns
        -------
        MixedFormula
            The same formula without it, and as it is where it has no such term.
        """
        kept = tuple(term for term in self.random if str(term) != random_term)
        made = replace(self, random=kept)
        return replace(made, text=str(made))

    def __str__(self) -> str:
        parts = [str(self.fixed), *(str(term) for term in self.random)]
        return f"{self.response.label} ~ {' + '.join(parts)}"

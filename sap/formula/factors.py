"""The factors of a formula's terms: variables, functions of one, arithmetic in ``I()``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

RESERVED = frozenset(
    [
        "TRUE",
        "FALSE",
        "NULL",
        "NA",
        "NaN",
        "Inf",
        "if",
        "else",
        "for",
        "while",
        "repeat",
        "function",
        "in",
        "next",
        "break",
    ]
)
_SYNTACTIC = re.compile(r"(?:[^\W\d_]|\.(?!\d))(?:[^\W]|\.)*\Z")


def quoted(name: str) -> str:
    """Write a variable's name as a formula needs it.

    Parameters
    ----------
    name
        The name of a variable.

    Returns
    -------
    str
        The name itself, or in backquotes where R would need them.
    """
    plain = _SYNTACTIC.match(name) and name not in RESERVED and set(name) != {"."}
    return name if plain else f"`{name}`"


def _number_label(value: float) -> str:
    """Write a number as R does: fixed notation unless the other is shorter."""
    digits, exponent = f"{value:.16e}".split("e")
    for precision in range(17):
        text = f"{value:.{precision}e}"
        if float(text) == value:
            digits, exponent = text.split("e")
            break
    power = int(exponent)
    scientific = f"{digits}e{'-' if power < 0 else '+'}{abs(power):02d}"
    decimals = max(0, len(digits.replace(".", "")) - 1 - power)
    fixed = f"{value:.{decimals}f}"
    return fixed if len(fixed) <= len(scientific) else scientific


@dataclass(frozen=True)
class Variable:
    """A variable by its name."""

    name: str

    @property
    def label(self) -> str:
        """The name, in backquotes where R needs them."""
        return quoted(self.name)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables it stands on."""
        return (self.name,)

    def evaluate(self, columns: Mapping[str, Any]) -> Any:
        """Return the values of the variable.

        Parameters
        ----------
        columns
            Values by variable name: numbers or arrays.

        Returns
        -------
        Any
            The entry of `columns`.
        """
        return columns[self.name]


@dataclass(frozen=True)
class Number:
    """A number inside ``I()``."""

    value: float

    @property
    def label(self) -> str:
        """The number as R writes it, for example ``1e+05``."""
        return _number_label(self.value)

    @property
    def variables(self) -> tuple[str, ...]:
        """No variable."""
        return ()

    def evaluate(self, columns: Mapping[str, Any]) -> float:
        """Return the number, whatever the columns.

        Parameters
        ----------
        columns
            Values by variable name; not looked at.

        Returns
        -------
        float
            The number.
        """
        return self.value


@dataclass(frozen=True)
class Operation:
    """Arithmetic inside ``I()``.

    Parameters
    ----------
    operator
        ``+ - * / ^``, ``negative`` (one operand) or ``(`` (one operand, as written).
    operands
        One or two expressions.
    """

    operator: str
    operands: tuple[Expression, ...]

    @property
    def label(self) -> str:
        """The arithmetic with R's spacing."""
        parts = [operand.label for operand in self.operands]
        if self.operator == "(":
            return f"({parts[0]})"
        if self.operator == "negative":
            return f"-{parts[0]}"
        gap = "" if self.operator in "/^" else " "
        return f"{parts[0]}{gap}{self.operator}{gap}{parts[1]}"

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables it stands on, each once."""
        return unique(name for operand in self.operands for name in operand.variables)

    def evaluate(self, columns: Mapping[str, Any]) -> Any:
        """Compute the arithmetic with the operators of the values given.

        Parameters
        ----------
        columns
            Values by variable name: numbers or arrays.

        Returns
        -------
        Any
            A number or an array.
        """
        values = [operand.evaluate(columns) for operand in self.operands]
        match self.operator:
            case "(":
                return values[0]
            case "negative":
                return -values[0]
            case "+":
                return values[0] + values[1]
            case "-":
                return values[0] - values[1]
            case "*":
                return values[0] * values[1]
            case "/":
                return values[0] / values[1]
        return values[0] ** values[1]


Expression: TypeAlias = Variable | Number | Operation


@dataclass(frozen=True)
class Identity:
    """``I(...)``: arithmetic of names and numbers taken at its word."""

    expression: Expression

    @property
    def label(self) -> str:
        """R's label, for example ``I(days^2)``."""
        return f"I({self.expression.label})"

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables it stands on, each once."""
        return self.expression.variables

    def evaluate(self, columns: Mapping[str, Any]) -> Any:
        """Compute the arithmetic with the operators of the values given.

        Parameters
        ----------
        columns
            Values by variable name: numbers or arrays.

        Returns
        -------
        Any
            A number or an array.
        """
        return self.expression.evaluate(columns)


@dataclass(frozen=True)
class Call:
    """A function of one variable.

    Parameters
    ----------
    function
        ``log``, ``log2``, ``log10``, ``sqrt``, ``exp``, ``poly`` or ``factor``.
    variable
        The name of the variable it is taken of.
    options
        Further arguments as written, name and value; the name is empty for
        one given by position. Only ``poly`` has any.
    """

    function: str
    variable: str
    options: tuple[tuple[str, float | bool], ...] = ()

    @property
    def label(self) -> str:
        """R's label, for example ``poly(x, 2, raw = TRUE)``."""
        written = [quoted(self.variable)]
        for name, value in self.options:
            text = str(value).upper() if isinstance(value, bool) else _number_label(value)
            written.append(f"{name} = {text}" if name else text)
        return f"{self.function}({', '.join(written)})"

    @property
    def variables(self) -> tuple[str, ...]:
        """The one variable."""
        return (self.variable,)

    @property
    def degree(self) -> int:
        """Degree of a ``poly``; 1 for any other function."""
        degrees = [value for name, value in self.options if name in ("", "degree")]
        return int(degrees[0]) if degrees else 1

    @property
    def raw(self) -> bool:
        """Whether a ``poly`` has raw powers instead of orthogonal polynomials."""
        return any(name == "raw" and value for name, value in self.options)


Factor: TypeAlias = Variable | Identity | Call


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Keep the first of each name.

    Parameters
    ----------
    names
        Names, some of them repeated.

    Returns
    -------
    tuple of str
        Each name once, in order of appearance.
    """
    return tuple(dict.fromkeys(names))

"""The words in which every engine reports what a reader of its numbers must know."""

from __future__ import annotations

from collections.abc import Sequence

from sap.engines.base import Condition
from sap.errors import rows_in_words


def component_name(group: str, names: Sequence[str]) -> str:
    """Name a random term's component for a reader.

    Parameters
    ----------
    group
        Grouping factor, for example ``donor:treatment``.
    names
        The columns that vary; ``(Intercept)`` alone is not mentioned.
    """
    plain = [name for name in names if name != "(Intercept)"]
    return f"{', '.join(plain)} by {group}" if plain else group


def variance_at_zero(group: str, names: Sequence[str], term: str = "") -> Condition:
    """Report a variance estimated as zero and kept; `term` as the formula writes it."""
    return Condition("singular", f"The variance of {component_name(group, names)} is zero.", term)


def correlation_at_boundary(group: str, names: Sequence[str], term: str = "") -> Condition:
    """Report a covariance matrix of deficient rank: a correlation of +-1; `term` likewise."""
    return Condition(
        "singular",
        f"The random effects {', '.join(names)} by {group} are perfectly correlated.",
        term,
    )


def component_dropped(group: str, names: Sequence[str]) -> Condition:
    """Report a component at zero that the declared policy took out."""
    return Condition(
        "dropped_component",
        f"The random term of {component_name(group, names)} was dropped: its variance is zero.",
    )


def rows_dropped(rows: Sequence[int]) -> Condition:
    """Report rows left out because a value is missing (1-based, in the order given)."""
    return Condition(
        "dropped_rows",
        f"{len(rows)} of the rows given have a missing value and were left out: "
        f"{rows_in_words(rows)}.",
    )


def column_aliased(name: str) -> Condition:
    """Report a coefficient that the data cannot tell from earlier ones."""
    return Condition("aliased", f"The coefficient {name} is aliased with earlier ones (NE).")

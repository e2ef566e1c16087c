"""Rows of the results as operation results: raw and formatted values, reasons and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from sap.ard.rows import EXCLUDED_ROWS, EXCLUSIONS, INFLUENCE, RESIDUALS, STUDY, ArdRow
from sap.ars.groupings import Grouped
from sap.ars.methods import ERROR, WARNING, Method
from sap.ars.model import OperationResult
from sap.tables.formatted import rule_of

#: Listings of units and rows of data, and the header of the study: in the ARD alone.
LISTINGS = frozenset({STUDY, EXCLUSIONS, EXCLUDED_ROWS, RESIDUALS, INFLUENCE})
#: What was asked for, which the parameters of an analysis say.
ASKED = frozenset(
    {
        *("adjust", "alpha", "analysis_kind", "conf_level", "contrast_method", "ddf", "engine"),
        *("engine_version", "formula", "method", "optimizer", "scale", "singular_policy"),
        *("transformation", "within", "below_rule", "above_rule"),
    }
)
#: A row of the results and its formatted value.
Shown: TypeAlias = tuple[ArdRow, str]


def operation_results(
    shown: Iterable[Shown], method: Method, grouped: Grouped
) -> Iterator[OperationResult]:
    """Turn rows of one analysis into results.

    Parameters
    ----------
    shown
        Rows with their formatted values; those of listings are left out.
    method
        The method, which notes the operations.
    grouped
        The groups of the analysis.

    Yields
    ------
    OperationResult
        A result a statistic. One that cannot be estimated has no raw value and ``NE`` as
        its formatted one; its reason is the result of an operation of its own, in the same
        groups and once for all statistics that share it. So is a warning.
    """
    said: set[tuple[object, ...]] = set()
    for row, text in shown:
        if row.kind in LISTINGS:
            continue
        groups = grouped.of(row)
        if row.stat_name not in ASKED and (text or row.stat is not None):
            yield OperationResult(
                method.operation(row.kind, row.stat_name), groups, raw_value(row), text
            )
        for name, remark in ((ERROR, row.error), (WARNING, row.warning)):
            if remark and (row.kind, name, groups, remark) not in said:
                said.add((row.kind, name, groups, remark))
                yield OperationResult(method.operation(row.kind, name), groups, remark, remark)


def raw_value(row: ArdRow) -> str | None:
    """Write the raw value of a row.

    Parameters
    ----------
    row
        A row of the results.

    Returns
    -------
    str or None
        The shortest text that gives the number back, a whole number for a count; the text
        of a statistic that is a text; None where there is none.
    """
    rule = rule_of(row.kind, row.stat_name)
    if row.stat is None:
        return row.stat_text or None if rule == "text" else None
    whole = rule == "count" and row.stat.is_integer()
    return str(int(row.stat)) if whole else repr(row.stat)

"""What only the statistician can decide: looked for, shown with the evidence, never changed.

A query names groups of rows and why they are suspicious. Whether such rows are analysed
while it is open is declared in the spec; their values stay as they were handed over.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.conditions import decide
from sap.data.derive import derive_in_rows
from sap.data.rows import Rows, join_rows
from sap.data.sources import SourceTable
from sap.plan.variables import with_inputs
from sap.spec import Query, Spec

if TYPE_CHECKING:
    import pandas as pd

Mask = npt.NDArray[np.bool_]

#: A ratio beyond this, up or down, is no matter of precision: assays vary by a quarter.
SUSPICIOUS_RATIO = 2.0
#: Odds, after allowing for the number of groups, from which a swap is worth a question.
SUSPICIOUS_ODDS = 100.0
#: Makes the median absolute deviation of normal values their standard deviation.
MAD_TO_SD = 1.4826


@dataclass(frozen=True)
class OpenQuery:
    """One group of rows in question.

    Parameters
    ----------
    name
        Of the query in the spec.
    question
        What the statistician is asked.
    group
        Variable and value, for each variable that names the group.
    evidence
        Why the group is suspicious, with numbers.
    suspicion
        What would explain it; empty where nothing declared would.
    source
        The source whose rows show it.
    places
        File and line of each of the rows.
    leave_out
        Whether its rows are not analysed while the query is open.
    concerned
        Source, file, line and key of every row of the group, in whatever source.
    """

    name: str
    question: str
    group: tuple[tuple[str, str], ...]
    evidence: str
    suspicion: str
    source: str
    places: tuple[tuple[str, int], ...]
    leave_out: bool
    concerned: tuple[tuple[str, str, int, str], ...] = ()

    @property
    def title(self) -> str:
        """The group in words: its values, joined by commas."""
        return ", ".join(value for _, value in self.group)


def open_queries(spec: Spec, sources: Mapping[str, SourceTable]) -> tuple[OpenQuery, ...]:
    """Look for everything that the spec's queries ask about.

    Parameters
    ----------
    spec
        Declares the queries and the datasets.
    sources
        As read.

    Returns
    -------
    tuple of OpenQuery
        In the order of the spec, then of the rows. Rows that an earlier query leaves out
        are not looked at by later ones.

    Raises
    ------
    DataError
        When the rows of a dataset name nothing in another source.
    """
    found: list[OpenQuery] = []
    joined: dict[str, Rows] = {}
    for name, query in spec.queries.items():
        if query.dataset not in joined:
            rows = join_rows(spec.datasets[query.dataset], sources)
            joined[query.dataset] = derive_in_rows(spec, rows, _asked_for(spec, query.dataset))
        rows = joined[query.dataset]
        # Rows already in question say nothing about others.
        disputed = np.zeros(len(rows), dtype=bool)
        for _, mask in in_question(rows, found):
            disputed |= mask
        if disputed.any():
            rows = rows.keep(~disputed)
        found.extend(_asked(name, query, rows))
    return tuple(replace(query, concerned=tuple(_concerned(query, sources))) for query in found)


def _asked_for(spec: Spec, dataset: str) -> tuple[str, ...]:
    """List the variables that the queries of a dataset ask about, and what those are made of."""
    asked = (query.variables for query in spec.queries.values() if query.dataset == dataset)
    return with_inputs(spec, (name for names in asked for name in names if name in spec.variables))


def _concerned(
    query: OpenQuery, sources: Mapping[str, SourceTable]
) -> Iterator[tuple[str, str, int, str]]:
    for name, table in sources.items():
        if not all(variable in table.frame.columns for variable, _ in query.group):
            continue
        rows = np.flatnonzero(_of_group(table.frame, query))
        files, keys = table.file_names[rows], table.keys_in_words(rows)
        for file, line, key in zip(files, table.lines[rows], keys, strict=True):
            yield name, str(file), int(line), str(key)


def _of_group(frame: pd.DataFrame, query: OpenQuery) -> Mask:
    mask = np.ones(len(frame), dtype=bool)
    for name, value in query.group:
        mask &= frame[name].astype(object).to_numpy() == value
    return mask


def in_question(rows: Rows, queries: Iterable[OpenQuery]) -> Iterator[tuple[OpenQuery, Mask]]:
    """Find the rows of open queries whose rows are to be left out.

    Parameters
    ----------
    rows
        Of any dataset that has the variables which name the groups.
    queries
        As found.

    Yields
    ------
    OpenQuery, ndarray of bool
        A query, and whether each row belongs to it.
    """
    for query in queries:
        if not query.leave_out or not all(name in rows.frame.columns for name, _ in query.group):
            continue
        mask = _of_group(rows.frame, query)
        if mask.any():
            yield query, mask


def _asked(name: str, query: Query, rows: Rows) -> Iterator[OpenQuery]:
    mask = np.ones(len(rows), dtype=bool)
    if query.where is not None:
        mask = decide(query.where.tree, rows.frame, rows.marks).true
    mask &= rows.frame[list(query.by)].notna().all(axis=1).to_numpy(dtype=bool)
    looked_at = rows.keep(mask)
    if not len(looked_at):
        return
    looks = {"rows": _rows, "scale": _scale, "swap": _swap}[query.kind]
    grouped = looked_at.frame.groupby(list(query.by), observed=True, sort=False)
    groups = {key: np.asarray(at, dtype=np.intp) for key, at in grouped.indices.items()}
    for key, evidence, suspicion in looks(query, looked_at, groups):
        values = key if isinstance(key, tuple) else (key,)
        at = np.sort(groups[key])
        files = looked_at.base.file_names[looked_at.positions[at]]
        yield OpenQuery(
            name=name,
            question=query.question,
            group=tuple((by, str(value)) for by, value in zip(query.by, values, strict=True)),
            evidence=evidence,
            suspicion=suspicion,
            source=looked_at.base.name,
            places=tuple(
                (str(file), int(line))
                for file, line in zip(files, looked_at.lines[at], strict=True)
            ),
            leave_out=query.until_decided == "leave out",
        )


Found = Iterator[tuple[object, str, str]]
Groups = Mapping[object, npt.NDArray[np.intp]]


def _rows(query: Query, rows: Rows, groups: Groups) -> Found:
    """Take every group of which a row meets the condition."""
    for key, at in groups.items():
        count = "1 row" if len(at) == 1 else f"{len(at)} rows"
        yield key, f"{count} with: {query.where}", ""


def _scale(query: Query, rows: Rows, groups: Groups) -> Found:
    """Find groups whose values are off by a factor from what they should be."""
    logs = _log(rows, query.value)
    expected = _expected(query, rows, logs)
    for key, at in groups.items():
        ratios = (logs - expected)[at]
        ratios = ratios[np.isfinite(ratios)]
        if not len(ratios) or abs(shift := float(np.median(ratios))) <= math.log(SUSPICIOUS_RATIO):
            continue
        times = f"{math.exp(abs(shift)):.3g} times {'higher' if shift > 0 else 'lower'}"
        shown = rows.frame[query.value].iloc[at[0]]
        should = f"{math.exp(expected[at[0]]):.4g}"
        what = "its nominal value" if query.expected else "the other groups' median"
        n = "" if len(at) == 1 else f", median of {len(at)} rows"
        evidence = f"{query.value} {shown:.4g} where {should} is {what}: {times}{n}"
        yield key, evidence, _suspicion(query, rows, shift, at[0])


def _log(rows: Rows, name: str | None) -> npt.NDArray[np.float64]:
    values = rows.frame[str(name)].to_numpy(dtype=float)
    return np.log(np.where(values > 0, values, np.nan))


def _expected(query: Query, rows: Rows, logs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give for each row the log of the value that it should have."""
    import pandas as pd

    if query.expected is not None:
        return _log(rows, query.expected)
    column = pd.Series(logs)
    alike = [rows.frame[name].astype(object) for name in query.over]
    by = [rows.frame[name].astype(object) for name in query.by]
    group_medians = column.groupby([*alike, *by]).transform("median")
    if not alike:
        return np.full(len(rows), float(group_medians.groupby(by).first().median()))
    expected: npt.NDArray[np.float64] = group_medians.groupby(alike).transform("median").to_numpy()
    return expected


def _suspicion(query: Query, rows: Rows, shift: float, row: int) -> str:
    """Name the declared factor that explains a shift."""
    best, nearest = "", math.log(SUSPICIOUS_RATIO) / 2
    for suspicion, factor in query.factors.items():
        known = rows.frame[factor].iloc[row] if factor in rows.frame.columns else float(factor)
        off = abs(abs(shift) - math.log(known)) if known > 1 else math.inf
        if off < nearest:
            best, nearest = f"{suspicion} (x{known:g})", off
    return best


def _swap(query: Query, rows: Rows, groups: Groups) -> Found:
    """Find groups whose two levels look exchanged, from differences between the levels.

    The difference of the two levels' mean logs, d, has about the same centre m and
    spread s in all groups, separately for each combination of `over`. Had the levels been
    exchanged, it would be about -m. The log odds of that, added over the combinations, is
    the sum of -2 d m / s^2, less the log of the number of groups looked at.
    """
    table = _differences(query, rows)
    over = list(query.over)
    stats = table.groupby(over)["d"] if over else table.assign(all=0).groupby("all")["d"]
    centre = stats.transform("median")
    spread = (table["d"] - centre).abs()
    grouped = spread.groupby([table[name] for name in over]) if over else spread.groupby(spread * 0)
    s = (MAD_TO_SD * grouped.transform("median")).to_numpy()
    enough = stats.transform("size").to_numpy() >= 8
    odds = np.where(enough & (s > 0), -2 * table["d"] * centre / np.where(s > 0, s, 1) ** 2, 0.0)
    total = table.assign(odds=odds).groupby(list(query.by), sort=False)["odds"].agg(["sum", "size"])
    threshold = math.log(SUSPICIOUS_ODDS) + math.log(max(len(total), 1))
    for key, (log_odds, n) in zip(total.index, total.to_numpy(), strict=True):
        if log_odds > threshold and key in groups:
            evidence = (
                f"the levels of {query.of} differ in the other direction than elsewhere, in "
                f"{int(n)} comparisons together: log odds {log_odds - math.log(len(total)):.1f}"
            )
            yield key, evidence, "levels exchanged"


def _differences(query: Query, rows: Rows) -> pd.DataFrame:
    names = [*query.by, *(name for name in query.over if name not in query.by)]
    frame = (
        rows.frame[names]
        .astype(object)
        .assign(level=rows.frame[str(query.of)].astype(object), log=_log(rows, query.value))
    )
    means = frame.pivot_table(
        index=names, columns="level", values="log", aggfunc="mean", sort=False, observed=True
    )
    levels = [one for one in rows.frame[str(query.of)].cat.categories if one in means.columns][:2]
    if len(levels) < 2:
        return means.iloc[:0].assign(d=np.zeros(0)).reset_index()
    difference: pd.Series = (means[levels[1]] - means[levels[0]]).rename("d").dropna()
    return difference.reset_index()

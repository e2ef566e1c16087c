"""Studies simulated with other seeds, analysed as spec files say: what each one estimates."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analyses.sclero_jak.estimands import TrueEffect
from analyses.sclero_jak.simulate import study_files
from sap.ard.rows import ANOVA, CONTRAST, FAILURE, MODEL, ArdRow
from sap.data import SourcesRead, read_sources
from sap.errors import SapError
from sap.plan import make_plan
from sap.run.analyses import carry_out, not_carried_out
from sap.run.prepare import prepare
from sap.spec import load_spec
from tests.house import ROOT

if TYPE_CHECKING:
    import pandas as pd

    from sap.plan import Plan
    from sap.spec import Spec

SPECS = ROOT / "specs"
STUDY_FOLDER = Path("analyses") / "sclero_jak"
MAIN_ANALYSIS = "primary"
# Contexts of the results file that models with subgroups have.
SUBGROUP, OVERALL, MODIFICATION = "subgroup", "overall", "modification"
# What tells one estimate from another.
PLACE = ("endpoint", "context", "group1_level", "group2", "group2_level", "variable")
NUMBERS = ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value", "n_units")
WITHOUT_INTERVAL = (ANOVA, SUBGROUP, FAILURE)
LOGS = ("estimate", "conf_low", "conf_high")


@dataclass(frozen=True)
class _Planned:
    spec: Spec
    plan: Plan


def endpoint_files() -> list[Path]:
    """Find the endpoint files of the study."""
    return [
        path
        for path in sorted(SPECS.glob("*.yml"))
        if "\nendpoints:" in path.read_text(encoding="utf-8")
    ]


def seeds(first: int, count: int) -> list[str]:
    """Name the seeds of some studies; the committed one is number 1.

    Parameters
    ----------
    first, count
        The number of the first, and how many.
    """
    return [f"SCLERO-JAK {number}" for number in range(first, first + count)]


def estimates(names: Sequence[str], specs: Iterable[Path], workers: int = 2) -> pd.DataFrame:
    """Simulate a study for each seed, and analyse it as spec files say, the lab's files first.

    Sensitivity analyses are left out, and no table is made.

    Parameters
    ----------
    names
        The seeds.
    specs
        Endpoint files. They find the study's own spec files beside them.
    workers
        Processes that share the seeds.

    Returns
    -------
    pandas.DataFrame
        One row an estimate, test, failure or remark on blanks: ``seed``, what it is (`PLACE`,
        as in the results file), `NUMBERS` and ``words``: the error of a failure, the remark.
        Ratios and their limits are natural logs.
    """
    import pandas as pd

    files = tuple(specs)
    # Each worker plans the analyses once, and takes its turn of the seeds.
    parts = [part for part in (tuple(names[turn::workers]) for turn in range(workers)) if part]
    if len(parts) == 1:
        made = [_studies(parts[0], files)]
    else:
        with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
            made = list(pool.map(_studies, parts, [files] * len(parts)))
    rows = [row for part in made for row in part]
    order = {name: turn for turn, name in enumerate(names)}
    rows.sort(key=lambda row: order[row["seed"]])
    table = pd.DataFrame(rows, columns=["seed", *PLACE, *NUMBERS, "words"])
    return table.astype(dict.fromkeys(NUMBERS, float))


def _studies(names: Sequence[str], specs: Sequence[Path]) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        planned = [_planned(path) for path in _beside_the_study(Path(folder), specs)]
        found = []
        for name in names:
            write_raw(Path(folder) / STUDY_FOLDER, name)
            try:
                found += [{"seed": name} | row for row in _one_study(planned)]
            except SapError as error:
                error.add_note(f"The seed of the study is {name!r}.")
                raise
        return found


def _beside_the_study(folder: Path, specs: Sequence[Path]) -> list[Path]:
    """Copy the study's spec files and those to run into one folder, as in the repository."""
    shutil.copytree(SPECS, folder / SPECS.name)
    return [Path(shutil.copy(path, folder / SPECS.name)) for path in specs]


def _planned(path: Path) -> _Planned:
    spec = load_spec(path)
    return _Planned(spec, make_plan(spec))


def write_raw(folder: Path, seed: str) -> None:
    """Write the lab's files of a study.

    Parameters
    ----------
    folder
        Where the folder ``raw`` is made, or its files are replaced.
    seed
        The study's.
    """
    for name, content in study_files(seed).items():
        if name.startswith("raw/"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _one_study(planned: Iterable[_Planned]) -> Iterator[dict[str, Any]]:
    sources: dict[Path, SourcesRead] = {}
    for one in planned:
        if one.spec.study_path not in sources:
            sources[one.spec.study_path] = SourcesRead(read_sources(one.spec), {})
        main = tuple(each for each in one.plan.analyses if each.analysis_id == MAIN_ANALYSIS)
        plan = replace(one.plan, analyses=main)
        for ready in prepare(one.spec, plan, sources[one.spec.study_path]):
            if ready.data is None or ready.reason:
                outcome = not_carried_out(ready.planned, ready.data, ready.reason)
            else:
                outcome = carry_out(ready.planned, ready.data)
            yield from _results(outcome.rows)


def _results(rows: Iterable[ArdRow]) -> Iterator[dict[str, Any]]:
    """Put the statistics of each result with an interval, test or failure side by side."""
    by_place: dict[tuple[str, ...], dict[str, ArdRow]] = {}
    for row in rows:
        place = tuple(getattr(row, name) for name in PLACE)
        by_place.setdefault(place, {})[row.stat_name] = row
        if (row.context, row.stat_text) == (MODEL, "blanks"):
            # Beside other conditions of the same place.
            yield dict(zip(PLACE, place, strict=True)) | {"words": row.warning}
    for place, found in by_place.items():
        context = place[PLACE.index("context")]
        if "conf_low" in found or context in WITHOUT_INTERVAL:
            words = next((row.error for row in found.values() if row.error), "")
            numbers = _numbers(context, found)
            yield dict(zip(PLACE, place, strict=True)) | numbers | {"words": words}


def _numbers(context: str, found: Mapping[str, ArdRow]) -> dict[str, float | None]:
    numbers = {name: found[name].stat if name in found else None for name in NUMBERS}
    scale = found["scale"].stat_text if "scale" in found else ""
    if scale not in ("ratio", "response") and context not in (OVERALL, MODIFICATION):
        return numbers
    return numbers | {name: _log(numbers[name]) for name in LOGS}


def _log(value: float | None) -> float | None:
    return math.log(value) if value is not None and value > 0 else None


def with_truth(table: pd.DataFrame, effects: Mapping[str, TrueEffect]) -> pd.DataFrame:
    """Put beside each contrast what it is to estimate.

    Parameters
    ----------
    table
        As `estimates` gives it.
    effects
        By endpoint.

    Returns
    -------
    pandas.DataFrame
        Contrasts, overall effects and ratios of ratios of these endpoints, with ``truth``
        and ``covers``: whether it lies in the interval.
    """
    wanted = table["context"].isin((CONTRAST, OVERALL, MODIFICATION))
    found = table[wanted & table["endpoint"].isin(list(effects))].copy()
    donors: dict[tuple[str, str], dict[str, float]] = {}
    for row in table[table["context"] == SUBGROUP].itertuples():
        donors.setdefault((row.seed, row.endpoint), {})[row.group2_level] = row.n_units
    found["truth"] = [
        _true_value(row, effects[row.endpoint], donors.get((row.seed, row.endpoint), {}))
        for row in found.itertuples()
    ]
    found["covers"] = found["truth"].between(found["conf_low"], found["conf_high"])
    return found


def _true_value(row: Any, effect: TrueEffect, donors: Mapping[str, float]) -> float:
    if row.context == MODIFICATION:
        return effect.modification[row.group2_level]
    if row.context == CONTRAST:
        return effect.log_ratio_at[row.group2_level] if row.group2 else effect.log_ratio
    levels = {level: n for level, n in donors.items() if level in effect.log_ratio_at}
    if not levels:  # a number: the overall effect is that at its mean
        return effect.log_ratio
    return effect.over(dict.fromkeys(levels, 1.0) if row.group2_level == "equal" else levels)


def coverage_bounds(count: int, level: float = 0.95, alarm: float = 0.001) -> tuple[int, int]:
    """How many of `count` intervals cover the truth, if each does so at its level.

    Parameters
    ----------
    count
        Independent intervals.
    level
        Of each.
    alarm
        Probability of fewer, and of more.

    Returns
    -------
    tuple of int
        The fewest and the most, both included.
    """
    from scipy.stats import binom

    return int(binom.ppf(alarm, count, level)), int(binom.isf(alarm, count, level))

"""Read the reference models of tests/reference: a formula, its data, and R's results."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path(__file__).parent / "reference"


def _both_treatments(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the donors seen under both treatments."""
    seen = frame.dropna().groupby("donor", observed=True)["treatment"].nunique()
    kept = frame[frame["donor"].isin(seen[seen == 2].index)].reset_index(drop=True)
    kept["donor"] = kept["donor"].cat.remove_unused_categories()
    return kept


FILTERS: Mapping[str, Callable[[Any], Any]] = {"donors with both treatments only": _both_treatments}


@dataclass(frozen=True)
class ReferenceCase:
    """One reference model.

    Parameters
    ----------
    dataset, model
        The name of its data set, and of the model within it.
    results
        What stands in the JSON file: `fixef`, `vcov`, `satterthwaite`, `kenward_roger`, ...
    """

    dataset: str
    model: str
    results: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """`dataset-model`, as it shows in a test's name."""
        return f"{self.dataset}-{self.model}"

    @property
    def formula(self) -> str:
        """The formula in lme4's notation."""
        return str(self.results["formula"])

    @property
    def method(self) -> str:
        """`REML` or `ML`."""
        return str(self.results["method"])

    @property
    def factors(self) -> dict[str, list[str]]:
        """The levels of each factor, in order (JSON writes an empty mapping as a list)."""
        return dict(self.results["factors"] or {})

    @property
    def grouping(self) -> tuple[str, ...]:
        """The variables that label groups, sorted."""
        return tuple(sorted({part for key in self.results["n_groups"] for part in key.split(":")}))

    def frame(self) -> pd.DataFrame:
        """Return the data as the model takes them: categoricals in order, its filter applied."""
        import pandas as pd

        labels = {*self.factors, *self.grouping}
        path = FOLDER / "data" / f"{self.dataset}.csv"
        frame = pd.read_csv(path, dtype=dict.fromkeys(labels, "str"))
        for name in self.grouping:
            frame[name] = pd.Categorical(frame[name])
        for name, levels in self.factors.items():
            frame[name] = pd.Categorical(frame[name], categories=levels)
        wanted = self.results.get("filter")
        return FILTERS[wanted](frame) if wanted else frame


@cache
def reference_cases() -> tuple[ReferenceCase, ...]:
    """Return all reference models, sorted by data set, then in their file's order."""
    cases = []
    for path in sorted((FOLDER / "results").glob("*.json")):
        for model, results in json.loads(path.read_text(encoding="utf-8"))["models"].items():
            cases.append(ReferenceCase(path.stem, model, results))
    return tuple(cases)


def reference_case(dataset: str, model: str) -> ReferenceCase:
    """Return one reference model by the name of its data set and its own."""
    found = [c for c in reference_cases() if (c.dataset, c.model) == (dataset, model)]
    if not found:
        known = ", ".join(case.name for case in reference_cases())
        raise KeyError(f"no reference model {dataset}-{model}; known: {known}")
    return found[0]

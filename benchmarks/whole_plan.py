"""Hand the models of the whole plan to another program: `python -m benchmarks.whole_plan FOLDER`.

Writes, for each mixed model of `specs/`, the rows as analysed and a line of `models.csv`: the
formula as fitted, the factor compared and its control, and what it is looked at by. Reading and
cleaning the lab's files is so no part of what the other program is timed for.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from sap.data import read_readable_sources
from sap.plan import PlannedAnalysis, make_plan
from sap.run.prepare import Prepared, prepare
from sap.spec import load_spec

SPECS = Path(__file__).parent.parent / "specs"
COLUMNS = ("name", "formula", "of", "reference", "by", "at")


def models(specs: Path = SPECS) -> Iterator[Prepared]:
    """Go through the mixed models of a plan that can be fitted.

    Parameters
    ----------
    specs
        The folder of the plan.

    Yields
    ------
    Prepared
        An analysis with its rows.
    """
    spec = load_spec(specs)
    for one in prepare(spec, make_plan(spec), read_readable_sources(spec)):
        if one.planned.kind != "mixed-model" or one.data is None or one.reason:
            continue
        # A factor of which the rows hold one level is refused when the model is fitted.
        if all(one.data.frame[name].nunique() > 1 for name in one.planned.contrast.by):
            yield one


def line_of(planned: PlannedAnalysis) -> dict[str, str]:
    """Say what is asked of a model, in words that the other program reads."""
    contrast, subgroup = planned.contrast, planned.subgroup
    by = contrast.by if subgroup is None else (subgroup.variable,)
    return {
        "name": f"{planned.endpoint_id}-{planned.analysis_id}",
        "formula": planned.formula,
        "of": contrast.of,
        "reference": str(contrast.reference),
        "by": " ".join(by),
        "at": " ".join(f"{value:g}" for value in subgroup.at) if subgroup is not None else "",
    }


def write(folder: Path) -> int:
    """Write the models and their rows.

    Parameters
    ----------
    folder
        Is made where it is not there.

    Returns
    -------
    int
        How many models there are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for one in models():
        assert one.data is not None
        line = line_of(one.planned)
        one.data.frame.to_csv(folder / f"{line['name']}.csv", index=False)
        lines.append(line)
    with (folder / "models.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(lines)
    return len(lines)


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]))} models")

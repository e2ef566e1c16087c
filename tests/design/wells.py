"""Small designs, each with a fault that the design check must find, or without it."""

from __future__ import annotations

from itertools import product

import pandas as pd

from sap.design import Design
from sap.design.check import find
from sap.formula import parse_formula

GOOD = "y ~ arm + (1 | donor) + (1 | donor:arm) + (1 | plate)"


def wells(
    donors: int = 18, cultures: int = 1, repeats: int = 2, arms: tuple[str, ...] = ("no", "yes")
) -> pd.DataFrame:
    """Lay out donors x arms x cultures x wells; three donors share a plate with all their arms."""
    rows = []
    for donor, arm, culture, well in product(range(donors), arms, range(cultures), range(repeats)):
        rows.append(
            {
                "donor": f"d{donor:02d}",
                "arm": arm,
                "culture": f"d{donor:02d}-{arm}-{culture}",
                "well": well,
                "plate": f"p{donor // 3}",
                "sex": "f" if donor % 2 else "m",
                "age": 30.0 + donor,
                "dose": 0.5 if arm == "yes" else -0.5,
                "y": 1.0 + donor + well,
            }
        )
    return pd.DataFrame(rows)


def design_of(
    frame: pd.DataFrame, formula: str = GOOD, layers=("donor", "culture"), **changes
) -> Design:
    """Make a design; every text variable but ids is a factor with the levels it has."""
    levels = {
        name: tuple(dict.fromkeys(frame[name])) for name in ("arm", "sex") if name in frame.columns
    }
    levels |= changes.pop("levels", {})
    options = {"row": "well", "compared": "arm", "labels": {"arm": "Arm", "sex": "Sex"}}
    return Design(
        formula=parse_formula(formula),
        frame=frame,
        layers=layers,
        levels=levels,
        **(options | changes),
    )


def found(frame: pd.DataFrame, formula: str = GOOD, **changes):
    """List what the check finds beside notes, as (rule, severity)."""
    findings = find(design_of(frame, formula, **changes))
    return [(one.rule, one.severity) for one in findings if one.severity != "note"]


def the(rule: str, frame: pd.DataFrame, formula: str = GOOD, **changes):
    """Return the only finding of a rule."""
    (one,) = (x for x in find(design_of(frame, formula, **changes)) if x.rule == rule)
    return one

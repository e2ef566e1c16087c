"""What is timed: a design, a model, a contrast, and the time that is aimed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import pandas as pd

from benchmarks.designs import crossed, paired, plated

INTERCEPT = "log(conc) ~ treatment + (1 | donor)"
NESTED = "log(conc) ~ treatment + (1 | donor) + (1 | donor:treatment)"
PRIMARY = f"{NESTED} + (1 | plate)"
CROSSED = (
    "log(conc) ~ trt_c + (1 | hd) + (1 | serum) + (0 + trt_c | hd) + (0 + trt_c | serum)"
    " + (1 | hd:serum) + (1 | hd:serum:trt) + (1 | plate)"
)


@dataclass(frozen=True)
class Case:
    """One line of the table of timings.

    Parameters
    ----------
    name, title
        For the command line and for the table.
    make
        Simulates the data.
    formula
        In R's notation.
    ddf
        ``kenward-roger`` or ``satterthwaite``.
    of
        The variable whose levels are compared.
    target
        Milliseconds that the whole of `sap.fit` may take.
    fixed
        The fixed part as statsmodels writes it.
    groups
        The grouping factor of MixedLM, or None for one group of all rows.
    components
        Its variance components by name.
    """

    name: str
    title: str
    make: Callable[[], pd.DataFrame]
    formula: str
    ddf: str
    of: str
    target: float
    fixed: str = "log_conc ~ treatment"
    groups: str | None = "donor"
    components: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


CULTURE = MappingProxyType({"culture": "0 + C(treatment)"})
PLATED = MappingProxyType(
    {"donor": "0 + C(donor)", "culture": "0 + C(donor):C(treatment)", "plate": "0 + C(plate)"}
)
SEVEN = MappingProxyType(
    {
        "hd": "0 + C(hd)",
        "serum": "0 + C(serum)",
        "hd slope": "0 + C(hd):trt_c",
        "serum slope": "0 + C(serum):trt_c",
        "pair": "0 + C(pair)",
        "culture": "0 + C(culture)",
        "plate": "0 + C(plate)",
    }
)

CASES = (
    Case(
        "donors-30",
        "30 donors x 2 x 3 wells, donor",
        partial(paired, 30),
        INTERCEPT,
        "kenward-roger",
        "treatment",
        15,
    ),
    Case(
        "donors-30-nested",
        "30 donors x 2 x 3 wells, donor and donor:treatment",
        partial(paired, 30),
        NESTED,
        "kenward-roger",
        "treatment",
        15,
        components=CULTURE,
    ),
    Case(
        "donors-150",
        "150 donors x 2 x 3 wells, donor",
        partial(paired, 150),
        INTERCEPT,
        "kenward-roger",
        "treatment",
        25,
    ),
    Case(
        "donors-150-nested",
        "150 donors x 2 x 3 wells, donor and donor:treatment",
        partial(paired, 150),
        NESTED,
        "kenward-roger",
        "treatment",
        25,
        components=CULTURE,
    ),
    Case(
        "primary",
        "primary: 104 donors x 2 x 2 wells on 19 plates; donor, donor:treatment, plate",
        plated,
        PRIMARY,
        "kenward-roger",
        "treatment",
        60,
        groups=None,
        components=PLATED,
    ),
    Case(
        "crossed",
        "model H: 24 cell donors x 4 of 32 sera x 2 x 2 wells; seven components",
        crossed,
        CROSSED,
        "kenward-roger",
        "trt_c",
        300,
        fixed="log_conc ~ trt_c",
        groups=None,
        components=SEVEN,
    ),
    Case(
        "donors-10000",
        "10,000 donors x 2 x 3 wells, donor",
        partial(paired, 10_000),
        INTERCEPT,
        "satterthwaite",
        "treatment",
        500,
    ),
    Case(
        "donors-10000-kr",
        "10,000 donors x 2 x 3 wells, donor",
        partial(paired, 10_000),
        INTERCEPT,
        "kenward-roger",
        "treatment",
        1000,
    ),
)

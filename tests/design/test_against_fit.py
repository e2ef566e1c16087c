"""What the check calls hopeless is what the solver refuses, by the expected information."""

from __future__ import annotations

import numpy as np
import pytest

import sap
from sap.design.check import find
from sap.errors import DesignError
from tests.design.wells import GOOD, design_of, wells

HOPELESS = ("single-group", "one-row-groups", "same-groups", "same-as-fixed", "constant-slope")
SLOPES = "y ~ arm + (1 + arm | donor) + (1 | donor:arm)"
CENTRED = "y ~ arm + (1 | donor) + (0 + dose | donor) + (1 | donor:arm)"


def numbered(frame):
    return frame.assign(y=np.random.default_rng(5).normal(size=len(frame)))


CASES = {
    "good": (wells(), GOOD),
    "one well": (wells(repeats=1), GOOD),
    "one well, slopes": (wells(repeats=1), "y ~ arm + (1 + arm | donor)"),
    "one well, donor": (wells(repeats=1), "y ~ arm + (1 | donor)"),
    "slopes": (wells(), "y ~ arm + (1 + arm | donor)"),
    "slopes and cells": (wells(), SLOPES),
    "slopes and cultures": (wells(), "y ~ arm + (1 + arm | donor) + (1 | culture)"),
    "slopes and several cultures": (
        wells(cultures=2),
        "y ~ arm + (1 + arm | donor) + (1 | culture)",
    ),
    "slopes and cells, several cultures": (wells(cultures=2), SLOPES),
    "centred slope and cells": (wells(), CENTRED),
    "slope from zero and cells": (wells().assign(dose=lambda x: x["dose"] + 0.5), CENTRED),
    "correlated slope and cells": (wells(), "y ~ arm + (1 + dose | donor) + (1 | donor:arm)"),
    "centred slope": (wells(), "y ~ arm + (1 | donor) + (0 + dose | donor)"),
    "centred slope and cultures": (wells(cultures=2), CENTRED.replace("donor:arm", "culture")),
    "cells twice": (wells(), "y ~ arm + (1 | donor:arm) + (1 | culture) + (1 | donor)"),
    "one plate": (wells().assign(plate="p0"), GOOD),
    "plate is arm": (wells().assign(plate=lambda x: x["arm"]), GOOD),
    "plates in arms": (wells().assign(plate=lambda x: x["plate"] + x["arm"]), GOOD),
    "sex twice": (wells(), "y ~ arm + sex + (1 | donor:arm) + (1 | donor) + (1 | sex)"),
    "slope of age": (wells(), "y ~ arm + age + (0 + age | donor) + (1 | culture) + (1 | donor)"),
    "slope of sex": (wells(), "y ~ arm + sex + (sex | donor) + (1 | culture)"),
    "both slopes": (wells(cultures=2), "y ~ arm + (1 + arm | donor) + (1 | culture) + (1 | plate)"),
    "slopes by plate": (wells(), "y ~ arm + (1 | donor:arm) + (1 | donor) + (1 + arm | plate)"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_check_and_the_solver_agree(name):
    frame, formula = CASES[name]
    findings = find(design_of(frame, formula))
    hopeless = [one for one in findings if one.rule in HOPELESS and one.severity == "error"]
    assert bool(hopeless) == refused(formula, numbered(frame)), hopeless


def refused(formula, frame) -> bool:
    try:
        sap.fit(formula, frame, ddf="asymptotic")
    except DesignError:
        return True
    return False

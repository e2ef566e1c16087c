"""Residual and influence figures: what they show, in the same bytes each time."""

from __future__ import annotations

import math
import random
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from scipy import stats

from sap.ard.rows import Analysis, Ard
from sap.figures.drawing import FORMS, Caption
from sap.figures.influence import influence_figure
from sap.figures.residuals import normal_quantiles, residual_figure

MAIN = Analysis("E1", "primary")
CAPTION = Caption(
    title="E1: a title that says what is shown, <and> what it is called",
    notice="SIMULATED DATA",
    notes=("Model: log(conc) ~ arm + (1 | donor)", "Points are donors, " * 12),
    population="All donors",
    sources=("Source data: wells.csv",),
)
SVG = "{http://www.w3.org/2000/svg}"


def residual_ard(count: int = 40) -> Ard:
    chance = random.Random(3)
    rows = []
    for line in range(count):
        fitted, residual = chance.uniform(1, 3), chance.gauss(0, 1)
        place = {"variable": "conc", "variable_level": str(line + 2)}
        for kind in ("marginal", "conditional"):
            rows.append(MAIN.row("residuals", f"fitted_{kind}", fitted, **place))
            rows.append(MAIN.row("residuals", f"residual_{kind}", residual, **place))
        rows.append(MAIN.row("residuals", "residual_standardised", residual / 2, **place))
    return Ard(tuple(rows))


def influence_ard(units: int = 12, *, missing: tuple[int, ...] = (), scale: str = "ratio") -> Ard:
    rows = []
    for within in ("young", "old"):
        place = {"group1": "arm", "group1_level": "on / off", "group2": "age"}
        place["group2_level"] = within
        rows.append(MAIN.row("contrast", "scale", text=scale, **place))
        for name, value in (("estimate", 0.7), ("conf_low", 0.5), ("conf_high", 0.9)):
            rows.append(MAIN.row("contrast", name, value, **place))
        for unit in range(units):
            estimate = None if unit in missing else 0.6 + 0.01 * ((7 * unit) % units)
            for name, shift in (("estimate", 0.0), ("conf_low", -0.2), ("conf_high", 0.2)):
                value = None if estimate is None else estimate + shift
                left_out = {"variable": "donor", "variable_level": f"D{unit}"}
                rows.append(MAIN.row("influence", name, value, **place, **left_out))
    return Ard(tuple(rows))


def texts(content: bytes) -> list[str]:
    return [node.text or "" for node in ET.fromstring(content).iter(f"{SVG}text")]


def markers(content: bytes) -> int:
    """Count the points: uses of a path inside a clipped group, axis ticks not among them."""
    return sum(
        1
        for group in ET.fromstring(content).iter(f"{SVG}g")
        if "clip-path" in group.attrib
        for _ in group.iter(f"{SVG}use")
    )


@pytest.mark.parametrize("draw", [residual_figure, influence_figure])
def test_words_stand_around_the_figure(draw):
    ard = residual_ard() if draw is residual_figure else influence_ard()
    found = texts(draw(ard, CAPTION, "donor")["svg"])
    assert "SIMULATED DATA" in found
    assert CAPTION.notes[0] in found
    assert " ".join(line for line in found if "donors," in line).count("Points are donors,") == 12
    assert not {CAPTION.title, "All donors", *CAPTION.sources} & set(found)


@pytest.mark.parametrize("draw", [residual_figure, influence_figure])
def test_figures_of_diagnostics_have_all_forms(draw):
    ard = residual_ard() if draw is residual_figure else influence_ard()
    assert tuple(draw(ard, CAPTION, "donor")) == FORMS


@pytest.mark.parametrize("draw", [residual_figure, influence_figure])
def test_same_bytes_each_time_whatever_the_settings_of_the_user(draw):
    ard = residual_ard() if draw is residual_figure else influence_ard()
    first = draw(ard, CAPTION, "donor")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        assert draw(ard, CAPTION, "donor") == first
    assert b"<dc:date>" not in first["svg"]


def test_every_residual_is_a_point_in_each_plot():
    found = residual_figure(residual_ard(40), CAPTION, "donor")["svg"]
    assert markers(found) == 4 * 40
    assert texts(found).count("Normal quantile") == 2


def test_every_unit_is_a_point_and_the_ends_have_names():
    found = influence_figure(influence_ard(12), CAPTION, "donor")["svg"]
    assert markers(found) == 2 * 12
    words = texts(found)
    assert "on / off, young" in words
    assert "on / off, old" in words
    ascending = sorted(range(12), key=lambda unit: (7 * unit) % 12)
    assert words.count(f"D{ascending[0]}") == words.count(f"D{ascending[-1]}") == 2
    assert sum(f"D{unit}" in words for unit in range(12)) == 2


def test_units_without_which_there_is_no_estimate_are_left_out():
    found = influence_figure(influence_ard(12, missing=(0, 5)), CAPTION, "donor")["svg"]
    assert markers(found) == 2 * 10


def test_nothing_estimable_leaves_the_lines_of_the_whole():
    found = influence_figure(influence_ard(3, missing=(0, 1, 2)), CAPTION, "donor")["svg"]
    assert markers(found) == 0
    assert "on / off, old" in texts(found)


def test_differences_stay_on_a_plain_axis():
    ratio = texts(influence_figure(influence_ard(scale="ratio"), CAPTION, "donor")["svg"])
    found = influence_figure(influence_ard(scale="difference"), CAPTION, "donor")
    difference = texts(found["svg"])
    assert "Ratio" in ratio
    assert "Difference" in difference


@pytest.mark.parametrize("count", [3, 10, 11, 200])
def test_normal_quantiles_are_those_of_r(count):
    """R's ppoints: 3/8 is taken off ranks up to ten values, 1/2 above."""
    shift = 0.375 if count <= 10 else 0.5
    probability = (np.arange(1, count + 1) - shift) / (count + 1 - 2 * shift)
    np.testing.assert_allclose(normal_quantiles(count), stats.norm.ppf(probability), rtol=1e-9)
    assert math.isclose(sum(normal_quantiles(count)), 0.0, abs_tol=1e-9)

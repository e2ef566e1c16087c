"""Random terms laid out over rows, and designs that cannot bear them."""

import numpy as np
import pandas as pd
import pytest

from sap.errors import DesignError
from sap.formula import parse_formula
from sap.model.frame import model_frame
from sap.model.random import random_blocks

DATA = pd.DataFrame(
    {
        "y": np.arange(12.0),
        "arm": np.tile(["dmso", "rux"], 6),
        "plate": np.tile([1, 1, 2, 2], 3),
        "donor": np.repeat(["a", "b", "c"], 4),
        "well": np.arange(12),
        "one": "same",
    }
)


def _blocks(random: str):
    return random_blocks(model_frame(parse_formula(f"y ~ arm + {random}"), DATA))


def test_labels_used_again_in_another_donor_are_other_plates() -> None:
    (plate, donor) = _blocks("(1 | donor/plate)")
    assert (donor.n_levels, plate.n_levels) == (3, 6)
    assert plate.group == "plate:donor"
    (_, reused) = _blocks("(1 | donor) + (1 | plate)")
    assert reused.n_levels == 2


def test_only_combinations_that_occur_are_levels() -> None:
    data = DATA.drop(index=[0, 1])
    frame = model_frame(parse_formula("y ~ arm + (1 | donor:plate)"), data)
    (block,) = random_blocks(frame)
    assert block.n_levels == 5
    assert sorted(set(block.codes)) == list(range(5))


def test_slopes_of_a_factor_have_a_column_a_level_less_one() -> None:
    (block,) = _blocks("(arm | donor)")
    assert block.names == ("(Intercept)", "armrux")
    np.testing.assert_array_equal(block.columns[:, 1], np.tile([0.0, 1.0], 6))


def test_uncorrelated_slopes_are_terms_of_their_own() -> None:
    blocks = _blocks("(well || donor)")
    assert [block.names for block in blocks] == [("(Intercept)",), ("well",)]


def test_one_group_is_refused() -> None:
    with pytest.raises(DesignError, match="one group only"):
        _blocks("(1 | one)")


def test_a_group_for_every_row_is_refused() -> None:
    with pytest.raises(DesignError, match="12 groups for 12 rows"):
        _blocks("(1 | well)")

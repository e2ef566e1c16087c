"""With complete data and both arms alike, the mixed model is a paired t test on donor means."""

import numpy as np
import pandas as pd
import pytest

import sap

AGREEMENT = 1e-6
"""The two are the same test; only the optimum of the likelihood stands between them."""


def _wells(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    donor, arm = np.repeat(np.arange(12), 4), np.tile([0, 0, 1, 1], 12)
    logs = (
        8.0
        - 0.4 * arm
        + rng.normal(0, 0.8, 12)[donor]
        + rng.normal(0, 0.3, 24)[donor * 2 + arm]
        + rng.normal(0, 0.1, 48)
    )
    arms = pd.Categorical.from_codes(arm, ["vehicle", "drug"])
    return pd.DataFrame({"conc": np.exp(logs), "treatment": arms, "donor": donor})


@pytest.mark.parametrize("ddf", ["kenward-roger", "kenward-roger-sas", "satterthwaite"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_model_a_is_the_paired_t_test_on_donor_means_of_logs(ddf: str, seed: int) -> None:
    data = _wells(seed)
    formula = "log(conc) ~ treatment + (1 | donor) + (1 | donor:treatment)"
    found = sap.fit(formula, data, ddf=ddf).coefficients.iloc[1]
    logs = data.assign(logs=np.log(data["conc"]))
    means = logs.pivot_table("logs", "donor", "treatment", observed=True)
    difference = means["drug"] - means["vehicle"]
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    assert found["estimate"] == pytest.approx(difference.mean(), rel=AGREEMENT)
    assert found["std_error"] == pytest.approx(error, rel=AGREEMENT)
    assert found["df"] == pytest.approx(len(difference) - 1, rel=AGREEMENT)


def test_wells_taken_as_n_would_have_been_another_test() -> None:
    found = sap.fit("log(conc) ~ treatment + (1 | donor)", _wells(1)).coefficients.iloc[1]
    assert found["df"] == pytest.approx(35, rel=AGREEMENT)

"""A fitted model as the inference room takes it, without an engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sap.formula import parse_formula
from sap.inference.basis import LinearBasis
from sap.inference.between_within import between_within_df
from sap.inference.ddf import fixed_inference
from sap.inference.grid import reference_grid
from sap.inference.means import MarginalMeans, marginal_means
from sap.model.fixed import FixedDesign, fixed_design, frame_columns
from sap.model.frame import ModelFrame, model_frame
from sap.model.random import random_blocks
from sap.solver.mixed_model import estimate, mixed_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd


@dataclass(frozen=True)
class Fitted:
    basis: LinearBasis
    design: FixedDesign
    frame: ModelFrame

    def means(
        self,
        specs: Sequence[str],
        by: Sequence[str] = (),
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
    ) -> MarginalMeans:
        return marginal_means(reference_grid(self.design, self.frame, at), specs, by, weights)


def fitted(
    formula: str, data: pd.DataFrame, ddf: str = "kenward-roger", method: str = "REML"
) -> Fitted:
    parsed = parse_formula(formula)
    frame = model_frame(parsed, data)
    design = fixed_design(parsed.fixed, frame)
    x = design.matrix(frame_columns(frame)) if design.terms else np.ones((frame.n, 1))
    blocks = random_blocks(frame)
    estimates = estimate(mixed_model(x, frame.response, blocks, reml=method == "REML"))
    kept = estimates.model.basis.kept
    inference = fixed_inference(
        ddf, estimates, lambda: between_within_df(x, kept, blocks, design.columns_of)
    )
    basis = LinearBasis(
        names=design.names,
        beta=np.asarray(estimates.coefficients),
        null_basis=np.asarray(estimates.model.basis.null),
        vcov=np.asarray(inference.covariance),
        t_df=inference.t_df,
        f_test=inference.f_test,
    )
    return Fitted(basis, design, frame)

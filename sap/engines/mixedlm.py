"""A fitted model as statsmodels sees it: a real `MixedLM`, a real `MixedLMResults`.

MixedLM holds one grouping factor with an unstructured covariance and any number of
independent variance components inside its groups; crossed factors need one group of all
rows. It has no way to write two unstructured covariances, nor one inside crossed
factors; those models are refused by name. A variance at zero can't be held either (it
takes its logarithm), so components at zero are left out and a covariance matrix of
deficient rank is written by its factor; the likelihood is the same.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import AnalysisError, ConvergenceError
from sap.solver.blocks import CovarianceShape, RandomBlock
from sap.solver.mixed_model import Estimates, MixedModel
from sap.solver.optimum import Optimum

Floats: TypeAlias = NDArray[np.floating[Any]]

ZERO = 1e-13
"""Variance, in units of the residual's and of standardised columns, that stands for zero."""

GRADIENT_TOLERANCE = 1e-8
"""Gradient norm at which MixedLM's own BFGS stops."""


@dataclass(frozen=True)
class _Layout:
    """Which block becomes `exog_re`, which become variance components, and the groups."""

    groups: NDArray[np.intp]
    unstructured: int | None
    components: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class StatsmodelsData:
    """What MixedLM is made from.

    Parameters
    ----------
    y
        Response, (n,).
    x, names
        Columns that are not aliased, (n, p), and their names.
    blocks
        Random terms with their original columns.
    """

    y: Floats
    x: Floats
    names: tuple[str, ...]
    blocks: tuple[RandomBlock, ...]


def mixedlm_result(data: StatsmodelsData, estimates: Estimates) -> Any:
    """Build the `MixedLMResults` of a fit at its optimum.

    Parameters
    ----------
    data
        The model's data.
    estimates
        The fit.

    Returns
    -------
    statsmodels.regression.mixed_linear_model.MixedLMResultsWrapper
        Its ``llf`` is computed by statsmodels. Its covariance of the fixed effects is
        (X'V^-1X)^-1; the one that MixedLM.fit reports is not.

    Raises
    ------
    AnalysisError
        If MixedLM cannot hold the model.
    """
    from statsmodels.regression import mixed_linear_model as sm

    blocks, matrices = _invertible(data.blocks, estimates)
    layout = _layout(blocks)
    model = _model(data, blocks, layout)
    model.reml = estimates.model.criterion.reml
    model.fe_pen = model.cov_pen = model._freepat = None
    model._cov_sing = 0
    kept = estimates.model.basis.kept
    params = sm.MixedLMParams.from_components(
        fe_params=estimates.coefficients[kept],
        cov_re=None if layout.unstructured is None else matrices[layout.unstructured],
        vcomp=np.array([matrices[b][u, u] for b, u in layout.components]),
    )
    covariance = _parameter_covariance(model, params, estimates)
    packed = params.get_packed(use_sqrt=False, has_fe=True)
    result = sm.MixedLMResults(model, packed, covariance / estimates.sigma2)
    result.params_object = params
    result.fe_params = params.fe_params
    result.cov_re_unscaled, result.cov_re = params.cov_re, params.cov_re * estimates.sigma2
    result.vcomp, result.scale = params.vcomp * estimates.sigma2, estimates.sigma2
    result.method = "REML" if model.reml else "ML"
    result.reml, result.converged, result.hist = model.reml, True, None
    result.cov_pen = result.freepat = None
    result.k_fe, result.k_re = model.k_fe, model.k_re
    result.k_re2, result.k_vc, result.use_sqrt = model.k_re2, model.k_vc, model.use_sqrt
    return sm.MixedLMResultsWrapper(result)


def optimum_by_statsmodels(data: StatsmodelsData, model: MixedModel) -> Estimates:
    """Let MixedLM's own BFGS find the optimum.

    Parameters
    ----------
    data
        The model's data.
    model
        The model, whose likelihood supplies everything but the optimum.

    Returns
    -------
    Estimates

    Raises
    ------
    ConvergenceError
        If MixedLM does not converge; nothing else is tried in its place.
    """
    layout = _layout(data.blocks)
    made = _model(data, data.blocks, layout)
    with warnings.catch_warnings():
        # MixedLM warns of small variances by an absolute threshold; sap's own criterion decides.
        warnings.simplefilter("ignore")
        try:
            result = made.fit(
                reml=model.criterion.reml, method="bfgs", gtol=GRADIENT_TOLERANCE, maxiter=1000
            )
        except (np.linalg.LinAlgError, ValueError, FloatingPointError) as error:
            raise ConvergenceError(f"statsmodels' MixedLM failed: {error}.") from None
    matrices: list[Floats] = [np.zeros((b.width, b.width)) for b in data.blocks]
    if layout.unstructured is not None:
        matrices[layout.unstructured] = np.asarray(result.cov_re_unscaled)
    for (b, u), value in zip(layout.components, result.vcomp / result.scale, strict=True):
        matrices[b][u, u] = value
    return _at(model, matrices, converged=bool(result.converged))


def _at(model: MixedModel, matrices: Sequence[Floats], *, converged: bool) -> Estimates:
    standard = [
        block.transform @ matrix @ block.transform.T
        for block, matrix in zip(model.blocks, matrices, strict=True)
    ]
    widths = tuple(len(matrix) for matrix in standard)
    shape = CovarianceShape(widths, widths)
    found = model.criterion.evaluate(shape, shape.theta_from(standard))
    # BFGS stops on MixedLM's scale; the exact gradient says whether it stopped at the optimum.
    if found is None or not converged or np.max(np.abs(found.gradient)) > 1e-2:
        raise ConvergenceError(
            "statsmodels' MixedLM did not converge from its own starting values. "
            "Write 'optimizer: sap' to use the package's solver."
        )
    return Estimates(model, Optimum(shape, found, iterations=0, singular=False))


def _invertible(
    blocks: Sequence[RandomBlock], estimates: Estimates
) -> tuple[list[RandomBlock], list[Floats]]:
    """Blocks with positive definite covariance matrices, and those matrices, relative."""
    optimum = estimates.optimum
    factors = optimum.shape.factors(optimum.evaluation.theta)
    kept: list[RandomBlock] = []
    matrices: list[Floats] = []
    for block, rank, factor, standard in zip(
        blocks, optimum.shape.ranks, factors, estimates.model.blocks, strict=True
    ):
        if 0 < rank < block.width:
            columns = standard.block.columns @ factor[:, :rank]
            names = tuple(f"direction {i + 1}" for i in range(rank))
            kept.append(RandomBlock(block.group, names, block.codes, block.n_levels, columns))
            matrices.append(np.eye(rank))
            continue
        relative = factor @ factor.T if rank else ZERO * np.eye(block.width)
        kept.append(block)
        matrices.append(standard.original_covariance(relative))
    return kept, matrices


def _layout(blocks: Sequence[RandomBlock]) -> _Layout:
    wide = [b for b, block in enumerate(blocks) if block.width > 1]
    for b in wide or range(len(blocks)):
        inside = all(_within(block, blocks[b]) for block in blocks)
        if inside and all(other == b for other in wide):
            rest = [(o, 0) for o in range(len(blocks)) if o != b]
            return _Layout(blocks[b].codes, b, tuple(rest))
    if wide:
        raise AnalysisError(
            "statsmodels' MixedLM can't hold this model: it has one grouping factor for correlated "
            f"random effects, and '{blocks[wide[0]].group}' does not contain the other terms."
        )
    n = len(blocks[0].codes)
    everything = tuple((b, 0) for b in range(len(blocks)))
    return _Layout(np.zeros(n, dtype=np.intp), None, everything)


def _within(block: RandomBlock, groups: RandomBlock) -> bool:
    pairs = np.unique(np.column_stack((block.codes, groups.codes)), axis=0)
    return len(pairs) == block.n_levels


def _model(data: StatsmodelsData, blocks: Sequence[RandomBlock], layout: _Layout) -> Any:
    import pandas as pd
    from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec

    groups = layout.groups
    members = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    names, column_names, matrices = [], [], []
    for b, _ in layout.components:
        made = [_indicators(blocks[b], rows) for rows in members]
        names.append(f"{blocks[b].group} {blocks[b].names[0]}")
        matrices.append(made)
        column_names.append([[str(i) for i in range(matrix.shape[1])] for matrix in made])
    unstructured = layout.unstructured
    exog_re = None
    if unstructured is not None:
        block = blocks[unstructured]
        exog_re = pd.DataFrame(block.columns, columns=list(block.names))
    return MixedLM(
        data.y,
        pd.DataFrame(data.x, columns=list(data.names)),
        groups=groups,
        exog_re=exog_re,
        exog_vc=VCSpec(names, column_names, matrices) if names else None,
    )


def _indicators(block: RandomBlock, rows: NDArray[np.intp]) -> Floats:
    levels, place = np.unique(block.codes[rows], return_inverse=True)
    made = np.zeros((len(rows), len(levels)))
    made[np.arange(len(rows)), place] = block.columns[rows, 0]
    return made


def _parameter_covariance(model: Any, params: Any, estimates: Estimates) -> Floats:
    """Covariance of all parameters: statsmodels' Hessian, and (X'V^-1X)^-1 for fixed effects."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        hessian, _ = model.hessian(params)
    kept = estimates.model.basis.kept
    made = np.linalg.pinv(-hessian)
    p = int(kept.sum())
    made[:p, :p] = estimates.covariance[np.ix_(kept, kept)]
    return made

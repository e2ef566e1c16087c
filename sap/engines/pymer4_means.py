"""EMMs and contrasts asked of R's emmeans in codes, and its answers under their names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sap.engines.base import FitOptions, Scale
from sap.engines.catalogue import ADJUST_FOR, CAPABILITIES
from sap.engines.pymer4_client import RWorker
from sap.engines.pymer4_coding import Codebook, CodedModel
from sap.errors import PlanError, did_you_mean
from sap.formula import MixedFormula

if TYPE_CHECKING:
    import pandas as pd

ESTIMATES = ("emmean", "response", "prob", "estimate", "ratio", "odds_ratio")
"""Names that emmeans gives the column of estimates."""

COLUMNS = {
    "std_error": ("SE",),
    "df": ("df",),
    "statistic": ("t_ratio", "z_ratio"),
    "p_value": ("p_value",),
    "conf_low": ("lower_CL", "asymp_LCL"),
    "conf_high": ("upper_CL", "asymp_UCL"),
}
"""Our names of statistics, and those of emmeans after pymer4 replaced dots."""

POINTWISE = frozenset({"holm", "hochberg", "hommel", "bh", "by"})
"""Adjustments of p-values that have no intervals of their own; those stay unadjusted."""

METHODS = ("pairwise", "revpairwise", "trt.vs.ctrl", "consec", "eff")
"""Contrast methods of emmeans that the package knows."""

PERCENT = 100.0
OVERALL = "1"
EFFECT = " effect"
MEAN = "mean"

FEW = 2
"""emmeans keeps the values of a covariate that has no more than this, and takes the mean
of another."""

_NUMBER = re.compile(
    r"\s*[-+]?(((\d+\.?\d*|\.\d+)([eE][-+]?\d+)?)|0[xX][\da-fA-F]+|inf(inity)?|Inf(inity)?)\s*"
)
_OPERATOR = re.compile(r"[-+*/]")


@dataclass(frozen=True)
class Asked:
    """Means or contrasts, as asked for.

    Parameters
    ----------
    book
        The codes.
    specs, by
        Names of the variables of the means, and within whose values contrasts are taken.
    grid
        What the reference grid depends on.
    options
        Further arguments of emmeans.
    transformation
        Of the response.
    method
        ``pairwise``, ``trt.vs.ctrl``, weights by name, or None for means.
    adjust
        Adjustment within each family.
    levels
        Labels of the values of each variable in the grid.
    """

    book: Codebook
    specs: tuple[str, ...]
    by: tuple[str, ...]
    grid: Mapping[str, Any]
    options: Mapping[str, Any]
    transformation: str
    method: str | Mapping[str, Sequence[float]] | None = None
    adjust: str = "none"
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def contrast(
        self, method: str | Mapping[str, Sequence[float]], adjust: str, reference: str | None
    ) -> Asked:
        """Ask for contrasts of these means.

        Parameters
        ----------
        method
            ``pairwise``, ``trt.vs.ctrl``, or weights over the means of one family by name.
        adjust
            Adjustment within each family.
        reference
            The control of ``trt.vs.ctrl``; default the first level.

        Returns
        -------
        Asked

        Raises
        ------
        PlanError
            If emmeans would do something else instead, or nothing.
        """
        name, known = adjust.lower(), CAPABILITIES["pymer4"].adjust
        if name not in known:
            raise PlanError(
                f"Engine 'pymer4' has no adjustment '{adjust}'. {did_you_mean(name, known)}"
            )
        if isinstance(method, str) and method not in METHODS:
            raise PlanError(f"Unknown contrast method '{method}'. {did_you_mean(method, METHODS)}")
        if ADJUST_FOR.get(name, method) != method:
            raise PlanError(f"Adjustment '{name}' is made for {ADJUST_FOR[name]} contrasts only.")
        if reference is not None and method != "trt.vs.ctrl":
            raise PlanError("A reference belongs to trt.vs.ctrl contrasts only.")
        if not isinstance(method, Mapping) and len(self._means()) < 2:
            what = "'" + "', '".join(self.specs) + "'" if self.specs else "the overall mean"
            raise PlanError(f"There is nothing to compare: {what} gives one mean in each family.")
        options = dict(self.options)
        if method == "trt.vs.ctrl":
            options["ref"] = 1 if reference is None else self._place_of(reference)
        return replace(self, method=method, adjust=name, options=options)

    def _means(self) -> list[str]:
        """Label the means of a family; the first factor varies fastest."""
        levels = [self.levels[name] for name in reversed(self.specs)]
        return [" ".join(reversed(parts)) for parts in itertools.product(*levels)]

    def _place_of(self, reference: str) -> int:
        labels = self._means()
        if reference not in labels:
            raise PlanError(
                f"The reference '{reference}' is none of the means. "
                f"{did_you_mean(reference, labels)}"
            )
        return labels.index(reference) + 1


def asked_of(
    formula: MixedFormula,
    model: CodedModel,
    options: FitOptions,
    specs: str | Sequence[str],
    by: str | Sequence[str] | None,
    scale: Scale,
    weights: str | Sequence[float],
    at: Mapping[str, object] | None,
) -> Asked:
    """Check what is asked for and put it in codes.

    Parameters
    ----------
    formula, model, options
        The fit.
    specs, by, scale, weights, at
        As in `FittedModel.emmeans`.

    Returns
    -------
    Asked

    Raises
    ------
    PlanError
        If a variable or a level is none of the model's.
    """
    within = _names(by)
    names = tuple(name for name in _names(specs) if name not in within and name != OVERALL)
    values = {name: _listed(value) for name, value in (at or {}).items()}
    for name in (*names, *within, *values):
        if name not in formula.fixed.variables:
            known = formula.fixed.variables
            raise PlanError(f"'{name}' is no fixed effect. {did_you_mean(name, known)}")
    levels = {name: _kept_values(model, name) for name in formula.fixed.variables} | values
    return Asked(
        book=model.book,
        specs=names,
        by=within,
        grid={
            "ddf": options.ddf,
            "at": {model.book.code(n): _at_codes(model.book, n, v) for n, v in values.items()},
            "scale": model.scale,
            "shift": model.shift,
            "transformation": formula.response.transformation,
        },
        options={
            "type": scale,
            "level": options.conf_level,
            "weights": weights if isinstance(weights, str) else [float(w) for w in weights],
        },
        transformation=formula.response.transformation,
        levels={name: [_text(level) for level in known] for name, known in levels.items()},
    )


def _names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))


def _listed(value: object) -> list[object]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def _kept_values(model: CodedModel, name: str) -> list[object]:
    """List the values that a variable has in emmeans' reference grid."""
    if name in model.book.levels:
        return list(model.book.levels[name])
    different = sorted(set(model.numbers[model.book.code(name)]))
    return [*different] if len(different) <= FEW else [MEAN]


def _text(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)


def _at_codes(book: Codebook, name: str, values: Sequence[object]) -> list[object]:
    if not values or len({_text(value) for value in values}) < len(values):
        raise PlanError(f"'at' must give '{name}' one or more different values.")
    if name not in book.levels:
        numbers = [value for value in values if isinstance(value, int | float)]
        if len(numbers) < len(values):
            raise PlanError(f"'{name}' is a covariate; 'at' must give it numbers.")
        return [float(value) for value in numbers]
    known = book.levels[name]
    unknown = [_text(value) for value in values if _text(value) not in known]
    if unknown:
        raise PlanError(
            f"'{unknown[0]}' is no level of '{name}'. {did_you_mean(unknown[0], known)}"
        )
    return [f"k{known.index(_text(value)) + 1}_" for value in values]


def means_frame(r: RWorker, model: int, asked: Asked) -> pd.DataFrame:
    """Have R compute means or contrasts.

    Parameters
    ----------
    r
        The R process.
    model
        Number of the fit.
    asked
        What is wanted.

    Returns
    -------
    pandas.DataFrame
        Factors (or contrast and `by` factors), then the statistics columns.
    """
    import pandas as pd

    found = _ask(r, model, asked, asked.adjust)
    if asked.adjust in POINTWISE:
        plain = _ask(r, model, asked, "none")
        found |= {name: plain[name] for name in plain if name.endswith(("CL", "LCL"))}
    frame = pd.DataFrame(_labels(asked, found))
    estimate = next(name for name in ESTIMATES if name in found)
    frame["estimate"] = pd.to_numeric(pd.Series(found[estimate]))
    for name, theirs in COLUMNS.items():
        frame[name] = pd.to_numeric(pd.Series(found[next(t for t in theirs if t in found)]))
    if asked.transformation == "logit" and estimate == "response":
        frame[["estimate", "std_error", "conf_low", "conf_high"]] *= PERCENT
    return frame


def _ask(r: RWorker, model: int, asked: Asked, adjust: str) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "model": model,
        "grid": asked.grid,
        "specs": [asked.book.code(name) for name in asked.specs] or [OVERALL],
        "by": [asked.book.code(name) for name in asked.by],
        "adjust": adjust,
        **asked.options,
    }
    if isinstance(asked.method, str):
        arguments["contrasts"] = asked.method
    elif asked.method is not None:
        arguments["contrasts"] = {
            f"c{i}_": [float(weight) for weight in weights]
            for i, weights in enumerate(asked.method.values(), start=1)
        }
    return r.ask("means", **arguments)


def _labels(asked: Asked, found: Mapping[str, Any]) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {}
    names = asked.specs + asked.by
    if asked.method is not None:
        ratios = "ratio" in found or "odds_ratio" in found
        columns["contrast"] = [_contrast_label(asked, text, ratios) for text in found["contrast"]]
        names = asked.by
    elif not asked.specs:
        columns[OVERALL] = found[OVERALL]
    for name in names:
        values = found[asked.book.code(name)]
        known = name in asked.book.levels
        columns[name] = [asked.book.level(name, v) if known else float(v) for v in values]
    return columns


def _contrast_label(asked: Asked, text: str, ratios: bool) -> str:
    """Write emmeans' label of a contrast under the names of the levels.

    emmeans joins the levels of several factors by a space, writes the factor's name before
    levels that all look like numbers, and brackets what holds an operator.
    """
    if isinstance(asked.method, Mapping):
        name = list(asked.method)[int(text.strip("c_")) - 1]
        return name.replace(" - ", " / ") if ratios else name
    if text.endswith(EFFECT):
        return _side(asked, text.removesuffix(EFFECT)) + EFFECT
    sides = re.split(r"( [-/] )", text)
    return "".join(side if i % 2 else _side(asked, side) for i, side in enumerate(sides))


def _side(asked: Asked, codes: str) -> str:
    parts = []
    for name, code in zip(asked.specs, codes.split(" "), strict=True):
        if name in asked.book.levels:
            numeric = all(_NUMBER.fullmatch(level) for level in asked.levels[name])
            parts.append(f"{name if numeric else ''}{asked.book.level(name, code)}")
        else:
            parts.append(name + code.removeprefix(asked.book.code(name)))
    text = " ".join(parts)
    return f"({text})" if _OPERATOR.search(text) else text

"""The data of one analysis, ready for a model, with all that was decided about them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.disposition import DispositionStep, ExcludedRow, ExcludedUnit

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class MeasuredRows:
    """Rows with a result, those too that the rule for limits drops; for counting.

    Parameters
    ----------
    frame
        The unit, the compared factors, and the variables with the limits.
    below, above
        Whether each row lies beyond its lower or upper limit.
    """

    frame: pd.DataFrame
    below: npt.NDArray[np.bool_]
    above: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class AnalysisData:
    """The data of one analysis.

    Parameters
    ----------
    endpoint_id, analysis_id
        Whose data they are.
    unit, response
        Names of the variables.
    frame
        One row an observation, in the order of the file, without missing values: the
        variables of the formula and of the contrast, the unit, the limits. Numbers are
        float64, the response after the rule for limits; factors are categoricals with
        the declared levels, the reference first; identifiers are categoricals.
    below, above
        Of each row, whether its value lay beyond a limit of quantification.
    measured
        For counts by arm of values beyond the limits; None without limits.
    source_file, source_lines
        The file whose rows they are, and the line of each (the header's is 1).
    disposition
        What each step took away, in order.
    excluded
        Units of the study that are not in the analysis, each with the first reason.
    layers
        Of each row, the units it belongs to: what the dataset declares as layers and as
        sampled. For the design check; no part of `hash`.
    blank_share
        What blanks took off the response, as a share of what was measured; None where no
        blanks were subtracted.
    n_missing
        By level of the compared factor, rows of the analysis set without a response.
    excluded_rows
        Rows of units of the analysis set that are not analysed, each with the reason.
    unread
        Why rows of other endpoints are not there, so that nobody knows how many there are;
        empty where all are.
    """

    endpoint_id: str
    analysis_id: str
    unit: str
    response: str
    frame: pd.DataFrame
    below: npt.NDArray[np.bool_]
    above: npt.NDArray[np.bool_]
    measured: MeasuredRows | None
    source_file: str
    source_lines: npt.NDArray[np.int64]
    disposition: tuple[DispositionStep, ...]
    excluded: tuple[ExcludedUnit, ...]
    layers: pd.DataFrame
    n_missing: Mapping[str, int]
    blank_share: float | None = None
    excluded_rows: tuple[ExcludedRow, ...] = ()
    unread: str = ""

    @property
    def n_units(self) -> int:
        """How many units have a row."""
        return int(self.frame[self.unit].nunique())

    @property
    def hash(self) -> str:
        """SHA-256 of the rows as analysed, the same on every machine."""
        digest = sha256()
        for part in _parts(self.frame):
            digest.update(len(part).to_bytes(8, "little") + part)
        return digest.hexdigest()


def _parts(frame: pd.DataFrame) -> Iterator[bytes]:
    """Give name, kind, levels and values of each column; names in alphabetical order."""
    for name in sorted(frame.columns):
        column = frame[name]
        if hasattr(column, "cat"):
            levels = [str(level) for level in column.cat.categories]
            yield json.dumps([name, "levels", levels]).encode("ascii")
            yield column.cat.codes.to_numpy(dtype="<i8").tobytes()
        else:
            yield json.dumps([name, "number"]).encode("ascii")
            yield column.to_numpy(dtype="<f8").tobytes()

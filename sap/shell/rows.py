"""The results that a run would give, from its plan alone, with placeholders for numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sap.ard import Ard, ArdRow, ordered
from sap.ard.characteristics import characteristic_rows
from sap.ard.data import study_rows
from sap.ard.described import described_rows
from sap.ard.model import LEVEL_SEPARATOR
from sap.ard.multiplicity import multiplicity_rows
from sap.ard.placeholder import SOME, Placeholder, placeholder_rows
from sap.ard.rows import ANOVA, MODEL, MULTIPLICITY, Analysis
from sap.formula import parse_formula
from sap.plan import Plan, PlannedAnalysis, PlannedCharacteristics, PlannedObserved
from sap.run.analyses import analysis_of, not_carried_out
from sap.run.results import PAIRED
from sap.shell.data import (
    made_up_characteristics,
    made_up_data,
    made_up_description,
    possible,
)
from sap.spec import Spec
from sap.tables.multiplicity import PLANNED

NOT_YET = "There are no data yet."
TESTS = ("num_df", "den_df", "statistic", "p_value")


def placeholder_results(spec: Spec, plan: Plan) -> Ard:
    """Give the results that tables and figures of a run are laid out from.

    Parameters
    ----------
    spec
        The spec.
    plan
        Its plan.

    Returns
    -------
    Ard
        Contexts, keys and order as a run has them, of all that a table or figure shows.
    """
    rows = [row for planned in plan.analyses for row in _analysis(planned, spec)]
    made = Ard(ordered([*study_rows(plan.study), *rows, *_described(plan)]))
    families = (_decided(row) for row in multiplicity_rows(plan.families, made))
    return Ard(ordered([*made, *families]))


def _analysis(planned: PlannedAnalysis, spec: Spec) -> Iterator[ArdRow]:
    """Give the rows of a model that failed, and what it lacks of one that did not."""
    analysis, data = analysis_of(planned), made_up_data(planned, spec)
    rows = [row for row in not_carried_out(planned, data, NOT_YET).rows if _can_be(row, planned)]
    rows += _missed(analysis, planned, {row.key for row in rows})
    return placeholder_rows(rows, planned.contrast.effect)


def _can_be(row: ArdRow, planned: PlannedAnalysis) -> bool:
    """Tell whether the analysis has rows of the levels within which a result is compared."""
    by = planned.contrast.by
    if not by or row.group2 != ":".join(by):
        return True
    return possible(planned, dict(zip(by, row.group2_level.split(LEVEL_SEPARATOR), strict=True)))


def _missed(
    analysis: Analysis, planned: PlannedAnalysis, given: set[tuple[str, ...]]
) -> Iterator[ArdRow]:
    """Add what notes on a model tell of it: how many rows it has, and tests of its terms."""
    if planned.kind in PAIRED:
        yield analysis.row(MODEL, "n_pairs", group1=planned.within, error=NOT_YET)
        return
    yield analysis.row(MODEL, "n_obs", error=NOT_YET)
    if planned.kind != "mixed-model":
        return
    for name in planned.design.sampled:
        yield analysis.row(MODEL, "n_groups", group1=name, error=NOT_YET)
    for term in parse_formula(planned.formula).fixed.terms:
        for name in TESTS:
            row = analysis.row(ANOVA, name, variable=term.label, error=NOT_YET)
            if row.key not in given:
                yield row


def _described(plan: Plan) -> Iterator[ArdRow]:
    for display in plan.displays:
        if isinstance(display, PlannedCharacteristics):
            made = characteristic_rows(display, made_up_characteristics(display))
            yield from placeholder_rows(made, "")
        elif isinstance(display, PlannedObserved):
            for one in display.descriptions:
                yield from placeholder_rows(described_rows(one, made_up_description(one)), "")


def _decided(row: ArdRow) -> ArdRow:
    """Take out of a decision what only data can decide."""
    if row.context != MULTIPLICITY or not row.endpoint:
        return row
    if row.stat_name == "gate" and row.stat_text == "open":
        return replace(row, stat_text=PLANNED)
    return row if row.stat is None else replace(row, stat=Placeholder(row.stat or SOME))

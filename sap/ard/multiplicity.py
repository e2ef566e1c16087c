"""Rows of what became of the hypotheses of each family, and of the families themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sap.ard.rows import HYPOTHESIS, MULTIPLICITY, Analysis, Ard, ArdRow
from sap.errors import PlanError
from sap.inference.families import DecidedFamily, DecidedHypothesis, decided_families
from sap.plan.planned import PlannedFamily
from sap.spec.endpoint import PRIMARY

NOT_RUN = "The endpoint is not part of this run."
NO_P_VALUE = "The analysis gave no p-value."
NOMINAL = "Nominal, not a test: the gate, family {gate}, is {state}."
NO_GATE = "The gate, family {gate}, is not decided in this run."
EXPLORATORY = "Nominal, not a test: the family is exploratory."


def multiplicity_rows(families: Iterable[PlannedFamily], ard: Ard) -> Iterator[ArdRow]:
    """Test the families of a run from the hypotheses of its analyses.

    Parameters
    ----------
    families
        As planned. A family none of whose members has a hypothesis in `ard` is not part of
        the run: it has no rows, and a family behind it is not tested.
    ard
        Results with the rows of the context hypothesis.

    Yields
    ------
    ArdRow
        Of the context multiplicity: of each family, then of each of its members.

    Raises
    ------
    PlanError
        When families cannot be tested as planned.
    """
    hypotheses = _hypotheses(ard)
    present = [
        family for family in families if any(member in hypotheses for member in family.members)
    ]
    p_values = {endpoint: row.stat for endpoint, row in hypotheses.items()}
    for decided in decided_families(present, p_values):
        yield from _family_rows(decided.family)
        for one in decided.hypotheses:
            row = hypotheses.get(one.endpoint)
            error = NOT_RUN if row is None else row.error or NO_P_VALUE
            yield from _member_rows(decided, one, error)


def _hypotheses(ard: Ard) -> dict[str, ArdRow]:
    made: dict[str, ArdRow] = {}
    for row in ard.select(context=HYPOTHESIS, analysis=PRIMARY, stat_name="p_value"):
        if row.endpoint in made:
            raise PlanError(
                f"Endpoint {row.endpoint} has more than one hypothesis; a family takes one from "
                "each of its members. Compare two levels, or leave it out of the family."
            )
        made[row.endpoint] = row
    return made


def _family_rows(family: PlannedFamily) -> Iterator[ArdRow]:
    study = Analysis()
    yield study.row(MULTIPLICITY, "procedure", text=family.procedure, variable=family.name)
    yield study.row(MULTIPLICITY, "alpha", family.alpha, variable=family.name)
    yield study.row(MULTIPLICITY, "gate", text=family.gate, variable=family.name)
    yield study.row(MULTIPLICITY, "exploratory", family.exploratory, variable=family.name)
    yield study.row(MULTIPLICITY, "label", text=family.label, variable=family.name)


def _member_rows(decided: DecidedFamily, one: DecidedHypothesis, error: str) -> Iterator[ArdRow]:
    family, analysis = decided.family, Analysis(one.endpoint, PRIMARY)

    def row(name: str, stat: float | None = None, **more: str) -> ArdRow:
        return analysis.row(MULTIPLICITY, name, stat, variable=family.name, **more)

    missing = error if one.p_value is None else ""
    yield row("p_value", one.p_value, error=missing, warning=_nominal(decided))
    undecided = NO_GATE.format(gate=family.gate) if decided.gate == "absent" else ""
    yield row("p_adjusted", one.p_adjusted, error=missing or undecided)
    if one.weight is not None:
        yield row("weight", one.weight)
    if one.local_alpha is not None:
        yield row("local_alpha", one.local_alpha)
    if one.rejected is not None:
        yield row("rejected", one.rejected)
    if one.sequence is not None:
        yield row("sequence", one.sequence)
    yield row("gate", text=decided.gate)


def _nominal(decided: DecidedFamily) -> str:
    if decided.tested:
        return ""
    if decided.family.exploratory:
        return EXPLORATORY
    state = "closed" if decided.gate == "closed" else "not decided in this run"
    return NOMINAL.format(gate=decided.family.gate, state=state)

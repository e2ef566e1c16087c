"""By what results are grouped: arms and levels that are declared, values that are in the data."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations, product

from sap.ard.model import LEVEL_SEPARATOR
from sap.ard.rows import (
    ANOVA,
    COEFFICIENTS,
    DISPOSITION,
    LEAVE_ONE_OUT,
    MODEL,
    MULTIPLICITY,
    VARIANCE_COMPONENTS,
    ArdRow,
)
from sap.ard.subgroups import EQUAL, OBSERVED, WEIGHTS
from sap.ars.ids import Ids
from sap.ars.model import Condition, GroupingFactor, ResultGroup, Selection
from sap.plan import PlannedVariable

MARGINS = {OBSERVED: "In proportion to the units", EQUAL: "Equal weights"}
#: Groupings that are no variable of the data, and what their values are.
OWN = {
    "step": "Step on the way from the data to the analysis, in order",
    "step_kind": "Kind of step",
    "step_reason": "What the step did",
    "term": "Term of the model",
    "second_term": "The other term of a covariance",
    "random": "Grouping of a random term, or Residual",
    "condition": "Condition of the fit, numbered",
    "family": "Family of hypotheses",
    "other": "Variable of the result",
}
Pair = tuple[str, str]


class Groupings:
    """All groupings of a reporting event, each made when it is first needed."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._made: dict[str, GroupingFactor] = {}
        self._groups: dict[str, dict[str, ResultGroup]] = {}
        self._pairs: dict[str, dict[str, Pair]] = {}

    def all(self) -> tuple[GroupingFactor, ...]:
        """Return the groupings, in the order in which they were needed."""
        return tuple(self._made.values())

    def add(self, made: GroupingFactor, codes: tuple[str, ...], name: str = "") -> str:
        """Take a grouping in.

        Parameters
        ----------
        made
            The grouping.
        codes
            What the results call its groups, in their order.
        name
            The variable as contrasts write it before levels that are numbers.

        Returns
        -------
        str
            Its id.
        """
        if made.id not in self._made:
            self._made[made.id] = made
            groups = zip(codes, made.groups, strict=True)
            self._groups[made.id] = {code: ResultGroup(made.id, group.id) for code, group in groups}
            self._pairs[made.id] = _pairs(codes, name)
        return made.id

    def factor(self, dataset: str, variable: PlannedVariable) -> str:
        """Give the grouping by the declared levels of a factor, or by the values of another.

        Parameters
        ----------
        dataset
            The data set that has the variable.
        variable
            The variable.

        Returns
        -------
        str
            The id of the grouping.
        """
        made = self._ids.of("Grouping", dataset, variable.name)
        if made in self._made:
            return made
        groups = tuple(
            Selection(
                self._ids.of("Group", dataset, variable.name, code),
                label or code,
                level=1,
                order=order,
                condition=Condition(dataset, variable.name, "EQ", (code,)),
            )
            for order, (code, label) in enumerate(variable.levels, start=1)
        )
        factor = GroupingFactor(
            made,
            variable.label,
            data_driven=not groups,
            description=variable.derived or None,
            grouping_dataset=dataset,
            grouping_variable=variable.name,
            groups=groups,
        )
        return self.add(factor, tuple(code for code, _ in variable.levels), variable.name)

    def own(self, name: str) -> str:
        """Give a grouping that is no variable of the data, by a name of `OWN`."""
        made = self._ids.of("Grouping", name)
        return self.add(GroupingFactor(made, OWN.get(name, name), data_driven=True), ())

    def margins(self) -> str:
        """Give the grouping by the weights of an average over subgroups."""
        groups = tuple(
            Selection(self._ids.of("Group", WEIGHTS, code), name, level=1, order=order)
            for order, (code, name) in enumerate(MARGINS.items(), start=1)
        )
        made = self._ids.of("Grouping", WEIGHTS)
        factor = GroupingFactor(made, "Weights of the average", data_driven=False, groups=groups)
        return self.add(factor, tuple(MARGINS))

    def place(self, grouping: str, text: str) -> tuple[ResultGroup, ...]:
        """Say which groups a level, or the label of a comparison, stands for.

        Parameters
        ----------
        grouping
            The id of a grouping.
        text
            As it stands in the results.

        Returns
        -------
        tuple of ResultGroup
            One group; for a comparison two, the first compared with the second; for what is
            neither the text itself as a value.
        """
        groups = self._groups[grouping]
        if text in groups:
            return (groups[text],)
        if text in self._pairs[grouping]:
            first, second = self._pairs[grouping][text]
            return groups[first], groups[second]
        return (ResultGroup(grouping, group_value=text),)


def _pairs(codes: tuple[str, ...], name: str) -> dict[str, Pair]:
    """List the labels that comparisons of two levels may have."""
    forms = {code: (code, f"({code})", f"{name}{code}") for code in codes}
    return {
        sign.join(labels): (first, second)
        for first, second in permutations(codes, 2)
        for sign in (" / ", " - ")
        for labels in product(forms[first], forms[second])
    }


class Grouped:
    """The groups of the results of one analysis.

    Parameters
    ----------
    groupings
        Those of the reporting event.
    dataset
        The data set of the analysis.
    variables
        Its variables by name.
    """

    def __init__(
        self, groupings: Groupings, dataset: str, variables: Mapping[str, PlannedVariable]
    ) -> None:
        self._groupings, self._dataset, self._variables = groupings, dataset, variables
        self._known: dict[tuple[str, ...], tuple[ResultGroup, ...]] = {}
        self.used: dict[str, None] = {}

    def variable(self, name: str) -> str:
        """Give the grouping by a variable of the analysis, and note it as used."""
        if name in self._variables:
            made = self._groupings.factor(self._dataset, self._variables[name])
        elif name == WEIGHTS:
            made = self._groupings.margins()
        else:
            made = self._groupings.own(name)
        self.used.setdefault(made)
        return made

    def of(self, row: ArdRow) -> tuple[ResultGroup, ...]:
        """Say of which groups a row of the results is.

        Parameters
        ----------
        row
            A row of the analysis.

        Returns
        -------
        tuple of ResultGroup
            In the order of the row's columns.
        """
        factors = (row.group1, row.group1_level, row.group2, row.group2_level)
        key = (row.kind, *factors, row.variable, row.variable_level)
        if key not in self._known:
            self._known[key] = tuple(self._groups(row))
        return self._known[key]

    def _groups(self, row: ArdRow) -> list[ResultGroup]:
        own = self._own
        if row.kind in (COEFFICIENTS, ANOVA):
            return own("term", row.variable)
        if row.kind == VARIANCE_COMPONENTS:
            groups = own("random", row.group1) + own("term", row.variable)
            return groups + own("second_term", row.variable_level)
        if row.kind == MULTIPLICITY:
            return own("family", row.variable)
        if row.kind == DISPOSITION:
            groups = own("step", row.group1_level) + own("step_kind", row.variable)
            return groups + own("step_reason", row.variable_level)
        if row.kind == MODEL and row.group1 and not row.group1_level:
            return own("random", row.group1)
        found = self._factors(row.group1, row.group1_level)
        found += self._factors(row.group2, row.group2_level)
        if row.kind == LEAVE_ONE_OUT and row.variable_level:
            found += self._factors(row.variable, row.variable_level)
        elif row.variable_level:
            found += own(row.variable or "other", row.variable_level)
        return found

    def _own(self, name: str, text: str) -> list[ResultGroup]:
        if not text:
            return []
        made = self._groupings.own(name)
        self.used.setdefault(made)
        return [ResultGroup(made, group_value=text)]

    def _factors(self, names: str, level: str) -> list[ResultGroup]:
        """Take the levels of several factors, ``a:b``, apart where they are levels."""
        if not level:
            return []
        factors, levels = names.split(":"), level.split(LEVEL_SEPARATOR)
        if len(factors) > 1 and len(factors) == len(levels):
            pairs = zip(factors, levels, strict=True)
            return [found for one, text in pairs for found in self._factors(one, text)]
        return [*self._groupings.place(self.variable(names), level)]

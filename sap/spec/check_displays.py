"""Displays held against the endpoints they show and against the study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sap.errors import did_you_mean
from sap.spec.check_conditions import check_condition, unknown_variable
from sap.spec.check_derived import derivable
from sap.spec.check_study import columns_of, source_of_unit
from sap.spec.condition import NoRows
from sap.spec.display import (
    CharacteristicsColumn,
    CharacteristicsDisplay,
    CharacteristicsRow,
    DataDisplay,
    Display,
    EndpointsDisplay,
    LimitsDisplay,
    ObservedDisplay,
    RowListing,
    SensitivityDisplay,
    SubgroupsDisplay,
)
from sap.spec.document import Address, Document
from sap.spec.endpoint import Contrast, Endpoint
from sap.spec.study import AnalysisSet, StudyFile, Variable


def check_displays(
    displays: Sequence[Display | None],
    endpoints: Sequence[Endpoint | None] | None,
    study: StudyFile | None,
    document: Document,
) -> None:
    """Report a display of an endpoint that is not there, or of more than it can hold.

    Parameters
    ----------
    displays
        As read; what could not be read is None.
    endpoints
        All endpoints that displays can show; None where they stand in files that are not
        read, so that their names can't be held against anything.
    study
        The study file, None when that could not be read at all.
    document
        The document of the displays, which takes the problems.
    """
    known = None
    if endpoints is not None:
        known = {one.id: one for one in endpoints if one is not None and one.id is not None}
    for place, display in enumerate(displays):
        address: Address = ("displays", place)
        if isinstance(display, OF_ENDPOINTS):
            _check_of(display.of or (), known, document, (*address, "of"))
        if isinstance(display, SubgroupsDisplay):
            _check_subgroups(display, known or {}, document, address)
        if isinstance(display, SensitivityDisplay):
            _check_sensitivity(display, known or {}, document, address)
        if isinstance(display, LimitsDisplay):
            _check_limits(display, known or {}, document, (*address, "sensitivity"))
        if isinstance(display, DataDisplay) and display.kind == "flow":
            for item, name in enumerate(display.of or ()):
                if item and name not in display.of[:item]:
                    document.report((*address, "of", item), "A flow figure shows one endpoint.")
        if study is None:
            continue
        if isinstance(display, EndpointsDisplay):
            _check_alike(display, known or {}, study, document, address)
        elif isinstance(display, ObservedDisplay):
            _check_observed(display, known or {}, study, document, address)
        elif isinstance(display, CharacteristicsDisplay):
            _Characteristics(display, known, study, document, address).check()


OF_ENDPOINTS = (
    DataDisplay
    | LimitsDisplay
    | RowListing
    | EndpointsDisplay
    | ObservedDisplay
    | SubgroupsDisplay
    | SensitivityDisplay
)


def _check_subgroups(
    display: SubgroupsDisplay,
    known: Mapping[str, Endpoint],
    document: Document,
    address: Address,
) -> None:
    """Report endpoints without subgroups, and a whole that has them."""
    for item, name in enumerate(display.of or ()):
        if name in known and known[name].subgroup is None:
            message = f"'{name}' has no subgroups; write 'subgroup' in the endpoint."
            document.report((*address, "of", item), message)
    whole = display.whole
    if whole is None:
        return
    if whole in known and known[whole].subgroup is not None:
        message = f"'{whole}' has subgroups; the whole is an endpoint without."
        document.report((*address, "whole"), message)


def _check_limits(
    display: LimitsDisplay,
    known: Mapping[str, Endpoint],
    document: Document,
    address: Address,
) -> None:
    """Report sensitivity analyses of an endpoint that is not shown, or that it does not have."""
    for endpoint, names in (display.sensitivity or {}).items():
        if endpoint not in (display.of or ()):
            hint = did_you_mean(endpoint, [one for one in display.of or () if one is not None])
            message = f"'{endpoint}' is not among the endpoints of this table. {hint}"
            document.report((*address, endpoint), message)
        elif endpoint in known:
            have = [one.id for one in known[endpoint].sensitivity or () if one is not None]
            for item, name in enumerate(names or ()):
                if name is not None and name not in have:
                    hint = did_you_mean(name, have)
                    message = f"'{endpoint}' has no sensitivity analysis '{name}'. {hint}"
                    document.report((*address, endpoint, item), message)


def _check_sensitivity(
    display: SensitivityDisplay,
    known: Mapping[str, Endpoint],
    document: Document,
    address: Address,
) -> None:
    for item, name in enumerate(display.of or ()):
        if item and name not in display.of[:item]:
            document.report((*address, "of", item), "This figure shows one endpoint.")
        elif name in known and not known[name].sensitivity:
            message = f"'{name}' has no sensitivity analyses to be shown."
            document.report((*address, "of", item), message)


def _check_of(
    names: Sequence[str | None],
    known: Mapping[str, Endpoint] | None,
    document: Document,
    address: Address,
) -> None:
    for item, name in enumerate(names):
        if name is None:
            continue
        if known is not None and name not in known:
            hint = did_you_mean(name, known)
            if not known:
                hint = "Endpoints of other files are known when the folder is read."
            document.report((*address, item), f"There is no endpoint '{name}'. {hint}")
        elif name in names[:item]:
            document.report((*address, item), f"'{name}' stands twice.")


def _check_alike(
    display: EndpointsDisplay,
    known: Mapping[str, Endpoint],
    study: StudyFile,
    document: Document,
    address: Address,
) -> None:
    """Report an endpoint whose arms are not those of the others: columns are shared."""
    first: tuple[str, str, str] | None = None
    for item, name in enumerate(display.of or ()):
        endpoint = known.get(name) if name is not None else None
        if endpoint is None or endpoint.contrast is None or endpoint.contrast.of is None:
            continue
        arms = (endpoint.contrast.of, _control(endpoint.contrast, study))
        if first is None:
            first = (name, *arms)
        elif arms != first[1:]:
            message = (
                f"'{name}' compares {arms[0]} with the control {arms[1]}, '{first[0]}' compares "
                f"{first[1]} with {first[2]}; rows of one table share their columns."
            )
            document.report((*address, "of", item), message)


def _control(contrast: Contrast, study: StudyFile) -> str:
    variable = (study.variables or {}).get(contrast.of)
    levels = variable.ordered_levels if variable is not None else ()
    return contrast.reference or (levels[0] if levels else "")


def _set(
    name: str | None, study: StudyFile, document: Document, address: Address
) -> AnalysisSet | None:
    """Find an analysis set, or report that it is not there."""
    if name is None or study.analysis_sets is None:
        return None
    if name not in study.analysis_sets:
        hint = did_you_mean(name, study.analysis_sets)
        document.report(address, f"There is no analysis set '{name}'. {hint}")
    return study.analysis_sets.get(name)


def _unit_of(endpoint: Endpoint | None, study: StudyFile) -> str | None:
    if endpoint is None or endpoint.data is None:
        return None
    chosen = (study.analysis_sets or {}).get(endpoint.data.analysis_set)
    return chosen.unit if chosen is not None else None


def _check_observed(
    display: ObservedDisplay,
    known: Mapping[str, Endpoint],
    study: StudyFile,
    document: Document,
    address: Address,
) -> None:
    chosen = _set(display.analysis_set, study, document, (*address, "analysis_set"))
    if chosen is None or chosen.unit is None:
        return
    for item, name in enumerate(display.of or ()):
        unit = _unit_of(known.get(name), study)
        if unit is not None and unit != chosen.unit:
            message = (
                f"The unit of '{name}' is {unit}, that of the analysis set "
                f"'{display.analysis_set}' is {chosen.unit}."
            )
            document.report((*address, "of", item), message)


class _Characteristics:
    """Checks one table of characteristics."""

    def __init__(
        self,
        display: CharacteristicsDisplay,
        endpoints: Mapping[str, Endpoint] | None,
        study: StudyFile,
        document: Document,
        address: Address,
    ) -> None:
        self.display, self.endpoints, self.study = display, endpoints, study
        self.document, self.address = document, address
        self.variables = study.variables or {}

    def check(self) -> None:
        """Report every problem of the table."""
        unit: str | None = None
        for name, column in (self.display.columns or {}).items():
            if column is not None:
                unit = self._column(column, (*self.address, "columns", name), unit)
        if unit is None:
            return
        available = self._available(unit)
        if available is None:
            return
        where = f"the source with one row a {unit}"
        for name, column in (self.display.columns or {}).items():
            if column is not None:
                at = self.document.at((*self.address, "columns", name, "where"))
                check_condition(column.where, available, self.variables, where, at)
        seen: set[str] = set()
        for place, row in enumerate(self.display.rows or ()):
            if row is not None and row.variable is not None:
                self._row(row, available, where, (*self.address, "rows", place), seen)

    def _available(self, unit: str) -> dict[str, Variable | None] | None:
        keyed = source_of_unit(self.study.sources or {}, unit)
        if len(keyed) != 1:
            return None  # reported where the analysis set is declared
        names = derivable(columns_of(self.study, keyed[0]), self.variables)
        return {name: self.variables.get(name) for name in names}

    def _column(
        self, column: CharacteristicsColumn, address: Address, unit: str | None
    ) -> str | None:
        """Check a column; return the unit of the table."""
        in_short = not isinstance(self.document.get(address), dict)
        at_set = address if in_short else (*address, "analysis_set")
        chosen = _set(column.analysis_set, self.study, self.document, at_set)
        if column.of is not None and self.endpoints is not None and column.of not in self.endpoints:
            hint = did_you_mean(column.of, self.endpoints)
            message = f"There is no endpoint '{column.of}'. {hint}"
            self.document.report((*address, "of"), message)
        if chosen is None:
            return unit
        asks = any(
            rule is not None and rule.when is not None and isinstance(rule.when.tree, NoRows)
            for rule in chosen.exclude or ()
        )
        if asks and column.of is None:
            message = (
                f"The analysis set '{column.analysis_set}' has a rule 'no rows': say whose rows "
                "by 'of: ID of an endpoint'."
            )
            self.document.report(at_set, message)
        elif column.of is not None and not asks:
            message = (
                f"The analysis set '{column.analysis_set}' has no rule 'no rows', "
                "so 'of' changes nothing."
            )
            self.document.report((*address, "of"), message)
        measured = _unit_of((self.endpoints or {}).get(column.of or ""), self.study)
        if measured is not None and measured != chosen.unit:
            message = f"The unit of '{column.of}' is {measured}, that of the set is {chosen.unit}."
            self.document.report((*address, "of"), message)
        if unit is not None and chosen.unit is not None and chosen.unit != unit:
            message = f"The unit of this set is {chosen.unit}, that of the columns before {unit}."
            self.document.report(at_set, message)
        return unit or chosen.unit

    def _row(
        self,
        row: CharacteristicsRow,
        available: Mapping[str, Variable | None],
        where: str,
        address: Address,
        seen: set[str],
    ) -> None:
        in_short = not isinstance(self.document.get(address), dict)
        at_name = address if in_short else (*address, "variable")
        if row.variable not in available:
            message = unknown_variable(row.variable, available, self.variables, where)
            self.document.report(at_name, message)
            return
        if row.variable in seen:
            self.document.report(at_name, f"'{row.variable}' stands twice.")
        seen.add(row.variable)
        for item, name in enumerate(row.only or ()):
            if name is not None and name not in (self.display.columns or {}):
                hint = did_you_mean(name, self.display.columns or {})
                message = f"There is no column '{name}'. {hint}"
                self.document.report((*address, "only", item), message)
        variable = available[row.variable]
        if variable is None or variable.type is None:
            return
        if variable.type not in ("number", "factor"):
            message = f"'{row.variable}' is of type {variable.type}; rows are numbers and factors."
            self.document.report(at_name, message)
        elif row.missing and variable.type == "number":
            message = f"'{row.variable}' is a number; only levels of a factor can mean missing."
            self.document.report((*address, "missing"), message)
        elif row.missing:
            self._levels(row, variable, address)

    def _levels(self, row: CharacteristicsRow, variable: Variable, address: Address) -> None:
        """Report codes that are no level, and a factor with no level left."""
        levels = variable.levels or {}
        for item, code in enumerate(row.missing):
            if code is not None and code not in levels:
                message = f"'{code}' is no level of '{row.variable}'. {did_you_mean(code, levels)}"
                self.document.report((*address, "missing", item), message)
        if levels and set(levels) <= set(row.missing):
            message = f"Every level of '{row.variable}' would mean missing."
            self.document.report((*address, "missing"), message)

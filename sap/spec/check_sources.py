"""The data dictionary held against itself and against the variables and datasets."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from sap.errors import did_you_mean
from sap.spec.check_conditions import check_condition
from sap.spec.document import Address, Document
from sap.spec.source import Column, Query, Source
from sap.spec.study import StudyFile, Variable

_ENDINGS = {"xlsx": (".xlsx", ".xlsm"), "parquet": (".parquet",), "xpt": (".xpt",)}
_NEEDS = {"number": ("below", "above", "units", "unit_column", "range"), "date": ("dates",)}
_NEEDS |= {"factor": ("synonyms",), "id": ("ids",)}


def check_dictionary(
    source: Source, study: StudyFile, document: Document, address: Address
) -> None:
    """Report what does not fit in how a source is read and cleaned.

    Parameters
    ----------
    source
        As read; what could not be read is None in it.
    study
        The study file.
    document
        Takes the problems.
    address
        Of the source.
    """
    variables = study.variables or {}
    _check_files(source, document, address)
    _check_holds(source, variables, document, address)
    for name, column in (source.columns or {}).items():
        variable = variables.get(name)
        if column is not None and variable is not None and variable.type is not None:
            _check_column(name, column, variable, document, (*address, "columns", name))
    own = {name: variables.get(name) for name in source.columns or {}}
    for name, other in (source.refers or {}).items():
        here = (*address, "refers", name)
        found = (study.sources or {}).get(other or "")
        if name not in own:
            _no_column(name, own, document, here, key=True)
        elif other is not None and other not in (study.sources or {}):
            hint = did_you_mean(other, study.sources or {})
            document.report(here, f"There is no source '{other}'. {hint}")
        elif found is not None and found.key and len(found.key) > 1:
            document.report(here, f"The key of '{other}' has several variables; one is needed.")
    if source.clean is not None:
        _check_cleaning(source, own, variables, document, (*address, "clean"))


def _check_files(source: Source, document: Document, address: Address) -> None:
    declared = [key for key in ("file", "files") if document.get((*address, key)) is not None]
    if len(declared) != 1:
        found = "both are" if declared else "none is"
        document.report(address, f"Name a file, by `file` or by `files`; {found} there.", key=True)
    form = source.format
    if form is None or form.kind is None:
        return
    for file, here in _named_files(source, address):
        ending = file.casefold()
        for kind, endings in _ENDINGS.items():
            if ending.endswith(endings) and kind != form.kind:
                message = f"'{file}' looks like {kind}, but {form.kind} is declared (format)."
                document.report(here, message)
    if form.sheet is not None and form.kind != "xlsx":
        document.report((*address, "format", "sheet"), "Only a workbook (xlsx) has sheets.")
    if form.decimal == "either" and form.thousands == "point":
        document.report(
            (*address, "format", "thousands"),
            "A point cannot separate thousands where it may be the decimal sign too.",
        )
    if form.decimal == "point" and form.thousands == "point":
        document.report((*address, "format", "thousands"), "The point is the decimal sign already.")


def _named_files(source: Source, address: Address) -> Iterator[tuple[str, Address]]:
    """Give each file that could be read from the spec, and where it is named."""
    if source.file:
        yield source.file, (*address, "file")
    for place, one in enumerate(source.files or ()):
        if one is not None and one.file:
            yield one.file, (*address, "files", place)


def _check_holds(
    source: Source,
    variables: Mapping[str, Variable | None],
    document: Document,
    address: Address,
) -> None:
    """Report files that stand twice, and levels that no row could have."""
    seen: set[str] = set()
    for file, here in _named_files(source, address):
        name = posixpath.normpath(file)
        if name in seen:
            document.report(here, f"'{file}' stands twice; its rows would count twice.")
        seen.add(name)
    own = source.columns or {}
    for place, one in enumerate(source.files or ()):
        for variable, level in dict(one.holds or {} if one is not None else {}).items():
            here = (*address, "files", place, "holds", variable)
            declared = variables.get(variable)
            if variable not in own:
                _no_column(variable, own, document, here, key=True)
            elif declared is not None and declared.type not in ("factor", None):
                message = f"'{variable}' has the type {declared.type}; a factor is needed."
                document.report(here, message, key=True)
            elif declared is not None and declared.levels and level not in declared.levels:
                hint = did_you_mean(level or "", declared.levels)
                if level is not None:
                    document.report(here, f"'{level}' is no level of '{variable}'. {hint}")


def _check_column(
    name: str, column: Column, variable: Variable, document: Document, address: Address
) -> None:
    for kind, keys in _NEEDS.items():
        for key in keys:
            if getattr(column, key) and variable.type != kind:
                message = f"Only a {kind} has {key}; '{name}' has the type {variable.type}."
                document.report((*address, key), message, key=True)
    if variable.type == "factor":
        _check_synonyms(name, column, variable, document, (*address, "synonyms"))
    if variable.type == "number" and (column.below or column.above) and variable.limits is None:
        document.report(address, f"'{name}' has no limits that a word could stand for.")
    units = dict(column.units or {})
    if column.unit_column and not units:
        document.report((*address, "unit_column"), "Declare the units that may stand there: units.")
    if len(units) > 1 and not column.unit_column:
        document.report(
            (*address, "units"), "With several units, name the column that tells: unit_column."
        )
    for unit, factor in units.items():
        if factor is not None and factor <= 0:
            document.report((*address, "units", unit), "A factor is greater than zero.")
        elif factor not in (None, 1) and unit == variable.unit:
            document.report(
                (*address, "units", unit), f"'{unit}' is the unit of '{name}': the factor is 1."
            )


def _check_synonyms(
    name: str, column: Column, variable: Variable, document: Document, address: Address
) -> None:
    levels = variable.levels or {}
    stands_for: dict[str, str] = {code.casefold(): code for code in levels}
    for code, texts in dict(column.synonyms or {}).items():
        if code not in levels:
            hint = did_you_mean(code, levels)
            document.report((*address, code), f"'{code}' is no level of '{name}'. {hint}", key=True)
        for place, text in enumerate(texts or ()):
            known = stands_for.setdefault((text or "").casefold(), code)
            if text is not None and known != code:
                message = f"'{text}' already stands for '{known}'."
                document.report((*address, code, place), message)


def _check_cleaning(
    source: Source,
    own: Mapping[str, Variable | None],
    variables: Mapping[str, Variable | None],
    document: Document,
    address: Address,
) -> None:
    for part in ("drop", "repeats"):
        for place, rule in enumerate(getattr(source.clean, part) or ()):
            if rule is not None:
                here = (*address, part, place, "when")
                check_condition(rule.when, own, variables, "this source", document.at(here))
    for place, repeats in enumerate(source.clean.repeats or ()):
        if repeats is None:
            continue
        for at, name in enumerate(repeats.by or ()):
            if name is not None and name not in own:
                _no_column(name, own, document, (*address, "repeats", place, "by", at))
        order = own.get(repeats.order or "")
        if repeats.order is not None and repeats.order not in own:
            _no_column(repeats.order, own, document, (*address, "repeats", place, "order"))
        elif order is not None and order.type not in ("number", "date", None):
            message = f"'{repeats.order}' has the type {order.type}; a number or date is needed."
            document.report((*address, "repeats", place, "order"), message)


def _no_column(
    name: str,
    own: Mapping[str, object],
    document: Document,
    address: Address,
    *,
    key: bool = False,
) -> None:
    hint = did_you_mean(name, own)
    document.report(address, f"This source has no column for '{name}'. {hint}", key=key)


def check_query(
    query: Query,
    available: Mapping[str, Variable | None] | None,
    study: StudyFile,
    document: Document,
    address: Address,
) -> None:
    """Report what does not fit in a query.

    Parameters
    ----------
    query
        As read.
    available
        Variables of its dataset; None when they cannot be known.
    study
        The study file.
    document
        Takes the problems.
    address
        Of the query.
    """
    if query.dataset is not None and query.dataset not in (study.datasets or {}):
        hint = did_you_mean(query.dataset, study.datasets or ())
        document.report((*address, "dataset"), f"There is no dataset '{query.dataset}'. {hint}")
        return
    if available is None:
        return
    where = f"the dataset '{query.dataset}'"
    if query.where is not None:
        here = document.at((*address, "where"))
        check_condition(query.where, available, study.variables or {}, where, here)
    needed = {"rows": ("where",), "scale": ("value",), "swap": ("value", "of")}
    for key in needed.get(query.kind or "", ()):
        if getattr(query, key) is None and document.get((*address, key)) is None:
            document.report(address, f"A query of kind {query.kind} needs '{key}'.", key=True)
    names = [("value", query.value, "number"), ("expected", query.expected, "number")]
    names += [("of", query.of, "factor")]
    names += [(key, name, "") for key in ("by", "over") for name in getattr(query, key) or ()]
    for key, name, kind in names:
        if name is None:
            continue
        found = available.get(name)
        if name not in available:
            hint = did_you_mean(name, available)
            document.report((*address, key), f"There is no variable '{name}' in {where}. {hint}")
        elif key == "by" and found is not None and found.derived is not None:
            message = f"'{name}' is derived; groups are named by variables of the files."
            document.report((*address, key), message)
        elif kind and found is not None and found.type not in (kind, None):
            document.report((*address, key), f"'{name}' has the type {found.type}, not {kind}.")
    for suspicion, factor in dict(query.factors or {}).items():
        number = available.get(factor or "")
        if factor is not None and not _is_factor(factor, number):
            message = f"'{factor}' is neither a number above 1 nor a number of {where}."
            document.report((*address, "factors", suspicion), message)


def _is_factor(text: str, variable: Variable | None) -> bool:
    if variable is not None:
        return variable.type in ("number", None)
    try:
        return 1 < float(text) < float("inf")
    except ValueError:
        return False

"""A study file held against itself: what refers to what must be there and fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sap.errors import did_you_mean
from sap.spec.check_conditions import check_condition
from sap.spec.check_derived import check_derived, derivable
from sap.spec.check_sources import check_dictionary, check_query
from sap.spec.check_table_style import check_table_style
from sap.spec.document import Address, Document
from sap.spec.source import Column, Source
from sap.spec.study import AnalysisSet, Dataset, Join, StudyFile, Variable

_WORDS_OF_CONDITIONS = ("and", "or", "not", "in", "is", "missing")


def check_study(study: StudyFile, document: Document) -> None:
    """Report every name that refers to nothing and every part that contradicts another.

    Parameters
    ----------
    study
        A study file as read; what could not be read is None in it.
    document
        Its document, which takes the problems.
    """
    for name, source in (study.sources or {}).items():
        if source is not None:
            _check_source(source, study, document, ("sources", name))
            check_dictionary(source, study, document, ("sources", name))
    for name, variable in (study.variables or {}).items():
        if variable is not None:
            _check_variable(name, variable, study, document)
    for name, dataset in (study.datasets or {}).items():
        if dataset is not None:
            _check_dataset(dataset, study, document, ("datasets", name))
    for name, analysis_set in (study.analysis_sets or {}).items():
        if analysis_set is not None:
            _check_analysis_set(analysis_set, study, document, ("analysis_sets", name))

    for name, query in (study.queries or {}).items():
        if query is not None:
            available = _available(study, query.dataset)
            check_query(query, available, study, document, ("queries", name))
    if study.table_style is not None:
        check_table_style(study.table_style, document, ("table_style",))


def _available(study: StudyFile, name: str | None) -> dict[str, Variable | None] | None:
    """Give the variables of a dataset, derived ones too; None when they cannot be known."""
    dataset = (study.datasets or {}).get(name or "")
    if dataset is None or study.variables is None or study.sources is None:
        return None
    names = derivable(variables_of(study, dataset), study.variables)
    return {one: study.variables.get(one) for one in names}


def columns_of(study: StudyFile, source: str | None) -> Mapping[str, Column]:
    """Return the columns of a source, none for one that is not there.

    Parameters
    ----------
    study
        The study file.
    source
        The name of a source.

    Returns
    -------
    Mapping
        Variable to column.
    """
    found = (study.sources or {}).get(source or "")
    return (found.columns if found is not None else None) or {}


def variables_of(study: StudyFile, dataset: Dataset) -> tuple[str, ...]:
    """List the variables of a dataset: those of its source, then those joined to it.

    Parameters
    ----------
    study
        The study file.
    dataset
        One of its datasets.

    Returns
    -------
    tuple of str
        Each name once.
    """
    names = [*columns_of(study, dataset.from_)]
    for join in dataset.join or ():
        if join is not None:
            names += [name for name in columns_of(study, join.source) if _joins(study, join, name)]
    return tuple(dict.fromkeys(names))


def _joins(study: StudyFile, join: Join, name: str) -> bool:
    """Tell whether a join adds a variable: not the key that rows hold under another name."""
    source = (study.sources or {}).get(join.source or "")
    return source is None or source.key != (name,) or join.on in (name, None)


def source_of_unit(
    sources: Mapping[str, Source | None] | Mapping[str, Source], unit: str
) -> list[str]:
    """List the sources with one row a unit.

    Parameters
    ----------
    sources
        All sources of a study.
    unit
        The name of an id.

    Returns
    -------
    list of str
        Names of sources whose key is that id alone; where there is none, those whose key the
        id stands for in other sources, as their `refers` says.
    """
    keyed = [one for one, source in sources.items() if source and source.key == (unit,)]
    return keyed or list(
        dict.fromkeys(
            source.refers[unit]
            for source in sources.values()
            if source is not None and unit in (source.refers or {}) and source.refers[unit]
        )
    )


def _unknown(kind: str, name: str, known: Mapping[str, object] | None) -> str:
    return f"There is no {kind} '{name}'. {did_you_mean(name, known or ())}".rstrip()


def _numbered(names: tuple[str, ...] | None) -> Iterator[tuple[int, str]]:
    return ((place, name) for place, name in enumerate(names or ()) if name is not None)


def _check_source(source: Source, study: StudyFile, document: Document, address: Address) -> None:
    columns = source.columns or {}
    read_from: dict[str, str] = {}
    for variable, details in columns.items():
        column = details.column if details is not None else None
        here = (*address, "columns", variable)
        if study.variables is not None and variable not in study.variables:
            document.report(here, _unknown("variable", variable, study.variables), key=True)
        if column in read_from:
            document.report(
                here, f"The column '{column}' is already read as '{read_from[column]}'."
            )
        elif column is not None:
            read_from[column] = variable
    for place, name in _numbered(source.key):
        here = (*address, "key", place)
        variable_found = (study.variables or {}).get(name)
        if columns and name not in columns:
            document.report(
                here, f"The key '{name}' is not among the columns. {did_you_mean(name, columns)}"
            )
        elif variable_found is not None and variable_found.type == "number":
            document.report(here, f"The key '{name}' is a number; a key is an id or a factor.")
        if name in (source.key or ())[:place]:
            document.report(here, f"The key '{name}' stands twice.")


def _check_variable(name: str, variable: Variable, study: StudyFile, document: Document) -> None:
    address: Address = ("variables", name)
    if name in _WORDS_OF_CONDITIONS:
        document.report(
            address, f"'{name}' is a word of conditions; choose another name.", key=True
        )
    sources = study.sources or {}
    whole = sources and all(source is not None and source.columns for source in sources.values())
    if "derived" in (document.get(address) or {}):
        _check_derivation(name, variable, study, document, bool(whole))
    elif whole and not any(name in columns_of(study, source) for source in sources):
        document.report(
            address, f"No source has a column for '{name}'; add it to the columns of one.", key=True
        )
    kind = variable.type
    if kind == "factor" and variable.levels is None and document.get((*address, "levels")) is None:
        document.report(address, f"The factor '{name}' needs levels.", key=True)
    for word, value, needed in (
        ("levels", variable.levels, "factor"),
        ("reference", variable.reference, "factor"),
        ("unit", variable.unit, "number"),
        ("limits", variable.limits, "number"),
    ):
        if value is not None and kind is not None and kind != needed:
            document.report(
                (*address, word),
                f"Only a {needed} has {word}; '{name}' has the type {kind}.",
                key=True,
            )
    if kind == "factor" and variable.levels:
        _check_levels(name, variable, document, address)
    if kind == "number" and variable.limits is not None:
        _check_limits(name, variable, study, document, address)


def _check_derivation(
    name: str, variable: Variable, study: StudyFile, document: Document, whole: bool
) -> None:
    """Report a derivation that contradicts the files, itself, or what it is made of."""
    address: Address = ("variables", name, "derived")
    variables = study.variables or {}
    read = [one for one in study.sources or {} if name in columns_of(study, one)]
    if read:
        message = f"'{name}' is read from the source '{read[0]}'; it can't be derived as well."
        document.report(address, message, key=True)
    if variable.derived is None:
        return
    before = len(document.problems)
    check_derived(name, variable.derived, variables, document, address)
    datasets = [one for one in (study.datasets or {}).values() if one is not None]
    reached = {one for each in datasets for one in derivable(variables_of(study, each), variables)}
    if whole and datasets and not read and name not in reached and len(document.problems) == before:
        inputs = ", ".join(f"'{one}'" for one in variable.derived.inputs)
        document.report(address, f"No dataset has all that it is made of: {inputs}.", key=True)


def _check_levels(name: str, variable: Variable, document: Document, address: Address) -> None:
    levels = variable.levels or {}
    if variable.reference is not None and variable.reference not in levels:
        document.report(
            (*address, "reference"),
            f"'{variable.reference}' is no level of '{name}'. "
            f"{did_you_mean(variable.reference, levels)}",
        )
    first: dict[str, str] = {}
    for code, label in levels.items():
        if label in first:
            document.report(
                (*address, "levels", code),
                f"'{label}' is already the label of '{first[label]}'; labels must differ.",
            )
        first.setdefault(label, code)


def _check_limits(
    name: str, variable: Variable, study: StudyFile, document: Document, address: Address
) -> None:
    limits = variable.limits
    if limits is None:
        return
    if limits.lower is None and limits.upper is None and not document.get((*address, "limits")):
        document.report((*address, "limits"), "Name a lower limit, an upper limit, or both.")
    for side, other in (("lower", limits.lower), ("upper", limits.upper)):
        if other is None:
            continue
        here = (*address, "limits", side)
        if other not in (study.variables or {}):
            document.report(here, _unknown("variable", other, study.variables))
            continue
        limit = study.variables[other]
        if limit is None or limit.type is None:
            continue
        if limit.type != "number":
            document.report(
                here, f"The limit '{other}' is no number but has the type {limit.type}."
            )
        elif limit.unit != variable.unit:
            document.report(
                here,
                f"The limit '{other}' is in {limit.unit or 'no unit'}, "
                f"'{name}' in {variable.unit or 'no unit'}.",
            )


def _check_dataset(
    dataset: Dataset, study: StudyFile, document: Document, address: Address
) -> None:
    if study.sources is None:
        return
    sources = study.sources
    if dataset.from_ is not None and dataset.from_ not in sources:
        document.report((*address, "from"), _unknown("source", dataset.from_, sources))
    joined = [dataset.from_]
    have = dict.fromkeys(columns_of(study, dataset.from_), dataset.from_)
    for place, join in enumerate(dataset.join or ()):
        if join is None or join.source is None:
            continue
        here = (*address, "join", place)
        if join.source not in sources:
            document.report((*here, "source"), _unknown("source", join.source, sources))
            continue
        if join.source in joined:
            document.report((*here, "source"), f"The source '{join.source}' is already there.")
            continue
        joined.append(join.source)
        columns = columns_of(study, join.source)
        source = sources[join.source]
        fits = True
        if join.on is not None and source is not None and source.key and columns and have:
            refers = _refers(study, have.get(join.on), join.on) == join.source
            fits = _check_join(join.on, join.source, source, have, refers, document, here)
        added = [name for name in columns if _joins(study, join, name)]
        twice = [name for name in added if name in have and name != join.on]
        for name in twice if fits else ():
            document.report(
                here,
                f"The variable '{name}' stands in '{join.source}' and in '{have[name]}'; "
                "give one of them another name.",
            )
        have |= {name: join.source for name in added if name not in have}
    _check_layers(dataset, have, study, document, address)


def _check_layers(
    dataset: Dataset,
    have: Mapping[str, str],
    study: StudyFile,
    document: Document,
    address: Address,
) -> None:
    """Report a layer, or a sampled unit, that the rows don't name."""
    for key, names in (("layers", dataset.layers), ("sampled", dataset.sampled)):
        for place, name in _numbered(names):
            here = (*address, key, place)
            variable = (study.variables or {}).get(name)
            if have and name not in have:
                message = f"The rows have no variable '{name}'. {did_you_mean(name, have)}"
                document.report(here, message)
            elif variable is not None and variable.type in ("number", "date"):
                message = f"'{name}' is a {variable.type}; what was measured is named by an id."
                document.report(here, message)
            if name in (names or ())[:place] or (key == "sampled" and name in dataset.layers):
                document.report(here, f"'{name}' stands twice.")


def _refers(study: StudyFile, holder: str | None, name: str) -> str | None:
    """Find the source whose key a variable stands for, as the source that holds it says."""
    source = (study.sources or {}).get(holder or "")
    return (source.refers or {}).get(name) if source is not None else None


def _check_join(
    on: str,
    name: str,
    source: Source,
    have: Mapping[str, str],
    refers: bool,
    document: Document,
    here: Address,
) -> bool:
    """Report a join that could find no partner or several; return whether it fits."""
    if on not in have:
        document.report(
            (*here, "on"),
            f"The rows have no variable '{on}' to join by. {did_you_mean(on, have)}",
        )
    elif source.key != (on,) and not (refers and len(source.key) == 1):
        document.report(
            (*here, "on"),
            f"The key of '{name}' is {', '.join(str(key) for key in source.key)}; "
            f"by '{on}' a row could find several partners.",
        )
    return on in have and (source.key == (on,) or refers)


def _check_analysis_set(
    analysis_set: AnalysisSet, study: StudyFile, document: Document, address: Address
) -> None:
    unit, variables = analysis_set.unit, study.variables or {}
    if unit is None:
        return
    if unit not in variables:
        document.report((*address, "unit"), _unknown("variable", unit, variables))
        return
    keyed = source_of_unit(study.sources or {}, unit)
    unread = any(source is None or source.key is None for source in (study.sources or {}).values())
    if len(keyed) != 1:
        if not unread and study.sources:
            found = f"{' and '.join(keyed)} have" if keyed else "none has"
            document.report(
                (*address, "unit"),
                f"One source must have the key [{unit}] alone, or be what '{unit}' refers to; "
                f"{found}.",
            )
        return
    names = derivable(columns_of(study, keyed[0]), variables)
    available = {name: variables.get(name) for name in names}
    for place, rule in enumerate(analysis_set.exclude or ()):
        if rule is None:
            continue
        here = (*address, "exclude", place, "when")
        check_condition(
            rule.when,
            available,
            variables,
            f"the source '{keyed[0]}', which has one row a {unit}",
            document.at(here),
            no_rows=True,
        )

"""From a spec and what its engine can do to a plan."""

from __future__ import annotations

import json

from sap.engines.catalogue import CAPABILITIES
from sap.errors import PlanError, Problem, did_you_mean
from sap.formula import Transformation
from sap.plan.displays import plan_displays
from sap.plan.planned import (
    Plan,
    PlannedAnalysis,
    PlannedContrast,
    PlannedDataset,
    PlannedDesign,
    PlannedDisplay,
    PlannedFamily,
    PlannedSource,
    PlannedSubgroup,
    PlannedTable,
)
from sap.plan.variables import (
    once,
    planned_rules,
    planned_set,
    planned_variable,
    with_inputs,
)
from sap.spec import (
    Analysis,
    Condition,
    DesignRules,
    Endpoint,
    Family,
    Model,
    Source,
    Spec,
    analyses_of,
)
from sap.spec.check_analyses import check_engine
from sap.spec.check_study import source_of_unit

_EFFECTS: dict[Transformation, str] = {
    "log": "ratio",
    "log2": "ratio",
    "log10": "ratio",
    "logit": "odds ratio",
}


def make_plan(spec: Spec) -> Plan:
    """Resolve every analysis of a spec; no data are read.

    Parameters
    ----------
    spec
        As loaded.

    Returns
    -------
    Plan
        With all defaults resolved.

    Raises
    ------
    PlanError
        With everything that the engine can't do.
    """
    _check_capabilities(spec)
    analyses = tuple(
        _planned(spec, endpoint, analysis)
        for endpoint in spec.endpoints
        for analysis in analyses_of(endpoint)
    )
    datasets = tuple(_dataset(spec, name) for name in once(a.dataset for a in analyses))
    displays = plan_displays(spec, analyses)
    return Plan(
        study=spec.study,
        engine=spec.engine,
        sources=_sources(spec, datasets, analyses, displays),
        datasets=datasets,
        analyses=analyses,
        tables=tuple(_table(endpoint) for endpoint in spec.endpoints),
        table_style=spec.table_style,
        displays=displays,
        families=tuple(_family(name, spec.families[name]) for name in _families(spec)),
        document=spec.document,
        texts=tuple((one.id, one.text) for one in spec.endpoints if one.text),
    )


def _check_capabilities(spec: Spec) -> None:
    engine = CAPABILITIES.get(spec.engine)
    if engine is None:
        hint = did_you_mean(spec.engine, CAPABILITIES)
        raise PlanError(f"There is no engine '{spec.engine}'. {hint}")
    problems = [
        Problem(f"{endpoint.id}, {analysis.id}: {message}", str(spec.path))
        for endpoint in spec.endpoints
        for analysis in analyses_of(endpoint)
        for message in check_engine(analysis, engine)
    ]
    if problems:
        raise PlanError(problems)


def _planned(spec: Spec, endpoint: Endpoint, analysis: Analysis) -> PlannedAnalysis:
    data, model = analysis.data, analysis.model
    response = model.formula.response
    return PlannedAnalysis(
        endpoint_id=endpoint.id,
        analysis_id=analysis.id,
        endpoint_title=endpoint.title,
        title=analysis.title,
        confirmatory=analysis.sensitivity is None,
        estimand=endpoint.estimand,
        dataset=data.dataset,
        where=None if data.where is None else str(data.where),
        analysis_set=planned_set(spec, data.analysis_set),
        exclude=planned_rules(data.exclude),
        complete=data.complete,
        limits=analysis.limits,
        formula=str(model.formula),
        response=response.variable,
        transformation=response.transformation,
        method=model.method,
        ddf=model.ddf,
        singular=model.singular,
        optimizer=model.optimizer or CAPABILITIES[spec.engine].optimizers[0],
        engine=spec.engine,
        contrast=_contrast(spec, analysis),
        variables=tuple(planned_variable(spec, name) for name in _needed(spec, analysis)),
        design=_design(spec, endpoint, analysis),
        table=endpoint.table.number,
        diagnostics=analysis.diagnostics,
        label=endpoint.label or spec.variables[model.formula.response.variable].label,
        family=next((n for n, one in spec.families.items() if endpoint.id in one.of), ""),
        subgroup=_subgroup(spec, analysis),
        kind=analysis.kind,
        within=analysis.test.within if analysis.test else analysis.leave_out or "",
        simplify=_ladder(model),
    )


def _subgroup(spec: Spec, analysis: Analysis) -> PlannedSubgroup | None:
    subgroup = analysis.subgroup
    if subgroup is None:
        return None
    wanted = {analysis.contrast.of, subgroup.of}
    terms = analysis.model.formula.fixed.terms
    variable = spec.variables[subgroup.of]
    codes = variable.ordered_levels
    first = subgroup.reference or (codes[0] if codes else "")
    ordered = [code for code in codes if code == first]
    ordered += [code for code in codes if code != first]
    return PlannedSubgroup(
        variable=subgroup.of,
        term=next(term.label for term in terms if set(term.variables) == wanted),
        levels=tuple((code, (variable.levels or {})[code]) for code in ordered),
        at=subgroup.at,
        per=subgroup.per,
        minimum=subgroup.minimum,
    )


def _families(spec: Spec) -> tuple[str, ...]:
    """List the families of the endpoints, and those that are a gate of one."""
    here = {endpoint.id for endpoint in spec.endpoints}
    wanted = [name for name, one in spec.families.items() if here & set(one.of)]
    for name in wanted:  # grows as gates are found
        gate = spec.families[name].gate
        if gate is not None and gate not in wanted:
            wanted.append(gate)
    return tuple(name for name in spec.families if name in wanted)


def _family(name: str, family: Family) -> PlannedFamily:
    is_graph = family.procedure == "graph"
    return PlannedFamily(
        name=name,
        label=family.label,
        procedure=family.procedure,
        alpha=family.alpha,
        gate=family.gate or "",
        exploratory=family.exploratory,
        members=family.of,
        weights=tuple(family.weights.get(one, 0.0) for one in family.of) if is_graph else (),
        transitions=tuple(
            tuple(family.transitions.get(one, {}).get(other, 0.0) for other in family.of)
            for one in family.of
        )
        if is_graph
        else (),
    )


def _ladder(model: Model) -> tuple[str, ...]:
    """Write the terms that may go as the formula writes them."""
    written = {term.key: str(term) for term in model.formula.random}
    return tuple(written[term.key] for term in model.simplify)


def _design(spec: Spec, endpoint: Endpoint, analysis: Analysis) -> PlannedDesign:
    dataset = spec.datasets[analysis.data.dataset]
    rules = endpoint.design or DesignRules()
    return PlannedDesign(
        layers=dataset.layers,
        sampled=dataset.sampled,
        row=dataset.row or spec.sources[dataset.from_].key[-1],
        minimum=rules.minimum,
        accept=tuple(
            (rule.finding, rule.reason)
            for rule in rules.accept
            if not rule.analyses or analysis.id in rule.analyses
        ),
    )


def _contrast(spec: Spec, analysis: Analysis) -> PlannedContrast:
    contrast = analysis.contrast
    transformation = analysis.model.formula.response.transformation
    reference = None
    if contrast.method == "trt.vs.ctrl":
        reference = contrast.reference or spec.variables[contrast.of].ordered_levels[0]
    effect = _EFFECTS.get(transformation, "difference")
    return PlannedContrast(
        of=contrast.of,
        by=contrast.by,
        method=contrast.method,
        reference=reference,
        adjust=contrast.adjust,
        weights=contrast.weights,
        conf_level=contrast.conf_level,
        alpha=contrast.alpha,
        type="link" if transformation == "identity" else "response",
        effect=effect,  # type: ignore[arg-type]
    )


def _needed(spec: Spec, analysis: Analysis) -> tuple[str, ...]:
    """List the variables that an analysis reads, the formula's first."""
    data, chosen = analysis.data, spec.analysis_sets[analysis.data.analysis_set]
    names = [*analysis.model.formula.variables, analysis.contrast.of, *analysis.contrast.by]
    names += [analysis.subgroup.of] if analysis.subgroup is not None else []
    if data.complete is not None:
        names += [data.complete.of, data.complete.within]
    conditions: list[Condition] = [rule.when for rule in (*data.exclude, *chosen.exclude)]
    if data.where is not None:
        conditions.append(data.where)
    names += [name for condition in conditions for name in condition.variables]
    names += [analysis.test.within] if analysis.test is not None else []
    dataset = spec.datasets[data.dataset]
    names += [chosen.unit, *dataset.layers, *dataset.sampled]
    limits = spec.variables[analysis.model.formula.response.variable].limits
    if limits is not None:
        names += [name for name in (limits.lower, limits.upper) if name is not None]
    return with_inputs(spec, once(names))


def _dataset(spec: Spec, name: str) -> PlannedDataset:
    dataset = spec.datasets[name]
    join = tuple((join.source, join.on) for join in dataset.join)
    return PlannedDataset(name, dataset.label, dataset.from_, join)


def _sources(
    spec: Spec,
    datasets: tuple[PlannedDataset, ...],
    analyses: tuple[PlannedAnalysis, ...],
    displays: tuple[PlannedDisplay, ...],
) -> tuple[PlannedSource, ...]:
    used = {name for dataset in datasets for name in (dataset.from_, *dict(dataset.join))}
    shown = [variable.name for display in displays for variable in display.variables]
    units = {analysis.analysis_set.unit for analysis in analyses}
    units |= {unit for display in displays for unit in display.units}
    used |= {name for unit in units for name in source_of_unit(spec.sources, unit)}
    joins = {on for dataset in datasets for _, on in dataset.join}
    names = {variable.name for analysis in analyses for variable in analysis.variables} | joins
    names |= set(shown)
    sources = []
    for name in sorted(used):
        source = spec.sources[name]
        kept = names | set(source.key)
        columns = sorted((v, column) for v, column in source.column_names.items() if v in kept)
        file, reading = " ".join(source.all_files), "" if source.is_plain else _reading(source)
        sources.append(PlannedSource(name, file, source.key, tuple(columns), reading))
    return tuple(sources)


def _reading(source: Source) -> str:
    """Write down how a source is read and cleaned, so that a change of it changes the plan."""
    names = ("format", "clean", "refers", "columns") + ("holds",) * any(source.holds)
    shown = {name: getattr(source, name) for name in names}

    def plain(part: object) -> object:
        return str(part) if isinstance(part, Condition) else vars(part)

    return json.dumps(shown, sort_keys=True, default=plain, ensure_ascii=False)


def _table(endpoint: Endpoint) -> PlannedTable:
    table = endpoint.table
    return PlannedTable(
        number=table.number,
        kind=table.kind,
        title=table.title,
        file=table.file,
        footnotes=table.footnotes,
        endpoint_id=endpoint.id,
        analysis_ids=tuple(analysis.id for analysis in analyses_of(endpoint)),
    )

"""Table kind ``subgroups``: effects by subgroup, and whether they differ.

One joint model a subgroup variable. The effect of each level and the comparison of levels
are from that model; a test there is of the interaction alone, and none within a level.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sap.ard import Ard
from sap.ard.rows import MODEL, MULTIPLICITY, ArdRow
from sap.language import noted, plural, say, told
from sap.tables import primary_notes as notes
from sap.tables.cautions import cautions
from sap.tables.footnotes import Footnotes
from sap.tables.multiplicity import PROCEDURE_NAMES
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.sources import INTERVAL, source_among, source_of
from sap.tables.subgroup_results import Block, Place, SubgroupResults, subgroup_blocks
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Table, heading_lines
from sap.tables.wording import SubgroupWording, explained, joined, titled

NO_DIFFERENCE = "1"
WITHOUT_FACTOR = noted("From a model of the same response without a subgroup variable.")
AT_MEAN = noted("From the joint model of the variable, at the mean of the variable.")
WEIGHTS = {
    "observed": noted(
        "From the joint model of the variable, over the {units} whose level is known, averaged "
        "over its levels in proportion to them."
    ),
    "equal": noted(
        "From the joint model of the variable, over the {units} whose level is known, averaged "
        "over its levels with equal weights."
    ),
}
#: What stands under the arms: whether means are geometric, whether their response has a name.
MEANS = {
    (True, True): noted("Under {arms} stand geometric LS means of {response}."),
    (True, False): noted("Under {arms} stand geometric LS means."),
    (False, True): noted("Under {arms} stand LS means of {response}."),
    (False, False): noted("Under {arms} stand LS means."),
}
#: What is compared: whether there are variables with levels, and whether there are covariates.
COMPARED = {
    (True, False): noted(
        "The {effect} in a level against that in the reference level, from the joint model of the "
        "variable."
    ),
    (False, True): noted(
        "The change of the {effect} per step of the variable, from the joint model of the variable."
    ),
    (True, True): noted(
        "The {effect} in a level against that in the reference level; the change of the {effect} "
        "per step of the variable, from the joint model of the variable."
    ),
}
UNADJUSTED = noted(
    "Confidence intervals are not adjusted for multiplicity and are not to be used for testing."
)
INTERACTION = noted(
    "F test of the interaction of arm and variable in the joint model of the variable, whose "
    "footnote gives F (numerator df, denominator df). There is no test within a level."
)

STILL_TESTED = noted("The test is of all levels, also of those without an effect here ({levels}).")


def subgroup_table(
    ard: Ard, wording: SubgroupWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out the table of effects by one or several subgroup variables.

    Parameters
    ----------
    ard
        Results of a run; those of other endpoints are left aside.
    wording
        The words of the table.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Table
        All units, then a group of rows a variable: its levels, means and effects there,
        effects compared with the reference level, and the test of the interaction beside
        its name. What could not be estimated is ``NE`` with a footnote that says why.
    """
    blocks = subgroup_blocks(ard, wording, style)
    layout = _Layout(ard, wording, style, Footnotes(), blocks)
    # Marks follow the order in which the table is read.
    stub = Cell(say("Subgroup / level"), layout.common_marks())
    columns = tuple(layout.columns())
    groups = tuple(layout.group(block) for block in blocks)
    layout.notes(groups)
    return Table(
        number=wording.number,
        title=wording.title,
        population=wording.population,
        protocol=wording.protocol,
        notice=wording.notice,
        stub=stub,
        columns=columns,
        groups=groups,
        footnotes=layout.footnotes.all(),
        sources=sources,
    )


@dataclass(frozen=True)
class _Layout:
    """A table of subgroups in the making."""

    ard: Ard
    wording: SubgroupWording
    style: NumberStyle
    footnotes: Footnotes
    blocks: tuple[Block, ...]

    @property
    def models(self) -> tuple[SubgroupResults, ...]:
        """The models of the subgroup variables."""
        return tuple(block.results for block in self.blocks if block.results is not None)

    @property
    def first(self) -> SubgroupResults:
        """The model that says what the columns hold: the first that has results."""
        return next((model for model in self.models if model.scale), self.models[0])

    @property
    def has_adjusted(self) -> bool:
        return any(model.adjusted is not None for model in self.models)

    def notes(self, groups: tuple[RowGroup, ...]) -> None:
        """Write the notes on the whole table."""
        model = self.first
        cells = [c for group in groups for row in group.rows for c in (*row.cells, *group.headings)]
        used = {
            say("CI, confidence interval"): True,
            say("df, degrees of freedom"): True,
            say("GMR, geometric mean ratio"): model.is_geometric_ratio,
            say("LS, least squares"): True,
            say("NE, not estimable"): any(NOT_ESTIMABLE in cell.text for cell in cells),
            say("ref, reference level"): any(
                bool(m.factor and m.factor.levels) for m in self.models
            ),
        }
        means = say(
            MEANS[model.geometric, bool(self.wording.response)],
            arms=joined(label for _, label in self.wording.arms),
            response=self.wording.response,
        )
        self.footnotes.note(f"{explained(used)} {means}")
        for text in (*self.wording.footnotes, say(UNADJUSTED)):
            self.footnotes.note(text)

    def common_marks(self) -> tuple[str, ...]:
        """Describe what the models share; where they differ, each by the name of its variable."""
        shared: dict[tuple[str, str], list[SubgroupResults]] = {}
        for model in self.models:
            engine = model.ard.text("engine", context=MODEL)
            if engine:
                shared.setdefault((notes.inference(model.ard), engine), []).append(model)
        marks = []
        for (inference, _), models in shared.items():
            # A model that failed does not say the versions of its engine.
            engine = max((notes.engine(model.ard) for model in models), key=len)
            labels = ", ".join(model.factor.label for model in models if model.factor is not None)
            text = f"{inference} {engine}"
            if len(shared) == 1:
                text = f"{say('One joint model for each variable.')} {text}"
            else:
                text = titled(labels, text)
            marks.append(self.footnotes.mark(text))
        return tuple(marks)

    def columns(self) -> Iterator[Column]:
        model = self.first
        interval = f"({model.interval_name})"
        yield Column((Cell(plural(self.wording.unit_noun).capitalize()),))
        for _, label in self.wording.arms:
            yield Column((Cell(label),))
        yield Column((Cell(model.short_name), Cell(interval)))
        compared = self.footnotes.mark(self._compared(model))
        yield Column((Cell(model.comparison_name), Cell(interval, (compared,))))
        tested = self.footnotes.mark(say(INTERACTION))
        yield Column(heading_lines(say("Interaction\np"), tested))
        if self.has_adjusted:
            mark = self.footnotes.mark(self._adjustment())
            yield Column(heading_lines(say("Adjusted\np"), mark))

    def _compared(self, model: SubgroupResults) -> str:
        name = model.short_name if model.is_geometric_ratio else model.short_name.lower()
        have_levels = [bool(one.factor.levels) for one in self.models if one.factor is not None]
        return say(COMPARED[any(have_levels), not all(have_levels)], effect=name)

    def _adjustment(self) -> str:
        found = [model.adjusted for model in self.models]
        families = dict.fromkeys(row.variable for row in found if row is not None)
        texts = []
        for family in families:
            scope = {"context": MULTIPLICITY, "endpoint": "", "variable": family}
            procedure = self.ard.text("procedure", **scope)
            name = say(PROCEDURE_NAMES.get(procedure, procedure))
            label = told(self.ard.text("label", **scope)) or family
            texts.append(say("by {procedure} in the family '{label}'", procedure=name, label=label))
        return say("Interaction p adjusted {how}.", how=say("; ").join(texts))

    def group(self, block: Block) -> RowGroup:
        model = block.results
        if model is None:
            return RowGroup(Cell(block.heading), self.rows(block))
        marks = (
            *(self.footnotes.mark(text) for text in [self.about(model)] if text),
            *(self.footnotes.mark(text) for text in notes.of_fit(model.ard)),
            *(self.footnotes.mark(text) for text in cautions(model.ard)),
        )
        if model.unlike(self.first):
            marks = (*marks, self.footnotes.mark(notes.other_effect(model.effect, model.unit)))
        blank = (EMPTY,) * (len(self.wording.arms) + 3)
        cells = [self.p_value(model, model.interaction.find("p_value"))]
        if self.has_adjusted:
            cells.append(self.p_value(model, model.adjusted))
        return RowGroup(Cell(block.heading, marks), self.rows(block), (*blank, *cells))

    def rows(self, block: Block) -> tuple[Row, ...]:
        return tuple(self.row(place) for place in block.places)

    def about(self, model: SubgroupResults) -> str:
        """Describe one model: its formula, its rows, its test; empty where there is none."""
        if not model.ard.text("formula", context=MODEL):
            return ""
        test = {name: model.interaction.number(name) for name in ("statistic", "num_df", "den_df")}
        sentences = [notes.formula(model.ard)]
        if model.units is not None:
            sentences.append(notes.used(model.ard, model.units, self.wording))
        sentences.append(notes.left_out(model.ard, self.wording))
        if test["statistic"] is not None:
            sentences.append(
                say(
                    "Interaction: F({num_df}, {den_df}) = {statistic}.",
                    num_df=self.style.count(test["num_df"]),
                    den_df=self.style.df(test["den_df"]),
                    statistic=self.style.statistic(test["statistic"]),
                )
            )
            if model.suppressed:
                levels = joined(model.suppressed)
                sentences.append(say(STILL_TESTED, levels=levels))
        return " ".join(sentence for sentence in sentences if sentence)

    def p_value(self, model: SubgroupResults, row: ArdRow | None) -> Cell:
        alpha = model.ard.number("alpha", context=MODEL)
        p = row.stat if row is not None else None
        text = self.style.p_value(p) if alpha is None else self.style.p_value(p, alpha)
        cell = self.explained(text, model, Ard(() if row is None else (row,)))
        return replace(cell, source=source_of(row))

    def row(self, place: Place) -> Row:
        model = place.results
        label = Cell(place.label, self.overall_marks(place))
        count = self.style.count(place.units) if place.counted else ""
        cells = [replace(self.explained(count, model, Ard(())), source=source_of(place.counting))]
        for arm, _ in self.wording.arms:
            mean = place.mean(arm)
            text = self.style.estimate(mean.number("estimate")) if place.means else ""
            cell = self.explained(text, model, mean)
            cells.append(replace(cell, source=source_among(mean, "estimate") if text else ()))
        text = model.with_interval(place.effect) if place.effects else ""
        cell = self.explained(text, model, place.effect)
        cells.append(replace(cell, source=source_among(place.effect, *INTERVAL) if text else ()))
        comparison = place.comparison
        text = model.with_interval(comparison) if place.changes else ""
        if place.kind == "reference":
            text = NO_DIFFERENCE if model.null else "0"
        cell = self.explained(text, model, comparison, place.effect)
        cells.append(replace(cell, source=source_among(comparison, *INTERVAL)))
        blank = (EMPTY,) * (2 if self.has_adjusted else 1)
        return Row(label, (*cells, *blank))

    def overall_marks(self, place: Place) -> tuple[str, ...]:
        """Say what an overall effect is."""
        if not place.overall:
            return ()
        factor = place.results.factor
        if factor is None:
            text = say(WITHOUT_FACTOR)
        elif not factor.levels:
            text = say(AT_MEAN)
        else:
            text = say(WEIGHTS[place.kind], units=plural(self.wording.unit_noun))
        return (self.footnotes.mark(text),)

    def explained(self, text: str, model: SubgroupResults, *where: Ard) -> Cell:
        """Make a cell; one that says NE points at the reason, in the first rows that have one."""
        if NOT_ESTIMABLE not in text:
            return Cell(text)
        reasons = (row.error for rows in where for row in rows if row.error)
        reason = next(reasons, model.failure)
        return Cell(text, (self.footnotes.mark(notes.not_estimable(reason)),))

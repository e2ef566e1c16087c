"""Forest plot of effects by subgroup: the rows and the texts of its table, drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sap.ard import Ard
from sap.figures.forest import Dashed, Forest, ForestRow
from sap.figures.sensitivity_forest import directions, off_the_axis
from sap.language import inside_a_sentence, plural, say
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.subgroup_results import Block, Place, SubgroupResults, subgroup_blocks
from sap.tables.subgroups import subgroup_table
from sap.tables.table import Row, RowGroup, Table
from sap.tables.wording import SubgroupWording

NO_BREAK = "\N{NO-BREAK SPACE}"


def subgroup_forest(
    ard: Ard, wording: SubgroupWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Forest:
    """Lay out the forest plot of one or several subgroup variables.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        The words of its table.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Forest
        Row by row the table of the same words, `sap.tables.subgroups.subgroup_table`, with
        the numbers of the same results to be drawn.
    """
    table = subgroup_table(ard, wording, style)
    blocks = subgroup_blocks(ard, wording, style)
    models = [block.results for block in blocks if block.results is not None]
    model = next((one for one in models if one.scale), models[0])
    # Donors and means stand on the left of the plot, effects and tests on its right.
    before = 1 + len(wording.arms)
    lower, higher = _directions(wording)
    return Forest(
        number=wording.number,
        title=wording.title,
        population=wording.population,
        protocol=wording.protocol,
        notice=wording.notice,
        stub=table.stub.text,
        columns=tuple(
            " ".join(line.text.replace("% CI", f"%{NO_BREAK}CI") for line in column.lines)
            for column in table.columns
        ),
        before=before,
        effect=model.in_words,
        directions=(lower, higher),
        logarithmic=model.null == 1.0,
        rows=tuple(_rows(table, blocks, model)),
        dashed=tuple(_dashed(blocks, wording, model)),
        footnotes=tuple(_notes(table, wording, blocks, model.interval_name)),
        sources=sources,
        notation=style.notation,
    )


def _directions(wording: SubgroupWording) -> tuple[str, str]:
    if len(wording.arms) != 2:
        return "", ""
    arm = inside_a_sentence(wording.arms[1][1])
    return directions(arm)


def _rows(table: Table, blocks: Sequence[Block], model: SubgroupResults) -> Iterator[ForestRow]:
    for group, block in zip(table.groups, blocks, strict=True):
        yield ForestRow(group.label.text, _heading_cells(group, table), bold=True)
        for row, place in zip(group.rows, block.places, strict=True):
            yield _row(row, place, model)


def _heading_cells(group: RowGroup, table: Table) -> tuple[str, ...]:
    return tuple(cell.text for cell in group.headings) or ("",) * len(table.columns)


def _row(row: Row, place: Place, model: SubgroupResults) -> ForestRow:
    numbers = {name: place.effect.number(name) for name in ("estimate", "conf_low", "conf_high")}
    remark = NOT_ESTIMABLE if place.effects and numbers["estimate"] is None else ""
    if place.results.unlike(model):
        numbers = dict.fromkeys(numbers)
        remark = off_the_axis(place.results.effect) if place.effects else ""
    return ForestRow(
        row.label.text,
        tuple(cell.text for cell in row.cells),
        numbers["estimate"],
        numbers["conf_low"],
        numbers["conf_high"],
        symbol="diamond" if place.overall else "square",
        weight=place.units if place.counted and not place.overall else None,
        indent=row.indent,
        remark=remark,
    )


def _dashed(
    blocks: Sequence[Block], wording: SubgroupWording, model: SubgroupResults
) -> Iterator[Dashed]:
    """Give a line at the one overall effect, or at that of each model beside its own rows."""
    places = [place for block in blocks for place in block.places]
    common = _whole(blocks)
    if len(wording.factors) == 1:
        common = common or [place for place in places if place.kind == "observed"]
    last = len(places) + len(blocks) - 1
    if common:
        yield from _line(common, model, 0, last)
        return
    first = 0
    for block in blocks:
        own = [place for place in block.places if place.kind == "observed"]
        yield from _line(own, model, first + 1, first + len(block.places))
        first += 1 + len(block.places)


def _whole(blocks: Sequence[Block]) -> list[Place]:
    """List the places of the model without a subgroup variable that have an effect to draw."""
    places = [place for block in blocks for place in block.places if place.kind == "whole"]
    return [place for place in places if place.effect.number("estimate") is not None]


def _line(
    places: Sequence[Place], model: SubgroupResults, first: int, last: int
) -> Iterator[Dashed]:
    """Give the line of one overall effect; several contrasts have none in common."""
    if len(places) == 1 and not places[0].results.unlike(model):
        value = places[0].effect.number("estimate")
        if value is not None:
            yield Dashed(value, first, last)


def _notes(
    table: Table, wording: SubgroupWording, blocks: Sequence[Block], interval: str
) -> Iterator[str]:
    units = plural(wording.unit_noun)
    if _whole(blocks):
        dashed = say("the effect in the model without a subgroup variable")
    else:
        dashed = say(
            "the effect of the variable's model over all {units}, by observed margins or at the "
            "mean",
            units=units,
        )
    yield say(
        "Squares: estimates, their area in proportion to the number of {units}; at values of a "
        "covariate, all alike. Diamonds: effects over all {units}. Bars and the width of "
        "diamonds: {interval}; an arrow where it leaves the axis. Solid line: no effect; dashed "
        "line: {dashed}.",
        units=units,
        interval=interval,
        dashed=dashed,
    )
    for footnote in table.footnotes:
        if not footnote.mark:
            yield footnote.text
    for footnote in table.footnotes:
        if footnote.mark and footnote.text.startswith(f"{NOT_ESTIMABLE},"):
            yield footnote.text
    yield say("Models, tests and further footnotes: {table}.", table=table.caption)

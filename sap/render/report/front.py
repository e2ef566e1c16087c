"""The first sections of a report: what was planned, what was run, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sap.language import say
from sap.render.report.content import Account, Carried, FamilyLine, Remarks, Report, anchor_of
from sap.render.report.markup import text


@dataclass(frozen=True)
class FrontSection:
    """A section before the tables: its place on the page, its name, its content."""

    anchor: str
    name: str
    body: str

    def markup(self) -> str:
        """Write it as a section of the page."""
        return (
            f'<section class="item front" id="{self.anchor}" '
            f'aria-labelledby="{self.anchor}-title"><h2 id="{self.anchor}-title">'
            f"{text(self.name)}</h2>{self.body}</section>"
        )


def front_sections(report: Report) -> tuple[FrontSection, ...]:
    """Write what stands before the tables.

    Parameters
    ----------
    report
        What it says.

    Returns
    -------
    tuple of FrontSection
        Those that have something to say.
    """
    shown = {item.stem for item in report.items}
    sections = (
        FrontSection("endpoints", say("Results by endpoint"), _accounts(report, shown)),
        FrontSection("families", say("Families of hypotheses"), _families(report.families)),
        FrontSection(
            "deviations", say("Deviations, warnings, open queries"), _remarks(report.remarks)
        ),
        FrontSection("provenance", say("Data, program, software"), _facts(report.facts)),
        FrontSection("analyses", say("Analyses planned and carried out"), _carried(report.carried)),
    )
    return tuple(section for section in sections if section.body)


def _accounts(report: Report, shown: set[str]) -> str:
    rows = "".join(_account(one, shown) for one in report.accounts)
    heads = (say("Id"), say("Endpoint"), say("Effect (CI)"), say("Test"))
    return _table(say("What came of each endpoint"), heads, rows) if rows else ""


def _account(one: Account, shown: set[str]) -> str:
    label = text(one.label)
    if one.stem in shown:
        label = f'<a href="#{anchor_of(one.stem)}">{label}</a>'
    cells = (label, text(one.effect), text(one.decision))
    row = f'<tr><th scope="row">{text(one.endpoint)}</th>{_cells(cells)}</tr>'
    if not one.reason:
        return row
    return f'{row}<tr><td></td><td colspan="3" class="failed">{text(one.reason)}</td></tr>'


def _families(families: Sequence[FamilyLine]) -> str:
    if not families:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{text(one.label)}</th>'
        f"{_cells((text(one.procedure), text(one.gate), _lines(one.outcome)))}</tr>"
        for one in families
    )
    heads = (say("Family"), say("Tested by"), say("Gate"), say("Outcome"))
    return _table(say("How each family is tested"), heads, rows)


def _remarks(remarks: Sequence[Remarks]) -> str:
    if not remarks:
        return ""
    told = "".join(
        f"<h3>{text(one.title)} ({len(one.lines)})</h3>"
        f"<ul>{''.join(f'<li>{text(line)}</li>' for line in one.lines)}</ul>"
        for one in remarks
        if one.lines
    )
    return told or _line(say("None."))


def _facts(facts: Sequence[str]) -> str:
    return f"<p>{_lines(facts)}</p>" if facts else ""


def _carried(carried: Sequence[Carried]) -> str:
    if not carried:
        return ""
    rows = "".join(_analysis(one) for one in carried)
    heads = (say("Analysis"), say("Model"), say("In it"), say("Outcome"))
    own = sum(one.own for one in carried)
    failed = sum(one.failed for one in carried)
    counted = say(
        "{planned} planned: {own} of endpoints, {others} sensitivity analyses. "
        "{done} carried out, {failed} not estimable.",
        planned=len(carried),
        own=own,
        others=len(carried) - own,
        done=len(carried) - failed,
        failed=failed,
    )
    return _line(counted) + _table(say("All analyses"), heads, rows)


def _analysis(one: Carried) -> str:
    kind = "own" if one.own else "sensitivity"
    name = f'<span class="id">{text(one.endpoint)} {text(one.analysis)}</span> {text(one.title)}'
    told = one.outcome or (say("As planned"),)
    if one.failed:
        first, *others = told
        told = (say("{name}: {text}", name=say("Not estimable"), text=first), *others)
    outcome = _lines(told)
    method = f'<span class="id">{text(one.method)}</span>' if one.method else ""
    failed = ' class="failed"' if one.failed else ""
    return (
        f'<tr class="{kind}"><th scope="row">{name}</th>'
        f'<td class="formula">{text(one.model)}{method}</td>'
        f'<td class="used">{_lines(one.used)}</td>'
        f"<td{failed}>{outcome}</td></tr>"
    )


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(text(line) for line in lines)


def _line(words: str) -> str:
    return f"<p>{text(words)}</p>"


def _cells(cells: Iterable[str]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _table(name: str, heads: Sequence[str], rows: str) -> str:
    head = "".join(f'<th scope="col">{text(one)}</th>' for one in heads)
    return (
        f'<div class="scroll"><table class="listed" aria-label="{text(name)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )

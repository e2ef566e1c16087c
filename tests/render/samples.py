"""Tables to render: the example run, one with hostile texts, one wide with spanners."""

from __future__ import annotations

import dataclasses

from sap.language.grammar import NARROW_SPACE, french_typeset
from sap.tables.number_styles import number_style
from sap.tables.primary import primary_table
from sap.tables.table import Cell, Column, Footnote, Row, RowGroup, Table
from tests.example_run import PROVENANCE, WORDING, example_ard

HOSTILE = (
    "<script>alert('x')</script> & \"q\" {\\b} \x00\x1b[31m =cmd() \u2028 \ud800 _a_ **b** é µ"
)


def example(**changes) -> Table:
    wording = dataclasses.replace(WORDING, **changes)
    return primary_table(example_ard(), wording, number_style("csr"), PROVENANCE.lines())


def hostile() -> Table:
    return Table(
        number=HOSTILE,
        title=HOSTILE,
        population=HOSTILE,
        protocol=HOSTILE,
        notice=HOSTILE,
        stub=Cell(HOSTILE),
        columns=(Column((Cell(HOSTILE), Cell("(N=1)")), spanner=HOSTILE),),
        groups=(
            RowGroup(
                Cell(HOSTILE, ("1",)),
                (Row(Cell(HOSTILE), (Cell(HOSTILE),)), Row(Cell(""), (Cell(""),))),
                (Cell(HOSTILE),),
            ),
        ),
        footnotes=(Footnote("1", HOSTILE), Footnote("", HOSTILE)),
        sources=(HOSTILE,),
    )


#: What a format, a spreadsheet or a terminal could take for something else than text.
SIGNS = (
    "{\\rtf1\\par \\cell\\row} \\u945? \\'e9",
    "\\par\\page\\trowd \\\\ \\input{x} \\end{longtable}",
    "$%&_#~^\\{} 100 % & 5_000",
    "<script>alert(1)</script> &amp; ]]>",
    "=cmd()+A1 +1 @SUM(1)",
    "\x07bell \x1b[0m \x00 end",
    "\N{MINUS SIGN}1.5 \N{MULTIPLICATION SIGN} 10 \u674e\u660e",
    "\u03b1\u03b2\u0394 \u00b5g \u2264 \u2265 \u00b1 \u221a2 \u221e",
    "\u00c9lodie M\u00fcller-\u00c5ngstr\u00f6m \u00df \u0153uf na\u00efve",
    "\u00ab\u00a0\u0152uvre\u00a0\u00bb\u00a0: 1\u202f234,5\u202f%\u202f; l\u2019\u0152il",
    "-- --- ,, `` '' ?` !` << >> \"q\"",
    "[1] * **b** _i_ #set text(red) @ref <label>",
)


def signs() -> Table:
    rows = tuple(Row(Cell(sign), (Cell(sign), Cell(sign))) for sign in SIGNS)
    columns = (Column((Cell("Numbers"),)), Column((Cell("Words"),), align="left"))
    group = RowGroup(Cell("[Group] * of & signs % \\"), rows)
    return dataclasses.replace(
        example(),
        columns=columns,
        groups=(group,),
        footnotes=tuple(Footnote("", sign) for sign in SIGNS),
    )


def wide() -> Table:
    heads = [("One", "A"), ("Two", "A"), ("Three", "B"), ("Four", None), ("Five", None)]
    columns = tuple(Column((Cell(name), Cell("(N=10)")), spanner) for name, spanner in heads)
    rows = tuple(
        Row(Cell(f"Row {n}"), tuple(Cell(f"{n}.{n} ({n}, {n * 100})") for _ in heads))
        for n in range(1, 121)
    )
    groups = tuple(RowGroup(Cell(f"Group {g}"), rows[g * 12 : g * 12 + 12]) for g in range(10))
    return dataclasses.replace(
        example(), columns=columns, groups=groups, footnotes=(Footnote("", "A note."),)
    )


def french() -> Table:
    """Make a table as one in French is: accents, decimal commas, gaps that never break."""

    def cells(*texts: str) -> tuple[Cell, ...]:
        return tuple(Cell(french_typeset(text).replace("_", NARROW_SPACE)) for text in texts)

    def rows(*lines: tuple[str, ...]) -> tuple[Row, ...]:
        return tuple(Row(cells(label)[0], cells(*texts)) for label, *texts in lines)

    return Table(
        number="14.2.1.1",
        title=french_typeset(
            "CCL18 des macrophages de sujets traités : ruxolitinib contre véhicule"
        ),
        population="Ensemble d’analyse complet",
        protocol="ÉTUDE-1 (NCT00000000)",
        notice="DONNÉES SIMULÉES",
        stub=Cell("Concentration (pg/mL)"),
        columns=(
            Column(cells("Véhicule", "(N_=_47)"), "Traitement"),
            Column(cells("Ruxolitinib", "(N_=_47)"), "Traitement"),
            Column(cells("Interprétation"), align="left"),
        ),
        groups=(
            RowGroup(
                Cell("Valeurs observées"),
                rows(
                    ("Moyenne (écart-type)", "12_345,6 (1_234,5)", "987,6 (87,6)", "« élevée »"),
                    ("Médiane (Q1 ; Q3)", "5874,2 (4781 ; 7217)", "1_234_567,8", "à vérifier"),
                    ("Sous la LIQ, n (%)", "3 (6,4 %)", "0", "aucune"),
                ),
            ),
            RowGroup(
                Cell("Modèle à effets aléatoires"),
                rows(
                    ("Différence (IC à 95 %)", "−0,45 (−0,61 ; −0,29)", ",34", "l’œil : rien"),
                    ("Valeur p", "<0,001", "NE", "—"),
                ),
            ),
        ),
        footnotes=(
            Footnote(
                "", french_typeset("LIQ, limite inférieure de quantification ; NE, non estimable.")
            ),
            Footnote("", french_typeset("IC à 95 % : intervalle de confiance à 95 %.")),
        ),
        sources=(
            french_typeset("Source des données : essai.csv"),
            french_typeset("Programme : sap run essai.yaml"),
        ),
    )


TABLES = {
    "example": example(),
    "hostile": hostile(),
    "wide": wide(),
    "signs": signs(),
    "french": french(),
}


def grid(table: Table, clean, *, spanning: bool = True) -> list[list[str]]:
    """List the body as texts, row by row: headings of groups, labels and cells.

    On pages the label of a group without headings is `spanning`: one cell as wide as the table.
    """
    lines = []
    for group in table.groups:
        headings = group.headings or (() if spanning else (Cell(),) * len(table.columns))
        lines.append([clean(cell.shown) for cell in (group.label, *headings)])
        lines += [[clean(cell.shown) for cell in (row.label, *row.cells)] for row in group.rows]
    return lines

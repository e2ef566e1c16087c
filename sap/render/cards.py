"""Results in the columns of the R package cards: one statistic a row, raw and formatted."""

from __future__ import annotations

from collections.abc import Mapping

from sap.ard import Ard, ArdRow
from sap.ard.files import escaped
from sap.tables.formatted import formatted_values
from sap.tables.numbers import NumberStyle

COLUMNS = (
    *("group1", "group1_level", "group2", "group2_level"),
    *("group3", "group3_level", "group4", "group4_level"),
    *("variable", "variable_level", "context", "stat_name", "stat_label"),
    *("stat", "stat_fmt", "warning", "error"),
)
STAT = COLUMNS.index("stat")
#: Statistics that cards and broom call otherwise; all others keep their names.
STAT_NAMES: Mapping[str, str] = {
    "std_error": "std.error",
    "p_value": "p.value",
    "p_adjusted": "p.adjusted",
    "conf_low": "conf.low",
    "conf_high": "conf.high",
    "conf_level": "conf.level",
    "num_df": "df.num",
    "den_df": "df.den",
    "q1": "p25",
    "q3": "p75",
    "n_known": "N_nonmiss",
    "n_unknown": "N_miss",
}


def cards_csv(ard: Ard, style: NumberStyle) -> bytes:
    """Write results in the columns of cards.

    Parameters
    ----------
    ard
        The results.
    style
        How formatted values are written.

    Returns
    -------
    bytes
        CSV in UTF-8 with a header line and Unix line ends.
    """
    cells: dict[str, str] = {}
    lines = [",".join(COLUMNS)]
    for row, shown in zip(ard, formatted_values(ard, style), strict=True):
        number = "" if row.stat is None else repr(row.stat)
        texts = _texts(row, shown)
        for text in texts:
            # Most texts stand in many rows.
            if text not in cells:
                cells[text] = _cell(escaped(text))
        line = [cells[text] for text in texts]
        line[STAT] = number or line[STAT]
        lines.append(",".join(line))
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _texts(row: ArdRow, shown: str) -> tuple[str, ...]:
    return (
        *(row.group1, row.group1_level, row.group2, row.group2_level),
        *(("endpoint", row.endpoint) if row.endpoint else ("", "")),
        *(("analysis", row.analysis) if row.analysis else ("", "")),
        *(row.variable, row.variable_level, row.context),
        *(STAT_NAMES.get(row.stat_name, row.stat_name), row.stat_label),
        *("" if row.stat is not None else row.stat_text, shown, row.warning, row.error),
    )


def _cell(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if set(text) & set(',"\r\n') else text

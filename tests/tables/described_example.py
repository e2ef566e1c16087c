"""Results data of tables of characteristics, of observed values and of rows taken out, by hand."""

from __future__ import annotations

from sap.ard import Ard, ArdRow, ordered
from sap.ard.rows import CHARACTERISTICS, EXCLUDED_ROWS, OBSERVED, Analysis
from sap.tables.display_wording import (
    CharacteristicsWording,
    ObservedWording,
    RowListingWording,
    ShownCharacteristic,
    ShownEndpoint,
)
from sap.tables.wording import DisplayedData

REASON = "No row is left for the analysis."
BLOCK = {"population": "All rats", "protocol": "SMALL", "notice": "SIMULATED DATA"}
CHARACTERISTICS_WORDING = CharacteristicsWording(
    number="14.1.2",
    title="Who they <are>",
    **BLOCK,
    unit_noun="rat",
    columns=(("ill", "Ill & old"), ("well", "Well"), ("none", "Nobody")),
    rows=(
        ShownCharacteristic("age", "Age", "weeks"),
        ShownCharacteristic("sex", "Sex", "", (("f", "Female"), ("m", "Male")), ("Not done",)),
        ShownCharacteristic("score", "Score", "points"),
    ),
)
OBSERVED_WORDING = ObservedWording(
    number="14.2.7",
    title="Other rats",
    **BLOCK,
    unit_noun="rat",
    arms=(("plain", "Plain"), ("fat", "High fat")),
    shown=(
        ShownEndpoint("E1", "observed:14.2.7", "Iron", "mg/L", "well"),
        ShownEndpoint("E2", "observed:14.2.7", "Weight", "g", "cage"),
        ShownEndpoint("E3", "observed:14.2.7", "Ratio of cells", "", "tube"),
        ShownEndpoint("E4", "observed:14.2.7", "Zinc <free>", "mg/L", "well"),
    ),
)
LISTING_WORDING = RowListingWording(
    number="16.2.6.2",
    title="Wells taken out",
    **BLOCK,
    unit_label="Rat",
    unit_noun="rat",
    row_noun="well",
    shown=(
        DisplayedData("E1", "primary", "Iron", "Iron (mg/L)", (("plain", "Plain"),)),
        DisplayedData("E2", "primary", "Zinc", "Zinc (mg/L)", (("plain", "Plain"),)),
    ),
    level_label="Diet",
    most=3,
)


def _characteristic(column: str, variable: str, numbers: dict[str, float | None], level: str = ""):
    for name, number in numbers.items():
        yield Analysis().row(
            CHARACTERISTICS,
            name,
            number,
            text="not applicable" if name == "not_applicable" else "",
            group1="column",
            group1_level=column,
            group2="table",
            group2_level="14.1.2",
            variable=variable,
            variable_level=level,
            error="" if number is not None or name == "not_applicable" else "Too few.",
        )


def characteristics() -> Ard:
    """Give three columns: whole, with what does not apply, and without units."""
    rows: list[ArdRow] = []
    names = ("mean", "sd", "median", "q1", "q3", "min", "max")
    columns = {
        "ill": (12.345, 1.25, 12.25, 11.05, 13.5, 9.0, 15.0),
        "well": (8.0, None, 8.0, 8.0, 8.0, 8.0, 8.0),
        "none": (None,) * 7,
    }
    known = {"ill": (3, 1), "well": (1, 0), "none": (0, 0)}
    sexes = {"ill": (2, 1), "well": (0, 1), "none": (0, 0)}
    for column, numbers in columns.items():
        n, unknown = known[column]
        rows += _characteristic(column, "rat", {"n_units": n + unknown})
        counts = {"n_known": n, "n_unknown": unknown, "decimals": 1}
        rows += _characteristic(column, "age", {**counts, **dict(zip(names, numbers, strict=True))})
        del counts["decimals"]
        rows += _characteristic(column, "sex", counts)
        for code, number in zip("fm", sexes[column], strict=True):
            share = 100 * number / n if n else None
            rows += _characteristic(column, "sex", {"n_level": number, "p_level": share}, code)
        if column == "well":
            rows += _characteristic(column, "score", {"not_applicable": None})
        else:
            counts = {"n_known": n, "n_unknown": 0, "decimals": 0}
            rows += _characteristic(
                column, "score", {**counts, **dict(zip(names, numbers, strict=True))}
            )
    return Ard(ordered(rows))


def _arm(own: Analysis, level: str, numbers: dict[str, float | None], error: str = ""):
    for name, number in numbers.items():
        place = {"group1": "diet", "group1_level": level, "variable": "level"}
        yield own.row(OBSERVED, name, number, error=error, **place)


def observed() -> Ard:
    """Give geometric values below a limit, arithmetic ones, an empty arm, and nothing at all."""
    rows: list[ArdRow] = []
    own = Analysis("E1", "observed:14.2.7")
    rows.append(own.row(OBSERVED, "below_rule", text="lloq/2", variable="level"))
    for level, below in (("plain", 1), ("fat", 2)):
        numbers = {
            "n_units": 4,
            "n_rows": 8,
            "decimals": 1,
            "n_below": below,
            "p_below": 12.5 * below,
        }
        numbers |= {"geo_mean": 12.345, "geo_cv": 40.25, "median": 12.25, "q1": 9.0, "q3": 15.0}
        rows += _arm(own, level, numbers)
    rows += _arm(own, "fat / plain", {"n_within": 3, "geo_mean": 0.645})
    own = Analysis("E2", "observed:14.2.7")
    for level in ("plain", "fat"):
        numbers = {"n_units": 4, "n_rows": 4, "decimals": 0, "mean": 250.25, "sd": 12.5}
        rows += _arm(own, level, {**numbers, "median": 249.0, "q1": 240.0, "q3": 260.5})
    rows += _arm(own, "fat - plain", {"n_within": 4, "mean": 12.3456})
    own = Analysis("E3", "observed:14.2.7")
    empty = {"n_units": 0, "n_rows": 0, "decimals": 9, "geo_mean": None, "geo_cv": None}
    rows += _arm(own, "plain", {**empty, "median": None, "q1": None, "q3": None})
    one = {"n_units": 1, "n_rows": 1, "decimals": 9, "geo_mean": 2.34567, "geo_cv": None}
    rows += _arm(own, "fat", {**one, "median": 2.34567, "q1": 2.34567, "q3": 2.34567})
    rows += _arm(own, "fat / plain", {"n_within": 0, "geo_mean": None})
    own = Analysis("E4", "observed:14.2.7")
    for level in ("plain", "fat"):
        rows += _arm(own, level, {"n_units": None, "n_rows": None}, REASON)
    return Ard(ordered(rows))


def excluded_rows() -> Ard:
    """Give two rows taken out of one endpoint and five of another, most of them its own."""
    rows: list[ArdRow] = []
    for endpoint, wells in (("E1", ("A1", "B2")), ("E2", ("A1", "A2", "A3", "A4", "B1"))):
        for line, well in enumerate(wells, start=2):
            reason = "Haemolysed <well>" if well.startswith("A") else "Level is missing"
            place = {"group1": "rat", "group1_level": f"r{line}", "group2": "diet"}
            place |= {"group2_level": "plain" if well.startswith("A") else ""}
            place |= {"variable": "well", "variable_level": f"P1/{well}"}
            own = Analysis(endpoint, "primary")
            kind = "exclude" if well.startswith("A") else "missing"
            rows.append(own.row(EXCLUDED_ROWS, "excluded_row", text=reason, **place))
            rows.append(own.row(EXCLUDED_ROWS, "excluded_step", text=kind, **place))
            rows.append(own.row(EXCLUDED_ROWS, "source_file", text="wells.csv", **place))
            rows.append(own.row(EXCLUDED_ROWS, "source_line", line, **place))
    return Ard(ordered(rows))

"""House number styles held against themselves: each number must read as one number."""

from __future__ import annotations

from collections.abc import Mapping

from sap.errors import did_you_mean
from sap.spec.document import Address, Document
from sap.spec.number_style import HouseStyle
from sap.spec.study import TableStyle

#: Number styles that need no declaration.
PACKAGE_STYLES = ("csr", "nejm")
# From the p-value on that a style shows as such: as both number styles of the package have it.
_USUAL_FLOOR: Mapping[str, float] = {"csr": 0.001, "nejm": 0.001}


def check_table_style(style: TableStyle, document: Document, address: Address) -> None:
    """Report a number style that is not declared, and house styles that mislead.

    Parameters
    ----------
    style
        As read; what could not be read is None in it.
    document
        The study file, which takes the problems.
    address
        Where it stands.
    """
    house = style.number_styles or {}
    if style.numbers is not None and style.numbers not in (*PACKAGE_STYLES, *house):
        hint = did_you_mean(style.numbers, [*PACKAGE_STYLES, *house])
        message = f"There is no number style '{style.numbers}'. {hint}"
        document.report((*address, "numbers"), message)
    for name, own in house.items():
        here = (*address, "number_styles", name)
        if name in PACKAGE_STYLES:
            message = f"'{name}' is a style of the package; give yours another name."
            document.report(here, message, key=True)
        if own is not None:
            _check_marks(own, style.locale or "en", document, here)
            _check_p_values(own, document, here)


def _check_marks(own: HouseStyle, locale: str, document: Document, here: Address) -> None:
    """Report marks that would make one number of two, or two of one."""
    decimal = own.decimal or ("comma" if locale == "fr" else "point")
    if decimal == "comma" and own.thousands == "comma":
        message = "The comma is the decimal mark; thousands need another, such as thin space."
        document.report((*here, "thousands"), message)
    if decimal == "comma" and own.interval == "comma":
        message = (
            "The comma is the decimal mark; limits of an interval need another, such as semicolon."
        )
        document.report((*here, "interval"), message)
    if own.thousands == "comma" and own.interval == "comma":
        message = "Commas part thousands; limits of an interval need another mark, such as to."
        document.report((*here, "interval"), message)
    if own.minus == "hyphen" and own.interval == "dash":
        message = "Beside a hyphen as minus sign a dash between limits misleads; write 'to'."
        document.report((*here, "interval"), message)


def _check_p_values(own: HouseStyle, document: Document, here: Address) -> None:
    floor = own.p_floor or _USUAL_FLOOR.get(own.like or "csr", 0.001)
    if own.p_floor is not None and own.p_ceiling is not None and own.p_floor >= own.p_ceiling:
        message = f"It must be more than p_floor, {own.p_floor:g}."
        document.report((*here, "p_ceiling"), message)
    if not own.p_decimals or None in own.p_decimals.values():
        return
    least = min(own.p_decimals)
    if least > floor:
        message = (
            f"P-values from {floor:g} to {least:g} have no decimals here; add {floor:g}, or make "
            f"{least:g} the p_floor."
        )
        document.report((*here, "p_decimals"), message)
    elif len(f"{floor:.10f}".rstrip("0")) - 2 > own.p_decimals[least]:
        message = (
            f"With {own.p_decimals[least]} decimals a p-value of {floor:g} reads as none; "
            "give the smallest more decimals, or a larger p_floor."
        )
        document.report((*here, "p_decimals"), message)

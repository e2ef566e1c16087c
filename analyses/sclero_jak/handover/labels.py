"""What the lab writes for each code of the SIMULATED study, and its other ways of writing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

Write = Callable[[Mapping[str, object]], object]

YES_NO = {"YES": "Oui", "NO": "Non"}
YES_NO_ND = {"1": "Oui", "0": "Non", "ND": "ND", "": ""}
GROUP = {"SSC": "SSc", "SLE": "LES", "HD": "Témoin"}
SEX = {"F": "F", "M": "H"}
CONSENT = {"GIVEN": "Oui", "WITHDRAWN": "Retiré"}
SUBSET = {"lcSSc": "SSc limitée", "dcSSc": "SSc diffuse", "": ""}
ULCERS = {"never": "jamais", "past": "passé", "current": "actuel", "": ""}
ANTIBODY = {
    "ACA": "ACA",
    "ATA": "Scl70",
    "ARA3": "ARN pol III",
    "NONE": "Aucun",
    "MULTI": "ACA + Scl70",
    "MISSING": "Non fait",
    "": "",
}
SERUM = {"NONE": "Aucun", "SSC": "SSc", "HD": "Témoin"}
STIMULATION = {"NS": "NS", "IL4_IL13": "IL-4 + IL-13", "IFNG_LPS": "IFN-γ + LPS"}
TREATMENT = {"DMSO": "Non traité", "RUX": "Traité"}
STATUS = {"VALID": "Validée", "FAILED": "Rejetée"}
FLAG = {"OK": "OK", "BLQ": "<LIQ", "ALQ": ">LSQ", "CV>20": "CV>20", "HEMOL": "Hémolysé", "": ""}
COMMENT = {"": "", "no reading": "pas de lecture", "haemolysed sample": "échantillon hémolysé"}

ANTIBODY_VARIANTS = {
    "ACA": ("anticentromère", "aca"),
    "Scl70": ("Scl-70", "anti-topo I", "scl70"),
    "ARN pol III": ("ARN polymérase III",),
    "Aucun": ("aucun", "négatif"),
}
GROUP_VARIANTS = {"SSc": ("ScS", "SSC"), "LES": ("lupus",), "Témoin": ("temoin", "EFS")}
SUBSET_VARIANTS = {"SSc diffuse": ("diffuse",), "SSc limitée": ("SSc limitee", "limitée")}
YES_NO_VARIANTS = {"Oui": ("oui", "O"), "Non": ("non", "N")}
SEX_VARIANTS = {"F": ("Femme", "f"), "H": ("Homme", "M")}
# The micro sign, the Greek letter, and a plain u.
TREATMENT_VARIANTS = {
    "Traité": ("Ruxo 1\u00b5M", "Ruxo 1\u03bcM", "Ruxo 1uM", "Traite"),
    "Non traité": ("Non traite", "DMSO", "NON TRAITÉ"),
}
STIMULATION_VARIANTS = {
    "NS": ("ns", "Non stimulé"),
    "IL-4 + IL-13": ("IL4/IL13", "M2a"),
    "IFN-γ + LPS": ("IFNg/LPS", "M1"),
}
ANALYTE_VARIANTS = {
    "CCL18": ("CCL-18", "ccl18"),
    "PDGFBB": ("PDGFbb", "PDGF-BB"),
    "IL6": ("IL-6",),
    "CXCL10": ("IP-10", "IP10"),
    "CXCL4": ("PF4", "PF-4"),
}
MARKER_VARIANTS = {
    "CMHII": ("HLA-DR", "CMH II"),
    "CD163": ("cd163",),
    "TLR4": ("TLR-4",),
}
UNIT_VARIANTS = {"pg/mL": ("pg/ml", "PG/ML")}

# Narrow no-break space, thin space, no-break space: all are used between thousands.
THOUSANDS = ("\u202f", "\u2009", "\u00a0")


def plain(name: str) -> Write:
    """Write a clean value as it is."""
    return lambda row: str(row[name])


def label(name: str, labels: Mapping[str, str]) -> Write:
    """Write the lab's label of a code."""
    return lambda row: labels[str(row[name])]


def comma(name: str) -> Write:
    """Write a number with a decimal comma."""
    return lambda row: str(row[name]).replace(".", ",")


def french_date(name: str) -> Write:
    """Write an ISO date as dd/mm/yyyy."""
    return lambda row: day_month_year(str(row[name]))


def day_month_year(iso: str) -> str:
    """Write an ISO date as dd/mm/yyyy."""
    return date.fromisoformat(iso).strftime("%d/%m/%Y")


def excel_serial(iso: str) -> int:
    """Give the number by which Excel stores a date: days since 30 December 1899."""
    return (date.fromisoformat(iso) - date(1899, 12, 30)).days


def other_ways(variants: Mapping[str, tuple[str, ...]]) -> Callable[[str], tuple[str, ...]]:
    """Give the lab's other ways of writing a label."""
    return lambda text: variants[text]


def in_thousands(text: str) -> tuple[str, ...]:
    """Write a number with each kind of blank between thousands."""
    whole, comma, decimals = text.partition(",")
    grouped = f"{int(whole):,}"
    return tuple(grouped.replace(",", blank) + comma + decimals for blank in THOUSANDS)


def in_thousands_cp1252(text: str) -> tuple[str, ...]:
    """Write a number with the blanks between thousands that cp1252 knows."""
    whole, comma, decimals = text.partition(",")
    return tuple(f"{int(whole):,}".replace(",", b) + comma + decimals for b in ("\u00a0", " "))


def trailing_blank(text: str) -> tuple[str, ...]:
    """Write a text with blanks behind it."""
    return f"{text} ", f"{text}  "


def careless_id(text: str) -> tuple[str, ...]:
    """Write an identifier such as SSC-012 carelessly."""
    group, number = text.split("-")
    ways = [f"{group.lower()} {int(number)}", f"{text} ", f"{group.lower()}-{number}"]
    if "0" in number:
        ways.insert(1, f"{group}-{number.replace('0', 'O', 1)}")
    return tuple(ways)

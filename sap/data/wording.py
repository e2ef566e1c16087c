"""What a cell means where the dictionary says how it may be written; one text at a time.

Each reader gives the text in the one form that the strict conversion takes, or says why
the text has no meaning, or two. A text already in that form comes back unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache

from sap.spec.source import Format

#: All that is used as a blank between thousands, or around a cell.
BLANKS = " \u00a0\u2009\u202f\u2007"
EXCEL_DAY_0 = date(1899, 12, 30)
EXCEL_DAYS = range(10_000, 80_000)  # the years 1927 to 2119
_DATE_PATTERNS = {
    "yyyy-mm-dd": r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?:[ T]00:00:00)?",
    "dd/mm/yyyy": r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})",
    "mm/dd/yyyy": r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})",
    "dd.mm.yyyy": r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})",
    "dd-mm-yyyy": r"(?P<d>[0-9]{1,2})-(?P<m>[0-9]{1,2})-(?P<y>[0-9]{4})",
}


_WITH_POINT = re.compile(
    r"(?P<sign>[<>]?)\s*(?P<minus>[+-]?)(?P<whole>[0-9]+)\.(?P<rest>[0-9]*)(?P<power>[eE][+-]?[0-9]+)?"
)
_POINT_BEFORE_THREE = re.compile(r"[<>]?\s*[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")


class UnclearError(ValueError):
    """A text without a meaning, or with two; the message says what would be right."""


def folded(text: str) -> str:
    """Give a text without what does not tell labels apart: case, blanks, forms of a letter.

    Parameters
    ----------
    text
        A label.

    Returns
    -------
    str
        For comparison only.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def number_reader(form: Format) -> Callable[[str], str]:
    """Make a reader of numbers written in a dialect.

    Parameters
    ----------
    form
        Says the decimal sign and the sign between thousands.

    Returns
    -------
    Callable
        Text to text with a decimal point and nothing between thousands; a text that is
        no number comes back unchanged. A decimal point among decimal commas is understood
        unless it might separate thousands.
    """
    between = {
        "none": "",
        "space": f"[{BLANKS}]",
        "point": r"\.",
        "apostrophe": "['\u2019]",
    }[form.thousands]
    decimal = {"point": r"\.", "comma": ",", "either": "[.,]"}[form.decimal]
    if form.decimal == "comma" and form.kind == "xlsx":
        decimal = "[.,]"  # a number stored as a number arrives with a point
    grouped = rf"[0-9]{{1,3}}(?:{between}[0-9]{{3}})+|" if between else ""
    pattern = re.compile(
        rf"(?P<sign>[<>]?)\s*(?P<minus>[+-]?)(?P<whole>{grouped}[0-9]+)"
        rf"(?:{decimal}(?P<rest>[0-9]*))?(?P<power>[eE][+-]?[0-9]+)?"
    )

    def read(text: str) -> str:
        found = pattern.fullmatch(text)
        if not found and form.decimal == "comma" and form.thousands != "point":
            if _POINT_BEFORE_THREE.fullmatch(text):
                raise UnclearError(
                    "A point before three digits, where decimal commas are declared: "
                    "does it separate thousands or decimals?"
                )
            found = _WITH_POINT.fullmatch(text)
        if not found:
            return text
        whole = re.sub("[^0-9]", "", found["whole"])
        rest = f".{found['rest']}" if found["rest"] else ""
        return found["sign"] + found["minus"] + whole + rest + (found["power"] or "")

    return read


def date_reader(forms: Sequence[str]) -> Callable[[str], str]:
    """Make a reader of dates.

    Parameters
    ----------
    forms
        Ways in which they may be written; none means yyyy-mm-dd.

    Returns
    -------
    Callable
        Text to yyyy-mm-dd.
    """
    accepted = tuple(dict.fromkeys(["yyyy-mm-dd", *forms]))

    def read(text: str) -> str:
        found = {form: day for form in accepted if (day := _date(text, form))}
        days = dict.fromkeys(found.values())
        if len(days) > 1:
            ways = " or ".join(f"{day} ({form})" for form, day in found.items())
            raise UnclearError(f"The date reads two ways, {ways}; declare one way.")
        if days:
            return next(iter(days)).isoformat()
        other = [form for form in _DATE_PATTERNS if form not in accepted and _date(text, form)]
        hint = f" As {other[0]} it would be one; are the others in that order too?" if other else ""
        raise UnclearError(f"This is no date of the form {' or '.join(accepted)}.{hint}")

    return read


def _date(text: str, form: str) -> date | None:
    if form == "excel":
        days = int(text) if re.fullmatch("[0-9]{5}", text) else 0
        return EXCEL_DAY_0 + timedelta(days) if days in EXCEL_DAYS else None
    found = re.fullmatch(_DATE_PATTERNS[form], text)
    if not found:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def id_reader(templates: Iterable[str]) -> Callable[[str], str]:
    """Make a reader of identifiers written carelessly.

    Parameters
    ----------
    templates
        For example SSC-000: 0 is a digit, ``*`` at the end any rest. Other case, other
        or no separators, missing zeros in front and a letter O for a zero are understood.

    Returns
    -------
    Callable
        Text to the identifier as the template writes it.
    """
    known = tuple(dict.fromkeys(templates))

    def read(text: str) -> str:
        made = dict.fromkeys(found for one in known if (found := _as_template(text, one)))
        if len(made) == 1:
            return next(iter(made))
        if made:
            raise UnclearError(f"The id reads two ways, {' or '.join(made)}.")
        raise UnclearError(f"This is no id of the form {' or '.join(known)}.")

    return read


@cache
def _template(template: str) -> tuple[tuple[str, str], ...]:
    """Take a template apart: digits, separators, letters, rest."""
    kinds = (
        ("digits", "0+"),
        ("letters", "[A-Za-z]+|[1-9]"),
        ("separator", "[-_.]+"),
        ("rest", r"\*"),
    )
    pattern = "|".join(f"(?P<{kind}>{signs})" for kind, signs in kinds)
    return tuple((str(one.lastgroup), one[0]) for one in re.finditer(pattern, template))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    made = ""
    for kind, text in _template(template):
        if kind == "digits":
            made += f"([0-9Oo]{{1,{len(text)}}})"
        elif kind == "separator":
            made += r"[\s_.\-\u2010-\u2013]*"
        elif kind == "rest":
            made += "(.*)"
        else:
            made += re.escape(text)
    return re.compile(made, re.IGNORECASE)


def _as_template(text: str, template: str) -> str | None:
    found = _pattern(template).fullmatch(text)
    if not found:
        return None
    groups = iter(found.groups())
    made = ""
    for kind, piece in _template(template):
        if kind == "digits":
            made += re.sub("[Oo]", "0", next(groups)).zfill(len(piece))
        elif kind == "rest":
            made += next(groups)
        else:
            made += piece
    return made

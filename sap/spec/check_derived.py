"""A derived variable held against what it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from sap.errors import did_you_mean
from sap.spec.check_conditions import check_condition
from sap.spec.derived import Cases, Code, Derived, MinusBlank
from sap.spec.document import Address, Document
from sap.spec.study import Variable

Variables = Mapping[str, Variable | None]


def derivable(names: Iterable[str], variables: Variables) -> tuple[str, ...]:
    """List variables and all that can be derived from them.

    Parameters
    ----------
    names
        The variables at hand.
    variables
        All variables of the study.

    Returns
    -------
    tuple of str
        Those at hand, then those derived, each after what it is made of.
    """
    have = dict.fromkeys(names)
    waiting = {
        name: variable.derived
        for name, variable in variables.items()
        if variable is not None and variable.derived is not None and name not in have
    }
    found = True
    while found:
        found = False
        for name, derived in list(waiting.items()):
            if all(one in have for one in derived.inputs):
                have[name] = None
                del waiting[name]
                found = True
    return tuple(have)


def check_derived(
    name: str, derived: Derived, variables: Variables, document: Document, address: Address
) -> None:
    """Report what can't be derived as declared.

    Parameters
    ----------
    name
        The derived variable.
    derived
        How it is derived; what could not be read is None in it.
    variables
        All variables of the study.
    document
        The study file, which takes the problems.
    address
        Of the derivation.
    """
    written = [key for key in document.get(address) or {} if key != "beyond"]
    if len(written) != 1:
        message = "One operation is needed: log, ratio, per, cut, merge, code, cases, ..."
        document.report(address, message if not written else f"{message} Found {len(written)}.")
        return
    here = (*address, written[0])
    for message in (
        *_types(name, derived, variables),
        *_levels(derived, variables[name], variables),
        *_shapes(derived),
        *_limits(derived, variables[name], variables),
    ):
        document.report(here, message)
    for one in derived.conditions:
        check_condition(one, variables, variables, "the study file", _Offset(document, here).report)


class _Offset:
    """Reports a problem of a condition at the operation it stands in."""

    def __init__(self, document: Document, address: Address) -> None:
        self.document = document
        self.address = address

    def report(self, message: str, start: int) -> None:
        self.document.report(self.address, message)


def _types(name: str, derived: Derived, variables: Variables) -> Iterator[str]:
    variable = variables[name]
    if variable is not None and variable.type is not None and variable.type != derived.makes:
        operation = "".join(derived.operations)
        yield f"'{operation}' makes a {derived.makes}; '{name}' has the type {variable.type}."
    for names, needed in (
        (derived.numbers, "number"),
        (derived.dates, "date"),
        (derived.factors, "factor"),
        (derived.groups, None),
    ):
        for one in names:
            found = variables.get(one)
            if one == name:
                yield f"'{name}' can't be made of itself."
            elif one not in variables:
                yield f"There is no variable '{one}'. {did_you_mean(one, variables)}"
            elif needed and found is not None and found.type not in (needed, None):
                yield f"'{one}' has the type {found.type}; needed is a {needed}."


def _levels(derived: Derived, variable: Variable | None, variables: Variables) -> Iterator[str]:
    declared = (variable.levels if variable is not None else None) or {}
    made: list[str] = []
    if derived.cut is not None and derived.cut.at:
        wanted = len(derived.cut.at) + 1
        if declared and len(declared) != wanted:
            points = "1 cut point makes" if wanted == 2 else f"{wanted - 1} cut points make"
            yield f"{points} {wanted} levels; {len(declared)} are declared."
        return
    if derived.windows is not None:
        made = list(derived.windows.levels or ())
    elif derived.merge is not None:
        made = list(derived.merge.into or ())
        yield from _merged(derived, variables)
    elif derived.code is not None:
        yield from _coded(derived.code, variables)
    elif derived.cases is not None:
        made = [case.level for case in derived.cases.first or () if case and case.level]
        made += [derived.cases.otherwise] if derived.cases.otherwise else []
        yield from _cases(derived.cases)
    for level in dict.fromkeys(made):
        if declared and level not in declared:
            yield f"'{level}' is no declared level. {did_you_mean(level, declared)}"


def _cases(cases: Cases) -> Iterator[str]:
    """Find cases that give nothing, or a level and why there is none."""
    for case in cases.first or ():
        if case is not None and (case.level is None) == (case.missing is None):
            found = "both" if case.level is not None else "neither"
            yield f"A case has either a level or, as 'missing', why there is none; found {found}."


def _merged(derived: Derived, variables: Variables) -> Iterator[str]:
    """Find levels of the merged factor that go nowhere, or to two new levels."""
    merge = derived.merge
    source = variables.get(merge.of) if merge is not None and merge.of else None
    if merge is None or source is None or not source.levels:
        return
    counts = Counter(code for codes in (merge.into or {}).values() for code in codes or ())
    for code, number in counts.items():
        if code is not None and code not in source.levels:
            yield f"'{code}' is no level of '{merge.of}'. {did_you_mean(code, source.levels)}"
        elif number > 1:
            yield f"The level '{code}' of '{merge.of}' goes to more than one new level."
    for code in source.levels:
        if code not in counts:
            yield f"The level '{code}' of '{merge.of}' goes to no new level."


def _coded(code: Code, variables: Variables) -> Iterator[str]:
    """Find levels of the coded factor without a number, and numbers of no level."""
    source = variables.get(code.of or "")
    numbers = code.as_ or {}
    if source is None or not source.levels:
        return
    for level in numbers:
        if level not in source.levels:
            yield f"'{level}' is no level of '{code.of}'. {did_you_mean(level, source.levels)}"
    for level in source.levels:
        if level not in numbers:
            yield f"The level '{level}' of '{code.of}' has no number."
    if len(numbers) > 1 and None not in numbers.values() and len(set(numbers.values())) == 1:
        yield "All levels have the same number."


def _shapes(derived: Derived) -> Iterator[str]:
    if derived.ratio is not None and len(derived.ratio) != 2:
        yield f"A ratio is of two numbers, [numerator, denominator]; found {len(derived.ratio)}."
    if derived.per is not None and derived.per.step is not None and derived.per.step <= 0:
        yield "The step must be above zero."
    if derived.cut is not None and None not in (derived.cut.at or (None,)):
        points = derived.cut.at
        if any(a >= b for a, b in pairwise(points)):
            yield "The cut points must rise."
    if derived.windows is not None:
        spans = sorted(one for one in (derived.windows.levels or {}).values() if one is not None)
        if any(a[1] >= b[0] for a, b in pairwise(spans)):
            yield "Windows must not overlap: a day would belong to two."


def _limits(derived: Derived, variable: Variable | None, variables: Variables) -> Iterator[str]:
    found = [variables.get(one) for one in derived.numbers]
    limited = any(one is not None and one.limits is not None for one in found)
    if limited and derived.beyond is None:
        yield (
            "It is made of a number with limits of quantification: say what a value beyond "
            "them becomes, beyond: limit or beyond: missing."
        )
    elif derived.beyond is not None and not limited and None not in found:
        yield "'beyond' has no meaning: nothing it is made of has limits of quantification."
    if derived.minus_blank is not None:
        yield from _blanks(derived.minus_blank, variables)
    elif variable is not None and variable.limits is not None:
        yield "Only what minus_blank makes can have limits of quantification of its own."


def _blanks(rule: MinusBlank, variables: Variables) -> Iterator[str]:
    """Find blanks whose limits have no rule, and parts of a rule without a meaning."""
    measured = variables.get(rule.blanks or "")
    limited = measured is not None and measured.limits is not None
    if limited and rule.blank_below is None:
        yield (
            f"'{rule.blanks}' has limits of quantification: say what a blank below the lower one "
            "counts as, blank_below: zero, limit or missing."
        )
    elif rule.blank_below is not None and measured is not None and not limited:
        yield f"'blank_below' has no meaning: '{rule.blanks}' has no limits of quantification."
    if rule.less is not None and rule.less == rule.of:
        yield "'less' is for another number; leave it out."
    if rule.over and rule.largest_share is None:
        yield "'over' says where a share is judged; largest_share is missing."
    if rule.largest_share is not None and rule.less is not None:
        yield "A share is judged where the blanks of `of` itself are subtracted; 'less' is another."

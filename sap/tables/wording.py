"""The words of a table: what comes from the plan, and what the package itself calls things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Protocol

from sap.language import inside_a_sentence, noted, say

DDF_NAMES: Mapping[str, str] = {
    "kenward-roger": noted("Kenward-Roger, expected information"),
    "kenward-roger-sas": noted("Kenward-Roger, observed information, components at zero left out"),
    "satterthwaite": noted("Satterthwaite"),
    "between-within": noted("between-within"),
    "residual": noted("residual"),
    "asymptotic": noted("asymptotic (normal approximation)"),
}
METHOD_NAMES: Mapping[str, str] = {
    "REML": noted("restricted maximum likelihood (REML)"),
    "ML": noted("maximum likelihood (ML)"),
}
RULE_NAMES: Mapping[str, str] = {
    "lloq/2": noted("analysed as LLOQ/2"),
    "lloq/sqrt2": noted("analysed as LLOQ/√2"),
    "lloq": noted("analysed as the LLOQ"),
    "uloq": noted("analysed as the ULOQ"),
    "drop": noted("left out"),
}
#: What engines call the variance that no random term has.
RESIDUAL = noted("Residual")
LOGARITHMS = ("log", "log2", "log10")
SCALE_NAMES: Mapping[str, str] = {
    "identity": noted("original scale"),
    "log": noted("log scale"),
    "log2": noted("log2 scale"),
    "log10": noted("log10 scale"),
    "sqrt": noted("square-root scale"),
    "logit": noted("logit scale"),
}
BACK_TRANSFORMATIONS: Mapping[str, str] = {
    "log": noted("exponentials of estimates on the natural log scale"),
    "log2": noted("powers of 2 of estimates on the log2 scale"),
    "log10": noted("powers of 10 of estimates on the log10 scale"),
    "sqrt": noted("squares of estimates on the square-root scale"),
    "logit": noted("inverse logits of estimates on the logit scale"),
}


def rule_in_words(rule: str) -> str:
    """Say what a rule does with results beyond a limit of quantification.

    Parameters
    ----------
    rule
        Its name in specs.

    Returns
    -------
    str
        Words that follow a comma or a colon.
    """
    if rule in RULE_NAMES:
        return say(RULE_NAMES[rule])
    return say("handled by the rule {rule}", rule=rule)


def back_transformation(transformation: str, *, of_ratios: bool) -> str:
    """Say how means, and ratios of them, come back from the scale of a model.

    Parameters
    ----------
    transformation
        One of `BACK_TRANSFORMATIONS`.
    of_ratios
        Whether effects are ratios, which come back too.

    Returns
    -------
    str
        A sentence.
    """
    how = say(BACK_TRANSFORMATIONS[transformation])
    if of_ratios:
        return say("Back-transformation: means and ratios are {how}.", how=how)
    return say("Back-transformation: means are {how}.", how=how)


def explained(abbreviations: Mapping[str, bool]) -> str:
    """Explain abbreviations in one sentence.

    Parameters
    ----------
    abbreviations
        Each with its meaning, in the language that is spoken, and whether it is used.

    Returns
    -------
    str
        Those used, in the order of the alphabet; signs come last.
    """
    used = [text for text, is_used in abbreviations.items() if is_used]
    in_order = sorted(used, key=lambda text: (not text[:1].isalpha(), text.casefold()))
    return f"{say('; ').join(in_order)}."


def titled(name: str, what: str) -> str:
    """Put a name before what it names, ``Donor: treatment``."""
    return say("{name}: {what}", name=name, what=what)


AND = noted("{one} and {other}")
OR = noted("{one} or {other}")


def joined(names: Iterable[str], by: str = AND) -> str:
    """Join names, ``Vehicle and Ruxolitinib``; empty for none.

    Parameters
    ----------
    names
        In the language that is spoken.
    by
        `AND` or `OR`.

    Returns
    -------
    str
    """
    text = ""
    for name in names:
        text = say(by, one=text, other=name) if text else name
    return text


class Nouns(Protocol):
    """What is counted, in the singular: the unit of the analysis set and a row of data."""

    @property
    def unit_noun(self) -> str:
        """A unit."""

    @property
    def row_noun(self) -> str:
        """A row."""


@dataclass(frozen=True)
class ShownFamily:
    """A family of hypotheses: its name, its label, and whether it claims nothing."""

    name: str
    label: str
    exploratory: bool = False


@dataclass(frozen=True)
class Wording:
    """What a table takes from the plan: words and names, no results.

    Parameters
    ----------
    number, title, population
        The title block: number as text, title, and the label of the analysis set.
    protocol, notice
        The page header, and a word that nobody may overlook (or empty).
    endpoint
        The id of the endpoint.
    analyses
        The confirmatory analysis and then the sensitivity analyses: id and title.
    arms
        Levels of the compared factor and their labels, the reference first.
    response
        The label of the response with its unit.
    unit_noun, row_noun
        What is counted, in the singular: the unit of the analysis set and a row of data.
    footnotes
        Further notes on the whole table.
    labels
        Labels of other variables by their name.
    levels
        Labels of the levels of factors by the name of the factor and the code.
    family
        The family that tests the endpoint, or None.
    sampled
        Names of factors that cross the units and are samples of a population too.
    """

    number: str
    title: str
    population: str
    protocol: str
    notice: str
    endpoint: str
    analyses: tuple[tuple[str, str], ...]
    arms: tuple[tuple[str, str], ...]
    response: str
    unit_noun: str
    row_noun: str
    footnotes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    family: ShownFamily | None = None
    sampled: tuple[str, ...] = ()

    def grouping(self, name: str) -> str:
        """Name a grouping factor in words, ``donor:treatment`` as ``Donor × Treatment``."""
        if name == RESIDUAL:
            return say(RESIDUAL)
        parts = [self.labels.get(part, part) for part in name.split(":")]
        return " × ".join(parts[:1] + [inside_a_sentence(part) for part in parts[1:]])

    def levels_in_words(self, factors: str, codes: str) -> str:
        """Name a combination of levels in words.

        Parameters
        ----------
        factors
            Names of factors, joined by ``:``.
        codes
            A level of each, joined by a comma and a blank.

        Returns
        -------
        str
            Their labels, joined likewise; the codes where there are none.
        """
        known = [self.levels.get(name, {}).items() for name in factors.split(":")]
        for combination in product(*known):
            if ", ".join(code for code, _ in combination) == codes:
                return ", ".join(label for _, label in combination)
        return codes

    def contrast(self, label: str) -> str:
        """Name a contrast of two arms in words, ``RUX / DMSO`` as ``Ruxolitinib / Vehicle``."""
        for (one, first), (other, second) in permutations(self.arms, 2):
            for sign in (" / ", " - "):
                if label in {sign.join(pair) for pair in product(_forms(one), _forms(other))}:
                    return f"{first}{sign}{second}"
        return label


@dataclass(frozen=True)
class DisplayedData:
    """What a display about data takes from the plan for one endpoint.

    Parameters
    ----------
    endpoint, analysis
        Ids of the endpoint and of its main analysis.
    title, response
        The endpoint's title, and the label of the response with its unit.
    arms
        Levels of the compared factor and their labels, the reference first.
    units
        The source that has one row a unit.
    population
        The label of the analysis set.
    label
        The endpoint's short name; empty where it has none.
    unit_noun, row_noun
        What a row of `units` is, and a row of data, in the singular; empty where they are those of
        the display.
    """

    endpoint: str
    analysis: str
    title: str
    response: str
    arms: tuple[tuple[str, str], ...]
    units: str = ""
    population: str = ""
    label: str = ""
    unit_noun: str = ""
    row_noun: str = ""


@dataclass(frozen=True, kw_only=True)
class TitleBlock:
    """The words around a display, whatever it shows.

    Parameters
    ----------
    number, title, population, protocol, notice
        As in `Wording`.
    footnotes
        Further notes on the whole display.
    """

    number: str
    title: str
    population: str
    protocol: str
    notice: str
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DisplayWording(TitleBlock):
    """What a display about data takes from the plan: words and names, no results.

    Parameters
    ----------
    unit_label, unit_noun, row_noun
        The unit of the analysis set as a label and as a noun, and what a row is.
    shown
        The endpoints, in order.
    """

    unit_label: str
    unit_noun: str
    row_noun: str
    shown: tuple[DisplayedData, ...]


@dataclass(frozen=True)
class SubgroupFactor:
    """A variable by which an effect may differ, and whose model says whether it does.

    Parameters
    ----------
    endpoint, analysis
        Ids of the endpoint of this variable and of its main analysis.
    variable, label
        Its name in the data and in words.
    levels
        Code and label of its levels, the reference first; none for a covariate.
    at
        Values of a covariate at which effects are shown.
    per
        The step of a covariate for which effects are compared.
    unit
        The unit of a covariate, or empty.
    """

    endpoint: str
    analysis: str
    variable: str
    label: str
    levels: tuple[tuple[str, str], ...] = ()
    at: tuple[float, ...] = ()
    per: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class SubgroupWording:
    """What a table of effects by subgroups takes from the plan: words and names, no results.

    Parameters
    ----------
    number, title, population, protocol, notice
        As in `Wording`.
    arms
        Levels of the compared factor and their labels, the reference first.
    unit_noun, row_noun
        As in `Wording`.
    factors
        The subgroup variables, in order.
    whole
        Ids of the endpoint and the analysis that has the effect in all units, from a model
        without any of the factors; or None.
    response
        The label of the response with its unit, or empty.
    footnotes
        Further notes on the whole table, such as whether the subgroups were prespecified.
    """

    number: str
    title: str
    population: str
    protocol: str
    notice: str
    arms: tuple[tuple[str, str], ...]
    unit_noun: str
    row_noun: str
    factors: tuple[SubgroupFactor, ...]
    whole: tuple[str, str] | None = None
    response: str = ""
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """Where a table comes from, for its last lines.

    Parameters
    ----------
    source_data
        Names of the data files.
    program
        The command that makes it.
    output
        Where it is written, without the ending of the file.
    generated
        UTC, ISO 8601.
    software
        Names and versions.
    spec_hash
        Hash of the plan.
    """

    source_data: tuple[str, ...]
    program: str
    output: str
    generated: str
    software: str
    spec_hash: str

    def lines(self) -> tuple[str, ...]:
        """Write the lines below the footnotes.

        Returns
        -------
        tuple of str
            One line each for data, program and output, time, software and hash.
        """
        return (
            say("Source data: {files}", files=", ".join(self.source_data)),
            say("Program: {program}", program=self.program),
            say("Output: {output}", output=self.output),
            say("Generated: {time}", time=self.generated),
            say("Software: {software}", software=self.software),
            say("Spec, as planned: {hash}", hash=self.spec_hash),
        )


def _forms(code: str) -> tuple[str, str]:
    """Write a level as labels of contrasts may: in brackets where it looks like a sum."""
    return code, f"({code})"

"""From the text of a formula to a `MixedFormula`."""

from __future__ import annotations

from typing import cast

from sap.errors import FormulaError, did_you_mean
from sap.formula.expand import FixedEffects, expand_random, split_sum
from sap.formula.factors import quoted
from sap.formula.syntax import Node, Parser
from sap.formula.terms import MixedFormula, RandomTerm, Response, Transformation
from sap.formula.tokens import MAX_CHARACTERS, RESPONSE_FUNCTIONS, Token


def parse_formula(text: str) -> MixedFormula:
    """Read a mixed-model formula in R's notation; nothing in it is run as code.

    Parameters
    ----------
    text
        For example ``log(concentration) ~ treatment + (1 | donor)``.

    Returns
    -------
    MixedFormula
        Response, fixed effects as R expands them, random terms as lme4 does.

    Raises
    ------
    FormulaError
        Pointing at what is outside the grammar, or has no meaning in a mixed model.
    """
    parser = Parser(text)
    response, left = _response(parser)
    right = parser.sum()
    if parser.at("|", "||"):
        parser.refuse("A random term stands in brackets: (1 | donor).", parser.next)
    if parser.at("~"):
        parser.refuse("A formula has one '~'.", parser.next)
    if parser.next.kind != "end":
        parser.refuse(f"'{parser.next.text}' does not belong here.", parser.next)
    signed, bars = split_sum(text, right)
    fixed = FixedEffects(text).expand(signed)
    if not bars:
        raise FormulaError(
            "The formula has no random term; a mixed model needs one, for example (1 | donor).",
            text,
            right.start,
            right.end,
        )
    if not fixed.intercept and not fixed.terms:
        raise FormulaError("No fixed effect is left.", text, right.start, right.end)
    _refuse_response_on_the_right(parser, left, response.variable)
    random = tuple(term for bar in bars for term in _expanded_once(text, bar, bars))
    formula = MixedFormula(text, response, fixed, random)
    if len(str(formula)) > MAX_CHARACTERS:
        message = f"Written out, the formula has more than {MAX_CHARACTERS} characters."
        raise FormulaError(message, text, right.start, right.end)
    return formula


def parse_random_term(text: str) -> RandomTerm:
    """Read one random term.

    Parameters
    ----------
    text
        For example ``(1 | donor:treatment)``.

    Returns
    -------
    RandomTerm
        The term.

    Raises
    ------
    FormulaError
        When the text is outside the grammar, or is not one random term.
    """
    parser = Parser(text)
    node = parser.sum()
    if parser.next.kind != "end":
        parser.refuse(f"'{parser.next.text}' does not belong here.", parser.next)
    signed, bars = split_sum(text, node)
    terms = [term for bar in bars for term in expand_random(text, bar)]
    if len(bars) != 1 or signed:
        message = "One random term in brackets is needed, for example (1 | donor)."
        raise FormulaError(message, text, node.start, node.end)
    if len(terms) > 1:
        every = " and ".join(str(term) for term in terms)
        message = f"This stands for several random terms; write each by itself: {every}."
        raise FormulaError(message, text, node.start, node.end)
    return terms[0]


def _response(parser: Parser) -> tuple[Response, Token]:
    name = parser.take()
    if name.kind != "name":
        parser.refuse("A formula starts with the response: response ~ terms.", name)
    transformation = "identity"
    if parser.at("(") and parser.text[name.start] != "`":
        if name.text not in RESPONSE_FUNCTIONS:
            guess = did_you_mean(name.text, RESPONSE_FUNCTIONS)
            known = ", ".join(RESPONSE_FUNCTIONS)
            guess = f" {guess}" if guess.startswith("Did") else ""
            parser.refuse(
                f"'{name.text}' is no transformation of a response.{guess} "
                f"A response is a variable or {known} of one.",
                name,
            )
        transformation = name.text
        parser.take()
        name = parser.take()
        if name.kind != "name" or parser.at("("):
            parser.refuse("A response is transformed as log(variable).", name)
        parser.expect(")", f"to close {transformation}(")
    parser.expect("~", "after the response")
    return Response(name.text, cast(Transformation, transformation)), name


def _refuse_response_on_the_right(parser: Parser, left: Token, response: str) -> None:
    for token in parser.tokens:
        if token.kind == "name" and token.text == response and token.start > left.start:
            before = parser.tokens[parser.tokens.index(token) + 1].text
            if before != "(" or parser.text[token.start] == "`":
                parser.refuse(f"The response {quoted(response)} can't explain itself.", token)


def _expanded_once(text: str, bar: Node, bars: list[Node]) -> list[RandomTerm]:
    """Expand one random term, refusing an effect that an earlier one has for the same groups."""
    earlier = [term for b in bars[: bars.index(bar)] for term in expand_random(text, b)]
    terms = expand_random(text, bar)
    for place, term in enumerate(terms):
        for other in earlier + terms[:place]:
            if set(other.group) != set(term.group):
                continue
            twice = [t.label for t in term.lhs.terms if t in other.lhs.terms]
            if term.lhs.intercept and other.lhs.intercept:
                twice.insert(0, "1")
            if twice:
                raise FormulaError(
                    f"The random effect '{twice[0]}' by {term.label} stands twice "
                    f"(also in {other}).",
                    text,
                    bar.start,
                    bar.end,
                )
    return terms

"""Formulas are read as R and lme4 read them, and nothing else is read at all."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import pytest
from hypothesis import example, given, settings

from sap.errors import FormulaError, SpecError
from sap.formula import Call, Identity, RandomTerm, Variable, parse_formula, parse_random_term
from tests.formula.strategies import FORMULAS, NOISE

TABLE = Path(__file__).parent / "terms_from_r.csv"
FROM_R = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def error_of(text: str) -> FormulaError | None:
    try:
        parse_formula(text)
    except FormulaError as error:
        return error
    return None


def random_in_words(term: RandomTerm) -> str:
    labels = [str(int(term.lhs.intercept)), *(effect.label for effect in term.lhs.terms)]
    return f"{' + '.join(labels)} | {term.label}"


@pytest.mark.parametrize("row", FROM_R, ids=[row["formula"] for row in FROM_R])
def test_terms_labels_and_order_are_those_of_r(row):
    formula = parse_formula(row["formula"])
    assert formula.fixed.intercept == (row["intercept"] == "1")
    assert " + ".join(term.label for term in formula.fixed.terms) == row["terms"]
    assert "; ".join(random_in_words(term) for term in formula.random) == row["random"]


@pytest.mark.parametrize("row", FROM_R, ids=[row["formula"] for row in FROM_R])
def test_canonical_text_of_an_r_formula_reads_back(row):
    formula = parse_formula(row["formula"])
    again = parse_formula(str(formula))
    assert again == formula
    assert str(again) == str(formula)


def test_the_table_from_r_is_all_there():
    assert len(FROM_R) > 70


def test_reference_models_are_all_read(any_reference_case):
    formula = parse_formula(any_reference_case.formula)
    assert parse_formula(str(formula)) == formula


@settings(max_examples=400, deadline=None)
@given(FORMULAS)
@example("y ~ b*a - b + c + (1 | g)")
@example("y ~ c:d + d + c + (1 + b:a + a | g/h)")
def test_canonical_text_reads_back_as_the_same_formula(text):
    try:
        formula = parse_formula(text)
    except FormulaError:
        return  # a random term twice, or a power of a single term
    assert parse_formula(str(formula)) == formula


@settings(max_examples=1000, deadline=None)
@given(NOISE)
@example("y ~ " + "(" * 500 + "a")
@example("y ~ I(" + "-" * 5000 + "a) + (1 | g)")
@example("y ~ I(" + "+".join("a" * 2000) + ") + (1 | g)")
@example("y ~ " + "+".join("a" * 1500) + " + (1 | g)")
@example("y ~ (a+b+c+d+e+f+g+h+i+j+k+l)^10 + (1 | z)")
@example("y ~ I(x^1e999) + (1 | g)")
@example("\0")
def test_any_text_is_a_formula_or_a_formula_error(text):
    error = error_of(text)
    if error is not None:
        assert 0 <= error.start < error.end
        assert error.start <= len(text)
        assert error.message


@settings(max_examples=200, deadline=None)
@given(FORMULAS, NOISE)
def test_a_damaged_formula_is_a_formula_or_a_formula_error(text, noise):
    cut = len(noise) * 7 % (len(text) + 1)
    error = error_of(text[:cut] + noise + text[cut:])
    assert error is None or error.message


def test_variables_response_first_each_once():
    formula = parse_formula("log(y) ~ treatment * I(age / 10) + (1 + dose | donor/plate)")
    assert formula.variables == ("y", "treatment", "age", "dose", "plate", "donor")
    assert formula.grouping == ("plate", "donor")
    assert formula.response.transformation == "log"
    assert formula.response.variable == "y"


@pytest.mark.parametrize(
    ("text", "transformation"),
    [
        ("y", "identity"),
        ("log(y)", "log"),
        ("log2(y)", "log2"),
        ("log10(y)", "log10"),
        ("sqrt(y)", "sqrt"),
        ("logit(y)", "logit"),
    ],
)
def test_response_and_its_transformation(text, transformation):
    response = parse_formula(f"{text} ~ 1 + (1 | g)").response
    assert (response.variable, response.transformation, response.label) == (
        "y",
        transformation,
        text,
    )


def test_two_texts_of_one_model_are_one_formula():
    short = parse_formula("y ~ a * b + (x || g/h)")
    long = parse_formula("y ~ a + b + a:b + (1 | h:g) + (1 | g) + (0 + x | h:g) + (0 + x | g)")
    assert short == long
    assert hash(short) == hash(long)
    assert short.text != long.text


def test_factors_know_what_they_are():
    formula = parse_formula("y ~ a + log(b) + I(2 * c^2) + poly(d, 3, raw = TRUE) + (1 | g)")
    plain, log, square, powers = [term.factors[0] for term in formula.fixed.terms]
    assert plain == Variable("a")
    assert log == Call("log", "b")
    assert isinstance(square, Identity)
    assert square.variables == ("c",)
    assert square.evaluate({"c": 3.0}) == 18.0
    assert isinstance(powers, Call)
    assert (powers.degree, powers.raw, powers.variables) == (3, True, ("d",))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2^3^2", 512),
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("2^-1", 0.5),
        ("8/2/2", 2),
        ("2-3-4", -5),
        ("2+3*4", 14),
        ("-2*-3", 6),
        ("(2+3)*4", 20),
        ("1e2/.5", 200),
    ],
)
def test_arithmetic_binds_as_in_r(text, value):
    factor = parse_formula(f"y ~ I({text} + 0 * x) + (1 | g)").fixed.terms[0].factors[0]
    assert isinstance(factor, Identity)
    assert factor.evaluate({"x": 1.0}) == value


REFUSED = [
    ("y ~ a", "no random term", "a"),
    ("y ~ 0 + (1 | g)", "No fixed effect", "0 + (1 | g)"),
    ("y ~ a + (0 | g)", "No effect is left", "0"),
    ("y ~ a + 1 | g", "stands in brackets", "|"),
    ("y ~ a + (1 | g) + (1 | g)", "stands twice", "(1 | g)"),
    ("y ~ a + (1 | g:h) + (1 | h:g)", "stands twice", "(1 | h:g)"),
    ("y ~ a + (x | g) + (1 | g)", "stands twice", "(1 | g)"),
    ("y ~ a + (1 | g:g)", "'g' stands twice", "g:g"),
    ("y ~ a + (1 | g/g)", "'g' stands twice", "g/g"),
    ("y ~ a + (1 | g + h)", "Groups are the name", "g + h"),
    ("y ~ a + (1 | log(g))", "Groups are the name", "log(g)"),
    ("y ~ a + (1 | g | h)", "one bar", "|"),
    ("y ~ a - (1 | g)", "can't be taken away", "(1 | g)"),
    ("y ~ a * (1 | g)", "stands on its own", "(1 | g)"),
    ("y ~ a + ((1 | g) | h)", "inside another", "(1 | g)"),
    ("y ~ y + (1 | g)", "can't explain itself", "y"),
    ("log(y) ~ a + (1 | y)", "can't explain itself", "y"),
    ("y ~ a - b + (1 | g)", "no term 'b'", "b"),
    ("y ~ a^2 + (1 | g)", "write I(a^2)", "a^2"),
    ("y ~ (a + b)^0.5 + (1 | g)", "whole number", "0.5"),
    ("y ~ (a + b)^11 + (1 | g)", "whole number", "11"),
    ("y ~ a + 2 + (1 | g)", "only 1 (intercept) and 0", "2"),
    ("y ~ a * 1 + (1 | g)", "terms of their own", "1"),
    ("y ~ offset(a) + (1 | g)", "'offset' is no function", "offset"),
    ("y ~ logg(a) + (1 | g)", "Did you mean 'log'?", "logg"),
    ("y ~ log1p(a) + (1 | g)", "'log1p' is no function", "log1p"),
    ("y ~ scale(a) + (1 | g)", "'scale' is no function", "scale"),
    ("y ~ logit(a) + (1 | g)", "for the response only", "logit"),
    ("y ~ log(a + 1) + (1 | g)", "arithmetic goes into I()", "+"),
    ("y ~ log(a, 2) + (1 | g)", "one variable and nothing else", ","),
    ("y ~ log(sqrt(a)) + (1 | g)", "not a call", "sqrt"),
    ("y ~ poly(a) + (1 | g)", "one degree", "poly"),
    ("y ~ poly(a, 2, 3) + (1 | g)", "one degree", "poly"),
    ("y ~ poly(a, 1.5) + (1 | g)", "whole number", "1.5"),
    ("y ~ poly(a, 2, coefs = b) + (1 | g)", "poly(x, 2)", "b"),
    ("y ~ I(log(a)) + (1 | g)", "no function", "log"),
    ("y ~ I(2) + (1 | g)", "no variable", "I"),
    ("y ~ I(a +) + (1 | g)", "Expected a name or a number", ")"),
    ("y ~ a %in% b + (1 | g)", "'%' has no meaning", "%"),
    ("y ~ a[1] + (1 | g)", "'[' has no meaning", "["),
    ("y ~ d$a + (1 | g)", "'$' has no meaning", "$"),
    ("y ~ 'a' + (1 | g)", "nothing in it is run as code", "'"),
    ("y ~ . + (1 | g)", "name every variable", "."),
    ("y ~ 2x + (1 | g)", "'2x' is neither", "2x"),
    ("y ~ TRUE + (1 | g)", "a constant", "TRUE"),
    ("y ~ if + (1 | g)", "a word of R", "if"),
    ("y ~ a b + (1 | g)", "does not belong here", "b"),
    ("y ~ a ~ b + (1 | g)", "one '~'", "~"),
    ("exp(y) ~ a + (1 | g)", "no transformation of a response", "exp"),
    ("lgo(y) ~ a + (1 | g)", "Did you mean 'log'?", "lgo"),
    ("log(y + 1) ~ a + (1 | g)", "to close log(", "+"),
    ("I(y) ~ a + (1 | g)", "no transformation of a response", "I"),
    ("~ a + (1 | g)", "starts with the response", "~"),
    ("y + a + (1 | g)", "'~' after the response", "+"),
    ("y ~ a + (1 | g", "to close the bracket at character 9", ""),
    ("y ~ `a + (1 | g)", "ends with a backquote", "`"),
    ("y ~ a +", "The formula ends where", ""),
    ("__import__('os').system('x') ~ y", "nothing in a formula is run as code", "_"),
    ("y ~ a.__class__() + (1 | g)", "no function of a formula", "a.__class__"),
    ("y ~ (lambda: 0)() + (1 | g)", "does not belong here", "("),
    ("", "starts with the response", ""),
]


@pytest.mark.parametrize(("text", "says", "at"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_says_what_and_where(text, says, at):
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    error = caught.value
    assert says in error.message
    if at:
        assert text[error.start : error.end] == at
    else:
        assert error.start == len(text)


def test_an_error_is_a_spec_error_and_shows_the_place():
    with pytest.raises(SpecError, match=r"(?s)no term 'b'.*y ~ a - b \+ \(1 \| g\)\n +\^$"):
        parse_formula("y ~ a - b + (1 | g)")


def test_an_error_survives_a_process():
    with pytest.raises(FormulaError) as caught:
        parse_formula("y ~ a")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.message, again.start, again.end) == (caught.value.message, 4, 5)


def test_too_long_is_refused_at_once():
    with pytest.raises(FormulaError, match="at most 5000"):
        parse_formula("y ~ " + " + ".join(f"x{i}" for i in range(2000)) + " + (1 | g)")


def test_a_formula_that_explodes_is_refused():
    with pytest.raises(FormulaError, match="more than 500 terms"):
        parse_formula("y ~ (" + " + ".join("abcdefhijkl") + ")^6 + (1 | g)")


def test_a_formula_that_is_short_only_as_written_is_refused():
    names = " + ".join(f"a_rather_long_name_{letter}" for letter in "abcdefgh")
    with pytest.raises(FormulaError, match="Written out"):
        parse_formula(f"y ~ ({names})^4 + (1 | g)")


class TestOneRandomTerm:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("(1 | a)", "(1 | a)"),
            ("(1|a:b)", "(1 | a:b)"),
            ("(0 + x | a)", "(0 + x | a)"),
            ("(x | a)", "(1 + x | a)"),
        ],
    )
    def test_is_read_as_in_a_formula(self, text, shown):
        term = parse_random_term(text)
        assert str(term) == shown
        assert parse_formula(f"y ~ z + {text}").random == (term,)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("x", "One random term in brackets is needed"),
            ("1 + (1 | a)", "One random term in brackets is needed"),
            ("(1 | a) + (1 | b)", "One random term in brackets is needed"),
            ("(1 | a/b)", "write each by itself: (1 | b:a) and (1 | a)"),
            ("(x || a)", "write each by itself: (1 | a) and (0 + x | a)"),
            ("(1 | a) y", "'y' does not belong here"),
            ("(1 | a", ""),
        ],
    )
    def test_anything_else_is_refused(self, text, says):
        with pytest.raises(FormulaError) as caught:
            parse_random_term(text)
        assert says in caught.value.message

    def test_is_the_same_term_in_whatever_order_it_is_written(self):
        assert parse_random_term("(1 | a:b)").key == parse_random_term("(1 | b:a)").key
        assert parse_random_term("(x + z | a)").key == parse_random_term("(z + x | a)").key
        assert parse_random_term("(1 | a)").key != parse_random_term("(0 + x | a)").key

    def test_is_left_out_of_a_formula(self):
        formula = parse_formula("y ~ x + (1 | a) + (0 + x | a) + (1 | b)")
        assert str(formula.without("(0 + x | a)")) == "y ~ x + (1 | a) + (1 | b)"
        assert formula.without("(1 | c)") == formula

"""The grammar of a formula: tokens to a tree of nodes that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from sap.errors import FormulaError, did_you_mean
from sap.formula.factors import (
    RESERVED,
    Call,
    Expression,
    Factor,
    Identity,
    Number,
    Operation,
    Variable,
)
from sap.formula.tokens import FUNCTIONS, GRAMMAR, Token, tokenize

MAX_DEPTH = 30
MAX_OPERATIONS = 100
MAX_DEGREE = 20


@dataclass(frozen=True)
class Node:
    """A piece of a formula's right-hand side.

    Parameters
    ----------
    kind
        ``sum`` (signs + -), ``product`` (signs * /), ``interaction``, ``power``,
        ``number``, ``factor`` or ``bar`` (effects, then groups).
    start, end
        0-based half-open range in the formula.
    children
        The pieces it joins.
    signs
        One sign a child: of a sum ``+`` or ``-``, of a product the operator before
        the child, of a bar ``|`` or ``||``.
    factor
        What a ``factor`` node is.
    number
        The value of a ``number``, the exponent of a ``power``.
    bracketed
        Whether it stands in brackets of its own.
    """

    kind: str
    start: int
    end: int
    children: tuple[Node, ...] = ()
    signs: tuple[str, ...] = ()
    factor: Factor | None = None
    number: float = 0.0
    bracketed: bool = False


class Parser:
    """Reads one formula from left to right.

    Parameters
    ----------
    text
        The formula as written.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.place = 0
        self.depth = 0
        self.operations = 0

    @property
    def next(self) -> Token:
        """The token not yet read."""
        return self.tokens[self.place]

    def at(self, *symbols: str) -> bool:
        """Tell whether one of the symbols comes next.

        Parameters
        ----------
        symbols
            For example ``+`` and ``-``.

        Returns
        -------
        bool
            True when the next token is one of them.
        """
        return self.next.kind == "symbol" and self.next.text in symbols

    def take(self) -> Token:
        """Read the next token.

        Returns
        -------
        Token
            The token; at the end of the formula, the ``end`` again and again.
        """
        token = self.next
        self.place += token.kind != "end"
        return token

    def expect(self, symbol: str, why: str) -> Token:
        """Read a symbol that must come next.

        Parameters
        ----------
        symbol
            The symbol.
        why
            What it is for, to follow "Expected ')'".

        Returns
        -------
        Token
            The symbol's token.

        Raises
        ------
        FormulaError
            When something else comes next.
        """
        if not self.at(symbol):
            self.refuse(f"Expected '{symbol}' {why}.", self.next)
        return self.take()

    def refuse(self, message: str, where: Token | Node) -> NoReturn:
        """Stop with a message that points at a token or node.

        Parameters
        ----------
        message
            What is wrong and what would be right.
        where
            The offending piece.

        Raises
        ------
        FormulaError
            Always.
        """
        raise FormulaError(message, self.text, where.start, where.end)

    def sum(self) -> Node:
        """Read terms joined by ``+`` and ``-``.

        Returns
        -------
        Node
            A sum, or its only term.

        Raises
        ------
        FormulaError
            At the first token outside the grammar.
        """
        start = self.next.start
        signs = [self.take().text if self.at("+", "-") else "+"]
        children = [self._product()]
        while self.at("+", "-"):
            signs.append(self.take().text)
            children.append(self._product())
        if len(children) == 1 and signs == ["+"]:
            return children[0]
        return Node("sum", start, children[-1].end, tuple(children), tuple(signs))

    def _product(self) -> Node:
        children, signs = [self._interaction()], ["*"]
        while self.at("*", "/"):
            signs.append(self.take().text)
            children.append(self._interaction())
        if len(children) == 1:
            return children[0]
        return Node("product", children[0].start, children[-1].end, tuple(children), tuple(signs))

    def _interaction(self) -> Node:
        children = [self._power()]
        while self.at(":"):
            self.take()
            children.append(self._power())
        if len(children) == 1:
            return children[0]
        return Node("interaction", children[0].start, children[-1].end, tuple(children))

    def _power(self) -> Node:
        node = self._atom()
        while self.at("^"):
            self.take()
            token = self.take()
            exponent = float(token.text) if token.kind == "number" else 0.0
            if exponent not in range(1, 11):
                self.refuse("The power of a term is a whole number from 1 to 10.", token)
            node = Node("power", node.start, token.end, (node,), number=exponent)
        return node

    def _atom(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return Node("number", token.start, token.end, number=float(token.text))
        if token.kind == "name":
            if self.at("(") and self.text[token.start] != "`":
                return self._call(token)
            self._refuse_reserved(token)
            return Node("factor", token.start, token.end, factor=Variable(token.text))
        if token.kind == "symbol" and token.text == "(":
            return self._brackets(token)
        self._refuse_token(token, "a variable or a term")

    def _brackets(self, opening: Token) -> Node:
        self._deeper(opening)
        inner = self.sum()
        if self.at("|", "||"):
            bar = self.take()
            group = self.sum()
            if self.at("|", "||"):
                self.refuse("A random term has one bar: (effects | groups).", self.next)
            inner = Node("bar", opening.start, group.end, (inner, group), (bar.text,))
        closing = self.expect(")", f"to close the bracket at character {opening.start + 1}")
        self.depth -= 1
        return Node(
            inner.kind,
            opening.start,
            closing.end,
            inner.children,
            inner.signs,
            inner.factor,
            inner.number,
            bracketed=True,
        )

    def _deeper(self, opening: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refuse(f"Brackets are nested more than {MAX_DEPTH} deep.", opening)

    def _refuse_reserved(self, token: Token) -> None:
        if token.text in RESERVED and self.text[token.start] != "`":
            self.refuse(f"'{token.text}' is a constant, not a variable.", token)

    def _refuse_token(self, token: Token, wanted: str) -> NoReturn:
        if token.kind == "end":
            self.refuse(f"The formula ends where {wanted} should follow.", token)
        self.refuse(f"Expected {wanted}, found '{token.text}'.", token)

    def _call(self, name: Token) -> Node:
        opening = self.take()
        if name.text == "I":
            self._deeper(opening)
            self.operations = 0
            inner: Factor = Identity(self._arithmetic())
            self.depth -= 1
            if not inner.variables:
                self.refuse("I() holds no variable.", name)
        elif name.text in FUNCTIONS:
            inner = self._simple_call(name)
        else:
            self._refuse_function(name)
        closing = self.expect(")", f"to close {name.text}(")
        return Node("factor", name.start, closing.end, factor=inner)

    def _refuse_function(self, name: Token) -> NoReturn:
        if name.text == "logit":
            self.refuse("logit() is for the response only, a percentage from 0 to 100.", name)
        guess = did_you_mean(name.text, FUNCTIONS)
        guess = f" {guess}" if guess.startswith("Did") else ""
        self.refuse(f"'{name.text}' is no function of a formula.{guess} {GRAMMAR}", name)

    def _simple_call(self, name: Token) -> Call:
        variable = self.take()
        if variable.kind != "name":
            self._refuse_token(variable, f"the name of a variable in {name.text}()")
        self._refuse_reserved(variable)
        if self.at("("):
            self.refuse(
                f"{name.text}() takes the name of a variable, not a call; "
                "declare a derived variable instead.",
                variable,
            )
        if self.at("+", "-", "*", "/", "^", ":"):
            self.refuse(
                f"{name.text}() takes the name of a variable; arithmetic goes into I().", self.next
            )
        options: tuple[tuple[str, float | bool], ...] = ()
        if name.text == "poly":
            options = self._poly_options(name)
        elif self.at(","):
            self.refuse(f"{name.text}() takes one variable and nothing else.", self.next)
        return Call(name.text, variable.text, options)

    def _poly_options(self, name: Token) -> tuple[tuple[str, float | bool], ...]:
        options: list[tuple[str, float | bool]] = []
        while self.at(","):
            self.take()
            token = self.take()
            keyword = ""
            if token.kind == "name" and self.at("="):
                keyword = token.text
                self.take()
                token = self.take()
            if keyword == "raw" and token.text in ("TRUE", "FALSE", "T", "F"):
                options.append((keyword, token.text.startswith("T")))
            elif keyword in ("", "degree") and token.kind == "number":
                if float(token.text) not in range(1, MAX_DEGREE + 1):
                    self.refuse(f"A degree is a whole number from 1 to {MAX_DEGREE}.", token)
                options.append((keyword, float(token.text)))
            else:
                self.refuse("poly() is written poly(x, 2) or poly(x, 2, raw = TRUE).", token)
        kinds = [keyword == "raw" for keyword, _ in options]
        if kinds.count(False) != 1 or kinds.count(True) > 1:
            self.refuse("poly() takes one degree: poly(x, 2) or poly(x, 2, raw = TRUE).", name)
        return tuple(options)

    def _arithmetic(self) -> Expression:
        left = self._arithmetic_product()
        while self.at("+", "-"):
            left = self._operation(self.take(), left, self._arithmetic_product())
        return left

    def _arithmetic_product(self) -> Expression:
        left = self._arithmetic_sign()
        while self.at("*", "/"):
            left = self._operation(self.take(), left, self._arithmetic_sign())
        return left

    def _arithmetic_sign(self) -> Expression:
        if self.at("-"):
            return self._operation(self.take(), self._arithmetic_sign())
        return self._arithmetic_power()

    def _arithmetic_power(self) -> Expression:
        base = self._arithmetic_atom()
        if self.at("^"):
            # The power groups to the right and binds tighter than a sign before it.
            return self._operation(self.take(), base, self._arithmetic_sign())
        return base

    def _arithmetic_atom(self) -> Expression:
        token = self.take()
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "name":
            self._refuse_reserved(token)
            if self.at("("):
                self.refuse("I() holds names, numbers and + - * / ^; no function.", token)
            return Variable(token.text)
        if token.kind == "symbol" and token.text == "(":
            self._deeper(token)
            inner = self._arithmetic()
            self.expect(")", f"to close the bracket at character {token.start + 1}")
            self.depth -= 1
            return Operation("(", (inner,))
        self._refuse_token(token, "a name or a number in I()")

    def _operation(self, operator: Token, *operands: Expression) -> Operation:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            self.refuse(f"I() holds more than {MAX_OPERATIONS} operations.", operator)
        return Operation(operator.text if len(operands) == 2 else "negative", operands)

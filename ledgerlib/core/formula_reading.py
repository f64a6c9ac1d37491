"""How the text of a formula is read: into tokens, into Python's syntax, into a tree of our own.

Python's parser never sees what the user wrote: every number, text and name goes to it as a
placeholder, and of the syntax it finds only what `_Reader.node` names is taken over.
Nothing is ever compiled or run.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from decimal import Decimal
from difflib import get_close_matches
from itertools import accumulate, pairwise
from typing import Final

from attrs import define, field

from .formula_functions import FUNCTIONS, KEYWORDS, NAMES, Function, Kind, Unit
from .formula_tree import (
    ARITHMETIC,
    DEEPEST,
    LONGEST,
    Call,
    Chain,
    Comparison,
    FormulaError,
    Logic,
    Node,
    Number,
    Token,
)
from .problem import Problem

_NOTHING = Number(Decimal(0))


def read(text: str) -> tuple[Node, list[Problem]]:
    """The tree of a text and all that is wrong with it; the tree counts if nothing is."""
    reader = _Reader(text)
    try:
        tree = reader.tree()
    except FormulaError as error:
        return _NOTHING, list(error.problems)
    return tree, sorted(reader.problems, key=lambda problem: int(problem.values["position"]))


#: Signs as Chinese keyboards make them, one for one, so that positions stay.
_PLAIN = {0xFF01 + i: 0x21 + i for i in range(94)}
_PLAIN |= str.maketrans("\u3000“”‘’−×÷。", " \"\"''-*/.")
_OPERANDS = ("text", "code", "number", "word")
_PYTHON = {"≤": "<=", "≥": ">=", "≠": "!="}
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<wrong>[0-9][0-9.]*[^\W0-9][\w.]*|\*\*|//|["'].*)  # 1e5, a power, a quote left open
    | (?P<code>[0-9][0-9.]*(?::[0-9][0-9.]*|\*(?=\s*[,)])))  # 5001:5999 and 5* without quotes
    | (?P<number>(?:[0-9][0-9.]*|\.[0-9]+)(?:\s*%)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>[<>=!]=|[-+*/(),<>=≤≥≠])
    | (?P<unknown>.)""",
    re.VERBOSE | re.DOTALL,
)
_BARE_CODE = re.compile(r"[0-9]+(\.[0-9]+)*")
_PATTERN = re.compile(r"[^\s,*\"']+\*?|\*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LINE = re.compile(r"L([0-9]+)", re.IGNORECASE)
_RELATIONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


@define
class _Reader:
    text: str
    tokens: list[Token] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    starts: list[int] = field(factory=list)  # where each token begins in Python's text

    def tree(self) -> Node:
        """The tree of the whole text. Raises FormulaError where it is too long or too deep."""
        if len(self.text) > LONGEST:
            raise self.too_long(Token("unknown", "", self.text[LONGEST:], LONGEST + 1))
        self.split()
        self.check_neighbours()
        if self.problems:
            return _NOTHING
        pieces = [
            _PYTHON.get(token.plain, token.plain) if token.kind == "sign" else f"_{number}"
            for number, token in enumerate(self.tokens)
        ]
        self.starts = list(accumulate((len(piece) + 1 for piece in pieces[:-1]), initial=0))
        try:
            body = ast.parse(" ".join(pieces), mode="eval").body
        except SyntaxError as error:
            # Without an offset it is the end that came too early.
            self.syntax(self.token_at(error.offset - 1) if error.offset else self.tokens[-1])
            return _NOTHING
        except (RecursionError, MemoryError):  # how Python says that something is too deep
            raise self.too_long(self.tokens[0]) from None
        return self.node(body)

    def split(self) -> None:
        """The text into tokens; what can be no part of a formula is a problem."""
        for match in _TOKEN.finditer(self.text.translate(_PLAIN)):
            kind, written = str(match.lastgroup), self.text[match.start() : match.end()]
            plain = match[0]
            if plain.lower() in ("and", "or", "not"):
                kind, plain = "sign", plain.lower()
            token = Token(kind, plain, written, match.start() + 1)
            if kind in ("wrong", "unknown"):
                self.syntax(token)
            if kind != "space":
                self.tokens.append(token)
        if not self.tokens:
            self.syntax(Token("unknown", "", "", 1))

    def check_neighbours(self) -> None:
        """Parentheses pair off, between two operands there is a sign, and = is not ==."""
        opened: list[Token] = []
        for token in self.tokens:
            if token.plain == "(":
                opened.append(token)
            elif token.plain == ")" and opened:
                opened.pop()
            elif token.plain == ")":
                self.syntax(token)
            if len(opened) > DEEPEST:
                raise self.too_long(token)
        for token in opened:
            self.syntax(token)
        for before, token in pairwise(self.tokens):
            ends = before.kind in _OPERANDS or before.plain == ")"
            begins = token.kind in _OPERANDS or (token.plain == "(" and before.kind != "word")
            is_keyword = before.kind == "word" and not _LINE.fullmatch(before.plain)
            if (ends and begins) or (token.plain == "=" and not is_keyword):
                self.syntax(token)

    # Problems

    def syntax(self, token: Token) -> None:
        """This can't stand here."""
        self.problems.append(Problem.of("formula.syntax", **token.within(self.text)))

    def too_long(self, token: Token) -> FormulaError:
        """Here it becomes too long or too deep."""
        limits = {"longest": LONGEST, "deepest": DEEPEST}
        return FormulaError(Problem.of("formula.too_long", **token.within(self.text), **limits))

    def unknown(self, token: Token) -> None:
        """There is no such function; these have similar names."""
        close = get_close_matches(token.plain.casefold(), NAMES, cutoff=0.5)
        names = [name for key in close for name in NAMES[key].names if name.casefold() == key]
        similar = "、".join(names or ["期末", "closing"])
        self.problems.append(
            Problem.of("formula.name_unknown", **token.within(self.text), similar=similar)
        )

    def argument(self, token: Token, function: Function, name: Token) -> None:
        """This function does not take that; so it is used."""
        self.problems.append(
            Problem.of(
                "formula.argument",
                **token.within(self.text),
                function=name.written,
                usage=function.usage(name.plain),
            )
        )

    # From Python's syntax back to tokens

    def token_at(self, offset: int) -> Token:
        """The token that stands at an offset of Python's text."""
        return self.tokens[max(0, bisect_right(self.starts, offset) - 1)]

    def token(self, node: ast.expr | ast.keyword) -> Token:
        """The token that a piece of syntax begins with; for a name, the one it stands for."""
        return self.token_at(node.col_offset)

    def sign_behind(self, node: ast.expr) -> Token:
        """The sign that follows an operand and the parentheses that close behind it."""
        number = bisect_right(self.starts, node.end_col_offset or 0)
        while self.tokens[number].plain == ")":
            number += 1
        return self.tokens[number]

    # Syntax

    def node(self, node: ast.expr, depth: int = 1) -> Node:
        """The tree of a piece of syntax. Whatever is not named here is refused."""
        if depth > DEEPEST:
            raise self.too_long(self.token(node))
        match node:
            case ast.Name():
                return self.operand(self.token(node))
            case ast.UnaryOp(op=ast.UAdd()):
                return self.node(node.operand, depth + 1)
            case ast.UnaryOp(op=ast.USub()):
                subtracted = self.nodes([node.operand], depth)
                return Chain((self.token(node),), (_NOTHING, *subtracted))
            case ast.UnaryOp(op=ast.Not()):
                return Logic("not", self.nodes([node.operand], depth))
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                return self.chain(node, depth)
            case ast.BoolOp():
                sign = "and" if isinstance(node.op, ast.And) else "or"
                return Logic(sign, self.nodes(node.values, depth))
            case ast.Compare() if all(type(op) in _RELATIONS for op in node.ops):
                relations = tuple(_RELATIONS[type(op)] for op in node.ops)
                return Comparison(relations, self.nodes([node.left, *node.comparators], depth))
            case ast.Call(func=ast.Name()):
                return self.call(node, depth)
            case ast.Tuple(elts=[first, *_]):
                self.syntax(self.sign_behind(first))
            case _:
                self.syntax(self.token(node))
        return _NOTHING

    def nodes(self, nodes: Iterable[ast.expr], depth: int) -> tuple[Node, ...]:
        """The trees of what lies one level deeper."""
        return tuple([self.node(each, depth + 1) for each in nodes])

    def chain(self, node: ast.BinOp, depth: int) -> Node:
        """A sum or product of any length is one level: 1 + 2 + 3 + … is not nested."""
        signs: list[Token] = []
        operands: list[ast.expr] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            signs.append(self.sign_behind(left.left))
            operands.append(left.right)
            left = left.left
        return Chain(tuple(signs[::-1]), self.nodes([left, *operands[::-1]], depth))

    def operand(self, token: Token) -> Node:
        """A number, or a line of the statement by its short name L12."""
        if token.number is not None:
            return Number(token.number)
        if token.kind != "word":
            self.syntax(token)
        elif line := _LINE.fullmatch(token.plain):
            return Call(FUNCTIONS["line"], token, (line[1],))
        elif function := NAMES.get(token.plain.casefold()):
            self.argument(token, function, token)  # its parentheses are missing
        else:
            self.unknown(token)
        return _NOTHING

    def call(self, node: ast.Call, depth: int) -> Node:
        """A function with what it is given, sorted into texts, operands and options."""
        name = self.token(node.func)
        function = NAMES.get(name.plain.casefold())
        arguments = list(node.args)
        if function is None:
            self.unknown(name)
            self.nodes((each for each in arguments if self.literal(each) is None), depth)
            return _NOTHING
        options: dict[str, ast.expr] = {}
        for keyword in node.keywords:
            key = _KEYWORD_NAMES.get(self.token(keyword).plain.casefold(), "")
            if key not in function.keywords or key in options:
                self.argument(self.token(keyword), function, name)
            options[key] = keyword.value
        if function.name == "round" and len(arguments) == 2 and "n" not in options:
            options["n"] = arguments.pop()
        if function.unit is Unit.CURRENCY and arguments and "currency" not in options:
            last = self.literal(arguments[-1])
            if isinstance(last, str) and _CURRENCY.fullmatch(last):
                options["currency"] = arguments.pop()
        lacks_currency = function.unit is Unit.CURRENCY and "currency" not in options
        if lacks_currency or not function.least <= len(arguments) <= function.most:
            self.argument(name, function, name)
        return Call(
            function,
            name,
            tuple(self.text_of(each, function, name) for each in arguments[: function.texts]),
            self.nodes(arguments[function.texts :], depth),
            {key: self.option(key, options[key], function, name) for key in options if key},
        )

    def text_of(self, node: ast.expr, function: Function, name: Token) -> str:
        """A code, a currency or a label: in quotes, or bare where it is made of digits.

        A label is taken exactly as it was written.
        """
        text, token = self.literal_text(node), self.token(node)
        if function.kind in (Kind.FIGURE, Kind.STOCK):
            text = "".join(text.split())
            fits = bool(_PATTERN.fullmatch(text))
        elif function.name == "rate":
            fits = bool(_CURRENCY.fullmatch(text))
        else:
            text = token.verbatim if text and token.kind == "text" else text
            fits = text != ""
        if not fits:
            self.argument(token, function, name)
        return text

    def literal_text(self, node: ast.expr) -> str:
        """A text in quotes, a bare code 0101 or 1002.01, a bare range; empty for all else."""
        match node:
            case ast.Name():
                token = self.token(node)
                if token.kind == "text":
                    return token.content
                if token.kind == "code" or _BARE_CODE.fullmatch(token.plain):
                    return token.plain
            case ast.BinOp(left=ast.Name(), op=ast.Sub(), right=ast.Name()):
                bounds = [self.token(node.left).plain, self.token(node.right).plain]
                if all(_BARE_CODE.fullmatch(bound) for bound in bounds):
                    return "-".join(bounds)
        return ""

    def literal(self, node: ast.expr) -> Decimal | str | None:
        """A number or a text that needs no computing, else nothing."""
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Name()):
                value = self.token(node.operand).number
                return value and ARITHMETIC.minus(value)
            case ast.Name():
                token = self.token(node)
                return token.content if token.kind == "text" else token.number
        return None

    def option(self, key: str, node: ast.expr, function: Function, name: Token) -> Decimal | str:
        """The value of a keyword argument; that of a dimension exactly as it was written."""
        value = self.literal(node)
        if value is None or not _FITS[key](value):
            self.argument(self.token(node), function, name)
            return ""
        return self.token(node).verbatim if key == "dimension" else value


def _is_whole(value: Decimal | str, least: int, most: int) -> bool:
    return isinstance(value, Decimal) and least <= value <= most and value == int(value)


def _is_text(value: Decimal | str) -> bool:
    return isinstance(value, str) and value != ""


_KEYWORD_NAMES = {
    name: keyword.name for keyword in KEYWORDS.values() for name in (keyword.name, keyword.alias)
}
_FITS: Final[dict[str, Callable[[Decimal | str], bool]]] = {
    "dimension": _is_text,
    "kind": _is_text,
    "currency": lambda value: isinstance(value, str) and bool(_CURRENCY.fullmatch(value)),
    "previous": lambda value: _is_whole(value, 0, 1200),
    "with_closing": lambda value: _is_whole(value, 0, 1),
    "n": lambda value: _is_whole(value, -12, 30),
}

"""The functions of the formula language as data: their names, what they take, what they ask for."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from attrs import frozen


class Kind(StrEnum):
    """What a function works on."""

    FIGURE = "figure"  # what accounts show: balances and turnovers
    STOCK = "stock"  # the amount and the quantity of a stock together
    LOOKUP = "lookup"  # something else the book knows: a rate, a line, the rest of the voucher
    ARITHMETIC = "arithmetic"  # numbers only


class Unit(StrEnum):
    """What a figure is counted in."""

    MONEY = "money"  # the book's own currency
    QUANTITY = "quantity"  # the goods of the measure: kg, pieces (数量)
    CURRENCY = "currency"  # the foreign currency that the options name (外币)


@frozen
class Keyword:
    """A keyword argument: its Chinese name, and an example of its value."""

    name: str
    alias: str
    sample: str


KEYWORDS: Final = {
    keyword.name: keyword
    for keyword in (
        Keyword("dimension", "核算项目", '"department:01"'),
        Keyword("currency", "币别", '"USD"'),
        Keyword("previous", "上期", "1"),  # so many periods back
        Keyword("with_closing", "含结转", "1"),  # with the turnover of closing vouchers
        Keyword("kind", "种类", '"opening"'),  # which rate
        Keyword("n", "位数", "2"),  # decimals to round to
    )
}

_BALANCE = ("dimension", "currency", "previous")
_TURNOVER = (*_BALANCE, "with_closing")


@frozen
class Function:
    """A function of the language.

    `aliases` are its Chinese names and the short name that Yonyou T3 has for it;
    case makes no difference. The first `texts` of its arguments are texts
    (codes, a currency, a line's label), the others expressions; it takes `least` to
    `most` of both together. `figure` is what it asks its source for, in `unit`.
    """

    name: str
    aliases: tuple[str, ...]
    kind: Kind
    samples: tuple[str, ...] = ()
    texts: int = 0
    least: int = 0
    most: int = 0
    keywords: tuple[str, ...] = ()
    figure: str = ""
    unit: Unit = Unit.MONEY

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, the canonical one first."""
        return (self.name, *self.aliases)

    def usage(self, written: str = "") -> str:
        """An example of its use under the name it was written with: 期末("1001", 上期=1)."""
        name = written or self.name
        chosen = (KEYWORDS[keyword] for keyword in self.keywords)
        options = (f"{k.name if name.isascii() else k.alias}={k.sample}" for k in chosen)
        return f"{name}({', '.join((*self.samples, *options))})"


#: As many arguments as one likes: no text of a formula holds more.
MANY: Final = 1000

# Name, Chinese names, T3's short name, keywords, whether there is a quantity and a foreign amount.
_FIGURES: Final[tuple[tuple[str, tuple[str, ...], str, tuple[str, ...], bool], ...]] = (
    ("opening", ("期初",), "QC", _BALANCE, True),
    ("closing", ("期末",), "QM", _BALANCE, True),
    ("debit", ("借方发生", "借方发生额"), "", _TURNOVER, True),
    ("credit", ("贷方发生", "贷方发生额"), "", _TURNOVER, True),
    ("net", ("净额", "净发生额"), "JE", _TURNOVER, True),
    ("year_opening", ("年初",), "", _BALANCE, False),
    ("ytd_debit", ("借方累计",), "", _TURNOVER, True),
    ("ytd_credit", ("贷方累计",), "", _TURNOVER, True),
    ("ytd_net", ("累计净额",), "", _TURNOVER, False),
    ("debit_balances", ("借方余额合计",), "", _BALANCE, False),
    ("credit_balances", ("贷方余额合计",), "", _BALANCE, False),
    ("year_opening_debit_balances", ("年初借方余额合计",), "", _BALANCE, False),
    ("year_opening_credit_balances", ("年初贷方余额合计",), "", _BALANCE, False),
)
# Suffix of the name, Chinese prefix and T3's prefix for each unit.
_UNITS: Final = {
    Unit.MONEY: ("", "", ""),
    Unit.QUANTITY: ("_quantity", "数量", "S"),
    Unit.CURRENCY: ("_currency", "外币", "W"),
}


def _figures() -> list[Function]:
    return [
        Function(
            name=f"{name}{suffix}",
            aliases=(
                *(f"{prefix}{alias}" for alias in chinese),
                *([f"{letter}{short}"] if short else []),
            ),
            kind=Kind.FIGURE,
            samples=('"1001"', '"5001-5999"'),
            texts=MANY,
            least=1,
            most=MANY,
            keywords=tuple(k for k in keywords if k != "currency" or unit is not Unit.QUANTITY),
            figure=name,
            unit=unit,
        )
        for unit, (suffix, prefix, letter) in _UNITS.items()
        for name, chinese, short, keywords, in_units in _FIGURES
        if in_units or unit is Unit.MONEY
    ]


_ARITHMETIC = Kind.ARITHMETIC
_OTHERS: Final = (
    Function(
        "average_price", ("平均单价",), Kind.STOCK, ('"1405"',), MANY, 1, MANY,
        ("dimension", "previous"),
    ),
    Function(
        "cost", ("成本",), Kind.STOCK, ('"1405"', "20"), 1, 2, 2, ("dimension", "previous")
    ),
    # What the sales of a period cost by the moving average, sale by sale in the order of days
    # (移动加权平均法): the account of the stock, then the one whose credit tells what was sold.
    Function(
        "moving_cost", ("移动成本",), Kind.FIGURE, ('"1405"', '"5001"'), 2, 2, 2, ("dimension",),
        figure="moving_cost",
    ),
    Function("rate", ("汇率",), Kind.LOOKUP, ('"USD"',), 1, 1, 1, ("kind", "previous")),
    Function("line", ("行",), Kind.LOOKUP, ("12",), 1, 1, 1),
    Function("counterpart", ("对方", "JG"), Kind.LOOKUP),
    Function("difference", ("差额", "CE"), Kind.LOOKUP),
    Function("round", ("四舍五入",), _ARITHMETIC, ("L12 / 3",), 0, 1, 1, ("n",)),
    Function("abs", ("绝对值",), _ARITHMETIC, ("L12",), 0, 1, 1),
    Function("min", ("最小",), _ARITHMETIC, ("L12", "0"), 0, 1, MANY),
    Function("max", ("最大",), _ARITHMETIC, ("L12", "0"), 0, 1, MANY),
    Function("if", ("如果",), _ARITHMETIC, ("L12 > 0", "L12", "0"), 0, 3, 3),
)  # fmt: skip

#: All functions by their canonical names.
FUNCTIONS: Final = {function.name: function for function in (*_figures(), *_OTHERS)}

#: All functions by every name they go by, without regard to case.
NAMES: Final = {
    name.casefold(): function for function in FUNCTIONS.values() for name in function.names
}

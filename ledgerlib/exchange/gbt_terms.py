"""What the two Chinese data interfaces share: their words, their kinds of archive, their statements."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from attrs import frozen
from babel import Locale

from ..core.account import Account, Category, Side
from ..core.amount import from_minor
from ..core.balance import Figures, Measured
from ..core.cash_flow import KIND as CASH_FLOW
from ..core.dimension import DimensionKind
from ..core.statement import Statement
from ..core.voucher import Kind, Line, Voucher
from ..refusal import Refused
from ..reports import Report, statement_report
from .outgoing import Outgoing
from .statements import statements

SIDES = {Side.DEBIT: "借", Side.CREDIT: "贷"}
EVEN = "平"
CATEGORIES = {
    Category.ASSET: "资产", Category.LIABILITY: "负债", Category.COMMON: "共同",
    Category.EQUITY: "所有者权益", Category.COST: "成本", Category.INCOME: "损益",
    Category.EXPENSE: "损益", Category.HOLDING: "结存", Category.SOURCE: "来源",
    Category.USE: "运用",
}  # fmt: skip
_WORDS = {
    "记": "记账凭证", "收": "收款凭证", "付": "付款凭证", "转": "转账凭证", "现收": "现金收款凭证",
    "现付": "现金付款凭证", "银收": "银行收款凭证", "银付": "银行付款凭证",
}  # fmt: skip
#: Where a voucher comes from (凭证来源系统): all are made in the ledger, some by it.
SOURCES = {
    Kind.ORDINARY: "总账", Kind.REVERSAL: "总账-冲销", Kind.TRANSFER: "总账-转账",
    Kind.REVALUATION: "总账-期末调汇", Kind.CLOSING: "总账-结转损益",
}  # fmt: skip


class Archive(StrEnum):
    """The archive that the values of a kind of dimension stand in."""

    DEPARTMENT = "部门档案"
    EMPLOYEE = "员工档案"
    CUSTOMER = "客户档案"
    SUPPLIER = "供应商档案"
    CASH_FLOW = "现金流量项目"
    OWN = "自定义档案"


_BY_CODE = {
    "department": Archive.DEPARTMENT, "employee": Archive.EMPLOYEE, "customer": Archive.CUSTOMER,
    "supplier": Archive.SUPPLIER, CASH_FLOW: Archive.CASH_FLOW,
}  # fmt: skip
_BY_NAME = {
    "部门": Archive.DEPARTMENT, "职员": Archive.EMPLOYEE, "员工": Archive.EMPLOYEE,
    "人员": Archive.EMPLOYEE, "客户": Archive.CUSTOMER, "供应商": Archive.SUPPLIER,
}  # fmt: skip


def archive_of(kind: DimensionKind) -> Archive:
    """The archive of a kind, by its code or its name.

    Partners (往来单位) are customers and suppliers in one: only a kind for each tells them apart.
    """
    return _BY_CODE.get(kind.code) or _BY_NAME.get(kind.name) or Archive.OWN


def word_name(word: str) -> str:
    """What a voucher word stands for."""
    return _WORDS.get(word, word)


def currency_name(code: str) -> str:
    """The Chinese name of a currency; its code where it has none."""
    return str(Locale("zh").currencies.get(code, code))


def category_name(account: Account) -> str:
    """What an account is, in the word of the interfaces (科目类型)."""
    return CATEGORIES[account.category]


@frozen
class Moved:
    """Money in the book's currency, the same in the line's own (原币), and a quantity."""

    money: Decimal = Decimal(0)
    foreign: Decimal = Decimal(0)
    quantity: Decimal = Decimal(0)

    def times(self, sign: int) -> Moved:
        """The same, or what it is from the other side."""
        return Moved(sign * self.money, sign * self.foreign, sign * self.quantity)

    @property
    def side(self) -> Side | None:
        """The side it stands on, debit positive: by the money, else by what else there is."""
        found = next((each for each in (self.money, self.foreign, self.quantity) if each), None)
        return None if found is None else Side.DEBIT if found > 0 else Side.CREDIT


@frozen
class MeasuredIn:
    """What a balance or line is kept in: a currency, and a unit where goods are counted."""

    currency: str
    unit: str = ""
    is_foreign: bool = False

    @classmethod
    def of(cls, out: Outgoing, measure: str) -> MeasuredIn:
        """What a measure is; the book's currency where there is none."""
        base = out.span.currency.code
        commodity = out.span.commodities.get(measure)
        if not measure or measure == base:
            return cls(base)
        if commodity is not None and commodity.is_currency:
            return cls(measure, "", True)
        return cls(base, measure)

    def moved(self, money: Decimal, measured: Decimal) -> Moved:
        """Money and what was measured beside it, each in its place; base money is its own 原币."""
        return Moved(
            money, measured if self.is_foreign else money,
            measured if self.unit else Decimal(0),
        )  # fmt: skip


def moved_by(out: Outgoing, line: Line) -> tuple[MeasuredIn, Moved]:
    """What a line moves on its own side; in a book of quantities the goods, and no money."""
    base = out.span.currency.code
    if line.measure is not None:
        kept = MeasuredIn.of(out, line.measure.commodity)
        return kept, kept.moved(line.amount, line.measure.quantity)
    if line.commodity in ("", base):
        kept = MeasuredIn(base)
        return kept, kept.moved(line.amount, Decimal(0))
    kept = MeasuredIn.of(out, line.commodity)
    return kept, kept.moved(Decimal(0), line.amount)


def balance_of(out: Outgoing, measure: str, measured: Measured) -> tuple[MeasuredIn, list[Moved]]:
    """A balance's opening, debit, credit and closing, debit positive, and what it is kept in."""
    kept = MeasuredIn.of(out, measure)
    scale = out.span.currency.scale
    measured_scale = out.span.commodities[measure].scale if measure else 0
    pairs = zip(_four(measured.amount), _four(measured.quantity), strict=True)
    return kept, [
        kept.moved(from_minor(money, scale), from_minor(quantity, measured_scale))
        for money, quantity in pairs
    ]


def _four(figures: Figures) -> tuple[int, int, int, int]:
    return figures.opening_minor, figures.debit_minor, figures.credit_minor, figures.closing_minor


def rate_of(line: Line, kept: MeasuredIn) -> tuple[Decimal | None, Decimal | None]:
    """The rate of exchange of a line, and its unit price, whichever it has."""
    rate = line.measure.rate if line.measure is not None else None
    return (rate, None) if kept.is_foreign else (None, rate) if kept.unit else (None, None)


def entry_where(voucher: Voucher, number: int) -> dict[str, str]:
    """Where a value of a line stands, for a problem with it."""
    return {"voucher": voucher.label, "line": str(number)}


def statements_of(out: Outgoing) -> Iterator[tuple[Statement, Report]]:
    """The statements of the book's chart at the end of the span, those of its kind of unit.

    None where the chart is not at hand, or is one of the unit's own that can't be read.
    """
    kinds = {"", *out.book.options().values()}
    try:
        found = statements(out.facts.chart)
    except Refused:
        return
    for each in found.values():
        if each.kind in kinds:
            yield each, statement_report(
                out.book, each, out.last, include_unposted=out.asked.include_unposted,
                in_language="zh_CN",
            )  # fmt: skip

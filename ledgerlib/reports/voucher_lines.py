"""A voucher's line as a row of a printed form: its accounts, amounts, quantity and settlement in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from attrs import field, frozen

from ..core.account import Category, Side
from ..core.amount import EXACT
from ..core.chart import Chart
from ..core.commodity import Commodity
from ..core.dimension import kept_values
from ..core.voucher import Line, Voucher
from ..core.word import Word

#: Dimensions that serve a statement and are no accounts below the account.
_NOT_SHOWN = ("cash_flow",)
#: What is held, in receive-and-pay books: its debit is 收 (see core/account.py).
_HOLDINGS = (Category.HOLDING, Category.ASSET)


@frozen
class FormMeasure:
    """The second quantity of a line: a currency at a rate, or goods at a price."""

    commodity: str
    is_currency: bool
    rate: Decimal | None
    quantity: Decimal


@frozen
class FormLine:
    """A row of the form. `general` is the account of the first level, `detail` what is below it.

    `amounts` are those of the page's amount columns, in their order; None where nothing stands.
    """

    summary: str
    general: str
    detail: str
    amounts: tuple[Decimal | None, ...]
    measure: FormMeasure | None = None


@frozen
class Letterhead:
    """What the forms of a book have in common."""

    unit: str
    chart: Chart
    currency: Commodity
    commodities: Mapping[str, Commodity] = field(factory=dict)
    method: str = "debit_credit"
    words: Mapping[str, Word] = field(factory=dict)
    supervisor: str = ""
    regime: str = ""

    @property
    def receives(self) -> bool:
        """Whether the book speaks of 收 and 付."""
        return self.method == "receive_pay"

    def column(self, line: Line) -> int:
        """The amount column of a line: 0 is 借方 or 收方, 1 is 贷方 or 付方."""
        is_left = line.side is Side.DEBIT
        if self.receives and not self.is_holding(line.account):
            is_left = not is_left
        return 0 if is_left else 1

    def is_holding(self, code: str) -> bool:
        """Whether an account is of what is held (结存类)."""
        return self.chart.accounts[code].category in _HOLDINGS


def form_line(
    line: Line,
    voucher: Voucher,
    common: Letterhead,
    names: Mapping[tuple[str, str], str],
    columns: int,
) -> FormLine:
    """A line as a row of a form with so many amount columns; an empty summary is the voucher's."""
    general, detail = account_texts(line, common, names)
    amounts: list[Decimal | None] = [None] * columns
    amounts[common.column(line) if columns > 1 else 0] = _exact(line, common)
    summary = line.summary or voucher.lines[0].summary
    settled = _settlement(line)
    return FormLine(f"{summary} {settled}".strip(), general, detail, tuple(amounts), _measure(line))


def _exact(line: Line, common: Letterhead) -> Decimal:
    """The amount with all its decimals."""
    commodity = common.commodities.get(line.commodity, common.currency)
    return line.amount.quantize(Decimal(1).scaleb(-commodity.scale), context=EXACT)


def account_texts(
    line: Line,
    common: Letterhead,
    names: Mapping[tuple[str, str], str],
    without: Collection[str] = _NOT_SHOWN,
) -> tuple[str, str]:
    """What stands in 总账科目 and in 明细科目: the first account, and those below it with the dimensions.

    A dimension is shown by its value's name; kinds in `without` are left out.
    """
    accounts = common.chart.accounts
    *below, top = (line.account, *common.chart.ancestors(line.account))
    parts = [accounts[code].name for code in reversed(below)]
    if line.dimension:
        values = kept_values(line.dimension)
        parts += [
            names.get((kind, code), code) for kind, code in values.items() if kind not in without
        ]
    if line.commodity and line.commodity != common.currency.code:
        parts.append(line.commodity)
    return f"{top} {accounts[top].name}", " / ".join(parts)


def head_text(
    line: Line, voucher: Voucher, common: Letterhead, names: Mapping[tuple[str, str], str]
) -> str:
    """The account above the table, and its summary where the table does not say the same."""
    general, detail = account_texts(line, common, names)
    account = f"{general} / {detail}" if detail else general
    first = voucher.lines[0].summary
    said = {"", *(each.summary or first for each in voucher.lines if each is not line)}
    summary = "" if line.summary in said else f"（{line.summary}）"
    return f"{account} {_settlement(line)}{summary}".replace(" （", "（").strip()


def _settlement(line: Line) -> str:
    settled = line.settlement
    if settled is None:
        return ""
    day = f"{settled.day.month}.{settled.day.day}" if settled.day else ""
    parts = [part for part in (settled.method, settled.number, day) if part]
    return f"（{' '.join(parts)}）" if parts else ""


def _measure(line: Line) -> FormMeasure | None:
    measure = line.measure
    if measure is None:
        return None
    is_currency = measure.kind.value == "currency"
    return FormMeasure(measure.commodity, is_currency, measure.rate, measure.quantity)

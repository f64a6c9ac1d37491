"""The columns of ledgers, and what stands in them: three columns, quantities, foreign currency.

The side of a balance (会计基础工作规范 第六十条) is written as it really is, or, where a book wants
it so, as the account's own with a sign before the amount. In a ledger of quantities the money
says the side; where an account has no money at all, what is counted does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from attrs import define, field, frozen

from ..book.ledgers import LedgerLine
from ..core.account import Side
from ..core.amount import DIVIDING, exact_text, from_minor, rounded
from ..core.balance import Figures
from ..core.commodity import Commodity
from .figures import Sides
from .method import Told
from .report import Cell, Column, ColumnKind

_AMOUNT, _QUANTITY = ColumnKind.AMOUNT, ColumnKind.QUANTITY
#: Decimals to which a price that has to be worked out is rounded, and a rate of exchange.
_PRICE_DECIMALS, _RATE_DECIMALS = 4, 4
#: Rates of exchange with more decimals than these are shown with all that they have.
_FINEST_RATE = 6
#: Decimals of a measure that are shown whether they are zeros or not.
_FEW_DECIMALS = 3


@define
class Sums:
    """Debit and credit, in money and in what is measured, in minor units.

    `spread` is what stands in further columns, by their key.
    """

    debit: int = 0
    credit: int = 0
    debit_quantity: int = 0
    credit_quantity: int = 0
    #: The entries behind it.
    count: int = 0
    spread: dict[str, int] = field(factory=dict)

    def take(self, line: LedgerLine, shape: Shape) -> None:
        """Add a line."""
        self.count += 1
        if line.side is Side.DEBIT:
            self.debit += line.amount_minor
            self.debit_quantity += line.quantity_minor
        else:
            self.credit += line.amount_minor
            self.credit_quantity += line.quantity_minor
        if shape.spreads(line):
            shape.spread(self.spread, line.account, line.dimension, line.side, line.amount_minor)

    def of(self, side: Side) -> int:
        """The amount of a side."""
        return self.debit if side is Side.DEBIT else self.credit

    def quantity_of(self, side: Side) -> int:
        """The quantity of a side."""
        return self.debit_quantity if side is Side.DEBIT else self.credit_quantity

    def copy(self) -> Sums:
        """The same, to be added to apart."""
        return Sums(
            self.debit, self.credit, self.debit_quantity, self.credit_quantity, self.count,
            dict(self.spread),
        )  # fmt: skip


@frozen
class Balance:
    """A balance, debit positive. `has_money` says whether the account has any money this year."""

    amount: int
    quantity: int
    has_money: bool


def year_before(money: Figures, goods: Figures) -> Sums:
    """The turnover of a year before the span that the figures are of."""
    return Sums(
        money.year_to_date_debit_minor - money.debit_minor,
        money.year_to_date_credit_minor - money.credit_minor,
        goods.year_to_date_debit_minor - goods.debit_minor,
        goods.year_to_date_credit_minor - goods.credit_minor,
    )


@frozen
class Shape:
    """A ledger of three columns (三栏式): debit, credit, and the balance with its side.

    `own` is the side on which the account grows.
    """

    told: Told
    own: Side
    sides: Sides
    currency: Commodity

    #: Whether what stands before a period is asked for by dimension.
    by_dimension = False
    #: Whether closing vouchers stand in further columns.
    with_closing = True

    def columns(self) -> tuple[Column, ...]:
        """The columns of amounts, with the balance."""
        told = self.told
        return (
            *(Column(told.key(side), told.title(side), _AMOUNT) for side in told.sides),
            Column("side", "column.side", ColumnKind.WORD),
            Column("balance", told.balance, _AMOUNT),
        )

    def spreads(self, line: LedgerLine) -> bool:
        """Whether a line stands in further columns at all."""
        return True

    def spread(
        self, sums: dict[str, int], account: str, dimension: str, side: Side, amount_minor: int
    ) -> None:
        """Add an amount to the further columns it stands in; a plain ledger has none."""

    def turnover(self, sums: Sums, line: LedgerLine | None, *, whole: bool) -> dict[str, Cell]:
        """The amounts of an entry, only those it has; of a total (`whole`) all of them."""
        scale = self.currency.scale
        return {
            self.told.key(side): from_minor(sums.of(side), scale)
            for side in self.told.sides
            if whole or sums.of(side) or (line is not None and line.side is side)
        }

    def standing(self, balance: Balance) -> dict[str, Cell]:
        """Where the balance stands, and how much it is."""
        return {
            "side": self._word(balance),
            "balance": from_minor(balance.amount * self._sign(balance), self.currency.scale),
        }

    def _leading(self, balance: Balance) -> int:
        """The figure that says the side: the money, or what is counted where there is no money."""
        return balance.amount if balance.has_money else balance.quantity

    def _word(self, balance: Balance) -> str:
        leading = self._leading(balance)
        if leading and self.sides is Sides.ACCOUNT:
            leading = self.own
        return self.told.word(leading)

    def _sign(self, balance: Balance) -> int:
        """What a balance, debit positive, is multiplied with to be shown beside its word."""
        leading = self._leading(balance)
        if self.sides is Sides.ACCOUNT or not leading:
            return int(self.own)
        return 1 if leading > 0 else -1


@frozen
class MeasuredShape(Shape):
    """A ledger with quantities (数量金额式) or a foreign currency (外币) beside the money.

    Each of debit, credit and balance has quantity, price and amount. An entry's price is the
    one it was made at; a total's is its amount by its quantity, and the balance's is the average
    price of what is left. Totals of a currency have no rate: their amounts hold what revaluation
    (期末调汇) added, which moved none of the currency.
    """

    measure: Commodity
    #: Decimals of a rate of exchange; all rates of a column have the same.
    rate_decimals: int = _RATE_DECIMALS

    def columns(self) -> tuple[Column, ...]:
        """Three groups of columns, each with quantity, price and amount."""
        told = self.told
        found: list[Column] = []
        for side in told.sides:
            found += self._group(told.key(side), told.group(side))
        found.append(Column("side", "column.side", ColumnKind.WORD, group=told.balance))
        found += self._group("balance", told.balance)
        return tuple(found)

    def _group(self, key: str, group: str) -> Iterator[Column]:
        quantity, price, amount = (
            ("column.foreign_amount", "column.exchange_rate", "column.local_amount")
            if self.measure.is_currency
            else ("column.quantity", "column.price", "column.amount")
        )
        yield Column(f"{key}_quantity", quantity, _QUANTITY, group=group)
        yield Column(f"{key}_price", price, _QUANTITY, group=group)
        yield Column(key, amount, _AMOUNT, group=group)

    def turnover(self, sums: Sums, line: LedgerLine | None, *, whole: bool) -> dict[str, Cell]:
        """The amounts with their quantities and prices."""
        cells = super().turnover(sums, line, whole=whole)
        for side in self.told.sides:
            key, quantity = self.told.key(side), sums.quantity_of(side)
            if whole or quantity:
                cells[f"{key}_quantity"] = self._shown(quantity)
            if line is not None and line.rate is not None and line.side is side:
                cells[f"{key}_price"] = self._rate(line.rate)
            elif line is not None or not self.measure.is_currency:
                cells |= self._price(key, sums.of(side), quantity)
        return cells

    def standing(self, balance: Balance) -> dict[str, Cell]:
        """The balance with what is left, and its average price."""
        left = self._shown(balance.quantity * self._sign(balance))
        price = self._price("balance", balance.amount, balance.quantity)
        return {**super().standing(balance), "balance_quantity": left, **price}

    def _shown(self, minor: int) -> Decimal:
        return shown_quantity(from_minor(minor, self.measure.scale))

    def _price(self, key: str, amount: int, quantity: int) -> Mapping[str, Cell]:
        """Amount by quantity; nothing where either is nothing."""
        if not amount or not quantity:
            return {}
        is_currency = self.measure.is_currency
        price = price_of(
            from_minor(amount, self.currency.scale), from_minor(quantity, self.measure.scale),
            self.rate_decimals if is_currency else _PRICE_DECIMALS,
        )  # fmt: skip
        return {f"{key}_price": self._rate(price)}

    def _rate(self, rate: Decimal) -> Decimal:
        """A rate with the decimals of its column, never with fewer than it has; a price as it is."""
        exponent = rate.as_tuple().exponent
        is_finer = isinstance(exponent, int) and -exponent > self.rate_decimals
        if not self.measure.is_currency or is_finer:
            return rate
        return rounded(rate, self.rate_decimals)


def rate_decimals(rates: Iterable[Decimal]) -> int:
    """The decimals in which the rates of a currency are shown: at least four, six at most."""
    most = _RATE_DECIMALS
    for rate in rates:
        exponent = rate.normalize().as_tuple().exponent
        most = max(most, -exponent if isinstance(exponent, int) else 0)
    return min(most, _FINEST_RATE)


def shown_quantity(quantity: Decimal) -> Decimal:
    """A quantity: of many decimals only those that it has, so that 3 pieces are not 3.000000."""
    exponent = quantity.as_tuple().exponent
    is_plain = isinstance(exponent, int) and exponent >= -_FEW_DECIMALS
    return quantity if is_plain else Decimal(exact_text(quantity))


def price_of(amount: Decimal, quantity: Decimal, decimals: int) -> Decimal:
    """An amount by a quantity, rounded half up; zeros behind its second decimal are left out."""
    price = rounded(DIVIDING.divide(amount, quantity), decimals)
    plain = Decimal(exact_text(price))
    exponent = plain.as_tuple().exponent
    return rounded(plain, 2) if isinstance(exponent, int) and exponent > -2 else plain

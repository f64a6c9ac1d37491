"""Vouchers (记账凭证) and their lines (分录)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen
from attrs.validators import instance_of

from .account import Side
from .amount import EXACT, exact, rounded
from .commodity import CommodityKind
from .period import Period

#: The word of the general voucher, 记账凭证 (会计基础工作规范 第五十条).
DEFAULT_WORD = "记"


class State(StrEnum):
    """How far a voucher has come. A draft can be voided; it stays visible until renumbering."""

    DRAFT = "draft"
    VOID = "void"
    REVIEWED = "reviewed"
    POSTED = "posted"


class Kind(StrEnum):
    """Why a voucher was made. Closing vouchers are kept apart in the turnovers."""

    ORDINARY = "ordinary"
    REVERSAL = "reversal"
    TRANSFER = "transfer"
    REVALUATION = "revaluation"
    CLOSING = "closing"


@frozen
class Measure:
    """A second quantity of a line: USD 100 at 7.1234, or 50 kg at 4.60.

    Foreign currency and quantity accounting are the same mechanism. `rate` is
    the price of one unit in the line's own commodity; the line's amount is
    never recomputed from it. `kind` says what the commodity is, should the book
    not have it yet.
    """

    commodity: str
    quantity: Decimal = field(validator=instance_of(Decimal))
    rate: Decimal | None = None
    kind: CommodityKind = CommodityKind.GOODS

    def value(self, scale: int) -> Decimal:
        """Quantity × rate, rounded half up once to `scale` decimals: the amount to be stored."""
        assert self.rate is not None, "without a rate there is no value"
        return rounded(EXACT.multiply(self.quantity, self.rate), scale)


@frozen
class Settlement:
    """How money moved (结算方式): by cheque, transfer …, the bill's number and its day."""

    method: str
    number: str = ""
    day: date | None = None


@frozen
class Line:
    """One entry: an account, a side and a signed amount in a commodity's unit (元).

    A negative amount is red ink (红字): it lowers the turnover of its own side,
    which is not the same as an entry on the other side. An empty summary stands
    for the voucher's; an empty commodity for the book's currency.
    """

    account: str
    side: Side
    amount: Decimal = field(validator=instance_of(Decimal))  # a float is refused by type
    summary: str = ""
    commodity: str = ""
    dimension: str = ""
    measure: Measure | None = None
    settlement: Settlement | None = None

    @property
    def moves_nothing(self) -> bool:
        """Whether neither its amount nor its quantity is anything but zero."""
        return not self.amount and (self.measure is None or not self.measure.quantity)


def debit(account: str, amount: Decimal | int | str, summary: str = "", **more: object) -> Line:
    """A debit line: debit("101", "1000.00"). Raises TypeError for a float."""
    return Line(account, Side.DEBIT, exact(amount), summary, **more)  # type: ignore[arg-type]


def credit(account: str, amount: Decimal | int | str, summary: str = "", **more: object) -> Line:
    """A credit line: credit("102", "1000.00"). Raises TypeError for a float."""
    return Line(account, Side.CREDIT, exact(amount), summary, **more)  # type: ignore[arg-type]


_KEY = re.compile(r"(?P<period>[^/]+)/(?P<word>[^/]*)/(?P<number>\d+)(?:\.(?P<part>\d+))?")


@frozen(order=True)
class VoucherKey:
    """What a voucher is called: period, word and number, written 2008-03/记/17.

    One business over several vouchers numbers them by parts (分数编号法, 会计基础工作规范
    第五十一条): 2008-03/记/5.1 is the first of those that share number 5.
    """

    period: Period
    word: str
    number: int
    part: int = 0

    @classmethod
    def parse(cls, text: str | VoucherKey) -> VoucherKey:
        """The key a text names. Raises ValueError for anything else."""
        if isinstance(text, VoucherKey):
            return text
        match = _KEY.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if not match:
            raise ValueError(text)
        return cls(
            Period.parse(match["period"]), match["word"] or DEFAULT_WORD, int(match["number"]),
            int(match["part"] or 0),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.period}/{self.word}/{numbered(self.number, self.part)}"


def numbered(number: int, part: int) -> str:
    """A number with its part, where it has one: 5, 5.1."""
    return f"{number}.{part}" if part else str(number)


@frozen
class Voucher:
    """A voucher: what its maker writes, and what the book adds on its way.

    What the maker writes: `day`, `lines`, `word`, `attachments` (how many source
    documents are behind it), `reference` (a number of the writer's own). `number`
    is provisional until posting; the book fills it in, with `voucher_id`, `state`
    and the names of those who made, signed, reviewed and posted it. `part` counts
    the vouchers of one business that share a number; 0 where it has its own.
    """

    day: date
    lines: tuple[Line, ...]
    word: str = DEFAULT_WORD
    number: int | None = None
    attachments: int = 0
    reference: str = ""
    kind: Kind = Kind.ORDINARY
    reverses: VoucherKey | None = None
    voucher_id: int | None = field(default=None, eq=False)
    state: State = State.DRAFT
    maker: str = ""
    cashier: str = ""
    reviewer: str = ""
    poster: str = ""
    part: int = 0

    @property
    def period(self) -> Period:
        """The period of its day."""
        return Period.of(self.day)

    @property
    def key(self) -> VoucherKey:
        """Its period, word and number. Only a voucher that is in a book has one."""
        assert self.number is not None, "a voucher has no number before it is entered"
        return VoucherKey(self.period, self.word, self.number, self.part)

    @property
    def label(self) -> str:
        """What to call it in a message, numbered or not."""
        if self.number is not None:
            return str(self.key)
        return f"{self.period}/{self.word}/{self.reference or '?'}"

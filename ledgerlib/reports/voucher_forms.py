"""Vouchers as they are printed (记账凭证): the pages of each, as values; whoever draws them knows no rule.

会计基础工作规范 第五十条 has the kinds: 收款, 付款, 转账 or the general one; 第五十一条 what stands on
them: day, number, summary, accounts, amounts, the count of source documents, who made, checked,
posted it, and the cashier on those that move money; the empty rows are struck.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, islice

from attrs import frozen

from ..book import Book
from ..book.finding import VoucherFilter
from ..core.account import Side
from ..core.amount import EXACT
from ..core.amount_words import amount_words
from ..core.voucher import Line, State, Voucher
from ..core.word import Demand
from .voucher_lines import FormLine, Letterhead, form_line, head_text

#: Rows that a voucher of half a page has.
ROWS = 5
_AT_A_TIME = 200


class FormKind(StrEnum):
    """The kinds of forms (第五十条), and the one for quantities and foreign currency (数量外币式)."""

    GENERAL = "general"
    QUANTITY = "quantity"
    RECEIPT = "receipt"
    PAYMENT = "payment"
    TRANSFER = "transfer"


@frozen
class Signature:
    """A place to sign: the code of the post, and who has signed already."""

    post: str
    name: str = ""


@frozen
class FormPage:
    """One page of a voucher. `title` is the code of its title, `columns` those of its amount columns.

    `rows` is how many lines the form has; those behind `lines` stay empty and are struck.
    `totals` and `words` stand on the last page only; on those before, 转下页 stands in their
    place (`goes_on`). `head` is the account above the table of a 收款 or 付款 voucher, `head_title`
    the code of what it is called. `parts` is how many vouchers share the number, 0 for one alone.
    """

    kind: FormKind
    title: str
    unit: str
    day: date
    word: str
    number: int
    part: int
    parts: int
    page: int
    pages: int
    attachments: int
    columns: tuple[str, ...]
    lines: tuple[FormLine, ...]
    rows: int
    totals: tuple[Decimal | None, ...]
    words: str
    currency: str
    signatures: tuple[Signature, ...]
    state: State
    head_title: str = ""
    head: str = ""
    reference: str = ""
    regime: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether the voucher goes on over the page (转下页)."""
        return self.page < self.pages


def letterhead(book: Book, supervisor: str = "") -> Letterhead:
    """What the forms of a book have in common, read from it. `supervisor` is 会计主管, if known."""
    facts = book.facts()
    span = book.figures(facts.start)
    return Letterhead(
        facts.name, span.chart, span.currency, span.commodities, facts.method,
        {rule.word: rule for rule in book.word_rules()}, supervisor, facts.regime,
    )  # fmt: skip


def voucher_forms(
    book: Book,
    asked: VoucherFilter,
    *,
    kind: FormKind | None = None,
    rows: int = ROWS,
    by_day: bool = False,
    supervisor: str = "",
) -> Iterator[FormPage]:
    """The pages of the vouchers asked for, in any state, however many there are.

    Without a `kind` each voucher has the form that its word and its lines ask for; GENERAL and
    QUANTITY are for all alike. No more than a few hundred vouchers are held at a time.
    """
    assert kind in (None, FormKind.GENERAL, FormKind.QUANTITY), (
        "the others do not fit every voucher"
    )
    common = letterhead(book, supervisor)
    vouchers = book.vouchers_in(asked, by_day=by_day)
    groups = groupby(vouchers, key=lambda each: (each.period, each.word, each.number))
    while batch := [tuple(group) for _, group in islice(groups, _AT_A_TIME)]:
        lines = (line for group in batch for voucher in group for line in voucher.lines)
        names = book.value_names(line.dimension for line in lines)
        for group in batch:
            parts = max(voucher.part for voucher in group)
            for voucher in group:
                yield from pages_of(voucher, common, names, kind=kind, rows=rows, parts=parts)


def pages_of(
    voucher: Voucher,
    common: Letterhead,
    names: Mapping[tuple[str, str], str],
    *,
    kind: FormKind | None = None,
    rows: int = ROWS,
    parts: int = 0,
) -> Iterator[FormPage]:
    """The pages of one voucher. `names` are those of dimension values, by kind and code."""
    assert rows > 0, "a form has rows"
    kind = kind or kind_of(voucher, common)
    title = _title(voucher, common)
    head, body = _head_and_body(voucher, kind)
    columns = _columns(kind, common, body)
    lines = [form_line(line, voucher, common, names, len(columns)) for line in body]
    pages = -(-len(lines) // rows)
    for page in range(1, pages + 1):
        shown = tuple(lines[(page - 1) * rows : page * rows])
        ends = page == pages
        yield FormPage(
            kind=kind,
            title=title,
            unit=common.unit,
            day=voucher.day,
            word=voucher.word,
            number=voucher.number or 0,
            part=voucher.part,
            parts=parts,
            page=page,
            pages=pages,
            attachments=voucher.attachments,
            columns=columns,
            lines=shown,
            rows=rows,
            totals=_totals(lines, body, columns, common) if ends else (),
            words=_words(voucher, common) if ends else "",
            currency=common.currency.code,
            signatures=_signatures(voucher, title, common),
            state=voucher.state,
            head_title=_head_title(kind, common) if head else "",
            head=head_text(head, voucher, common, names) if head else "",
            reference=voucher.reference,
            regime=common.regime,
        )


def kind_of(voucher: Voucher, common: Letterhead) -> FormKind:
    """The form that a voucher's lines and word ask for.

    A 收 or 付 voucher that does not fit its form (more than one account on the side of the
    money) takes the table of the general one, which shows everything, under its own title.
    """
    if any(line.measure for line in voucher.lines):
        return FormKind.QUANTITY
    demand = _demand(voucher, common)
    if demand is Demand.HAS_NOT:
        return FormKind.TRANSFER
    kinds = {Demand.DEBIT_HAS: FormKind.RECEIPT, Demand.CREDIT_HAS: FormKind.PAYMENT}
    if demand in kinds and _fits(voucher, kinds[demand], common):
        return kinds[demand]
    return FormKind.GENERAL


def _demand(voucher: Voucher, common: Letterhead) -> Demand:
    return common.words[voucher.word].demand if voucher.word in common.words else Demand.NONE


#: What a voucher is called whose word demands or forbids money (第五十条).
_TITLES = {
    Demand.DEBIT_HAS: "voucher_form.title_receipt",
    Demand.CREDIT_HAS: "voucher_form.title_payment",
    Demand.HAS_NOT: "voucher_form.title_transfer",
}


def _title(voucher: Voucher, common: Letterhead) -> str:
    return _TITLES.get(_demand(voucher, common), "voucher_form.title_general")


def _fits(voucher: Voucher, kind: FormKind, common: Letterhead) -> bool:
    """Whether all but one line stand on the side that the form's table is for."""
    side = Side.DEBIT if kind is FormKind.RECEIPT else Side.CREDIT
    heads = [line for line in voucher.lines if line.side is side]
    body = [line for line in voucher.lines if line.side is not side]
    if len(heads) != 1 or not body:
        return False
    # In receive-and-pay books the one column of amounts would be 收 for some and 付 for others.
    return not (common.receives and any(common.is_holding(line.account) for line in body))


def _head_and_body(voucher: Voucher, kind: FormKind) -> tuple[Line | None, list[Line]]:
    if kind not in (FormKind.RECEIPT, FormKind.PAYMENT):
        return None, list(voucher.lines)
    side = Side.DEBIT if kind is FormKind.RECEIPT else Side.CREDIT
    head = next(line for line in voucher.lines if line.side is side)
    return head, [line for line in voucher.lines if line is not head]


def _head_title(kind: FormKind, common: Letterhead) -> str:
    if common.receives:
        return "voucher_form.holding_account"
    return (
        "voucher_form.debit_account" if kind is FormKind.RECEIPT else "voucher_form.credit_account"
    )


def _columns(kind: FormKind, common: Letterhead, body: Sequence[Line]) -> tuple[str, ...]:
    if kind in (FormKind.RECEIPT, FormKind.PAYMENT):
        return ("voucher_form.amount",)
    if common.receives:
        return ("voucher_form.receive", "voucher_form.pay")
    return ("voucher_form.debit", "voucher_form.credit")


def _totals(
    lines: Iterable[FormLine], body: Iterable[Line], columns: Sequence[str], common: Letterhead
) -> tuple[Decimal | None, ...]:
    """The sum of each column; nothing where the columns hold goods of several kinds.

    In receive-and-pay books the two columns are not summed up: 收 and 付 of holdings and of the
    others stand in them side by side, and their sums say nothing.
    """
    own = common.currency.code
    is_one = all(line.commodity in ("", own) for line in body)
    if not is_one or (common.receives and len(columns) > 1):
        return (None,) * len(columns)
    zero = Decimal(0).scaleb(-common.currency.scale)
    sums = [zero] * len(columns)
    for line in lines:
        for place, amount in enumerate(line.amounts):
            sums[place] = EXACT.add(sums[place], amount or zero)
    return tuple(sums)


def _words(voucher: Voucher, common: Letterhead) -> str:
    """The voucher's amount, that of either side, in words (大写); none where it is no money."""
    own = common.currency
    moved = [line for line in voucher.lines if line.side is Side.DEBIT]
    if not own.is_currency or any(line.commodity not in ("", own.code) for line in voucher.lines):
        return ""
    total = Decimal(0)
    for line in moved:
        total = EXACT.add(total, line.amount)
    return amount_words(total, own.code, own.scale)


def _signatures(voucher: Voucher, title: str, common: Letterhead) -> tuple[Signature, ...]:
    """The places to sign: five, and four where no money moves, for the cashier has no part in it."""
    places = (
        Signature("voucher_form.supervisor", common.supervisor),
        Signature("voucher_form.poster", voucher.poster),
        Signature("voucher_form.reviewer", voucher.reviewer),
        Signature("voucher_form.cashier", voucher.cashier),
        Signature("voucher_form.maker", voucher.maker),
    )
    if title == _TITLES[Demand.HAS_NOT]:
        return tuple(place for place in places if place.post != "voucher_form.cashier")
    return places

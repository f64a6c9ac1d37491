"""The books of account say the same of any book: one is what the other adds up to (第六十二条, 账账相符)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ledgerlib import Book, Refused, Voucher, reports
from ledgerlib.reports.report import ColumnKind, Report, Row, RowKind

from .ledger_books import (
    ACCOUNTS,
    FIRST,
    LAST,
    LEAVES,
    adds_up,
    amount,
    kept,
    same_from_any_month,
    same_in_pages,
    signed,
    vouchers,
)

_numbers = count(1)
SPAN = {"from_period": FIRST}


def ledger(book: Book, code: str, *, unposted: bool = True, **options: object) -> Report:
    return reports.account_ledger(
        book, code, LAST, from_period=FIRST, include_unposted=unposted, **options  # type: ignore[arg-type]
    )  # fmt: skip


def ledgers_add_up(book: Book, some: Sequence[str], size: int) -> None:
    """In pages, from any month, on the actual side and on the account's own."""
    for code in some:
        report = ledger(book, code)
        rows = same_in_pages(report, size)
        adds_up(rows)
        same_from_any_month(report, rows)
        own = ACCOUNTS.accounts[code].normal_side
        for row, other in zip(rows, ledger(book, code, sides="account").rows, strict=True):
            if other.cells["side"] != "side.even":
                assert other.cells["side"] == f"side.{own.name.lower()}"
            assert signed(row) == own * amount(other, "balance")


def ledgers_with_measures_add_up(book: Book, size: int) -> None:
    """2202 in 公斤 and in USD: quantities add up too, and every price is amount by quantity."""
    for measure in ("公斤", "USD"):
        lines = book.ledger_lines("2202", FIRST, LAST, measure=measure, include_unposted=True)
        if next(lines, None) is None:
            with pytest.raises(Refused):
                ledger(book, "2202", measure=measure)
            continue
        report = ledger(book, "2202", measure=measure)
        rows = same_in_pages(report, size)
        adds_up(rows)
        same_from_any_month(report, rows)
        own = ACCOUNTS.accounts["2202"].normal_side
        left = Decimal(0)
        for row in rows:
            if row.kind is RowKind.ENTRY:
                left += amount(row, "debit_quantity") - amount(row, "credit_quantity")
            factor = {"side.debit": 1, "side.credit": -1}.get(str(row.cells["side"]), int(own))
            assert factor * amount(row, "balance_quantity") == left
            for key in ("debit", "credit", "balance"):
                price = row.cells.get(f"{key}_price")
                if isinstance(price, Decimal) and row.kind is not RowKind.ENTRY:
                    value = price * amount(row, f"{key}_quantity")
                    assert abs(value - amount(row, key)) < Decimal("0.01")


def the_general_ledger_is_the_ledgers_and_the_trial_balance(
    book: Book, some: Sequence[str], *, unposted: bool
) -> None:
    """总账 = 明细账 = 科目余额表, for each account and month, parents too."""
    general = reports.general_ledger(
        book, LAST, from_period=FIRST, level=None, include_unposted=unposted
    )
    rows = same_in_pages(general, 20)
    listed = {row.account for row in rows}
    for code in some:
        detail = [
            row
            for row in ledger(book, code, unposted=unposted).rows
            if row.kind not in (RowKind.ENTRY, RowKind.OPENING)
        ]
        of_account = [
            row for row in rows if row.account == code and row.kind is not RowKind.OPENING
        ]
        if code not in listed:
            assert not any(
                amount(row, key) for row in detail for key in ("debit", "credit", "balance")
            )
            continue
        keys = ("summary", "debit", "credit", "side", "balance")
        assert [[row.cells.get(k) for k in keys] for row in of_account] == [
            [row.cells.get(k) for k in keys] for row in detail
        ]
        alone = reports.general_ledger(
            book, LAST, from_period=FIRST, account=code, include_unposted=unposted
        )
        assert [row.cells["balance"] for row in alone.rows] == [
            row.cells["balance"] for row in rows if row.account == code
        ]
    for month in ("2024-11", "2024-12", "2025-01", "2025-02"):
        balances = reports.trial_balance(book, month, include_unposted=unposted)
        closing = {
            str(row.cells["code"]): amount(row, "closing_debit") - amount(row, "closing_credit")
            for row in balances.rows
            if row.kind is RowKind.ENTRY
        }
        mine = {
            row.account: signed(row)
            for row in rows
            if row.cells["period"] == month and row.kind is RowKind.YEAR_TOTAL
        }
        assert {code: each for code, each in mine.items() if each} == {
            code: each for code, each in closing.items() if each
        }
        assert sum(mine[code] for code in mine if ACCOUNTS.is_leaf(code)) == 0


def journals_are_the_ledgers_of_money(book: Book, size: int) -> None:
    """日记账 = 明细账 of cash and bank, with 本日合计 besides; one answer of 对方科目 on every line."""
    for code in ("1001", "1002"):
        report = reports.journal(book, code, LAST, from_period=FIRST, include_unposted=True)
        rows = same_in_pages(report, size)
        adds_up(rows)
        keys = ("date", "debit", "credit", "side", "balance")
        assert [
            [r.cells.get(k) for k in keys] for r in rows if r.kind is not RowKind.DAY_TOTAL
        ] == [[r.cells.get(k) for k in keys] for r in ledger(book, code).rows]
        entries = [row for row in rows if row.kind is RowKind.ENTRY]
        days = [row for row in rows if row.kind is RowKind.DAY_TOTAL]
        assert len(days) == len({row.cells["date"] for row in entries})
        assert all(row.cells["counter"] for row in entries)


def columns_sum_to_the_row(book: Book, size: int) -> None:
    """多栏账: what is spread is what the row moves, debit columns less credit columns."""
    for code, options in (
        ("5602", {}),
        ("2221", {}),
        ("1002", {"unfold": "both"}),
        ("2202", {"across": "partner", "unfold": "both", "values": ["甲"]}),
    ):
        report = reports.multi_column(
            book, code, LAST, from_period=FIRST, include_unposted=True, **options  # type: ignore[arg-type]
        )  # fmt: skip
        rows = same_in_pages(report, size)
        adds_up(rows)
        spread = [c for c in report.columns if c.key.startswith("of_")]
        assert all(column.kind is ColumnKind.AMOUNT for column in spread)
        for row in rows:
            debits = sum(amount(row, c.key) for c in spread if c.key.endswith("_debit"))
            credits_ = sum(amount(row, c.key) for c in spread if c.key.endswith("_credit"))
            assert debits - credits_ == amount(row, "debit") - amount(row, "credit")


def dimension_ledgers_are_the_lines_of_their_values(book: Book, size: int) -> None:
    """核算项目明细账: each section adds up, and together they have every line with a value."""
    report = reports.dimension_ledger(
        book, "partner", LAST, from_period=FIRST, include_unposted=True
    )
    rows = same_in_pages(report, size)
    sections: dict[tuple[object, object], list[Row]] = {}
    for row in rows:
        sections.setdefault((row.cells["value"], row.cells["leaf"]), []).append(row)
    for section in sections.values():
        adds_up(section)
    lines = [
        line
        for code in LEAVES
        for line in book.ledger_lines(code, FIRST, LAST, include_unposted=True)
        if "partner:" in line.dimension
    ]
    assert sum(row.kind is RowKind.ENTRY for row in rows) == len(lines)
    if lines:
        of_one = reports.dimension_ledger(
            book, "partner", LAST, from_period=FIRST, values=["甲"], include_unposted=True
        )
        assert list(of_one.rows) == [
            row for row in rows if str(row.cells["value"]).startswith("甲")
        ]


def the_record_in_order_has_every_line(book: Book, size: int) -> None:
    """序时账: as many lines as the ledgers have, in order, debit equal to credit."""
    for by_number in (False, True):
        report = reports.chronological(
            book, LAST, from_period=FIRST, by_number=by_number, page_lines=3, include_unposted=True
        )
        rows = same_in_pages(report, size)
        entries = [row for row in rows if row.kind is RowKind.ENTRY]
        total = rows[-1]
        assert total.kind is RowKind.TOTAL
        for key in ("debit", "credit"):
            assert amount(total, key) == sum(amount(row, key) for row in entries)
            pages = [amount(row, key) for row in rows if row.kind is RowKind.SUBTOTAL]
            assert sum(pages) == amount(total, key)
        assert amount(total, "debit") == amount(total, "credit")
        on_accounts = (
            book.ledger_lines(code, FIRST, LAST, include_unposted=True) for code in LEAVES
        )
        assert len(entries) == sum(1 for lines in on_accounts for _ in lines)
        if not by_number:
            days = [str(row.cells["date"]) for row in entries]
            assert days == sorted(days)
        posted = reports.chronological(book, LAST, from_period=FIRST)
        assert [row for row in posted.rows if not row.is_posted] == []
        assert {row.voucher for row in posted.rows} == {r.voucher for r in entries if r.is_posted}


def rows_lead_on(book: Book, some: Sequence[str]) -> None:
    """Every row leads to its voucher or its account."""
    for code in (each for each in some if each in LEAVES):
        for row in ledger(book, code).rows:
            assert row.account == code
            if row.kind is RowKind.ENTRY:
                assert row.voucher is not None
                assert any(line.account == code for line in book.voucher(row.voucher).lines)


def all_agree(place: str, made: Sequence[Voucher], some: Sequence[str], size: int) -> None:
    """Everything of a book; `some` accounts are read in pages of `size`, and from every month on."""
    with kept(place, f"账套{next(_numbers)}", made) as book:
        ledgers_add_up(book, some, size)
        ledgers_with_measures_add_up(book, size)
        for unposted in (False, True):
            the_general_ledger_is_the_ledgers_and_the_trial_balance(book, some, unposted=unposted)
        journals_are_the_ledgers_of_money(book, size)
        columns_sum_to_the_row(book, size)
        dimension_ledgers_are_the_lines_of_their_values(book, size)
        the_record_in_order_has_every_line(book, size)
        rows_lead_on(book, some)


def _some(few: int) -> settings:
    """Few books where tests are to be quick, many in the night; one that fails is not made smaller."""
    wanted = few if settings().max_examples <= 20 else 15 * few
    return settings(max_examples=wanted, phases=[Phase.explicit, Phase.reuse, Phase.generate])


_BOOKS = {
    "made": vouchers(),
    "some": st.lists(st.sampled_from(list(ACCOUNTS.accounts)), min_size=2, max_size=2, unique=True),
    "size": st.sampled_from([2, 7, 20]),
}


@given(**_BOOKS)
@_some(4)
def test_the_books_of_account_agree(
    tmp_path_factory: pytest.TempPathFactory, made: list[Voucher], some: list[str], size: int
) -> None:
    """A random book over a year's end, with dimensions, quantities, dollars, red ink and drafts."""
    all_agree(str(tmp_path_factory.mktemp("books") / "book.ledger"), made, some, size)


@pytest.mark.postgresql
def test_they_agree_in_postgresql(new_postgresql: Callable[[], str]) -> None:
    """The same of books that stand in one PostgreSQL database."""
    place = new_postgresql()

    @given(**_BOOKS)
    @_some(1)
    def agree(made: list[Voucher], some: list[str], size: int) -> None:
        all_agree(place, made, some, size)

    agree()

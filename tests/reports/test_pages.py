"""The pages of a book: every row once, 过次页 and 承前页 with the right totals, red rules (第六十条, 第六十三条)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import define, evolve, field
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.period import Period
from ledgerlib.language import text
from ledgerlib.reports.pages import Carry, PlacedRow, PrintedPage, Rule, pages
from ledgerlib.reports.report import Cell, Column, ColumnKind, Row, RowKind, side_word

GOLDEN = Path(__file__).with_name("pages")
COLUMNS = (
    Column("date", "column.date", ColumnKind.DATE),
    Column("voucher", "column.voucher"),
    Column("summary", "column.summary"),
    Column("price", "column.price", ColumnKind.AMOUNT),
    Column("debit", "column.debit", ColumnKind.AMOUNT),
    Column("credit", "column.credit", ColumnKind.AMOUNT),
    Column("side", "column.side", ColumnKind.WORD),
    Column("balance", "column.balance", ColumnKind.AMOUNT),
)
OVER = (RowKind.TO_NEXT_PAGE, RowKind.FROM_LAST_PAGE)
TOTALS = (RowKind.MONTH_TOTAL, RowKind.YEAR_TOTAL)


@define
class Ledger:
    """The ledger of an account, written as a bookkeeper writes it; amounts in 元, debit positive."""

    balance: Decimal = Decimal(0)
    month: list[Decimal] = field(factory=lambda: [Decimal(0), Decimal(0)])
    year: list[Decimal] = field(factory=lambda: [Decimal(0), Decimal(0)])
    rows: list[Row] = field(factory=list)

    def row(self, kind: RowKind, day: date, label: str, sums: Sequence[Decimal | None]) -> None:
        cells: dict[str, Cell] = {"date": day, "summary": label, "balance": abs(self.balance)}
        cells |= {
            key: sum_
            for key, sum_ in zip(("debit", "credit"), sums, strict=True)
            if sum_ is not None
        }
        self.rows.append(Row(kind, {**cells, "side": side_word(int(self.balance * 100))}))

    def opening(self, day: date) -> None:
        self.row(RowKind.OPENING, day, "row.brought_forward", (None, None))

    def entry(self, day: date, signed: Decimal) -> None:
        self.balance += signed
        is_credit = signed < 0
        for sums in (self.month, self.year):
            sums[is_credit] += abs(signed)
        amounts = (None, abs(signed)) if is_credit else (signed, None)
        self.row(RowKind.ENTRY, day, f"第{len(self.rows)}笔", amounts)

    def ends(self, period: Period) -> None:
        day = period.last_day
        self.row(RowKind.MONTH_TOTAL, day, "row.month_total", tuple(self.month))
        self.row(RowKind.YEAR_TOTAL, day, "row.year_total", tuple(self.year))
        self.month = [Decimal(0), Decimal(0)]
        if period.month == 12:
            self.year = [Decimal(0), Decimal(0)]


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[Row], dict[str, Cell]]:
    """Some months of an account, of any length, over the end of a year; what the year had before."""
    period = Period(2024, draw(st.integers(9, 12)))
    brought = [Decimal(draw(st.integers(0, 900))), Decimal(draw(st.integers(0, 900)))]
    book = Ledger(brought[0] - brought[1], year=list(brought))
    book.opening(period.first_day)
    with_totals = draw(st.booleans())
    for _ in range(draw(st.integers(1, 4))):
        cents = st.integers(-90_000, 90_000).filter(bool)
        for signed in draw(st.lists(cents, max_size=9)):
            book.entry(period.first_day, Decimal(signed).scaleb(-2))
        if with_totals:
            book.ends(period)
        period = period.next()
    return book.rows, dict(zip(("debit", "credit"), brought, strict=True))


SIZES = st.integers(3, 12)
CARRIES = st.sampled_from(list(Carry))


def paged(
    rows: Sequence[Row], size: int, carry: Carry, brought: dict[str, Cell]
) -> list[PrintedPage]:
    return list(pages(iter(rows), COLUMNS, size, carry, brought=brought, first_number=7))


def own(page: PrintedPage) -> list[PlacedRow]:
    return [placed for placed in page.rows if placed.row.kind not in OVER]


@given(ledgers(), SIZES, CARRIES)
def test_every_row_stands_once_and_in_order(
    ledger: tuple[list[Row], dict[str, Cell]], size: int, carry: Carry
) -> None:
    rows, brought = ledger
    made = paged(rows, size, carry, brought)
    assert [placed.row for page in made for placed in own(page)] == rows
    assert [page.number for page in made] == list(range(7, 7 + len(made)))
    assert all(len(page.rows) <= size and own(page) for page in made)
    assert [page.goes_on for page in made] == [True] * (len(made) - 1) + [False]


@given(ledgers(), SIZES, CARRIES)
def test_a_page_that_goes_on_is_full_and_hands_over_what_the_next_begins_with(
    ledger: tuple[list[Row], dict[str, Cell]], size: int, carry: Carry
) -> None:
    rows, brought = ledger
    made = paged(rows, size, carry, brought)
    for page, following in zip(made, made[1:], strict=False):
        assert len(page.rows) == size
        last, first = page.rows[-1].row, following.rows[0].row
        if carry is Carry.NONE:
            assert not {last.kind, first.kind} & set(OVER)
            continue
        assert (last.kind, first.kind) == OVER
        assert (last.cells["summary"], first.cells["summary"]) == (
            "row.to_next_page",
            "row.from_last_page",
        )
        assert {**last.cells, "summary": ""} == {**first.cells, "summary": ""}
        assert not {"date", "voucher", "price"} & set(last.cells)


def recomputed(
    rows: Sequence[Row], so_far: int, carry: Carry, brought: dict[str, Cell]
) -> list[Decimal]:
    """From the entries: those of the next row's month, or year, before it, unless that is summed up."""
    following = rows[so_far].cells["date"]
    assert isinstance(following, date)
    whole, total = (
        ((following.year, following.month), RowKind.MONTH_TOTAL)
        if carry is Carry.MONTH
        else ((following.year,), RowKind.YEAR_TOTAL)
    )
    sums = [Decimal(0), Decimal(0)]
    first = rows[0].cells["date"]
    assert isinstance(first, date)
    if carry is Carry.YEAR and first.year == following.year:
        sums = [Decimal(str(brought[key])) for key in ("debit", "credit")]
    for row in rows[:so_far]:
        day = row.cells["date"]
        assert isinstance(day, date)
        if (day.year, day.month)[: len(whole)] != whole:
            continue
        if row.kind is RowKind.ENTRY:
            for place, key in enumerate(("debit", "credit")):
                sums[place] += Decimal(str(row.cells.get(key, 0)))
        elif row.kind is total and (carry is Carry.MONTH or day.month == 12):
            sums = [Decimal(0), Decimal(0)]
    return sums


@given(ledgers(), SIZES, st.sampled_from([Carry.MONTH, Carry.YEAR, Carry.BALANCE]))
def test_totals_run_from_the_beginning_of_the_month_or_the_year_and_the_balance_goes_on(
    ledger: tuple[list[Row], dict[str, Cell]], size: int, carry: Carry
) -> None:
    rows, brought = ledger
    so_far = 0
    for page in paged(rows, size, carry, brought):
        so_far += len(own(page))
        if not page.goes_on:
            continue
        cells = page.rows[-1].row.cells
        assert (cells["side"], cells["balance"]) == (
            rows[so_far - 1].cells["side"], rows[so_far - 1].cells["balance"]
        )  # fmt: skip
        if carry is Carry.BALANCE:
            assert not {"debit", "credit"} & set(cells)
            continue
        totals = [Decimal(str(cells.get(key, 0))) for key in ("debit", "credit")]
        assert totals == recomputed(rows, so_far, carry, brought)


@given(ledgers(), SIZES, st.sampled_from([Carry.MONTH, Carry.YEAR]))
def test_what_is_brought_over_and_the_entries_after_it_make_the_total(
    ledger: tuple[list[Row], dict[str, Cell]], size: int, carry: Carry
) -> None:
    """On any page, 承前页 + the entries down to 本月合计 (本年累计) = 本月合计 (本年累计)."""
    rows, brought = ledger
    for page in paged(rows, size, carry, brought)[1:]:
        sums = {
            key: Decimal(str(page.rows[0].row.cells.get(key, 0))) for key in ("debit", "credit")
        }
        for placed in page.rows[1:]:
            row = placed.row
            if row.kind is RowKind.ENTRY:
                for key in sums:
                    sums[key] += Decimal(str(row.cells.get(key, 0)))
            elif row.kind is (RowKind.MONTH_TOTAL if carry is Carry.MONTH else RowKind.YEAR_TOTAL):
                assert sums == {key: row.cells[key] for key in sums}
                day = row.cells["date"]
                assert isinstance(day, date)
                if carry is Carry.MONTH or day.month == 12:
                    sums = dict.fromkeys(sums, Decimal(0))


@given(ledgers(), SIZES, CARRIES)
def test_red_rules(ledger: tuple[list[Row], dict[str, Cell]], size: int, carry: Carry) -> None:
    """Single under 本月合计 and 本年累计, double under that of December; under an entry only where
    the account keeps no 本月合计, at the month's last."""
    rows, brought = ledger
    has_totals = any(row.kind in TOTALS for row in rows)
    placed = [each for page in paged(rows, size, carry, brought) for each in page.rows]
    ruled = [each for each in placed if each.row.kind not in OVER]
    assert all(each.rule is Rule.NONE for each in placed if each.row.kind in OVER)
    for each, following in zip(ruled, [*ruled[1:], None], strict=True):
        day = each.row.cells["date"]
        assert isinstance(day, date)
        if each.row.kind is RowKind.YEAR_TOTAL:
            assert each.rule is (Rule.DOUBLE if day.month == 12 else Rule.SINGLE)
        elif each.row.kind is RowKind.MONTH_TOTAL:
            assert each.rule is Rule.SINGLE
        elif each.row.kind is RowKind.ENTRY and carry is not Carry.NONE:
            is_last = following is None or following.row.cells["date"] != day
            assert each.rule is (
                Rule.SINGLE if is_last and not (has_totals and following) else Rule.NONE
            )
        else:
            assert each.rule is Rule.NONE


@given(
    st.lists(st.integers(1, 6), max_size=40),
    st.integers(3, 9),
    st.sampled_from([Carry.NONE, Carry.YEAR]),
)
def test_rows_of_several_lines_never_overflow_a_page(
    heights: list[int], size: int, carry: Carry
) -> None:
    rows = [Row(RowKind.ENTRY, {"summary": str(place)}) for place in range(len(heights))]
    most = size - (0 if carry is Carry.NONE else 2)
    made = list(
        pages(
            rows, COLUMNS, size, carry, lines_of=lambda row: heights[int(str(row.cells["summary"]))]
        )
    )
    assert [placed.row for page in made for placed in own(page)] == rows
    for page in made:
        taken = [min(heights[int(str(each.row.cells["summary"]))], most) for each in own(page)]
        assert sum(taken) + len(page.rows) - len(taken) <= size
        assert taken or not rows


def test_quantities_are_carried_and_prices_are_not() -> None:
    columns = (
        *COLUMNS[:3],
        Column("debit_quantity", "column.debit_quantity", ColumnKind.QUANTITY),
        Column("debit_price", "column.price", ColumnKind.AMOUNT),
        COLUMNS[4],
        COLUMNS[6],
        Column("balance_quantity", "column.balance_quantity", ColumnKind.QUANTITY),
        Column("balance_price", "column.price", ColumnKind.AMOUNT),
        COLUMNS[7],
    )
    bought: dict[str, Cell] = {
        "date": date(2024, 3, 1), "summary": "购大米", "debit_quantity": Decimal(50),
        "debit_price": Decimal("4.60"), "debit": Decimal(230), "side": "side.debit",
        "balance_quantity": Decimal(50), "balance_price": Decimal("4.60"), "balance": Decimal(230),
    }  # fmt: skip
    rows = [Row(RowKind.ENTRY, bought)] * 4
    first = next(pages(rows, columns, 3, Carry.MONTH))
    assert first.rows[-1].row.cells == {
        "summary": "row.to_next_page", "debit_quantity": Decimal(100), "debit": Decimal(460),
        "side": "side.debit", "balance_quantity": Decimal(50), "balance_price": Decimal("4.60"),
        "balance": Decimal(230),
    }  # fmt: skip


def test_a_general_ledger_adds_its_months_up() -> None:
    """A general ledger has no entries: from 本月合计 to 本月合计 the year grows."""
    book = Ledger()
    book.opening(date(2024, 1, 1))
    for month in range(1, 7):
        book.month, book.year = [Decimal(month), Decimal(0)], [book.year[0] + month, Decimal(0)]
        book.ends(Period(2024, month))
    made = paged(book.rows, 5, Carry.YEAR, {})
    # 期初, 1月, 1月累计, 2月 | 2月累计, 3月, 3月累计 | 4月, 4月累计, 5月 | …
    assert [page.rows[-1].row.cells.get("debit") for page in made[:3]] == [3, 6, 15]


def test_nothing_is_one_empty_page() -> None:
    assert list(pages([], COLUMNS, 20, Carry.MONTH)) == [PrintedPage(1, ())]


def test_the_next_thousand_rows_are_not_read_before_the_page_is_asked_for() -> None:
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        for _ in range(1000):
            read += 1
            yield Row(RowKind.ENTRY, {"summary": ""})

    first = next(pages(rows(), COLUMNS, 20, Carry.MONTH))
    assert len(first.rows) == 20
    assert read <= 22


MARKS = {Rule.NONE: "", Rule.SINGLE: "────", Rule.DOUBLE: "════"}


@pytest.mark.parametrize("carry", [Carry.MONTH, Carry.YEAR, Carry.BALANCE])
@pytest.mark.parametrize("size", [8, 10, 40])
def test_a_new_year_begins_on_a_page_of_its_own(carry: Carry, size: int) -> None:
    """结转下年 ends the old year's page without 过次页; 上年结转 stands on top of the next, no 承前页 above."""
    made = paged(quarter(), size, carry, {"debit": Decimal(5000), "credit": Decimal(4000)})
    years = [
        {row.row.cells["date"].year for row in page.rows if row.row.cells.get("date")}
        for page in made
    ]
    assert all(len(each) == 1 for each in years)
    at = years.index({2025})
    assert made[at].rows[0].row.kind is RowKind.OPENING
    assert made[at - 1].rows[-1].row.kind is RowKind.CARRIED_DOWN
    assert [page.number for page in made] == list(range(made[0].number, made[0].number + len(made)))


def drawn(made: Sequence[PrintedPage]) -> str:
    """Pages as text: what a golden file holds, and what an accountant can read."""
    lines = []
    for page in made:
        lines.append(f"第 {page.number} 页")
        for placed in page.rows:
            cells = placed.row.cells
            label = str(cells["summary"])
            shown = [
                str(cells.get("date") or " " * 10), (text(label) if "row." in label else label).ljust(6, "　"),
                *(f"{cells[key]:,.2f}".rjust(10) if cells.get(key) else " " * 10 for key in ("debit", "credit")),
                text(str(cells["side"])), f"{cells['balance']:,.2f}".rjust(10), MARKS[placed.rule],
            ]  # fmt: skip
            lines.append("  ".join(shown).rstrip())
        lines.append("")
    return "\n".join(lines)


def quarter() -> list[Row]:
    """库存现金, November 2024 to January 2025."""
    book = Ledger(Decimal(1000), year=[Decimal(5000), Decimal(4000)])
    book.opening(date(2024, 11, 1))
    for day in range(1, 9):
        book.entry(date(2024, 11, day), Decimal(day * 100 if day % 3 else -350))
    book.ends(Period(2024, 11))
    for day in range(1, 6):
        book.entry(date(2024, 12, day), Decimal(-120 if day % 2 else 60))
    book.entry(date(2024, 12, 20), Decimal(-60))
    book.ends(Period(2024, 12))
    book.row(RowKind.CARRIED_DOWN, date(2024, 12, 31), "结转下年", (None, None))
    book.opening(date(2025, 1, 1))
    book.entry(date(2025, 1, 3), Decimal(88))
    book.ends(Period(2025, 1))
    return book.rows


@pytest.mark.parametrize("carry", [Carry.MONTH, Carry.YEAR, Carry.BALANCE])
@pytest.mark.parametrize("size", [8, 10])
def test_pages_as_they_stand_in_the_golden_files(carry: Carry, size: int) -> None:
    made = paged(quarter(), size, carry, {"debit": Decimal(5000), "credit": Decimal(4000)})
    golden = GOLDEN / f"{carry}-{size}.txt"
    assert drawn([evolve(page, number=page.number - 6) for page in made]) == golden.read_text(
        "utf-8"
    )

"""The pages of a report and the columns that show them: no figure is cut, widths are right with Chinese."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ledger_tui.model.report_pages import ReportPages, heads, laid_out
from ledgerlib import VoucherKey
from ledgerlib.reports import Column, ColumnKind, Report, Row, RowKind

texts = st.text(st.sampled_from("伙食费abc 副，（1"), max_size=40)
amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
KINDS = (ColumnKind.LABEL, ColumnKind.AMOUNT, ColumnKind.DATE, ColumnKind.NUMBER)


def cell_of(kind: ColumnKind) -> st.SearchStrategy[object]:
    if kind is ColumnKind.LABEL:
        return texts
    if kind is ColumnKind.AMOUNT:
        return st.one_of(st.none(), amounts)
    if kind is ColumnKind.NUMBER:
        return st.integers(0, 10**9)
    return st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=9))
    groups = draw(st.lists(st.sampled_from(["", "本期发生额"]), min_size=9, max_size=9))
    columns = tuple(
        Column(f"c{at}", "", kind, draw(texts) or "栏", group_name=groups[at])
        for at, kind in enumerate(kinds)
    )
    count = draw(st.integers(0, 12))
    rows = tuple(
        Row(RowKind.ENTRY, {c.key: draw(cell_of(c.kind)) for c in columns})  # type: ignore[misc]
        for _ in range(count)
    )
    return Report("r", "", "账套", "2008-02", columns, rows, name="报表")


def whole(report: Report, size: int = 200) -> ReportPages:
    pages = ReportPages(report)
    while not pages.is_whole:
        pages.take(report.page(pages.mark, size))
    return pages


@given(report=reports(), size=st.integers(1, 5))
def test_pages_joined_are_the_stream(report: Report, size: int) -> None:
    assert [shown.row for shown in whole(report, size).rows] == list(report.rows)


@given(report=reports(), room=st.integers(20, 200), first=st.integers(0, 8))
def test_a_figure_is_shown_whole_or_not_at_all(report: Report, room: int, first: int) -> None:
    """A figure with a digit cut off would be another figure."""
    pages = whole(report)
    layout = laid_out(pages, room, first)
    for shown in pages.rows:
        for column, cell in layout.line(shown.texts):
            if layout.figures[column]:
                assert cell.strip() == shown.texts[column] or set(cell) == {"#"}
                assert cell_len(cell) >= cell_len(shown.texts[column])


@given(report=reports(), room=st.integers(20, 200))
def test_every_cell_has_the_width_of_its_column(report: Report, room: int) -> None:
    pages = whole(report)
    layout = laid_out(pages, room)
    for shown in pages.rows:
        for column, cell in layout.line(shown.texts):
            assert cell_len(cell) == layout.widths[column]
    *_, titles = heads(pages, layout)
    assert [cell_len(cell) for _, cell in titles] == [layout.widths[at] for at in layout.shown]


@given(report=reports(), room=st.integers(40, 200))
def test_the_titles_of_groups_stand_over_their_columns(report: Report, room: int) -> None:
    pages = whole(report)
    layout = laid_out(pages, room)
    above = heads(pages, layout)
    if len(above) == 2:
        widths = [sum(cell_len(cell) for _, cell in line) + len(line) - 1 for line in above]
        assert widths[0] == widths[1]


@given(report=reports(), room=st.integers(60, 200))
def test_moving_to_the_right_comes_to_every_column(report: Report, room: int) -> None:
    pages = whole(report)
    seen: set[int] = set()
    for first in range(len(report.columns)):
        seen |= set(laid_out(pages, room, first).shown)
    assert seen == set(range(len(report.columns)))


def ledger(*rows: Row) -> ReportPages:
    columns = (
        Column("summary", "", ColumnKind.LABEL, "摘要"),
        Column("balance", "", ColumnKind.AMOUNT, "余额"),
    )
    return whole(Report("r", "", "账套", "2008-02", columns, rows))


def entry(number: int, balance: str) -> Row:
    key = VoucherKey.parse(f"2008-02/记/{number}")
    return Row(
        RowKind.ENTRY, {"summary": "买菜", "balance": Decimal(balance)}, voucher=key, account="401"
    )


def test_a_row_is_found_again_after_its_figures_have_changed() -> None:
    """
    记-1 买菜 10     →  记-1 买菜 10
    记-2 买菜 20 *      记-9 买菜  5
                        记-2 买菜 25 *
    """
    pages = ledger(entry(1, "10"), entry(9, "5"), entry(2, "25"))
    assert pages.same_row(entry(2, "20"), near=1) == 2
    assert pages.same_row(entry(7, "20")) is None


def test_of_two_lines_of_a_voucher_the_one_that_says_the_same_is_found() -> None:
    pages = ledger(entry(2, "10"), entry(2, "25"))
    assert pages.same_row(entry(2, "25"), near=0) == 1
    assert pages.same_row(entry(2, "99"), near=1) == 1


def test_red_ink_is_known_and_the_total_comes_behind_the_last_row() -> None:
    columns = (
        Column("code", "", ColumnKind.LABEL, "编码"), Column("name", "", ColumnKind.LABEL, "名称"),
        Column("balance", "", ColumnKind.AMOUNT, "余额"),
    )  # fmt: skip
    rows = (Row(RowKind.ENTRY, {"code": "401", "name": "伙食费", "balance": Decimal("-3.00")}),)
    report = Report("r", "", "账套", "2008-02", columns, rows, totals={"balance": Decimal("-3.00")})
    pages = whole(report)
    assert pages.rows[0].red == frozenset({2})
    assert [shown.row.kind for shown in pages.rows] == [RowKind.ENTRY, RowKind.TOTAL]
    assert pages.rows[1].is_strong
    assert not whole(evolve(report, totals={})).rows[0].is_strong


def test_texts_give_way_before_figures() -> None:
    """At 30 cells the summary is cut, the amount is whole."""
    columns = (
        Column("summary", "", ColumnKind.LABEL, "摘要"),
        Column("balance", "", ColumnKind.AMOUNT, "余额"),
    )
    row = Row(
        RowKind.ENTRY, {"summary": "购买蔬菜豆制品和调味品各一批", "balance": Decimal("1234567.89")}
    )
    pages = whole(Report("r", "", "账套", "2008-02", columns, (row,)))
    (_, summary), (_, balance) = laid_out(pages, 30).line(pages.rows[0].texts)
    assert (cell_len(summary), balance) == (17, "1,234,567.89")

"""The table of a report: reads by pages, follows the cursor, finds, jumps, comes back to its row."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from attrs import define, field
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.worker import Worker

from ledger_tui.widgets.report_table import ReportTable
from ledgerlib.reports import Column, ColumnKind, Page, Report, Row, RowKind

COUNT = 1_000_000


@define
class Million:
    """A million lines over ten months, none of which is there before it is asked for."""

    asked: list[tuple[Any, int]] = field(factory=list)

    def __iter__(self) -> Iterator[Row]:
        raise AssertionError("never read as a whole")

    def page(self, mark: Any | None, size: int) -> Page:
        self.asked.append((mark, size))
        first = mark or 0
        rows = tuple(line(number) for number in range(first, min(first + size, COUNT)))
        behind = first + size
        return Page(rows, behind if behind < COUNT else None)

    def starts(self) -> Sequence[tuple[str, Any]]:
        return [(f"第{month + 1}月", month * COUNT // 10) for month in range(10)]


def line(number: int) -> Row:
    return Row(
        RowKind.ENTRY, {"summary": f"第{number}笔", "balance": Decimal(number)}, account=str(number)
    )


def million() -> Report:
    columns = (
        Column("summary", "", ColumnKind.LABEL, "摘要"),
        Column("balance", "", ColumnKind.AMOUNT, "余额"),
    )
    return Report("r", "", "账套", "2008-02", columns, Million(), name="明细账")


class TableApp(App[None]):
    """Only a table, with the `do` and `perform` that screens have."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report
        self.opened: list[tuple[int, Row]] = []

    def compose(self) -> ComposeResult:
        async def read(report: Report, mark: Any, size: int) -> Page:
            return report.page(mark, size)

        yield ReportTable(read)

    def on_report_table_opened(self, event: ReportTable.Opened) -> None:
        self.opened.append((event.at, event.row))


Acts = Callable[[TableApp, ReportTable, Pilot[None]], Awaitable[None]]


def driven(acts: Acts, report: Report | None = None) -> TableApp:
    app = TableApp(report or million())

    async def run() -> None:
        async with app.run_test(size=(60, 20)) as pilot:
            table = app.query_one(ReportTable)

            def do(work: Any, *, key: str = "") -> Worker[None]:
                return app.run_worker(work)

            app.screen.do = do  # type: ignore[attr-defined]
            await table.show(app.report)
            table.focus()
            await pilot.pause()
            await acts(app, table, pilot)

    asyncio.run(run())
    return app


def shown(table: ReportTable) -> list[str]:
    return [table.render_line(y).text.rstrip() for y in range(table.size.height)]


def test_of_a_million_lines_only_a_page_is_read_at_first() -> None:
    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        assert [mark for mark, _ in app.report.rows.asked] == [None]  # type: ignore[union-attr]
        lines = shown(table)
        assert lines[0].split() == ["摘要", "余额"]
        assert lines[2].split() == ["第1笔", "1"]

    driven(acts)


def test_pages_are_read_before_the_cursor_comes_to_their_end() -> None:
    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        for _ in range(20):
            table.action_turn(1)
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert table.cursor == 20 * 18
        assert table.row == line(360)
        assert table.pages is not None
        assert len(table.pages.rows) >= 400
        assert shown(table)[-1].split()[0] == "第360笔"

    driven(acts)


def test_the_last_row_is_found_from_the_last_start_and_the_first_from_the_beginning() -> None:
    class Short(Million):
        def starts(self) -> Sequence[tuple[str, Any]]:
            return [("一月", 0), ("十二月", COUNT - 300)]

    from attrs import evolve

    report = evolve(million(), rows=Short())

    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        await table.action_table_bottom()
        assert table.row == line(COUNT - 1)
        assert len(report.rows.asked) <= 4  # type: ignore[union-attr]
        await table.action_table_top()
        assert (table.row, table.cursor) == (line(0), 0)

    driven(acts, report)


def test_one_can_begin_at_the_month_before_or_behind() -> None:
    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        await table.begin_at(3)
        assert table.row == line(300_000)
        await table.action_table_later()
        assert table.row == line(400_000)
        await table.action_table_earlier()
        assert table.row == line(300_000)
        await table.begin_at(10)
        assert table.row == line(300_000)

    driven(acts)


def test_a_text_is_found_beyond_the_first_page_and_told_when_it_is_not() -> None:
    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        assert await table.find("第777笔")
        assert table.row == line(777)
        assert await table.find("1,234")
        assert table.row == line(1_234)

    driven(acts)


def test_looking_stops_within_bounds_and_goes_on_from_there() -> None:
    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        import ledger_tui.widgets.report_table as module

        most, module.FIND_MOST = module.FIND_MOST, 1_000
        try:
            assert not await table.find("第1500笔")
            assert table.cursor > 1_000
            assert await table.find("第1500笔")
        finally:
            module.FIND_MOST = most

    driven(acts)


def test_made_anew_the_cursor_is_on_the_same_row() -> None:
    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        await table.begin_at(2)
        table.action_turn(1)
        row, at = table.row, table.cursor
        await table.show_again(million())
        assert (table.row, table.cursor) == (row, at)

    driven(acts)


def test_enter_opens_the_row_with_its_place() -> None:
    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        table.action_move(2)
        table.action_table_open()
        await pilot.pause()

    assert driven(acts).opened == [(2, line(2))]


def test_left_and_right_move_the_columns_that_do_not_fit() -> None:
    columns = (
        Column("summary", "", ColumnKind.LABEL, "摘要"),
        *(Column(f"c{at}", "", ColumnKind.AMOUNT, f"第{at}栏") for at in range(8)),
    )
    cells = {f"c{at}": Decimal("1234567.89") + at for at in range(8)}
    rows = (Row(RowKind.ENTRY, {"summary": "买菜", **cells}),)
    report = Report("r", "", "账套", "2008-02", columns, rows, name="多栏账")

    async def acts(app: TableApp, table: ReportTable, pilot: Pilot[None]) -> None:
        assert "第0栏" in shown(table)[0]
        assert "第7栏" not in shown(table)[0]
        for _ in range(9):
            table.action_aside(1)
        assert "第7栏" in shown(table)[0]
        assert shown(table)[0].startswith("摘要")
        assert "1,234,574.89" in shown(table)[1]

    driven(acts, report)

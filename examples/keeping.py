"""What the worked years have in common: make the book, keep its months, show its statements.

An example is a folder of sheets: vouchers/*.csv, a file for each month or quarter, opening.csv
and, where it needs them, accounts.csv (accounts added to the chart), dimensions.csv and
transfers.toml. Two people keep the book: the bookkeeper (会计) enters, posts and closes, the
supervisor (会计主管) makes the book and reviews.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from attrs import field, frozen

from ledgerlib import (
    Book,
    NewBook,
    Period,
    Refused,
    create,
    import_dimensions,
    import_opening,
    import_vouchers,
    load_chart,
    read_accounts,
    read_transfers,
    render,
    reports,
)
from ledgerlib.exchange.cash_flow import add_cash_flow_items, cash_flow_items
from ledgerlib.exchange.statements import find_statement
from ledgerlib.language import language

BOOKKEEPER, SUPERVISOR = "会计", "会计主管"
#: What is said on the way, in Chinese or in English as the reader's locale asks.
SAID = {
    "zh_CN": {
        "made": "建账 {file}\n期初余额 {count} 行，账套启用。",
        "month": "{period}  记账 {posted} 张，其中自动转账 {transferred} 张、结转 {carried} 张，已结账",
        "year": "{year} 年已年结。\n",
        "sheet": "已写入 {sheet}",
        "sound": "校验无误：{records} 条记录，{vouchers} 张已记账凭证，{lines} 条分录\n链头 {head}",
    },
    "en": {
        "made": "Made {file}\n{count} opening balances. The book is started.",
        "month": "{period}  {posted} vouchers posted, {transferred} of them by transfer, {carried} carrying forward; closed",
        "year": "{year} is rolled over.\n",
        "sheet": "Wrote {sheet}",
        "sound": "Sound: {records} records, {vouchers} posted vouchers, {lines} lines\nChain head {head}",
    },
}[language()]


@frozen
class Example:
    """A worked year: the folder of its sheets, the chart, what is chosen in it, the statements."""

    folder: Path
    name: str
    chart: str
    year: int
    statements: tuple[str, ...]
    options: dict[str, str] = field(factory=dict)


#: What an example does in a month after its sheet is in and before anything is reviewed.
Also = Callable[[Book, Period], None]


def keep(example: Example, folder: Path, also: Also | None = None) -> Book:
    """Keep the whole year in a book in `folder`, print its statements, and return the book."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{example.folder.name}-{example.year}.ledger"
    supervisor, bookkeeper = _made(example, file)
    count = import_opening(bookkeeper, example.folder / "opening.csv").count
    bookkeeper.start()
    print(SAID["made"].format(file=file, count=count))
    for sheet in sorted((example.folder / "vouchers").glob("*.csv")):
        import_vouchers(bookkeeper, sheet)
        for period in _months(example.year, sheet.stem):
            if also:
                also(bookkeeper, period)
            _finish(supervisor, bookkeeper, period)
    bookkeeper.roll_over(example.year)
    print(SAID["year"].format(year=example.year))
    show(example, supervisor, folder)
    return supervisor


def _made(example: Example, file: Path) -> tuple[Book, Book]:
    """A new book as its supervisor and as its bookkeeper see it, with all that was prepared."""
    chart = load_chart(example.chart)
    start = Period(example.year, 1)
    new = NewBook(example.name, chart.chart, start, chart.chart_id, options=example.options)
    supervisor = create(file, new, by=SUPERVISOR)
    supervisor.add_user(BOOKKEEPER, ["maker", "poster"])
    add_cash_flow_items(supervisor, cash_flow_items(chart.chart_id))
    if (sheet := example.folder / "accounts.csv").exists():
        accounts = read_accounts(sheet)
        if accounts.problems:
            raise Refused(accounts.problems)
        supervisor.set_accounts(accounts.accounts)
    if (sheet := example.folder / "dimensions.csv").exists():
        import_dimensions(supervisor, sheet)
    if (sheet := example.folder / "transfers.toml").exists():
        supervisor.set_transfers(read_transfers(sheet))
    return supervisor, supervisor.acting_as(BOOKKEEPER)


def _months(year: int, named: str) -> list[Period]:
    """The months of a sheet: of 2024-03, or of 2024-Q1."""
    part = named.partition("-")[2]
    if part.startswith("Q"):
        last = 3 * int(part[1:])
        return [Period(year, month) for month in range(last - 2, last + 1)]
    return [Period(year, int(part))]


def _finish(supervisor: Book, bookkeeper: Book, period: Period) -> None:
    """Transfer, review, post, carry forward, review and post that too, and close a month."""
    transferred = len(bookkeeper.transfer(period))
    supervisor.review(period)
    posted = bookkeeper.post(period)
    carried = len(bookkeeper.carry_forward(period))
    supervisor.review(period)
    posted += bookkeeper.post(period)
    bookkeeper.close(period)
    print(
        SAID["month"].format(period=period, posted=posted, transferred=transferred, carried=carried)
    )


def figures(example: Example, book: Book) -> dict[str, list[dict[str, str]]]:
    """December's statements: of each line that comes to something, its label and its amounts."""
    told: dict[str, list[dict[str, str]]] = {}
    for name, report in statements(example, book).items():
        keys = [column.key for column in report.columns if column.title == "column.amount"]
        amounts = [
            (row, {key: row.cells[key] for key in keys if row.cells.get(key)})
            for row in report.rows
        ]
        told[name] = [
            {"label": str(row.cells["label"]), **{key: f"{found[key]:.2f}" for key in found}}
            for row, found in amounts
            if found
        ]
    return told


def statements(example: Example, book: Book) -> dict[str, reports.Report]:
    """The statements of December, by name, in Chinese."""
    chosen = book.options().values()
    return {
        name: reports.statement_report(
            book,
            find_statement(example.chart, name, chosen),
            Period(example.year, 12),
            in_language="zh_CN",
        )
        for name in example.statements
    }


def show(example: Example, book: Book, folder: Path) -> None:
    """Print the statements, write each as a spreadsheet and all figures as json, and verify."""
    for name, report in statements(example, book).items():
        print(render.table(report))
        sheet = folder / f"{name}-{example.year}-12.xlsx"
        sheet.write_bytes(render.xlsx(report))
        print(SAID["sheet"].format(sheet=sheet) + "\n")
    told = json.dumps(figures(example, book), ensure_ascii=False, indent=1)
    (folder / "figures.json").write_text(told + "\n", encoding="utf-8")
    found = book.verify()
    if not found.is_sound:
        raise Refused(found.problems)
    print(
        SAID["sound"].format(
            records=found.records, vouchers=found.vouchers, lines=found.lines, head=found.chain_head
        )
    )

"""Keep the mess fund of a squad for the year 2008, from its csv files to the opening of 2009.

Two people keep it: the quartermaster (司务长) enters, posts and closes; the officer in
charge (主管) makes the book and reviews. In April they find a mistake of March, which is
closed by then, and put it right by a red reversal and a blue entry.
"""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date
from pathlib import Path

from ledgerlib import (
    Book,
    NewBook,
    Period,
    create,
    import_opening,
    import_vouchers,
    load_chart,
    render,
    reports,
)

HERE = Path(__file__).parent
QUARTERMASTER, OFFICER = "司务长", "主管"
YEAR = 2008
WRONG, FOUND = "2008-03/记/17", date(2008, 4, 30)


def keep_the_year(folder: Path) -> Book:
    """Keep the whole year in a book in `folder`, print its results, and return the book."""
    file = folder / "mess-2008.ledger"
    chart = load_chart("mess_fund")
    new = NewBook("某中队伙食费", chart.chart, Period(YEAR, 1), chart.chart_id)
    officer = create(file, new, by=OFFICER)
    officer.add_user(QUARTERMASTER, ["maker", "poster"])
    quartermaster = officer.acting_as(QUARTERMASTER)

    count = import_opening(quartermaster, HERE / "opening.csv").count
    quartermaster.start()
    print(f"建账 {file}\n期初余额 {count} 行，现金＋银行存款＝伙食费，账套启用。")

    for month in range(1, 13):
        period = Period(YEAR, month)
        entered = import_vouchers(quartermaster, HERE / "vouchers" / f"{period}.csv").count
        if period == Period.of(FOUND):
            entered += put_right(quartermaster)
        reviewed = officer.review(period)
        posted = quartermaster.post(period)
        for problem in quartermaster.can_close(period):
            raise SystemExit(str(problem))
        quartermaster.close(period)
        print(f"{period}  录入 {entered} 张，审核 {reviewed} 张，记账 {posted} 张，已结账")
    quartermaster.roll_over(YEAR)
    print(f"{YEAR} 年已年结。\n")

    show(quartermaster, folder)
    return officer


def put_right(book: Book) -> int:
    """Reverse the wrong voucher of the closed month, and enter what it should have been."""
    red = book.reverse(WRONG, FOUND)
    blue = import_vouchers(book, HERE / "corrections.csv").count
    print(f"         更正：{red.lines[0].summary}（{red.key}，红字），另录蓝字凭证 {blue} 张")
    return 1 + blue


def show(book: Book, folder: Path) -> None:
    """Print the year's results, write the trial balance as a spreadsheet, and verify the book."""
    december = reports.trial_balance(book, Period(YEAR, 12))
    print(render.table(december))
    print(render.table(reports.trial_balance(book, Period(YEAR + 1, 1))))
    print(render.table(reports.notice(book, "401", Period(YEAR, 12))))
    sheet = folder / "trial-balance-2008-12.xlsx"
    sheet.write_bytes(render.xlsx(december))
    found = book.verify()
    state = "校验无误" if found.is_sound else f"校验发现 {len(found.problems)} 个问题"
    file = folder / "mess-2008.ledger"
    print(f"科目余额表已写入 {sheet}")
    print(f"{state}：{found.records} 条记录，{found.vouchers} 张已记账凭证，{found.lines} 条分录")
    print(f"链头 {found.chain_head}\n")
    print("接下来可以试试 / what to try next:")
    for command, meaning in (
        (f"report {file} notice --account 401 --period 2008-04", "四月公布表，里面有红字和蓝字"),
        (f"log {file} --who {OFFICER}", "主管做过什么"),
        (f"reverse {file} {WRONG} --by {QUARTERMASTER}", "再冲一次：会被拒绝，并说明原因"),
        (f"backup {file} {folder / 'backup.ledger'}", "备份，备份本身就是账套"),
        (f"verify {file} --anchor {found.chain_head}", "凭链头证明账没有被动过"),
    ):
        print(f"  # {meaning}\n  {program()} {command}")


def program() -> str:
    """How the command is called here: by its name where that is found, else by its path."""
    beside = Path(sys.executable).with_name("ledgerlib")
    if shutil.which("ledgerlib") or not beside.exists():
        return "ledgerlib"
    return os.path.relpath(beside)


if __name__ == "__main__":
    keep_the_year(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())

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
    Refused,
    create,
    import_opening,
    import_vouchers,
    load_chart,
    render,
    reports,
)
from ledgerlib.language import language

HERE = Path(__file__).parent
QUARTERMASTER, OFFICER = "司务长", "主管"
YEAR = 2008
#: What is said on the way, in Chinese or in English as the reader's locale asks.
SAID = {
    "zh_CN": {
        "made": "建账 {file}\n期初余额 {count} 行，现金＋银行存款＝伙食费，账套启用。",
        "month": "{period}  录入 {entered} 张，审核 {reviewed} 张，记账 {posted} 张，已结账",
        "right": "         更正：{summary}（{red}，红字），另录蓝字凭证 {blue} 张",
        "year": "{year} 年已年结。\n",
        "sheet": "科目余额表已写入 {sheet}",
        "sound": "校验无误：{records} 条记录，{vouchers} 张已记账凭证，{lines} 条分录\n链头 {head}\n",
        "next": "接下来可以试试：",
        "notice": "四月公布表，里面有红字和蓝字",
        "log": "主管做过什么",
        "reverse": "再冲一次：会被拒绝，并说明原因",
        "backup": "备份，备份本身就是账套",
        "verify": "凭链头证明账没有被动过",
        "terminal": "在账务终端里打开这套账",
    },
    "en": {
        "made": "Made {file}\n{count} opening balances: cash + bank = mess fund. The book is started.",
        "month": "{period}  {entered} vouchers entered, {reviewed} reviewed, {posted} posted; closed",
        "right": "         Put right: {summary} ({red}, red ink), and {blue} blue entry",
        "year": "{year} is rolled over.\n",
        "sheet": "The trial balance is in {sheet}",
        "sound": "Sound: {records} records, {vouchers} posted vouchers, {lines} lines\nChain head {head}\n",
        "next": "What to try next:",
        "notice": "the notice of April, with the red and the blue entry",
        "log": "what the officer did",
        "reverse": "reverse it once more: refused, with the reason",
        "backup": "a backup, which is a book itself",
        "verify": "prove by the head of the chain that nothing was changed",
        "terminal": "open this book in the terminal",
    },
}[language()]
WRONG, FOUND = "2008-03/记/17", date(2008, 4, 30)


def keep_the_year(folder: Path) -> Book:
    """Keep the whole year in a book in `folder`, print its results, and return the book."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "mess-2008.ledger"
    chart = load_chart("mess_fund")
    new = NewBook("某中队伙食费", chart.chart, Period(YEAR, 1), chart.chart_id)
    officer = create(file, new, by=OFFICER)
    officer.add_user(QUARTERMASTER, ["maker", "poster"])
    quartermaster = officer.acting_as(QUARTERMASTER)

    count = import_opening(quartermaster, HERE / "opening.csv").count
    quartermaster.start()
    print(SAID["made"].format(file=file, count=count))

    for month in range(1, 13):
        period = Period(YEAR, month)
        entered = import_vouchers(quartermaster, HERE / "vouchers" / f"{period}.csv").count
        if period == Period.of(FOUND):
            entered += put_right(quartermaster)
        reviewed = officer.review(period)
        posted = quartermaster.post(period)
        quartermaster.close(period)
        print(
            SAID["month"].format(period=period, entered=entered, reviewed=reviewed, posted=posted)
        )
    quartermaster.roll_over(YEAR)
    print(SAID["year"].format(year=YEAR))

    show(quartermaster, folder)
    return officer


def put_right(book: Book) -> int:
    """Reverse the wrong voucher of the closed month, and enter what it should have been."""
    red = book.reverse(WRONG, FOUND)
    blue = import_vouchers(book, HERE / "corrections.csv").count
    print(SAID["right"].format(summary=red.lines[0].summary, red=red.key, blue=blue))
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
    if not found.is_sound:
        raise Refused(found.problems)
    file = folder / "mess-2008.ledger"
    head = found.chain_head
    print(SAID["sheet"].format(sheet=sheet))
    print(
        SAID["sound"].format(
            records=found.records, vouchers=found.vouchers, lines=found.lines, head=head
        )
    )
    print(SAID["next"])
    for meaning, command in (
        ("notice", f"report {file} notice --account 401 --period 2008-04"),
        ("log", f"log {file} --who {OFFICER}"),
        ("reverse", f"reverse {file} {WRONG} --by {QUARTERMASTER}"),
        ("backup", f"backup {file} {folder / 'backup.ledger'}"),
        ("verify", f"verify {file} --anchor {head}"),
    ):
        print(f"  # {SAID[meaning]}\n  {program('ledgerlib')} {command}")
    print(f"  # {SAID['terminal']}\n  {program('ledger-tui')} {file}")


def program(name: str) -> str:
    """How a command is called here: by its name where that is found, else by its path."""
    beside = Path(sys.executable).with_name(name)
    if shutil.which(name) or not beside.exists():
        return name
    return os.path.relpath(beside)


if __name__ == "__main__":
    keep_the_year(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())

"""Keep the grain of a squad for the year 2011, from its csv files to the opening of 2012.

Two people keep it: the quartermaster (司务长 李四) enters, posts and closes; the squad leader
(中队长 张三) makes the books and reviews. Beside the 粮秣账 in kilograms and the 粮差账 in money
stands the mess fund, into which the price differences go: all three are books of one file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ledgerlib import Book, NewBook, Period, Refused, VoucherFilter, create, load_chart, render
from ledgerlib.grain import (
    GrainSet,
    MessFund,
    NewSet,
    Person,
    import_openings,
    import_rations,
    import_year,
    left_over,
    make_set,
    reports,
    roll_over_set,
    start_set,
)
from ledgerlib.language import language

HERE = Path(__file__).parent
LEADER, QUARTERMASTER = Person("张三", "中队长"), Person("李四", "司务长")
UNIT, MESS, YEAR = "一中队", "一中队伙食费", 2011
#: What is said on the way, in Chinese or in English as the reader's locale asks.
SAID = {
    "zh_CN": {
        "made": "建账 {file}\n粮秣账、粮差账、伙食费账三本；转入凭证 {count} 笔，试算平衡，启用。",
        "month": "{period}  业务 {count} 行，凭证 {posted} 张，三本账都已结账",
        "year": "{year} 年已年结：粮秣账 {grain} 笔、粮差账 {money} 笔余额转入下年。\n",
        "sheet": "收付存表已写入 {sheet}",
        "sound": "{book} 校验无误：{vouchers} 张凭证，{lines} 条分录，链头 {head}",
    },
    "en": {
        "made": "Made {file}\nThree books: grain, price differences, mess fund. {count} openings; in balance and started.",
        "month": "{period}  {count} rows, {posted} vouchers; closed in all three books",
        "year": "{year} is rolled over: {grain} balances of grain and {money} of money open the next year.\n",
        "sheet": "The balances are in {sheet}",
        "sound": "{book} is sound: {vouchers} vouchers, {lines} lines, chain head {head}",
    },
}[language()]


def keep_the_year(folder: Path) -> GrainSet:
    """Keep the whole year in a file in `folder`, print its results, and return the set."""
    file = folder / f"grain-{YEAR}.ledger"
    items = ("米", "面", "油", "豆", "稻谷")
    leader = make_set(file, NewSet(UNIT, Period(YEAR, 1), LEADER, QUARTERMASTER, items))
    keeper = leader.acting_as(QUARTERMASTER.name)
    mess = _mess_fund(file)
    count = import_openings(keeper, HERE / "opening.csv")
    start_set(leader)
    import_rations(keeper, HERE / "rations.csv")
    print(SAID["made"].format(file=file, count=count))
    for month in range(1, 13):
        period = Period(YEAR, month)
        count = import_year(keeper, HERE / "months" / f"{period}.csv", mess=_fund())
        posted = sum(_finish(book, period) for book in (keeper.grain, keeper.money, mess))
        print(SAID["month"].format(period=period, count=count, posted=posted))
    grain, money = roll_over_set(keeper, YEAR)
    mess.roll_over(YEAR)
    print(SAID["year"].format(year=YEAR, grain=grain, money=money))
    show(keeper, mess, folder)
    mess.__exit__()
    return leader


def _mess_fund(file: Path) -> Book:
    """The mess fund, in the same file: its own book, under the same two people."""
    chart = load_chart("mess_fund")
    mess = create(file, NewBook(MESS, chart.chart, Period(YEAR, 1), chart.chart_id), by=LEADER.name)
    mess.add_user(QUARTERMASTER.name, ["maker", "poster"])
    mess.start()
    return mess


def _fund() -> MessFund:
    return MessFund(MESS, QUARTERMASTER.name)


def _finish(book: Book, period: Period) -> int:
    """Review, post and close a month of a book; how many vouchers it had."""
    leader, keeper = book.acting_as(LEADER.name), book.acting_as(QUARTERMASTER.name)
    waiting = sum(book.count_vouchers(VoucherFilter(period, period)).values())
    if waiting:
        leader.review(period)
        keeper.post(period)
    keeper.close(period)
    return waiting


def show(kept: GrainSet, mess: Book, folder: Path) -> None:
    """Print the year's results, write the balances as a spreadsheet, and verify all three books."""
    first, december = Period(YEAR, 1), Period(YEAR, 12)
    balances = reports.balances(kept, december, from_period=first)
    for report in (
        balances,
        reports.consumption(kept, december, from_period=first),
        reports.trend(kept, YEAR),
        reports.stock_taking(kept, december, from_period=first),
        reports.borrowing_register(kept, december, from_period=first),
        reports.reconciliation(kept, _fund(), december),
        reports.settlement(kept, YEAR),
    ):
        print(render.table(report))
    sheet = folder / f"grain-{YEAR}-12.xlsx"
    sheet.write_bytes(render.xlsx(balances))
    print(SAID["sheet"].format(sheet=sheet))
    assert left_over(kept, YEAR), "stock goes over to the next year"
    for book in (kept.grain, kept.money, mess):
        found = book.verify()
        if not found.is_sound:
            raise Refused(found.problems)
        print(
            SAID["sound"].format(
                book=book.facts().name, vouchers=found.vouchers, lines=found.lines,
                head=found.chain_head[:12],
            )
        )  # fmt: skip


if __name__ == "__main__":
    keep_the_year(Path(sys.argv[1]) if len(sys.argv) > 1 else Path()).__exit__()

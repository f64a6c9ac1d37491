"""The squad's year of 2011: every figure of the books worked out again from the rows of the sheets alone."""

from __future__ import annotations

import calendar
import contextlib
import csv
import io
import runpy
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from ledgerlib import Book, Period
from ledgerlib.grain import GrainSet, left_over, open_set, reports

SHEETS = Path(__file__).parents[2] / "examples" / "grain"
ITEMS = ("米", "面", "油", "豆", "稻谷")
YEAR = 2011


@define
class Worked:
    """What each account comes to, as the manual's entries say; 收 is plus. Grams and 分."""

    grain: dict[tuple[str, str], int] = field(factory=lambda: defaultdict(int))
    money: dict[str, int] = field(factory=lambda: defaultdict(int))
    eaten: dict[str, int] = field(factory=lambda: defaultdict(int))
    planned: dict[str, int] = field(factory=lambda: defaultdict(int))
    by_day: dict[tuple[str, str], list[tuple[str, int]]] = field(factory=lambda: defaultdict(list))
    mess: int = 0


#: The manual's entries, written down once more: account and sign, 收 plus.
ENTRIES = {
    "上级拨付(预借)军粮": (("粮秣库存", 1), ("对上往来", 1)),
    "到军供站购买军粮": (("现粮库存", 1), ("粮秣库存", -1)),
    "向军供粮站暂借粮秣": (("暂借", 1), ("现粮库存", 1)),
    "归还军供粮站军粮": (("现粮库存", -1), ("暂借", -1)),
    "决算核准": (("粮秣报销", 1), ("对上往来", -1)),
    "收回": (("粮秣库存", -1), ("对上往来", -1)),
    "盘点": (("现粮库存", 1), ("粮秣报销", 1)),
    "月消耗": (("现粮库存", -1), ("粮秣报销", -1)),
}
MONEY = {
    "上级拨付粮差": (("军粮差价补贴", 1), ("对上往来", 1)),
    "上级核销粮差": (("差价报销", 1), ("对上往来", -1)),
    "粮差转入伙食费": (("军粮差价补贴", -1), ("差价报销", -1)),
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grams(text: str) -> int:
    return int(Decimal(text) * 1000)


def worked_out() -> Worked:
    found = Worked()
    names = {"101": "粮秣库存", "102": "现粮库存", "201": "对上往来"}

    def move(account: str, sign: int, item: str, weight: int, day: str) -> None:
        found.grain[account, item] += sign * weight
        found.by_day[account, item].append((day, sign * weight))

    for row in rows_of(SHEETS / "opening.csv"):
        for item in ITEMS:
            move(names[row["科目编码"]], 1, item, grams(row[item] or "0"), "2010-12-31")
        if row["金额"]:
            account = {"101": "军粮差价补贴", "201": "对上往来"}[row["科目编码"]]
            found.money[account] += int(Decimal(row["金额"]) * 100)
    rations = rows_of(SHEETS / "rations.csv")
    for sheet in sorted((SHEETS / "months").glob("*.csv")):
        month: dict[str, int] = defaultdict(int)
        for row in rows_of(sheet):
            what, day = row["业务"], row["日期"]
            weights = {i: grams(row[i]) for i in ITEMS if row[i] and row[i] != "折入"}
            if what == "发放":
                for item in ITEMS[:4]:
                    due = [r[item] for r in rations if r["起始日期"] <= day and r[item]][-1]
                    plan = grams(due) * int(row["人数"])
                    found.planned[item] += plan
                    month[item] += weights.get(item, plan)
            elif what in MONEY:
                amount = int(Decimal(row["金额"]) * 100)
                for account, sign in MONEY[what]:
                    found.money[account] += sign * amount
                found.mess += amount * (what == "粮差转入伙食费")
            elif what == "折算":
                product = next(i for i in ITEMS if row[i] == "折入")
                made = round(weights["稻谷"] * Decimal(row["折率"]))
                for account in ("现粮库存", "对上往来"):
                    move(account, -1, "稻谷", weights["稻谷"], day)
                    move(account, 1, product, made, day)
            else:
                if what == "月消耗":
                    weights = dict(month)
                    for item, weight in month.items():
                        found.eaten[item] += weight
                if what == "盘点":
                    weights = {i: w - found.grain["现粮库存", i] for i, w in weights.items()}
                for account, sign in ENTRIES[what]:
                    for item, weight in weights.items():
                        move(account, sign, item, weight, day)
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GrainSet]:
    folder = tmp_path_factory.mktemp("grain")
    script = runpy.run_path(str(SHEETS / "keep_the_year.py"))
    with contextlib.redirect_stdout(io.StringIO()) as said:
        script["keep_the_year"](folder).__exit__()
    assert said.getvalue()
    assert (folder / "grain-2011-12.xlsx").exists()
    with open_set(folder / "grain-2011.ledger", by="李四") as found:
        yield found


@pytest.fixture(scope="module")
def worked() -> Worked:
    return worked_out()


def test_every_balance_is_what_the_rows_come_to(kept: GrainSet, worked: Worked) -> None:
    december, chart = Period(YEAR, 12), kept.grain.chart()
    for item in ITEMS:
        figures = kept.grain.figures(december, commodity=item).figures
        for code, account in chart.accounts.items():
            minor = figures[code].closing_minor if code in figures else 0
            sign = 1 if code in ("101", "102") else -1
            assert minor * sign == worked.grain[account.name, item], (account.name, item)
    money = kept.money.figures(december).figures
    for code, account in kept.money.chart().accounts.items():
        minor = money[code].closing_minor if code in money else 0
        assert minor * (1 if code == "101" else -1) == worked.money[account.name]
    assert worked.money["对上往来"] == 250_00 + 2400_00 - 2400_00


def test_no_day_shows_less_than_nothing(worked: Worked) -> None:
    """Worked out day by day from the rows: they are a year that could have been."""
    for (account, item), moves in worked.by_day.items():
        if account in ("粮秣库存", "现粮库存", "暂借"):
            days = sorted({day for day, _ in moves})
            for end in days:
                assert sum(weight for day, weight in moves if day <= end) >= 0, (account, item, end)


def test_consumption_is_what_was_issued(kept: GrainSet, worked: Worked) -> None:
    report = reports.consumption(kept, Period(YEAR, 12), from_period=Period(YEAR, 1))
    told = {row.cells["item"]: row.cells for row in report.rows}
    for item in ITEMS[:4]:
        for column, grams_ in (("planned", worked.planned[item]), ("eaten", worked.eaten[item])):
            assert told[item][column] == Decimal(grams_).scaleb(-3)


def test_short_months_were_borrowed_and_given_back(kept: GrainSet) -> None:
    report = reports.borrowing_register(kept, Period(YEAR, 12), from_period=Period(YEAR, 1))
    borrowed = {
        row.cells["date"].month for row in report.rows if row.cells.get("borrowed")  # type: ignore[union-attr]
    }  # fmt: skip
    assert borrowed == {1, 4, 7, 10}
    assert {row.cells["owed"] for row in report.rows if row.kind == "closing"} == {0}


def test_what_is_left_at_the_years_end_has_its_reason(kept: GrainSet, worked: Worked) -> None:
    left = {(each.account, each.item): each.weight for each in left_over(kept, YEAR)}
    assert {account for account, _ in left} == {"102", "201", "301"}
    assert [(key, weight) for key, weight in left.items() if key[0] == "301"] == [
        (("301", "豆"), Decimal("1.200"))
    ]
    for item in ITEMS[:4]:
        assert left["201", item] == left["102", item] + left.get(("301", item), 0)
        january = kept.grain.figures(Period(YEAR + 1, 1), commodity=item).figures
        assert january["102"].opening_minor == worked.grain["现粮库存", item]


def test_the_mess_fund_has_what_the_grain_books_handed_over(kept: GrainSet, worked: Worked) -> None:
    with Book.open(kept.where, name="一中队伙食费") as mess:
        assert (
            -mess.figures(Period(YEAR, 12)).figures["401"].closing_minor == worked.mess == 2400_00
        )
        assert mess.verify().is_sound
    assert kept.grain.verify().is_sound
    assert kept.money.verify().is_sound


def test_every_day_of_the_year_has_its_sheet() -> None:
    days: set[Any] = set()
    for sheet in (SHEETS / "months").glob("*.csv"):
        days |= {row["日期"] for row in rows_of(sheet) if row["业务"] == "发放"}
    first = date(YEAR, 1, 1).toordinal()
    count = 366 if calendar.isleap(YEAR) else 365
    assert days == {str(date.fromordinal(first + n)) for n in range(count)}

"""The mess fund's year worked out a second way, by csv and Decimal alone, and compared."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import runpy
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ledgerlib import Book, reports
from ledgerlib.exchange.statements import find_statement

EXAMPLE = Path(__file__).parents[2] / "examples" / "mess_fund"
MONTHS = [f"2008-{month:02}" for month in range(1, 13)]
CODES = ("101", "102", "401", "402")
ZERO = Decimal(0)

#: One line of a voucher: month, number, account, debit, credit.
Entry = tuple[str, int, str, Decimal, Decimal]

#: The nine kinds of entries of the manual, by the accounts debited and credited, and a word of
#: their summaries where the accounts alone don't tell two kinds apart.
KINDS = {
    "提取现金": ("101", "102", "提取"),
    "买菜": ("401", "101", "购买"),
    "收上级拨款": ("102", "401", "拨"),
    "收干部士官伙食费": ("101", "401", "收干部"),
    "收银行利息": ("102", "401", "利息"),
    "退伙食费": ("401", "101", "退"),
    "支付银行管理费": ("401", "102", "管理费"),
    "收军粮差价补贴": ("102", "402", "差价"),
    "军粮差价转入": ("402", "401", "差价"),
}


def rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def entries_of(name: str) -> list[Entry]:
    return [
        (
            row["日期"][:7], int(row["凭证号"]), row["科目编码"],
            Decimal(row["借方"] or 0), Decimal(row["贷方"] or 0),
        )
        for row in rows(name)
    ]  # fmt: skip


def all_entries() -> list[Entry]:
    """Every line of the year: the files, the correction, and the red voucher that is in no file."""
    entries = [entry for month in MONTHS for entry in entries_of(f"vouchers/{month}.csv")]
    wrong = [entry for entry in entries if entry[:2] == ("2008-03", 17)]
    last = max(number for month, number, *_ in entries if month == "2008-04")
    red = [("2008-04", last + 1, code, -debit, -credit) for *_, code, debit, credit in wrong]
    assert len(wrong) == 2
    return entries + red + entries_of("corrections.csv")


def worked_out() -> dict[str, dict[str, dict[str, Decimal]]]:
    """Each month's opening, debit, credit and closing by account; balances on the normal side."""
    sign = {"101": 1, "102": 1, "401": -1, "402": -1}
    balance = dict.fromkeys(CODES, ZERO)
    for row in rows("opening.csv"):
        amount = Decimal(row["借方"] or 0) - Decimal(row["贷方"] or 0)
        balance[row["科目编码"]] += sign[row["科目编码"]] * amount
    entries = all_entries()
    months: dict[str, dict[str, dict[str, Decimal]]] = {}
    for month in MONTHS:
        months[month] = {}
        for code in CODES:
            mine = [entry for entry in entries if entry[0] == month and entry[2] == code]
            debit, credit = sum((e[3] for e in mine), ZERO), sum((e[4] for e in mine), ZERO)
            closing = balance[code] + sign[code] * (debit - credit)
            months[month][code] = {
                "opening": balance[code], "debit": debit, "credit": credit, "closing": closing,
            }  # fmt: skip
            balance[code] = closing
    return months


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Book, Path, str]]:
    """The book as the example keeps it, the folder it wrote to, and what it printed."""
    folder = tmp_path_factory.mktemp("mess")
    example = runpy.run_path(str(EXAMPLE / "keep_the_year.py"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        book = example["keep_the_year"](folder)
    with book:
        yield book, folder, printed.getvalue()


def told_by(book: Book, month: str) -> dict[str, dict[str, Decimal]]:
    """A month's trial balance in the form of `worked_out`, accounts with nothing left out."""
    told = {}
    for row in reports.trial_balance(book, month).rows:
        cells = row.cells
        sign = 1 if cells["code"] in ("101", "102") else -1
        told[cells["code"]] = {
            "opening": sign * (cells["opening_debit"] - cells["opening_credit"]) + ZERO,
            "debit": cells["debit"],
            "credit": cells["credit"],
            "closing": sign * (cells["closing_debit"] - cells["closing_credit"]) + ZERO,
        }
    return told


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_is_what_the_files_add_up_to(kept: tuple[Book, Path, str], month: str) -> None:
    told = told_by(kept[0], month)
    for code, figures in worked_out()[month].items():
        assert told.get(code, dict.fromkeys(figures, ZERO)) == figures, code


@pytest.mark.parametrize("month", MONTHS)
def test_the_year_to_date_runs_on(kept: tuple[Book, Path, str], month: str) -> None:
    so_far = [entry for entry in all_entries() if entry[0] <= month]
    for row in reports.trial_balance(kept[0], month).rows:
        code = row.cells["code"]
        assert row.cells["ytd_debit"] == sum((e[3] for e in so_far if e[2] == code), ZERO)
        assert row.cells["ytd_credit"] == sum((e[4] for e in so_far if e[2] == code), ZERO)


@pytest.mark.parametrize("month", MONTHS)
def test_the_notice_lists_income_and_spending_and_comes_out(
    kept: tuple[Book, Path, str], month: str
) -> None:
    notice = reports.notice(kept[0], "401", month)
    fund = worked_out()[month]["401"]
    assert notice.totals == {
        "income": fund["credit"], "spending": fund["debit"], "balance": fund["closing"],
    }  # fmt: skip
    assert notice.rows[0].cells["balance"] == fund["opening"]
    mine = [entry for entry in all_entries() if entry[0] == month and entry[2] == "401"]
    for column, at in (("income", 4), ("spending", 3)):
        listed = [
            (row.cells["voucher"], row.cells[column])
            for row in notice.rows
            if row.kind == "entry" and column in row.cells
        ]
        assert sorted(listed) == sorted((f"记-{e[1]}", e[at]) for e in mine if e[at])


def test_the_expected_figures_beside_the_example_are_right(kept: tuple[Book, Path, str]) -> None:
    expected = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))
    as_text = {
        month: {
            code: {key: f"{amount:.2f}" for key, amount in figures.items()}
            for code, figures in accounts.items()
        }
        for month, accounts in worked_out().items()
    }
    assert expected["months"] == as_text
    entries = all_entries()
    for code, of_the_year in expected["year"].items():
        for key, at in (("debit", 3), ("credit", 4)):
            assert Decimal(of_the_year[key]) == sum((e[at] for e in entries if e[2] == code), ZERO)
        assert of_the_year["opening"] == as_text["2008-01"][code]["opening"]
        assert of_the_year["closing"] == as_text["2008-12"][code]["closing"]
        assert expected["opening_2009"][code] == of_the_year["closing"]
    assert expected["vouchers"] == len({entry[:2] for entry in entries})
    for month in MONTHS:
        for code, figures in told_by(kept[0], month).items():
            told = {key: f"{amount:.2f}" for key, amount in figures.items()}
            assert expected["months"][month][code] == told


def test_the_statements_of_december_are_what_the_files_add_up_to(
    kept: tuple[Book, Path, str],
) -> None:
    """资产负债表：现金＋银行存款＝伙食费；收支表：收入－支出＝伙食费的增加。"""
    months = worked_out()
    first, last = months["2008-01"], months["2008-12"]

    def year(code: str, key: str) -> Decimal:
        return sum((months[month][code][key] for month in MONTHS), ZERO)

    def balance(of: dict[str, dict[str, Decimal]], key: str) -> list[Decimal]:
        cash, bank, fund, subsidy = (of[code][key] for code in CODES)
        return [cash, bank, cash + bank, fund, subsidy, fund + subsidy]

    def spent(income: Decimal, subsidy: Decimal, spending: Decimal) -> list[Decimal]:
        return [income + subsidy, income, subsidy, spending, income + subsidy - spending]

    wanted = {
        "balance-sheet": {
            "closing": balance(last, "closing"),
            "year_opening": balance(first, "opening"),
        },
        "income-statement": {
            "period": spent(
                last["401"]["credit"],
                last["402"]["credit"] - last["402"]["debit"],
                last["401"]["debit"],
            ),
            "year_to_date": spent(
                year("401", "credit"),
                year("402", "credit") - year("402", "debit"),
                year("401", "debit"),
            ),
        },
    }
    expected = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))["statements"]
    for name, columns in wanted.items():
        report = reports.statement_report(kept[0], find_statement("mess_fund", name), "2008-12")
        assert report.notes == ()
        for column, amounts in columns.items():
            assert [row.cells[column] for row in report.rows] == amounts
            assert expected[name][column] == [f"{amount:.2f}" for amount in amounts]


def test_2009_opens_with_what_2008_left(kept: tuple[Book, Path, str]) -> None:
    left = {code: figures["closing"] for code, figures in worked_out()["2008-12"].items()}
    assert left["101"] + left["102"] == left["401"] + left["402"]
    january = told_by(kept[0], "2009-01")
    assert {code: january[code]["opening"] for code in january} == {
        code: amount for code, amount in left.items() if amount
    }
    assert all(row["debit"] == row["credit"] == ZERO for row in january.values())
    facts = kept[0].facts()
    assert (str(facts.current), facts.locked_through) == ("2009-01", 200812)


def test_the_year_is_a_real_one(kept: tuple[Book, Path, str]) -> None:
    """At least 250 vouchers, without a gap in any month, and all nine kinds of the manual."""
    posted = list(kept[0].posted())
    assert len(posted) >= 250
    assert len(posted) == len({entry[:2] for entry in all_entries()})
    numbers = defaultdict(list)
    for voucher in posted:
        numbers[str(voucher.period)].append(voucher.number)
    assert sorted(numbers) == MONTHS
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    for kind, (debited, credited, word) in KINDS.items():
        assert any(
            {line.account for line in voucher.lines if line.side > 0} == {debited}
            and {line.account for line in voucher.lines if line.side < 0} == {credited}
            and word in voucher.lines[0].summary
            for voucher in posted
        ), kind


def test_the_correction_names_day_and_number(kept: tuple[Book, Path, str]) -> None:
    """
    2008-03  记-17  3月12日 借 401 伙食费 310.00  贷 101 库存现金 310.00
    2008-04  记-28  注销3月12日记17号凭证 −310.00    记-29  订正3月12日记17号凭证 130.00
    """
    book = kept[0]
    wrong, red, blue = (
        book.voucher(key) for key in ("2008-03/记/17", "2008-04/记/28", "2008-04/记/29")
    )
    assert (wrong.day.month, wrong.day.day) == (3, 12)
    assert red.reverses == wrong.key
    for voucher, start, amount in ((red, "注销", "-310.00"), (blue, "订正", "130.00")):
        assert all(line.summary.startswith(f"{start}3月12日记17号凭证 ") for line in voucher.lines)
        assert [(x.account, int(x.side), x.amount) for x in voucher.lines] == [
            ("401", 1, Decimal(amount)), ("101", -1, Decimal(amount)),
        ]  # fmt: skip


def test_the_spreadsheet_holds_the_numbers_as_numbers(kept: tuple[Book, Path, str]) -> None:
    (file,) = kept[1].glob("*.xlsx")
    sheet = openpyxl.load_workbook(file).active
    found = {row[0].value: row for row in sheet.iter_rows() if row[0].value in CODES}
    december = {c: f for c, f in worked_out()["2008-12"].items() if any(f.values())}
    year = list(all_entries())
    for code, figures in december.items():
        on_debit = code in ("101", "102")
        ytd = [sum((e[at] for e in year if e[2] == code), ZERO) for at in (3, 4)]
        wanted = [
            *((figures["opening"], ZERO) if on_debit else (ZERO, figures["opening"])),
            figures["debit"], figures["credit"], *ytd,
            *((figures["closing"], ZERO) if on_debit else (ZERO, figures["closing"])),
        ]  # fmt: skip
        cells = found[code][3:]
        assert all(cell.data_type == "n" for cell in cells)
        assert [Decimal(str(cell.value)) for cell in cells] == wanted


def test_it_says_what_it_did_and_the_book_is_sound(kept: tuple[Book, Path, str]) -> None:
    book, _, printed = kept
    found = book.verify()
    assert found.is_sound
    assert found.chain_head in printed
    assert f"{found.vouchers} 张已记账凭证" in printed

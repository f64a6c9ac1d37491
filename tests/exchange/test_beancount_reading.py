"""Beancount text comes in: our own export as it was, others' by a table of accounts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import (
    WORD_SETS,
    Account,
    Book,
    Cash,
    Category,
    Chart,
    CommodityKind,
    Kind,
    Measure,
    NewBook,
    Period,
    Refused,
    Settlement,
    Side,
    State,
    Voucher,
    beancount_text,
    create,
    credit,
    debit,
    exact,
)
from ledgerlib.exchange.beancount_reading import import_beancount, preview_beancount
from ledgerlib.testing import new_book, vouchers

Codes = Callable[..., Any]


def post(book: Book, written: list[Voucher], month: int = 1) -> None:
    book.acting_as("制单").enter_many(written, make_missing=True)
    book.acting_as("审核").review(Period(2024, month))
    book.acting_as("记账").post(Period(2024, month))


def content(book: Book) -> list[Voucher]:
    """The vouchers of January, without who had them in hand and how far they have come."""
    found = []
    for each in book.numbers("2024-01"):
        for number in range(each.first, each.last + 1):
            voucher = book.voucher(f"2024-01/{each.word}/{number}")
            found.append(
                evolve(
                    voucher, state=State.DRAFT, maker="", cashier="", reviewer="", poster="",
                    lines=tuple(
                        evolve(x, amount=x.amount.normalize(), measure=_plain(x.measure))
                        for x in voucher.lines
                    ),
                )
            )  # fmt: skip
    return found


def _plain(measure: Measure | None) -> Measure | None:
    return measure and evolve(measure, quantity=measure.quantity.normalize())


EVERYTHING = [
    Voucher(
        date(2024, 1, 5),
        (
            debit("100201", "710.00", "甲公司 \\ “货款”", measure=Measure("USD", exact("100"), exact("7.1"), CommodityKind.CURRENCY)),
            credit("5001", "710.00", '另一个"摘要"', dimension="partner:甲;project:p7",
                   measure=Measure("公斤", exact("2.5"), exact("284"))),
        ),
        word="收", number=1, attachments=3, reference="A/7",
    ),
    Voucher(date(2024, 1, 6), (debit("5602", "-5", "红字"), credit("1001", "-5", "红字"))),
    Voucher(
        date(2024, 1, 7),
        (debit("1001", "9", "提现"),
         credit("100201", "9", "提现", settlement=Settlement("支票", "0017", date(2024, 1, 6)))),
    ),
]  # fmt: skip


def test_our_own_export_comes_back_as_it_was(
    new_place: Callable[[], str], tmp_path: Path, refused: Codes
) -> None:
    opening = (debit("1001", "100"), credit("3001", "100"))
    with new_book(new_place(), opening=opening) as book:
        post(book, EVERYTHING)
        book.acting_as("制单").reverse("2024-01/记/2", date(2024, 1, 20))
        book.acting_as("审核").review(Period(2024, 1))
        book.acting_as("记账").post(Period(2024, 1))
        (tmp_path / "out.bean").write_text(beancount_text(book), "utf-8")
        wanted = content(book)
        assert {voucher.kind for voucher in wanted} == {Kind.ORDINARY, Kind.REVERSAL}
    with new_book(new_place(), started=False) as again:
        done = import_beancount(again, tmp_path / "out.bean")
        assert (done.count, [note.code for note in done.notes]) == (2, ["beancount.waiting"])
        again.start()
        assert import_beancount(again.acting_as("制单"), tmp_path / "out.bean").count == 4
        assert content(again) == wanted
        with refused("idempotency.again"):
            import_beancount(again.acting_as("制单"), tmp_path / "out.bean")
        again.acting_as("审核").review(Period(2024, 1))
        again.acting_as("记账").post(Period(2024, 1))
        assert again.verify().is_sound
        assert (
            beancount_text(again).split("option", 1)[1]
            == ((tmp_path / "out.bean").read_text("utf-8").split("option", 1)[1])
        )


@given(st.lists(vouchers(last=date(2024, 1, 31)), min_size=1, max_size=6))
def test_random_books_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, written: list[Voucher]
) -> None:
    folder = tmp_path_factory.mktemp("books")
    with new_book(folder / "a.ledger") as book:
        post(book, written)
        (folder / "out.bean").write_text(beancount_text(book), "utf-8")
        wanted = content(book)
    with new_book(folder / "b.ledger") as again:
        import_beancount(again.acting_as("制单"), folder / "out.bean")
        assert content(again) == wanted


OTHERS = """\
2023-12-31 open Assets:Cash
2023-12-31 open Assets:Bank USD,CNY
2023-12-31 open Expenses:Office
2023-12-31 open Equity:Opening

2023-12-31 * "Opening"
  Assets:Cash   100.00 CNY
  Equity:Opening

2024-01-05 * "Shop" "Paper"
  Expenses:Office  30.00 CNY
  Assets:Cash

2024-01-06 balance Assets:Cash  70.00 CNY

2024-01-09 * "Dollars"
  Assets:Bank   10.00 USD @ 7.10 CNY
  Assets:Cash
"""
TABLE = (
    "name,code\nAssets:Cash,1001\nAssets:Bank,100201\nExpenses:Office,5602\nEquity:Opening,3001\n"
)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    (tmp_path / "accounts.csv").write_text(TABLE, "utf-8")
    opening = (debit("1001", "100"), credit("3001", "100"))
    return new_book(tmp_path / "book.ledger", opening=opening).acting_as("制单")


def put(tmp_path: Path, text: str) -> Path:
    (tmp_path / "in.bean").write_text(text, "utf-8")
    return tmp_path / "in.bean"


def codes(book: Book, tmp_path: Path, text: str, *, mapped: bool = True) -> set[tuple[str, int]]:
    """What is wrong with a text, each with its line."""
    with pytest.raises(Refused) as caught:
        import_beancount(book, put(tmp_path, text), tmp_path / "accounts.csv" if mapped else None)
    return {(problem.code, problem.values.get("row", 0)) for problem in caught.value.problems}


def test_text_of_others_by_a_table_of_accounts(book: Book, tmp_path: Path) -> None:
    """A missing amount is what balances; dollars at a price are a measure at that rate."""
    found, done = preview_beancount(book, put(tmp_path, OTHERS), tmp_path / "accounts.csv")
    assert (len(found), done.count, book.last_number(Period(2024, 1), "记")) == (2, 2, 0)
    assert import_beancount(book, tmp_path / "in.bean", tmp_path / "accounts.csv").count == 2
    paper, dollars = (book.voucher(f"2024-01/记/{number}") for number in (1, 2))
    assert [(x.account, x.side.name, x.amount, x.summary) for x in paper.lines] == [
        ("5602", "DEBIT", exact("30.00"), "Shop Paper"),
        ("1001", "CREDIT", exact("30.00"), "Shop Paper"),
    ]
    measure = dollars.lines[0].measure
    assert measure == Measure("USD", exact("10.00"), exact("7.10"), CommodityKind.CURRENCY)
    assert dollars.lines[0].amount == exact("71.00")


def test_everything_that_is_wrong_is_told_with_its_line(book: Book, tmp_path: Path) -> None:
    wrong = OTHERS.replace("70.00 CNY", "71.00 CNY").replace(
        '2024-01-09 * "Dollars"',
        '2024-01-08 pad Assets:Cash Equity:Opening\n\n2024-01-09 * "Dollars"\n  voucher: "2024-02/记/1"',
    )
    assert codes(book, tmp_path, wrong) == {
        ("beancount.balance", 14), ("beancount.pad", 16), ("beancount.voucher", 18),
    }  # fmt: skip
    assert codes(book, tmp_path, OTHERS, mapped=False) == {
        ("beancount.account", 7), ("beancount.account", 8), ("beancount.account", 11),
        ("beancount.account", 17),
    }  # fmt: skip
    assert ("beancount.syntax", 1) in codes(book, tmp_path, "2024-01-01 opeen x\n")
    assert {code for code, _ in codes(book, tmp_path, OTHERS.replace(" 30.00", " 30.001"))} == {
        "amount.too_precise", "beancount.balance",
    }  # fmt: skip
    assert codes(book, tmp_path, OTHERS.replace("  100.00", "  99.00").replace("70.00", "69.00")) == {
        ("beancount.opening", 0)
    }  # fmt: skip


def test_a_file_from_elsewhere_runs_nothing(book: Book, tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text(
        f"open({str(tmp_path / 'was_here')!r}, 'w')\n__plugins__ = ()\n"
    )
    text = f'option "insert_pythonpath" "True"\nplugin "evil"\ninclude "other.bean"\n{OTHERS}'
    assert {code for code, _ in codes(book, tmp_path, text)} >= {"beancount.not_run"}
    assert not (tmp_path / "was_here").exists()


def test_without_beancount_it_says_what_to_install(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: Codes
) -> None:
    monkeypatch.setitem(sys.modules, "beancount.parser.parser", None)
    with refused("beancount.missing"):
        import_beancount(book, put(tmp_path, OTHERS))


def test_the_word_is_chosen_by_the_rules_of_the_book(tmp_path: Path) -> None:
    """收: money comes in; 付: it goes out, from 现金 to 银行 too; 转: none moves."""
    chart = Chart.of(
        [
            Account("1001", "库存现金", Category.ASSET, Side.DEBIT, cash=Cash.CASH),
            Account("1002", "银行存款", Category.ASSET, Side.DEBIT, cash=Cash.BANK),
            Account("3001", "实收资本", Category.EQUITY, Side.CREDIT),
            Account("5602", "管理费用", Category.EXPENSE, Side.DEBIT),
        ]
    )
    new = NewBook("某公司", chart, Period(2024, 1), "test", words=WORD_SETS["收付转"])
    made = create(str(tmp_path / "words.ledger"), new, by="主管")
    made.start()
    pairs = (("1002", "3001"), ("5602", "1001"), ("1002", "1001"), ("5602", "3001"))
    names = {
        "1001": "Assets:Cash",
        "1002": "Assets:Bank",
        "3001": "Equity:Own",
        "5602": "Expenses:Office",
    }
    text = "".join(
        f'2024-01-01 open {name} CNY\n  code: "{code}"\n' for code, name in names.items()
    ) + "".join(
        f'2024-01-0{day} * "事由"\n  {names[one]}  1.00 CNY\n  {names[other]}  -1.00 CNY\n'
        for day, (one, other) in enumerate(pairs, 2)
    )
    import_beancount(made, put(tmp_path, text))
    found = made.find_vouchers(by_day=True).rows
    assert [row.key.word for row in found] == ["收", "付", "付", "转"]

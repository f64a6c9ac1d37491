"""Putting right what is posted, in the book: in the month, after its close, in another year."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from ledgerlib import (
    Account,
    Book,
    Cash,
    Category,
    Chart,
    ClosingRule,
    CommodityKind,
    Line,
    Measure,
    NewBook,
    Occasion,
    Period,
    Refused,
    Role,
    Side,
    Voucher,
    create,
    credit,
    debit,
)
from ledgerlib.core.amount import exact_text
from ledgerlib.core.word import WORD_SETS
from ledgerlib.testing import CHART, new_book

#: The chart of the tests, with an account for earlier years and one with departments; money is marked.
WITH_EARLIER_YEARS = Chart.of(
    [
        *(
            evolve(a, cash=Cash.CASH if a.code == "1001" else Cash.NONE)
            for a in CHART.accounts.values()
        ),
        Account("6901", "以前年度损益调整", Category.EXPENSE, Side.DEBIT),
    ],
    closing_rules=[ClosingRule(Occasion.PERIOD_END, "3104", codes=("6901",)), *CHART.closing_rules],
)
KEY = "2023-12/记/1"


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert [problem.code for problem in caught.value.problems] == list(codes)


def post(book: Book, period: str) -> None:
    book.acting_as("审核").review(period)
    book.acting_as("记账").post(period)


def plain(voucher: Voucher) -> list[tuple[str, int, str, str]]:
    return [(x.account, int(x.side), exact_text(x.amount), x.summary) for x in voucher.lines]


def close(book: Book, period: str) -> None:
    if book.acting_as("制单").carry_forward(period):
        post(book, period)
    book.acting_as("记账").close(period)


def closing_balances(book: Book, period: str, unposted: bool = True) -> dict[str, Decimal]:
    found = book.figures(period, include_unposted=unposted).figures
    return {c: Decimal(f.closing_minor).scaleb(-2) for c, f in found.items() if f.closing_minor}


def a_book(place: str, words: str = "记") -> Book:
    new = NewBook("测试单位", WITH_EARLIER_YEARS, Period(2023, 12), "test", words=WORD_SETS[words])
    book = create(place, new, by="主管")
    for who, role in (("制单", Role.MAKER), ("审核", Role.REVIEWER), ("记账", Role.POSTER)):
        book.add_user(who, [role])
    book.start()
    return book


def an_expense(book: Book, day: date, amount: str = "310", word: str = "记") -> Voucher:
    made = book.acting_as("制单").enter(
        day, "支付办公费", debit("5602", amount), credit("1001", amount), word=word
    )
    post(book, str(made.period))
    return made


def test_a_closed_month_is_put_right_in_the_open_one(place: str) -> None:
    """
    2024-01 (closed)  记-1  支付办公费 310.00        should have been 130.00
    2024-02           记-1  注销1月12日记1号凭证 −310.00    记-2  订正1月12日记1号凭证 130.00
    """
    with new_book(place) as book:
        an_expense(book, date(2024, 1, 12))
        close(book, "2024-01")
        maker = book.acting_as("制单")
        red, right = maker.correct(
            "2024-01/记/1", debit("5602", "130"), credit("1001", "130"), attachments=1
        )
        assert [str(v.key) for v in (red, right)] == ["2024-02/记/1", "2024-02/记/2"]
        assert (str(red.reverses), right.reverses) == ("2024-01/记/1", None)
        assert [line.summary for line in right.lines] == ["订正1月12日记1号凭证 支付办公费"] * 2
        assert right.attachments == 1
        post(book, "2024-02")
        figures = book.figures("2024-02").figures["5602"]
        assert figures.debit_minor == -18000
        assert book.voucher(red.key).reverses == book.voucher("2024-01/记/1").key
        assert book.verify().is_sound


def test_a_closed_year_is_read_and_put_right_after_the_roll_over(place: str) -> None:
    """
    2023-12 (rolled over)  记-1  支付办公费  借 5602 310.00  贷 1001 310.00   should have been 130.00
    2024-01  记-1  更正2023年12月12日记1号凭证   借 1001 310.00  贷 6901 310.00     no red
             记-2  更正2023年12月12日记1号凭证   借 6901 130.00  贷 1001 130.00
    """
    with a_book(place) as book:
        original = an_expense(book, date(2023, 12, 12))
        close(book, "2023-12")
        book.acting_as("记账").roll_over(2023)
        assert plain(book.voucher(KEY)) == plain(original)
        maker = book.acting_as("制单")
        lines = (debit("5602", "130"), credit("1001", "130"))
        with refused("correct.earlier_year"):
            maker.reverse(KEY)
        with refused("adjust.earlier_year"):
            maker.adjust(KEY, *lines)
        with refused("account.unknown"):
            maker.correct(KEY, *lines, instead={"5602": "9999"})
        assert book.last_number(Period(2024, 1), "记") == 0
        undone, right = maker.correct(KEY, *lines, instead={"5602": "6901"})
        told = "更正2023年12月12日记1号凭证 支付办公费"
        assert plain(undone) == [("6901", -1, "310", told), ("1001", 1, "310", told)]
        assert plain(right) == [("6901", 1, "130", told), ("1001", -1, "130", told)]
        assert str(undone.reverses) == KEY
        with refused("reverse.again"):
            maker.reverse(KEY, instead={"5602": "6901"})
        post(book, "2024-01")
        assert closing_balances(book, "2024-01")["1001"] == Decimal("-130")
        assert closing_balances(book, "2024-01")["6901"] == Decimal("-180")
        close(book, "2024-01")
        assert closing_balances(book, "2024-01")["3104"] == Decimal("130")
        assert book.verify().is_sound


def test_in_a_chart_without_the_account_nothing_need_be_replaced(place: str) -> None:
    """小企业会计准则: an error of an earlier year is taken into the year in which it is found."""
    with new_book(place, start=Period(2023, 12)) as book:
        an_expense(book, date(2023, 12, 12))
        close(book, "2023-12")
        blue = book.acting_as("制单").reverse(KEY)
        assert [(x.account, x.side) for x in blue.lines] == [
            ("5602", Side.CREDIT), ("1001", Side.DEBIT),
        ]  # fmt: skip
        with refused("correct.same_year"):
            kept = an_expense(book, date(2024, 1, 8))
            book.acting_as("制单").reverse(kept, instead={"5602": "3104"})


def test_a_receipt_of_an_earlier_year_goes_back_by_a_payment(place: str) -> None:
    """
    2023-12  付-1  支付办公费 310.00 in cash       2024-01  收-1  更正2023年12月12日付1号凭证
    """
    with a_book(place, "收付转") as book:
        paid = an_expense(book, date(2023, 12, 12), word="付")
        red = book.acting_as("制单").reverse(paid)
        assert (red.word, red.lines[0].amount) == ("付", Decimal("-310"))
        book.acting_as("制单").void(red)
        blue = book.acting_as("制单").reverse(paid, date(2024, 1, 8), instead={"5602": "6901"})
        assert str(blue.key) == "2024-01/收/1"


def test_the_difference_alone(place: str) -> None:
    """
    记-1  支付办公费 310.00, should have been 400.00:  记-2  调整1月12日记1号凭证  90.00
    then 130.00 after all:                              记-3  the same, −270.00 in red
    """
    with new_book(place) as book:
        an_expense(book, date(2024, 1, 12))
        maker = book.acting_as("制单")
        more = maker.adjust(
            "2024-01/记/1", credit("1001", "400"), debit("5602", "400"), attachments=1
        )
        assert [(x.account, x.amount, x.summary) for x in more.lines] == [
            ("5602", Decimal("90.00"), "调整1月12日记1号凭证 支付办公费"),
            ("1001", Decimal("90.00"), "调整1月12日记1号凭证 支付办公费"),
        ]
        less = maker.adjust("2024-01/记/1", debit("5602", "130", "少付"), credit("1001", "130"))
        assert plain(less)[0] == ("5602", 1, "-270", "调整1月12日记1号凭证 少付")
        with refused("adjust.other_accounts", "adjust.other_accounts"):
            maker.adjust("2024-01/记/1", debit("5603", "5"), credit("1001", "5"))
        with refused("adjust.same"):
            maker.adjust("2024-01/记/1", debit("5602", "130"), credit("1001", "130"))
        with refused("voucher.unbalanced"):
            maker.adjust("2024-01/记/1", debit("5602", "400"), credit("1001", "401"))
        with refused("reverse.not_posted"):
            maker.adjust(more, debit("5602", "1"), credit("1001", "1"))
        maker.void(less)
        maker.renumber("2024-01")
        post(book, "2024-01")
        assert closing_balances(book, "2024-01") == {"5602": Decimal(400), "1001": Decimal(-400)}
        assert book.verify().is_sound


def test_what_adjusts_a_voucher_is_undone_before_it(place: str) -> None:
    """
    记-1 310.00  记-2 adjusts it by 90.00: 记-1 can't be undone, or 90.00 would be left.
    记-3 undoes 记-2; then 记-1 can be undone, or adjusted anew from 310.00.
    """
    with new_book(place) as book:
        an_expense(book, date(2024, 1, 12))
        maker = book.acting_as("制单")
        more = maker.adjust("2024-01/记/1", debit("5602", "400"), credit("1001", "400"))
        with refused("reverse.adjusted"):
            maker.reverse("2024-01/记/1")
        with refused("reverse.adjusted"):
            maker.correct("2024-01/记/1", debit("5602", "1"), credit("1001", "1"))
        post(book, "2024-01")
        maker.reverse(more)
        again = maker.adjust("2024-01/记/1", debit("5602", "300"), credit("1001", "300"))
        assert [line.amount for line in again.lines] == [Decimal(-10)] * 2
        maker.void(again)
        third = maker.adjust("2024-01/记/1", debit("5602", "200"), credit("1001", "200"))
        with refused("unvoid.outdated"):
            maker.unvoid(again)
        maker.void(third)
        maker.unvoid(again)
        maker.void(again)
        assert maker.reverse("2024-01/记/1").lines[0].amount == Decimal(-310)
        with refused("unvoid.outdated"):
            maker.unvoid(third)


def test_quantities_and_dimensions_are_compared_and_undone_too(place: str) -> None:
    """
    2023-12  记-1  购米 50 kg 230.00 from c8, should have been 60 kg 276.00: 10 kg, 46.00 more
    2024-01  更正: 50 kg and 230.00 back on the other side, in black
    """
    rice, more_rice = (
        Measure("大米", Decimal(n), Decimal("4.60"), CommodityKind.GOODS) for n in (50, 60)
    )
    with new_book(place, start=Period(2023, 12)) as book:
        book.set_dimension_kind("partner", is_open=True)
        book.set_commodity("大米", scale=3)
        maker = book.acting_as("制单")
        lines = bought("230", rice)
        maker.enter(date(2023, 12, 12), "购米", *lines)
        post(book, "2023-12")
        made = maker.adjust(KEY, *bought("276", more_rice, "往来单位:c8"))
        assert made.lines[0].measure == evolve(rice, quantity=Decimal("10.000"))
        assert [line.dimension for line in made.lines] == ["", "partner:c8"]
        maker.void(made)
        blue = maker.reverse(KEY, date(2024, 1, 3))
        assert [(x.side, x.amount, x.dimension) for x in blue.lines] == [
            (Side.CREDIT, Decimal(230), ""), (Side.DEBIT, Decimal(230), "partner:c8"),
        ]  # fmt: skip
        assert blue.lines[0].measure == evolve(rice, quantity=Decimal("50.000"))


def bought(amount: str, measure: Measure, partner: str = "partner:c8") -> tuple[Line, Line]:
    return debit("1001", amount, measure=measure), credit("2202", amount, dimension=partner)

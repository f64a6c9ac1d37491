"""Revaluing a book's foreign currency at the end of a period (期末调汇)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import (
    Account,
    Book,
    Category,
    Chart,
    ClosingRule,
    CommodityKind,
    Kind,
    Line,
    Measure,
    NewBook,
    Occasion,
    Period,
    Refused,
    Role,
    Side,
    State,
    Word,
    create,
    credit,
    debit,
)
from ledgerlib.core.balance import Detail

CHART = Chart.of(
    [
        Account("1001", "库存现金", Category.ASSET, Side.DEBIT),
        Account("1002", "银行存款", Category.ASSET, Side.DEBIT, currencies=("USD", "EUR")),
        Account("1122", "应收账款", Category.ASSET, Side.DEBIT, dimensions=("partner",)),
        Account("1405", "库存商品", Category.ASSET, Side.DEBIT, is_revalued=False),
        Account("2202", "应付账款", Category.LIABILITY, Side.CREDIT),
        Account("3001", "实收资本", Category.EQUITY, Side.CREDIT, is_revalued=False),
        Account("3103", "本年利润", Category.EQUITY, Side.CREDIT),
        Account("5001", "主营业务收入", Category.INCOME, Side.CREDIT),
        Account("5603", "财务费用", Category.EXPENSE, Side.DEBIT),
    ],
    closing_rules=[
        ClosingRule(Occasion.PERIOD_END, "3103", (Category.INCOME, Category.EXPENSE)),
    ],
)
JANUARY = date(2024, 1, 31)


def foreign_book(place: str) -> Book:
    """A book over `CHART` that puts exchange differences on 5603; one person does it all."""
    book = create(place, NewBook("外贸公司", CHART, Period(2024, 1)), by="主管")
    book.set_policy("same_person_may_review", "yes")
    book.set_policy("exchange_difference", "5603")
    book.set_dimension_kind("partner", is_open=True)
    for code in ("USD", "EUR"):
        book.set_commodity(code, scale=2, kind="currency")
    book.start()
    return book


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    with foreign_book(place) as book:
        yield book


def usd(quantity: str, rate: str = "7.0", currency: str = "USD") -> Measure:
    return Measure(currency, Decimal(quantity), Decimal(rate), CommodityKind.CURRENCY)


def sell(
    book: Book, quantity: str = "100", amount: str = "700", day: date = date(2024, 1, 5)
) -> None:
    """收入 USD 入银行"""
    book.enter(
        day, "出口收入", debit("1002", amount, measure=usd(quantity)), credit("5001", amount)
    )


def post(book: Book, period: str) -> None:
    book.review(period)
    book.post(period)


def shown(lines: tuple[Line, ...]) -> list[tuple[str, str, str]]:
    return [(x.account, x.side.name.lower(), str(x.amount)) for x in lines]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_dollar_account_is_brought_to_the_closing_rate(book: Book) -> None:
    """
    2024-01  记-1  出口收入  借 银行存款 700.00 (USD 100 at 7.0)   贷 主营业务收入 700.00
             期末汇率 7.1234
             记-2  期末调汇  借 银行存款 12.34 (USD 0)             贷 财务费用 12.34
    """
    sell(book)
    book.set_rate("USD", "7.1234", period="2024-01")
    preview = book.preview_revalue("2024-01")
    made = book.revalue("2024-01")
    assert made is not None
    assert preview is not None
    assert preview.lines == made.lines
    kept = book.voucher("2024-01/记/2")
    assert (kept.day, kept.kind, kept.state) == (JANUARY, Kind.REVALUATION, State.DRAFT)
    assert shown(kept.lines) == [("1002", "debit", "12.34"), ("5603", "credit", "12.34")]
    assert {line.summary for line in kept.lines} == {"期末调汇"}
    assert kept.lines[0].measure == usd("0.00", "7.1234")
    record = [each for each in book.log() if each.act == "revalue"]
    assert [(r.subject, r.after) for r in record] == [
        ("2024-01", '{"rates":{"USD":"7.1234"},"voucher":"2024-01/记/2"}'),
    ]  # fmt: skip


def test_again_it_brings_only_what_has_changed_since(book: Book) -> None:
    sell(book)
    book.set_rate("USD", "7.1234", period="2024-01")
    assert book.revalue("2024-01") is not None
    assert book.revalue("2024-01") is None
    assert book.preview_revalue("2024-01") is None
    sell(book)
    again = book.revalue("2024-01")
    assert again is not None
    assert shown(again.lines)[0] == ("1002", "debit", "12.34")
    book.set_rate("USD", "7.1", period="2024-01")
    lowered = book.revalue("2024-01")
    assert lowered is not None
    assert shown(lowered.lines)[0] == ("1002", "credit", "4.68")
    post(book, "2024-01")
    assert book.revalue("2024-01") is None


def test_a_voided_revaluation_is_made_again(book: Book) -> None:
    sell(book)
    book.set_rate("USD", "7.1234", period="2024-01")
    first = book.revalue("2024-01")
    assert first is not None
    book.void(first)
    second = book.revalue("2024-01")
    assert second is not None
    assert second.lines == first.lines


def test_all_that_is_missing_is_told_at_once(book: Book) -> None:
    sell(book)
    euro = usd("10", "8", "EUR")
    book.enter(JANUARY, "收欧元", debit("1002", "80", measure=euro), credit("5001", "80"))
    with pytest.raises(Refused) as caught:
        book.revalue("2024-01")
    assert [(p.code, p.values["currency"]) for p in caught.value.problems] == [
        ("rate.no_closing", "EUR"), ("rate.no_closing", "USD"),
    ]  # fmt: skip
    book.set_rate("USD", "7.1", period="2024-01")
    book.set_policy("exchange_difference", "")
    with pytest.raises(Refused) as caught:
        book.preview_revalue("2024-01")
    assert codes(caught) == ["rate.no_closing", "revalue.no_account"]
    with pytest.raises(Refused) as caught:
        book.revalue("2024-01", into="5604", currencies=["USD"])
    assert codes(caught) == ["account.unknown"]
    with pytest.raises(Refused) as caught:
        book.revalue("2024-01", currencies=["USD", "GBP"])
    assert "commodity.unknown" in codes(caught)
    made = book.revalue("2024-01", into="5001", currencies=["USD"])
    assert made is not None
    assert shown(made.lines) == [("1002", "debit", "10.00"), ("5001", "credit", "10.00")]


def test_each_partner_by_itself_and_stocks_not_at_all(book: Book) -> None:
    """
    1122 应收账款  甲 USD 100 / 700.00   乙 USD -50 / -350.00      1405 库存商品  USD 100 / 700.00
    期末汇率 7.1:  甲 +10.00   乙 −5.00   库存商品 stays at what it cost
    """
    lines = [
        debit("1122", "700", measure=usd("100"), dimension="partner:甲"),
        debit("1122", "-350", measure=usd("-50"), dimension="partner:乙"),
        debit("1405", "700", measure=usd("100")),
        credit("5001", "1050"),
    ]
    book.enter(date(2024, 1, 5), "进出口", *lines)
    book.set_rate("USD", "7.1", period="2024-01")
    made = book.revalue("2024-01", apart=True)
    assert made is not None
    assert [(x.account, x.dimension, x.side.name, str(x.amount)) for x in made.lines] == [
        ("1122", "partner:乙", "CREDIT", "5.00"),
        ("1122", "partner:甲", "DEBIT", "10.00"),
        ("5603", "", "DEBIT", "5.00"),
        ("5603", "", "CREDIT", "10.00"),
    ]


def test_a_transfer_voucher_touches_the_bank_only_where_money_moves(book: Book) -> None:
    """A 转 voucher may have no bank account; bringing the bank's dollars to a rate moves none."""
    words = [Word.parse("收", "debit_has 1002"), Word.parse("转", "has_not 1002 1001")]
    book.set_words(words)
    book.enter(
        JANUARY, "收入", debit("1002", "700", measure=usd("100")), credit("5001", "700"), word="收"
    )
    book.set_rate("USD", "7.1", period="2024-01")
    made = book.revalue("2024-01")
    assert made is not None
    assert made.word == "转"
    post(book, "2024-01")
    red = book.reverse(made.key)
    assert red.word == "转"
    with pytest.raises(Refused) as caught:
        book.enter(JANUARY, "提现", debit("1001", "1"), credit("1002", "1"), word="转")
    assert codes(caught) == ["word.has_not"]


# Closing -------------------------------------------------------------------------------------


def test_a_period_closes_when_its_foreign_currency_stands_at_the_closing_rate(book: Book) -> None:
    sell(book)
    post(book, "2024-01")
    (rate, profit) = book.can_close("2024-01")
    assert (rate.code, rate.values["currency"], rate.values["accounts"]) == (
        "close.no_closing_rate", "USD", "1002",
    )  # fmt: skip
    assert profit.code == "close.not_carried"
    book.set_rate("USD", "7.1234", period="2024-01")
    (left, _) = book.can_close("2024-01")
    assert (left.code, left.values["account"], left.values["difference"]) == (
        "close.not_revalued", "1002", "12.34",
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        book.close("2024-01")
    assert codes(caught) == ["close.not_revalued", "close.not_carried"]
    book.revalue("2024-01")
    assert [p.code for p in book.can_close("2024-01")] == ["close.draft", "close.not_carried"]
    post(book, "2024-01")
    book.carry_forward("2024-01")
    post(book, "2024-01")
    assert book.can_close("2024-01") == []
    book.close("2024-01")
    assert book.verify().problems == []


def test_unless_the_policy_lets_it_stand(book: Book) -> None:
    sell(book)
    post(book, "2024-01")
    book.set_policy("revalue_before_close", "no")
    assert [p.code for p in book.can_close("2024-01")] == ["close.not_carried"]


def test_a_closed_period_is_not_revalued(book: Book) -> None:
    book.close("2024-01")
    with pytest.raises(Refused) as caught:
        book.revalue("2024-01")
    assert codes(caught) == ["period.closed"]


def test_a_cashier_does_not_revalue(book: Book) -> None:
    book.add_user("出纳", [Role.CASHIER])
    with pytest.raises(Refused) as caught:
        book.acting_as("出纳").revalue("2024-01")
    assert codes(caught) == ["user.may_not"]


# The rule ------------------------------------------------------------------------------------

PLACES = st.sampled_from(
    [("1002", ""), ("1122", "partner:甲"), ("1122", "partner:乙"), ("2202", "")]
)
FEN = st.integers(-(10**7), 10**7).map(lambda minor: Decimal(minor).scaleb(-2))
MOVES = st.lists(
    st.tuples(
        PLACES, st.sampled_from(["USD", "EUR"]), st.sampled_from(Side), FEN.filter(bool), FEN
    ),
    max_size=6,
)
RATE = st.integers(1, 200_000).map(lambda n: Decimal(n).scaleb(-4))
MONTH = st.tuples(MOVES, RATE, RATE, st.booleans())


@settings(max_examples=6)
@given(st.lists(MONTH, min_size=1, max_size=3))
def test_after_revaluing_everything_stands_at_the_closing_rate(
    new_place: Callable[[], str],
    months: Any,
) -> None:
    """
    Month after month: random movements in dollars and euros, red ink and all; closing rates;
    revaluing, posting, carrying forward, closing.

    Then base money = currency × rate in every account, dimension and currency; what stood at the
    beginning and what came in and went out make what stands at the end, in money and in
    each currency; run again nothing is left to bring.
    """
    with foreign_book(new_place()) as book:
        before: dict[object, tuple[int, int]] = {}
        moved: Counter[Detail] = Counter()  # in cents of the currency
        for number, (moves, dollar, euro, apart) in enumerate(months, 1):
            period = Period(2024, number)
            for (account, label), currency, side, amount, quantity in moves:
                measure = usd(str(quantity), "7", currency)
                moved[Detail(account, label, currency)] += side * int(quantity * 100)
                line = Line(account, side, amount, dimension=label, measure=measure)
                book.enter(period.first_day, "业务", line, Line("5001", side.opposite, amount))
            rates = {"USD": dollar, "EUR": euro}
            for currency, rate in rates.items():
                book.set_rate(currency, rate, period=period)
            made = book.revalue(period, apart=apart)
            assert book.revalue(period) is None
            if moves or made:
                post(book, str(period))
            assert book.revalue(period) is None
            details = book.details(period).details
            for detail, found in details.items():
                amount, quantity = found.amount, found.quantity
                assert before.get(detail, (0, 0)) == (amount.opening_minor, quantity.opening_minor)
                if detail.measure and detail.account != "5001":
                    assert quantity.closing_minor == moved[detail]
                    worth = Decimal(quantity.closing_minor) * rates[detail.measure]
                    assert amount.closing_minor == worth.quantize(Decimal(1), ROUND_HALF_UP)
            assert sum(each.amount.closing_minor for each in details.values()) == 0
            if book.carry_forward(period):
                post(book, str(period))
            assert book.can_close(period) == []
            book.close(period)
            before = {
                detail: (found.amount.closing_minor, found.quantity.closing_minor)
                for detail, found in book.details(period).details.items()
            }
        assert book.verify().problems == []

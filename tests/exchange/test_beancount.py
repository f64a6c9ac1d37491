"""An independent engine, beancount, adds random books up and must come to the same fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from beancount import loader
from beancount.core import data as directives
from beancount.core import realization
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import (
    Account,
    Book,
    Category,
    Chart,
    CommodityKind,
    Line,
    Measure,
    Period,
    Side,
    Voucher,
    credit,
    debit,
    reports,
)
from ledgerlib.exchange.beancount import account_names, beancount_text, commodity_name
from ledgerlib.testing import balanced_lines, new_book, vouchers

START = Period(2023, 10)
MONTHS = [START, Period(2023, 11), Period(2023, 12), Period(2024, 1), Period(2024, 2)]
ZERO = Decimal(0)


def load(text: str) -> list[directives.Directive]:
    """What beancount makes of a text, which it must take without a single error."""
    entries, errors, _options = loader.load_string(text)
    assert errors == [], text
    return entries


def codes_of(entries: list[directives.Directive]) -> dict[str, str]:
    """The code of each beancount account."""
    return {e.account: e.meta["code"] for e in entries if isinstance(e, directives.Open)}


def balances_of(entries: list[directives.Directive]) -> dict[str, Decimal]:
    """Every balance as beancount computes it, by code, debit positive, without zeros."""
    codes = codes_of(entries)
    balances: dict[str, Decimal] = {}
    for account in realization.iter_children(realization.realize(entries), leaf_only=True):
        amount = account.balance.get_currency_units("CNY").number
        if amount:
            balances[codes[account.account]] = amount
    return balances


def closing_of(book: Book, period: Period) -> dict[str, Decimal]:
    """The closing balances of the accounts of the trial balance, debit positive, without zeros."""
    rows = reports.trial_balance(book, period).rows
    closing = {r.cells["code"]: r.cells["closing_debit"] - r.cells["closing_credit"] for r in rows}
    return {code: amount for code, amount in closing.items() if amount}


def with_parents(book: Book, leaves: dict[str, Decimal]) -> dict[str, Decimal]:
    """Balances of leaf accounts with those of the accounts above them, without zeros."""
    chart = book.chart()
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for code, amount in leaves.items():
        for place in (code, *chart.ancestors(code)):
            sums[place] += amount
    return {code: amount for code, amount in sums.items() if amount}


def keep_month(book: Book, period: Period, written: list[Voucher]) -> None:
    """Enter, review, post, carry forward and close a month, in December the year too."""
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    if written:
        maker.enter_many(written)
        reviewer.review(period)
        poster.post(period)
    if maker.carry_forward(period):
        reviewer.review(period)
        poster.post(period)
    poster.close(period)
    if period.month == 12:
        poster.roll_over(period.year)


def of_month(period: Period) -> st.SearchStrategy[list[Voucher]]:
    return st.lists(vouchers(period.first_day, period.last_day), max_size=6)


@given(
    opening=st.just(()) | balanced_lines(),
    months=st.tuples(*(of_month(period) for period in MONTHS)),
    ahead=of_month(Period(2024, 5)),
)
def test_beancount_adds_a_random_book_up_to_the_same_fen(
    new_place: Callable[[], str],
    opening: tuple[Line, ...],
    months: tuple[list[Voucher], ...],
    ahead: list[Voucher],
) -> None:
    """
    2023-10 … 2024-01   random vouchers, carried forward and closed; 2023 rolled over
    2024-02             random vouchers, posted, not closed
    2024-05             drafts only: they must not be in the text
    """
    with new_book(new_place(), start=START, opening=opening) as book:
        for period, written in zip(MONTHS[:-1], months, strict=False):
            keep_month(book, period, written)
        maker = book.acting_as("制单")
        maker.enter_many(ahead)
        if months[-1]:
            maker.enter_many(months[-1])
            book.acting_as("审核").review(MONTHS[-1])
            book.acting_as("记账").post(MONTHS[-1])
        for period in MONTHS:
            entries = load(beancount_text(book, last=period))
            assert with_parents(book, balances_of(entries)) == closing_of(book, period)
        whole = load(beancount_text(book))
        assert balances_of(whole) == balances_of(entries)
        turnovers(book, whole)


def turnovers(book: Book, entries: list[directives.Directive]) -> None:
    """Red ink stays on its side: the year's debits and credits are those of the trial balance."""
    codes, sums = (
        codes_of(entries),
        {Side.DEBIT: defaultdict(Decimal), Side.CREDIT: defaultdict(Decimal)},
    )
    for entry in entries:
        if isinstance(entry, directives.Transaction) and "voucher" in entry.meta:
            for posting in entry.postings:
                number = posting.units.number
                is_debit = posting.meta.get("side", "debit" if number > 0 else "credit") == "debit"
                side = Side.DEBIT if is_debit else Side.CREDIT
                sums[side][codes[posting.account]] += side * number
    rows = reports.trial_balance(book, MONTHS[-1], from_period=START).rows
    for key, side in (("debit", Side.DEBIT), ("credit", Side.CREDIT)):
        told = {r.cells["code"]: r.cells[key] for r in rows if r.cells[key]}
        assert with_parents(book, sums[side]) == told


TRICKY = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() == text and text)


@given(summary=TRICKY, second=TRICKY, reference=TRICKY)
def test_texts_come_through_as_they_were_written(
    new_place: Callable[[], str], summary: str, second: str, reference: str
) -> None:
    with new_book(new_place()) as book:
        book.acting_as("制单").enter(
            date(2024, 1, 5),
            summary,
            debit("1001", "1"),
            credit("5001", "1", second),
            reference=reference,
        )
        book.acting_as("审核").review("2024-01")
        book.acting_as("记账").post("2024-01")
        kept = book.voucher("2024-01/记/1")
        (entry,) = transactions(load(beancount_text(book)))
        assert entry.narration == kept.lines[0].summary
        assert entry.postings[1].meta.get("summary", entry.narration) == kept.lines[1].summary
        assert entry.meta["reference"] == kept.reference


def transactions(entries: list[directives.Directive]) -> list[directives.Transaction]:
    return [e for e in entries if isinstance(e, directives.Transaction)]


def test_a_red_reversal_as_beancount_sees_it(place: str) -> None:
    """
    2024-01  期初  现金 100.00  实收资本 100.00
             记-1  办公费 310.00 现金            记-2  注销1月5日记1号凭证，红字 −310.00
    """
    with new_book(place, opening=(debit("1001", "100"), credit("3001", "100"))) as book:
        maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
        maker.enter(date(2024, 1, 5), "办公费", debit("5602", "310"), credit("1001", "310"))
        reviewer.review("2024-01")
        poster.post("2024-01")
        maker.reverse("2024-01/记/1", date(2024, 1, 31))
        reviewer.review("2024-01")
        poster.post("2024-01")
        text = beancount_text(book)
    opening, wrong, red = transactions(load(text))
    assert opening.date == date(2023, 12, 31)
    assert [str(p.units) for p in opening.postings] == ["100.00 CNY", "-100.00 CNY"]
    assert (wrong.flag, wrong.meta["voucher"]) == ("*", "2024-01/记/1")
    assert [(p.account, str(p.units)) for p in wrong.postings] == [
        ("Expenses:A5602", "310.00 CNY"),
        ("Assets:A1001", "-310.00 CNY"),
    ]
    assert (red.meta["kind"], red.meta["reverses"]) == ("reversal", "2024-01/记/1")
    assert red.narration == "注销1月5日记1号凭证 办公费"
    assert [(str(p.units), p.meta["side"]) for p in red.postings] == [
        ("-310.00 CNY", "debit"),
        ("310.00 CNY", "credit"),
    ]
    assert 'option "operating_currency" "CNY"' in text
    assert "; regime: irreversible" in text


def test_dimensions_and_measures_go_into_metadata(place: str) -> None:
    """2024-01  记-1  工行收 USD 100.00，汇率 7.1234，客户甲   主营业务收入 712.34"""
    with new_book(place) as book:
        measure = Measure("USD", Decimal("100"), Decimal("7.1234"), CommodityKind.CURRENCY)
        lines = (
            debit("100201", "712.34", "收外汇", dimension="客户:甲", measure=measure),
            credit("5001", "712.34", "收外汇"),
        )
        book.acting_as("制单").enter_many([Voucher(date(2024, 1, 5), lines)], make_missing=True)
        book.acting_as("审核").review("2024-01")
        book.acting_as("记账").post("2024-01")
        (entry,) = transactions(load(beancount_text(book)))
    meta = entry.postings[0].meta
    assert entry.postings[0].account == "Assets:A100201"
    assert (meta["dimension"], meta["measure"], meta["rate"]) == ("客户:甲", "100.00 USD", "7.1234")


def test_a_book_that_has_not_started_can_be_exported(place: str) -> None:
    with new_book(place, started=False, opening=(debit("1001", "5"), credit("3001", "5"))) as book:
        (opening,) = transactions(load(beancount_text(book)))
    assert opening.flag == "!"


def test_posted_vouchers_come_by_period_word_and_number(place: str) -> None:
    with new_book(place) as book:
        maker = book.acting_as("制单")
        for month, day in ((2, 9), (1, 20), (1, 3), (2, 1)):
            maker.enter(date(2024, month, day), "存现", debit("100201", "1"), credit("1001", "1"))
        for period in ("2024-01", "2024-02"):
            book.acting_as("审核").review(period)
            book.acting_as("记账").post(period)
            book.acting_as("记账").close(period)
        maker.enter(date(2024, 3, 1), "存现", debit("100201", "1"), credit("1001", "1"))
        keys = ["2024-01/记/1", "2024-01/记/2", "2024-02/记/1", "2024-02/记/2"]
        assert [str(voucher.key) for voucher in book.posted()] == keys
        assert [str(voucher.key) for voucher in book.posted(last="2024-01")] == keys[:2]
        assert list(book.posted(last="2023-12")) == []
        assert all(book.voucher(v.key) == v for v in book.posted())


def test_an_empty_book_is_its_accounts(place: str) -> None:
    with new_book(place) as book:
        entries = load(beancount_text(book))
        opened = {e.meta["code"]: e.meta["name"] for e in entries if isinstance(e, directives.Open)}
        assert opened == {a.code: a.name for a in book.chart().accounts.values()}
    assert transactions(entries) == []


def test_codes_with_separators_keep_a_name_of_their_own() -> None:
    codes = ["1002", "1002-01", "1002.01", "1002/01", "5001"]
    chart = Chart.of(Account(code, code, Category.ASSET, Side.DEBIT) for code in codes)
    names = account_names(chart)
    assert names["1002.01"].startswith("Assets:A1002-01")
    assert len(set(names.values())) == len(codes)
    assert all(name.isascii() for name in names.values())


def test_every_category_has_its_root() -> None:
    chart = Chart.of(Account(f"10{n:02}", c, c, Side.DEBIT) for n, c in enumerate(Category))
    roots = {chart.accounts[k].category: v.split(":")[0] for k, v in account_names(chart).items()}
    assert {root: {c for c in Category if roots[c] == root} for root in roots.values()} == {
        "Assets": {Category.ASSET, Category.HOLDING, Category.COMMON},
        "Liabilities": {Category.LIABILITY},
        "Equity": {Category.EQUITY, Category.SOURCE},
        "Income": {Category.INCOME},
        "Expenses": {Category.EXPENSE, Category.COST, Category.USE},
    }


def test_goods_get_a_name_that_beancount_takes() -> None:
    assert commodity_name("CNY") == "CNY"
    assert commodity_name("大米") == "X-E5A4A7E7B1B3"
    assert commodity_name("kg") != commodity_name("KG")

"""Promise 1: no unbalanced voucher can be stored, posted, imported or left by a crash."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import Book, Line, Refused, Side, Voucher, credit, debit, import_vouchers
from ledgerlib.testing import LEAVES, balanced_lines, new_book

DAY = date(2024, 1, 5)
By = Callable[[str], Any]
Refusal = Callable[..., Any]


@pytest.fixture
def maker(place: str) -> Iterator[Book]:
    with new_book(place) as book:
        yield book.acting_as("制单")


def _nothing_is_stored(book: Book, by_hand: By, place: str) -> None:
    with by_hand(place) as hand:
        assert hand.table("voucher") == []
        assert hand.table("line") == []
        assert hand.rows("SELECT act FROM record WHERE act = 'enter'") == []
    assert book.verify().is_sound


WRONG = {
    "one fen": ("voucher.unbalanced", (debit("1001", "100.00"), credit("5001", "99.99"))),
    "debit only": ("voucher.one_sided", (debit("1001", "100.00"),)),
    "credit only": ("voucher.one_sided", (credit("1001", "100.00"), credit("5001", "5.00"))),
    "red on one side only": ("voucher.one_sided", (credit("5001", "-100.00"),)),
    "red against black": ("voucher.unbalanced", (debit("1001", "-100"), credit("5001", "100"))),
    "red fen": ("voucher.unbalanced", (debit("1001", "-0.01"), credit("5001", "0.01"))),
    "three lines": (
        "voucher.unbalanced",
        (debit("1001", "60"), debit("100201", "40"), credit("5001", "100.01")),
    ),
}


def test_a_voucher_out_of_balance_is_not_entered(
    maker: Book, refused: Refusal, by_hand: By, place: str
) -> None:
    """借 100.00 贷 99.99: 有借必有贷，借贷必相等."""
    for code, lines in WRONG.values():
        with refused(code):
            maker.enter(DAY, "差额", *lines)
    _nothing_is_stored(maker, by_hand, place)


def test_one_voucher_out_of_balance_keeps_a_whole_batch_out(
    maker: Book, refused: Refusal, by_hand: By, place: str
) -> None:
    """Twenty-five hundred good vouchers and a bad one behind them: none is entered."""
    good = [Voucher(DAY, (debit("1001", "1", "好"), credit("5001", "1", "好")))] * 2500
    for code, lines in WRONG.values():
        bad = Voucher(DAY, tuple(Line(x.account, x.side, x.amount, "坏") for x in lines))
        with refused(code):
            maker.enter_many([*good, bad])
    _nothing_is_stored(maker, by_hand, place)


def test_a_batch_that_breaks_off_leaves_nothing(maker: Book, by_hand: By, place: str) -> None:
    """The power of the other program fails after three thousand vouchers of its stream."""

    def stream() -> Iterator[Voucher]:
        for _ in range(3000):
            yield Voucher(DAY, (debit("1001", "1", "好"), credit("5001", "1", "好")))
        raise ConnectionError("the source is gone")

    with pytest.raises(ConnectionError):
        maker.enter_many(stream())
    _nothing_is_stored(maker, by_hand, place)


def test_a_sheet_with_a_voucher_out_of_balance_is_not_imported(
    maker: Book, refused: Refusal, by_hand: By, place: str, tmp_path: Path
) -> None:
    """
    记-1  借 现金 10.00  贷 收入 10.00
    记-2  借 现金 20.00  贷 收入 19.00    so neither comes in
    """
    sheet = tmp_path / "一月.csv"
    sheet.write_text(
        "凭证号,日期,摘要,科目编码,借方,贷方\n"
        "1,2024-01-05,好,1001,10.00,\n1,2024-01-05,好,5001,,10.00\n"
        "2,2024-01-06,坏,1001,20.00,\n2,2024-01-06,坏,5001,,19.00\n",
        encoding="utf-8",
    )
    with refused("voucher.unbalanced"):
        import_vouchers(maker, sheet)
    _nothing_is_stored(maker, by_hand, place)


def test_an_amendment_out_of_balance_is_refused_and_the_draft_stays(
    maker: Book, refused: Refusal
) -> None:
    """记-1 借 10.00 贷 10.00, to be amended to 借 10.00 贷 1.00."""
    entered = maker.enter(DAY, "好", debit("1001", "10"), credit("5001", "10"))
    before = maker.voucher(entered.key)
    for code, lines in WRONG.values():
        with refused(code):
            maker.amend(
                entered,
                Voucher(DAY, tuple(Line(x.account, x.side, x.amount, "坏") for x in lines)),
            )
    assert maker.voucher(entered.key) == before
    assert [entry.act for entry in maker.log(who="制单")] == ["enter"]


def test_a_blue_entry_out_of_balance_takes_its_red_one_with_it(
    month: Book, refused: Refusal
) -> None:
    """订正 1月5日 记-1 with 借 80.00 贷 70.00: neither the red nor the blue is entered."""
    with refused("voucher.unbalanced"):
        month.acting_as("制单").correct(
            "2024-01/记/1", debit("1001", "80"), credit("5001", "70"), day=date(2024, 1, 9)
        )
    assert month.last_number(month.facts().start, "记") == 2
    assert month.verify().is_sound


def test_each_commodity_balances_by_itself(maker: Book, refused: Refusal) -> None:
    """借 CNY 100 贷 USD 100 is no balance, though both are a hundred."""
    usd = Line("1001", Side.DEBIT, Decimal(1), "x", commodity="USD")
    with refused("commodity.unknown"):
        maker.enter(DAY, "x", usd, credit("5001", "1"))
    assert maker.last_number(maker.facts().start, "记") == 0


def test_the_precision_of_the_callers_own_arithmetic_changes_nothing(
    maker: Book, refused: Refusal, by_hand: By, place: str
) -> None:
    """A program that computes with few digits: 999.99 + 999.99 is not 2000.00, whatever it rounds to."""
    for precision in (5, 6, 9):
        nines = "9" * (precision - 2) + ".99"
        rounded = "2" + "0" * (precision - 2)
        with (
            decimal.localcontext(decimal.Context(prec=precision)),
            refused("voucher.unbalanced"),
        ):
            maker.enter(
                DAY, "x", debit("1001", nines), debit("1001", nines), credit("3001", rounded)
            )
    _nothing_is_stored(maker, by_hand, place)


def test_a_line_stands_on_the_debit_or_on_the_credit_and_nowhere_else(
    maker: Book, by_hand: By, place: str
) -> None:
    """A line "twice on the debit side" of 50 against 100 on the credit side balances nothing."""
    for side in (0, 2, -2, 3):
        odd = Line("1001", side, Decimal(50), "x")  # type: ignore[arg-type]
        balance = Line("5001", Side.CREDIT, Decimal(50) * side or Decimal(1), "x")
        more = (Line("1001", Side.DEBIT, Decimal(1), "x"),) if side == 0 else ()
        with pytest.raises(Exception, match=r".+"):
            maker.enter(DAY, "x", odd, balance, *more)
    _nothing_is_stored(maker, by_hand, place)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e30", "0.001", "0"])
def test_what_is_no_exact_amount_is_not_entered(
    amount: str, maker: Book, by_hand: By, place: str
) -> None:
    """Amounts that no coin can pay: refused as problems of the voucher."""
    value = Decimal(amount)
    with pytest.raises(Refused):
        maker.enter(DAY, "x", Line("1001", Side.DEBIT, value), Line("5001", Side.CREDIT, value))
    _nothing_is_stored(maker, by_hand, place)


def test_a_float_is_no_amount(maker: Book, by_hand: By, place: str) -> None:
    """0.1 + 0.2 has no place in a ledger."""
    with pytest.raises(TypeError):
        debit("1001", 0.3)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        maker.enter(DAY, "x", Line("1001", Side.DEBIT, 0.3), credit("5001", "0.3"))  # type: ignore[arg-type]
    _nothing_is_stored(maker, by_hand, place)


@given(lines=balanced_lines(), at=st.integers(0, 5), fen=st.sampled_from([-1, 1, 100, -(10**8)]))
def test_a_fen_off_on_any_line_of_any_voucher_is_seen(
    lines: tuple[Line, ...], at: int, fen: int
) -> None:
    """Any voucher that balances, with any one line changed, balances no more."""
    from ledgerlib.core.checking import check_balance
    from ledgerlib.core.commodity import Commodity, CommodityKind

    commodities = {"CNY": Commodity("CNY", 2, CommodityKind.CURRENCY)}
    assert check_balance(Voucher(DAY, lines), commodities, "CNY") == []
    off = [*lines]
    one = off[at % len(off)]
    off[at % len(off)] = Line(one.account, one.side, one.amount + Decimal(fen).scaleb(-2), "x")
    assert check_balance(Voucher(DAY, tuple(off)), commodities, "CNY")


EXTRA = (
    "INSERT INTO line SELECT book_id, voucher_id, 9, period, account_id, commodity, 1, 1,"
    " summary, dimension_id, measure_commodity, measure_minor, rate, settlement, bill_number,"
    " bill_day, day FROM line WHERE voucher_id = {id} AND line_no = 1"
)
TAMPERING = {
    "a line more": EXTRA,
    "a line less": "DELETE FROM line WHERE voucher_id = {id} AND line_no = 2",
    "no lines": "DELETE FROM line WHERE voucher_id = {id}",
    "an amount": "UPDATE line SET amount_minor = amount_minor + 1 WHERE voucher_id = {id} AND line_no = 1",
    "a side": "UPDATE line SET side = -side WHERE voucher_id = {id} AND line_no = 1",
    "a commodity": "UPDATE line SET commodity = 'USD' WHERE voucher_id = {id} AND line_no = 1",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
def test_a_draft_put_out_of_balance_by_plain_sql_is_not_posted(
    statement: str, month: Book, refused: Refusal, by_hand: By, place: str
) -> None:
    """The draft 记-3 is changed behind the maker's back, then reviewed: posting sees it."""
    draft = month.acting_as("制单").enter(
        date(2024, 1, 8), "x", debit("1001", "5"), credit("5001", "5")
    )
    with by_hand(place) as hand:
        assert hand.run(statement.format(id=draft.voucher_id)) >= 1
    month.acting_as("审核").review(draft)
    figures = month.figures("2024-01").figures
    with refused("post.tampered"):
        month.acting_as("记账").post("2024-01")
    assert month.figures("2024-01").figures == figures
    with by_hand(place) as hand:
        assert hand.rows("SELECT state FROM voucher WHERE number = 3") == [("reviewed",)]
        sql = f"UPDATE voucher SET state = 'posted', poster = '记账' WHERE voucher_id = {draft.voucher_id}"
        assert "balance" in hand.refusal_of(sql)


def test_half_a_fen_written_into_a_draft_by_plain_sql_is_not_posted(
    month: Book, by_hand: By, place: str
) -> None:
    """借 0.005 贷 0.005 balances, but no book keeps half a fen."""
    draft = month.acting_as("制单").enter(DAY, "x", debit("1001", "5"), credit("5001", "5"))
    with by_hand(place) as hand:
        half = f"UPDATE line SET amount_minor = 0.5 WHERE voucher_id = {draft.voucher_id}"
        if hand.refusal_of(half):
            return
        hand.run(half)
        kept = {row[0] for row in hand.rows("SELECT amount_minor FROM line WHERE amount_minor < 9")}
        if all(isinstance(value, int) for value in kept):
            return  # the database rounded it at once, as its column says
    month.acting_as("审核").review(draft)
    with pytest.raises(Refused):
        month.acting_as("记账").post("2024-01")


def test_a_reviewed_voucher_is_not_put_out_of_balance(month: Book, by_hand: By, place: str) -> None:
    """What the reviewer has seen, nobody changes."""
    draft = month.acting_as("制单").enter(DAY, "x", debit("1001", "5"), credit("5001", "5"))
    month.acting_as("审核").review(draft)
    with by_hand(place) as hand:
        for statement in TAMPERING.values():
            assert "guard" in hand.refusal_of(statement.format(id=draft.voucher_id)), statement
    assert month.acting_as("记账").post("2024-01") == 1
    assert month.verify().is_sound


@given(lines=balanced_lines(LEAVES))
def test_a_voucher_in_balance_is_never_refused(lines: tuple[Line, ...]) -> None:
    """The other half of the promise: red ink, one account on both sides, many lines: all are taken."""
    from ledgerlib.core.checking import check_voucher
    from ledgerlib.core.commodity import Commodity, CommodityKind
    from ledgerlib.testing import CHART

    commodities = {"CNY": Commodity("CNY", 2, CommodityKind.CURRENCY)}
    assert check_voucher(Voucher(DAY, lines), CHART, commodities, "CNY") == []

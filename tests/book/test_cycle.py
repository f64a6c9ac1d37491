"""The cycle of a book, told as a bookkeeper would."""

from __future__ import annotations

from datetime import date

from ledgerlib import Period, credit, debit
from ledgerlib.testing import new_book


def test_a_month_from_opening_to_close(place: str) -> None:
    """
    2024-01  期初  现金 100.00  实收资本 100.00
             记-1  收入 80.00 现金        记-2  费用 30.00 现金
             记-3  结转：收入 80.00 → 本年利润，费用 30.00 → 本年利润
    """
    with new_book(place, opening=(debit("1001", "100"), credit("3001", "100"))) as book:
        maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
        maker.enter(date(2024, 1, 5), "销售收入", debit("1001", "80"), credit("5001", "80"))
        maker.enter(date(2024, 1, 6), "支付办公费", debit("5602", "30"), credit("1001", "30"))
        assert reviewer.review("2024-01") == 2
        assert poster.post("2024-01") == 2
        assert [problem.code for problem in book.can_close("2024-01")] == ["close.not_carried"] * 2
        (closing,) = maker.carry_forward("2024-01")
        assert str(closing.key) == "2024-01/记/3"
        reviewer.review(closing)
        poster.post("2024-01")
        poster.close("2024-01")
        figures = book.figures("2024-01").figures
        assert figures["1001"].closing_minor == 15000
        assert figures["3103"].closing_minor == -5000
        assert figures["5001"].closing_minor == 0
        assert figures["5001"].credit_minor == 8000
        before_closing = book.figures("2024-01", with_closing=False).figures
        assert before_closing["5001"].closing_minor == -8000
        assert book.facts().current == Period(2024, 2)
        assert book.verify().is_sound

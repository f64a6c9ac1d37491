"""Red-ink reversal (红字冲销): the same voucher with every amount negative on its own side.

会计基础工作规范 第五十一条（五）: an error in a posted voucher is put right by a red
voucher «注销某月某日某号凭证» and a blue one «订正某月某日某号凭证».
"""

from __future__ import annotations

from datetime import date

from attrs import evolve

from .voucher import Kind, Line, Voucher


def reversal(voucher: Voucher, day: date) -> Voucher:
    """The red voucher that undoes a posted one, dated `day` and linked back to it."""
    name = named(voucher, day)
    return Voucher(
        day=day,
        lines=tuple(
            _in_red(line, f"注销{name}凭证 {line.summary}"[:200]) for line in voucher.lines
        ),
        word=voucher.word,
        kind=Kind.CLOSING if voucher.kind is Kind.CLOSING else Kind.REVERSAL,
        reverses=voucher.key,
    )


def correction_summary(voucher: Voucher, day: date, summary: str) -> str:
    """The summary of the blue entry that takes the place of a reversed one: 订正3月12日记17号凭证."""
    return f"订正{named(voucher, day)}凭证 {summary}"[:200]


def named(voucher: Voucher, day: date) -> str:
    """How a correction names the voucher: month, day and number, with the year if it is another."""
    year = f"{voucher.day.year}年" if voucher.day.year != day.year else ""
    return f"{year}{voucher.day.month}月{voucher.day.day}日{voucher.word}{voucher.number}号"


def _in_red(line: Line, summary: str) -> Line:
    measure = line.measure and evolve(line.measure, quantity=line.measure.quantity.copy_negate())
    return evolve(line, amount=line.amount.copy_negate(), summary=summary, measure=measure)

"""Voucher words (凭证字) and what each of them demands of its vouchers.

A 收 voucher debits cash or bank, a 付 voucher credits it, a 转 voucher touches neither
(会计基础工作规范 第五十条; 会计核算软件基本功能规范: 提示并拒绝).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from .account import Cash, Side
from .chart import Chart
from .problem import Problem
from .voucher import DEFAULT_WORD, Voucher


class Demand(StrEnum):
    """Where a voucher of the word must have, or must not have, one of the accounts."""

    NONE = ""
    DEBIT_HAS = "debit_has"
    CREDIT_HAS = "credit_has"
    DEBIT_HAS_NOT = "debit_has_not"
    CREDIT_HAS_NOT = "credit_has_not"
    HAS = "has"
    HAS_NOT = "has_not"


@frozen
class Word:
    """A voucher word with its rule. `of` are kinds of cash (cash, bank) or codes of accounts."""

    word: str
    demand: Demand = Demand.NONE
    of: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The rule as text: "debit_has cash bank", empty for none."""
        return " ".join((self.demand.value, *self.of)) if self.demand else ""

    @classmethod
    def parse(cls, word: str, rule: str) -> Word:
        """A word from the text of its rule. Raises ValueError for a rule that is none."""
        demand, *of = rule.split() or [""]
        if bool(demand) != bool(of):
            raise ValueError(rule)
        return cls(word, Demand(demand), tuple(of))


_MONEY = (Cash.CASH.value, Cash.BANK.value, Cash.EQUIVALENT.value)
_IN_BANK = (Cash.BANK.value, Cash.EQUIVALENT.value)
#: The sets of words that units choose from, by name.
WORD_SETS: dict[str, tuple[Word, ...]] = {
    "记": (Word(DEFAULT_WORD),),
    "收付转": (
        Word("收", Demand.DEBIT_HAS, _MONEY),
        Word("付", Demand.CREDIT_HAS, _MONEY),
        Word("转", Demand.HAS_NOT, _MONEY),
    ),
    "现银转": (
        Word("现收", Demand.DEBIT_HAS, _MONEY[:1]),
        Word("现付", Demand.CREDIT_HAS, _MONEY[:1]),
        Word("银收", Demand.DEBIT_HAS, _IN_BANK),
        Word("银付", Demand.CREDIT_HAS, _IN_BANK),
        Word("转", Demand.HAS_NOT, _MONEY),
    ),
}


def check_word(voucher: Voucher, word: Word, chart: Chart) -> list[Problem]:
    """Whether a voucher is what its word says.

    A line that brings foreign currency to another rate (期末调汇) moves no money: it has none
    of the currency in it.
    """
    if not word.demand:
        return []
    moving = [line for line in voucher.lines if line.measure is None or line.measure.quantity]
    sides = {line.side for line in moving if _is_one(line.account, word.of, chart)}
    met = {
        Demand.DEBIT_HAS: Side.DEBIT in sides,
        Demand.CREDIT_HAS: Side.CREDIT in sides,
        Demand.DEBIT_HAS_NOT: Side.DEBIT not in sides,
        Demand.CREDIT_HAS_NOT: Side.CREDIT not in sides,
        Demand.HAS: bool(sides),
        Demand.HAS_NOT: not sides,
    }[word.demand]
    if met:
        return []
    of = " ".join(word.of)
    return [Problem.of(f"word.{word.demand}", voucher=voucher.label, word=word.word, of=of)]


def fitting_word(voucher: Voucher, words: Iterable[Word], chart: Chart) -> str:
    """The first of some words whose rule a voucher meets; the first word where it meets none.

    One that moves money from 现金 to 银行 meets both 收 and 付; by custom it is a 付, so a word that
    asks for a credit goes before one that asks for a debit.
    """
    known = sorted(words, key=lambda word: word.demand is Demand.DEBIT_HAS)
    return next((w.word for w in known if not check_word(voucher, w, chart)), known[0].word)


def _is_one(code: str, of: Iterable[str], chart: Chart) -> bool:
    if code not in chart.accounts:
        return False
    above = chart.ancestors(code)
    return chart.cash(code) in of or any(each == code or each in above for each in of)


def transfer_word(words: Iterable[Word]) -> str:
    """The word for vouchers that the book makes itself: 记, or the one that touches no money (转)."""
    known = list(words)
    if any(word.word == DEFAULT_WORD for word in known):
        return DEFAULT_WORD
    free = [word.word for word in known if word.demand in (Demand.HAS_NOT, Demand.NONE)]
    return (free or [known[0].word])[0]

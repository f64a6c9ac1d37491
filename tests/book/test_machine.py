"""The whole cycle at random, against a small model: what the book says is what the model says."""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from ledgerlib import Book, Cash, Line, Measure, Period, Refused, Role, Voucher
from ledgerlib.core.commodity import CommodityKind
from ledgerlib.testing import CHART, balanced_lines, new_book

from .model import Model, ModelLine, ModelVoucher, day_in, month_of, name_of

#: Where a new book is to be made, and under which name.
Places = Callable[[], tuple[str, str]]

WORDS = st.sampled_from(["记", "记", "记", "转"])
PICKS = st.integers(0, 10**6)
#: How far from the current month something is done: here, ahead, next January and beyond, behind.
AHEAD = st.sampled_from([0, 0, 0, 0, 0, 1, 1, 2, 11, 13, 24, -1, -2])
DAYS = st.integers(1, 28)


def people(*usual: str) -> st.SearchStrategy[str]:
    """Whoever usually does it, and now and then someone who may not."""
    return st.sampled_from([*usual * 4, "主管", "制单", "审核", "记账", "出纳", "路人"])


MAKERS, REVIEWERS, POSTERS = people("制单"), people("审核"), people("记账")
#: What a line is about (mostly nothing), and what it measures: dollars, or rice.
MARKS = st.sampled_from(
    [("", "", 0)] * 6
    + [(f"department:0{n}", "", 0) for n in (1, 2)]
    + [("", "USD", 700), ("department:01", "大米", 20), ("department:02;项目组:甲", "大米", -3)]
)


def marked(lines: tuple[Line, ...], marks: list[tuple[str, str, int]]) -> tuple[Line, ...]:
    """The lines with dimensions and measures on some of them."""

    def one(line: Line, label: str, measure: str, quantity: int) -> Line:
        kind = CommodityKind.CURRENCY if measure == "USD" else CommodityKind.GOODS
        measured = Measure(measure, Decimal(quantity), Decimal("7.1"), kind) if measure else None
        return evolve(line, dimension=label, measure=measured)

    return tuple(one(line, *mark) for line, mark in zip(lines, marks, strict=False))


ABOUT = st.builds(marked, balanced_lines(), st.lists(MARKS, min_size=7, max_size=7))
#: Lines that balance, and sometimes the same with one amount a fen too high.
LINES = st.tuples(ABOUT, st.sampled_from([False] * 7 + [True]))

HEADS = text(
    "SELECT v.period, v.word, v.number, v.day, v.kind, v.state, v.maker, v.cashier, v.reviewer,"
    " v.poster,"
    " (SELECT count(*) FROM line l WHERE l.book_id = v.book_id AND l.voucher_id = v.voucher_id)"
    " FROM voucher v JOIN book b ON b.book_id = v.book_id WHERE b.name = :name"
)


def plain(lines: tuple[Line, ...]) -> list[ModelLine]:
    return [
        ModelLine(
            line.account, int(line.side), line.amount, line.dimension,
            line.measure.commodity if line.measure else "",
            line.measure.quantity if line.measure else Decimal(0),
        )
        for line in lines
    ]  # fmt: skip


def put_out(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The same lines, out of balance by a fen."""
    first = lines[0]
    changed = first.amount + Decimal("0.01") or Decimal("0.02")
    return (evolve(first, amount=changed), *lines[1:])


class Cycle(RuleBasedStateMachine):
    """A book under random acts, right and wrong ones, and the model beside it."""

    places: Places

    def __init__(self) -> None:
        super().__init__()
        self.turn = 0

    # Making the book

    @initialize(
        start=st.sampled_from(
            [(2023, 10), (2023, 11), (2023, 12), (2023, 12), (2024, 1), (2024, 6)]
        ),
        reversible=st.booleans(),
        cashier_signs=st.booleans(),
        opening=st.just(()) | ABOUT,
    )
    def make(
        self,
        start: tuple[int, int],
        reversible: bool,
        cashier_signs: bool,
        opening: tuple[Line, ...],
    ) -> None:
        """A new book: it takes no voucher before it is started, and starts with a true balance."""
        where, self.name = self.places()
        regime = "reversible" if reversible else "irreversible"
        self.book = new_book(
            where, name=self.name, start=Period(*start), regime=regime, started=False
        )
        self.model = Model(start[0] * 12 + start[1] - 1, reversible, cashier_signs)
        self.book.add_user("出纳", [Role.CASHIER])
        self.book.set_policy("cashier_signs", "yes" if cashier_signs else "no")
        self.book.set_policy("revalue_before_close", "no")
        self.book.set_accounts(
            [
                evolve(CHART.accounts[c], cash=m)
                for c, m in {"1001": Cash.CASH, "1002": Cash.BANK}.items()
            ]
        )
        for kind in ("部门", "项目组"):
            self.book.set_dimension_kind(kind, is_open=True)
        self.book.set_commodity("USD", scale=2, kind=CommodityKind.CURRENCY)
        self.book.set_commodity("大米", scale=3)
        first = self.book.facts().start.first_day
        one = balanced_pair()
        self.refused("book.not_started", lambda: self.as_("制单").enter(first, "早了", *one))
        if opening:
            self.book.set_opening(put_out(opening))
            self.refused("opening.unbalanced", self.as_("记账").start)
            self.book.set_opening(opening)
            self.model.opening = plain(opening)
        self.refused("user.may_not", self.as_("审核").start)
        self.as_("记账").start()

    @rule(who=MAKERS, content=LINES)
    def put_openings_right(self, who: str, content: tuple[tuple[Line, ...], bool]) -> None:
        """Openings are put right until the first posting, or the close of the first month."""
        lines, is_out = content
        lines = put_out(lines) if is_out else lines
        model = self.model
        done = self.try_(
            model.person(who, "opening"),
            "opening.posted" if model.has_postings else "",
            model.month(model.start),
            "opening.unbalanced" if is_out else "",
            act=lambda: self.as_(who).set_opening(lines),
        )
        if done is not None:
            model.opening = plain(lines)

    def teardown(self) -> None:
        """At the end of every run all figures agree, and the book is sound."""
        if not hasattr(self, "book"):
            return
        try:
            model, latest = self.model, self.model.current + 2
            for month in range(model.start, latest + 1):
                for unposted in (False, True):
                    self.agree(month, month, unposted=unposted)
                    self.agree_in_detail(month, month, unposted=unposted)
            self.agree(model.start, latest, unposted=True)
            self.agree_in_detail(model.start, latest, unposted=True)
            for voucher in model.vouchers:
                found = self.book.voucher(voucher.key)
                assert plain(found.lines) == voucher.lines
                assert (found.reverses and str(found.reverses)) == (
                    voucher.reverses and voucher.reverses.key
                )
            posted = [v.key for v in model.vouchers if v.state == "posted"]
            assert sorted(str(v.key) for v in self.book.posted()) == sorted(posted)
            found = self.book.verify()
            assert found.is_sound, found.problems
            assert found.vouchers == len(posted)
        finally:
            self.book.__exit__()

    # Tools

    def as_(self, who: str) -> Book:
        return self.book.acting_as(who)

    def refused(self, reason: str, act: Callable[[], Any]) -> None:
        """The act is refused, and says why (reasons in question are parted by |)."""
        with pytest.raises(Refused) as caught:
            act()
        codes = {problem.code for problem in caught.value.problems}
        assert codes & set(reason.split("|")), f"{codes}, where {reason} was expected"

    def try_(self, *reasons: str, act: Callable[[], Any]) -> Any:
        """Do it if there is no reason against it; else see it refused for the first one."""
        reason = next(filter(None, reasons), "")
        if not reason:
            return act()
        note(f"refused: {reason}")
        self.refused(reason, act)
        return None

    def pick(self, number: int, *states: str) -> ModelVoucher:
        """Some voucher, mostly one in these states."""
        fitting = [v for v in self.model.vouchers if v.state in states]
        chosen = fitting if fitting and number % 8 else self.model.vouchers
        return chosen[number % len(chosen)]

    def agree(self, first: int, last: int, *, unposted: bool = False) -> None:
        """Opening, turnover and year to date of every account are those of the model."""
        span = self.book.figures(name_of(first), name_of(last), include_unposted=unposted)
        told = {
            code: tuple(
                Decimal(minor).scaleb(-2)
                for minor in (
                    f.opening_minor, f.debit_minor, f.credit_minor,
                    f.year_to_date_debit_minor, f.year_to_date_credit_minor,
                )
            )
            for code, f in span.figures.items()
            if not f.is_blank
        }  # fmt: skip
        assert told == self.model.figures(first, last, unposted=unposted)

    def agree_in_detail(self, first: int, last: int, *, unposted: bool) -> None:
        """And so are those of every dimension and measure, which add up to the account."""
        found = self.book.details(name_of(first), name_of(last), include_unposted=unposted).details
        decimals = {"": 0, "USD": 2, "大米": 3}
        told = {
            tuple(detail): tuple(
                Decimal(minor).scaleb(-scale)
                for f, scale in ((m.amount, 2), (m.quantity, decimals[detail.measure]))
                for minor in (
                    f.opening_minor, f.debit_minor, f.credit_minor,
                    f.year_to_date_debit_minor, f.year_to_date_credit_minor,
                )
            )
            for detail, m in found.items()
            if not m.is_blank
        }  # fmt: skip
        assert told == self.model.details(first, last, unposted=unposted)

    # Entering

    @rule(
        who=MAKERS, ahead=AHEAD, day=DAYS, content=LINES, word=WORDS,
        number=st.none() | st.none() | st.integers(1, 12),
    )  # fmt: skip
    def enter(
        self,
        who: str,
        ahead: int,
        day: int,
        content: tuple[tuple[Line, ...], bool],
        word: str,
        number: int | None,
    ) -> None:
        """One voucher, under the next number or one of its own."""
        lines, is_out = content
        lines = put_out(lines) if is_out else lines
        model, month = self.model, self.model.current + ahead
        when = day_in(month, day)
        taken = any(v.number == number for v in model.among(month, word))
        entered = self.try_(
            model.person(who, "enter"),
            "voucher.unbalanced|voucher.one_sided" if is_out else "",
            model.month(month),
            "" if word in model.words else "word.unknown",
            "voucher.duplicate" if taken else "",
            act=lambda: self.as_(who).enter(when, "摘要", *lines, word=word, number=number),
        )
        if entered is not None:
            made = model.add(when, plain(lines), who, word, number)
            assert str(entered.key) == made.key

    @rule(
        who=MAKERS, ahead=AHEAD, word=WORDS, is_out=st.sampled_from([False] * 5 + [True]),
        contents=st.lists(st.tuples(DAYS, ABOUT), min_size=1, max_size=4),
    )  # fmt: skip
    def enter_many(
        self,
        who: str,
        ahead: int,
        word: str,
        is_out: bool,
        contents: list[tuple[int, tuple[Line, ...]]],
    ) -> None:
        """Several vouchers as one act, the last out of balance now and then: all or none."""
        month = self.model.current + ahead
        vouchers = [Voucher(day_in(month, day), lines, word) for day, lines in contents]
        if is_out:
            vouchers.append(Voucher(day_in(month, 1), put_out(balanced_pair()), word))
        done = self.try_(
            self.model.person(who, "enter"),
            self.model.month(month),
            "voucher.unbalanced" if is_out else "",
            act=lambda: self.as_(who).enter_many(vouchers, make_missing=True),
        )
        if done is not None:
            self.model.words.add(word)
            made = [self.model.add(v.day, plain(v.lines), who, word) for v in vouchers]
            assert (done.count, str(done.first), str(done.last)) == (
                len(made), made[0].key, made[-1].key,
            )  # fmt: skip

    # Drafts

    @precondition(lambda self: self.model.vouchers)
    @rule(who=MAKERS, pick=PICKS, day=DAYS, content=LINES, leaves=st.sampled_from([0] * 7 + [1]))
    def amend(
        self, who: str, pick: int, day: int, content: tuple[tuple[Line, ...], bool], leaves: int
    ) -> None:
        """Another content for a draft. It can't leave its month."""
        lines, is_out = content
        lines = put_out(lines) if is_out else lines
        voucher = self.pick(pick, "draft")
        when = day_in(voucher.month + leaves, day)
        amended = self.try_(
            self.model.person(who, "amend"),
            "" if voucher.state == "draft" else f"voucher.is_{voucher.state}",
            "amend.signed" if voucher.cashier else "",
            "voucher.unbalanced|voucher.one_sided" if is_out else "",
            self.model.month(voucher.month),
            "voucher.leaves_period" if leaves else "",
            act=lambda: self.as_(who).amend(voucher.key, Voucher(when, lines)),
        )
        if amended is not None:
            voucher.day, voucher.lines, voucher.maker = when, plain(lines), who

    @precondition(lambda self: self.model.vouchers)
    @rule(who=MAKERS, pick=PICKS)
    def void(self, who: str, pick: int) -> None:
        voucher = self.pick(pick, "draft")
        wrong = "" if voucher.state == "draft" else f"voucher.is_{voucher.state}"
        reasons = (
            self.model.person(who, "void"),
            wrong,
            self.model.month(voucher.month),
            "void.was_posted" if voucher.was_posted else "",
            "amend.signed" if voucher.cashier else "",
        )
        self.try_(*reasons, act=lambda: self.as_(who).void(voucher.key))
        if not any(reasons):
            voucher.state = "void"

    @precondition(lambda self: any(v.state == "void" for v in self.model.vouchers))
    @rule(who=MAKERS, pick=PICKS)
    def unvoid(self, who: str, pick: int) -> None:
        voucher = self.pick(pick, "void")
        wrong = "" if voucher.state == "void" else f"voucher.is_{voucher.state}"
        again = voucher.reverses is not None and self.model.reversed_by(voucher.reverses)
        reasons = (
            self.model.person(who, "unvoid"),
            wrong,
            self.model.month(voucher.month),
            "unvoid.reversed" if again else "",
        )
        self.try_(*reasons, act=lambda: self.as_(who).unvoid(voucher.key))
        if not any(reasons):
            voucher.state = "draft"

    @rule(who=MAKERS, ahead=AHEAD, word=WORDS, by_date=st.booleans())
    def renumber(self, who: str, ahead: int, word: str, by_date: bool) -> None:
        """Gaps are closed and voided vouchers go; posted numbers stay."""
        month = self.model.current + ahead
        moved = self.try_(
            self.model.person(who, "renumber"),
            self.model.month(month),
            act=lambda: self.as_(who).renumber(name_of(month), word, by_date=by_date),
        )
        if moved is not None:
            assert moved == self.model.renumber(month, word, by_date=by_date)

    # Review

    @rule(who=REVIEWERS, ahead=AHEAD, word=st.just("") | WORDS)
    def review_month(self, who: str, ahead: int, word: str) -> None:
        month = self.model.current + ahead
        self.review(who, self.model.among(month, word, "draft"), name_of(month), month, word=word)

    @precondition(lambda self: self.model.vouchers)
    @rule(who=REVIEWERS, pick=PICKS)
    def review_one(self, who: str, pick: int) -> None:
        voucher = self.pick(pick, "draft")
        if voucher.state == "draft":
            self.review(who, [voucher], voucher.key, voucher.month)
        else:
            reason = self.model.person(who, "review") or f"voucher.is_{voucher.state}"
            self.refused(reason, lambda: self.as_(who).review(voucher.key))

    @rule(who=REVIEWERS, first=st.integers(1, 6), length=st.integers(1, 6))
    def review_span(self, who: str, first: int, length: int) -> None:
        last, month = first + length - 1, self.model.current
        drafts = [v for v in self.model.among(month, "记", "draft") if first <= v.number <= last]
        span = {"word": "记", "first": first, "last": last}
        self.review(who, drafts, name_of(month), month, **span)

    def review(
        self, who: str, drafts: list[ModelVoucher], what: str, month: int, **span: Any
    ) -> None:
        """All of them or none, and never by the person who made one."""
        done = self.try_(
            self.model.person(who, "review"),
            "review.own" if any(v.maker == who for v in drafts) else "",
            self.model.month(month),
            "" if drafts else "review.nothing",
            act=lambda: self.as_(who).review(what, **span),
        )
        if done is not None:
            assert done == len(drafts)
            for voucher in drafts:
                voucher.state, voucher.reviewer = "reviewed", who

    @precondition(lambda self: any(v.state == "reviewed" for v in self.model.vouchers))
    @rule(who=REVIEWERS, pick=PICKS, whole=st.booleans())
    def unreview(self, who: str, pick: int, whole: bool) -> None:
        """One's own review can be taken back, nobody else's."""
        voucher = self.pick(pick, "reviewed")
        chosen = self.model.among(voucher.month) if whole else [voucher]
        chosen = [v for v in chosen if v.state == "reviewed"]
        what = name_of(voucher.month) if whole else voucher.key
        done = self.try_(
            self.model.person(who, "unreview"),
            "" if chosen else "unreview.nothing",
            "unreview.other" if any(v.reviewer != who for v in chosen) else "",
            act=lambda: self.as_(who).unreview(what),
        )
        if done is not None:
            assert done == len(chosen)
            for each in chosen:
                each.state, each.reviewer = "draft", ""

    # The cashier's signature

    @precondition(lambda self: self.model.vouchers)
    @rule(
        who=people("出纳"),
        pick=PICKS,
        whole=st.booleans(),
        back=st.sampled_from([False] * 3 + [True]),
    )
    def sign(self, who: str, pick: int, whole: bool, back: bool) -> None:
        """What touches money is signed until it is posted; a signature is its owner's to take back."""
        voucher = self.pick(pick, "draft", "reviewed")
        what = name_of(voucher.month) if whole else voucher.key
        chosen = self.model.among(voucher.month) if whole else [voucher]
        waiting = [v for v in chosen if v.state in ("draft", "reviewed") and v.is_cash]
        if not back:
            self.sign_all(who, [v for v in waiting if not v.cashier], what)
            return
        done = self.try_(
            self.model.person(who, "unsign"),
            "unsign.other" if any(v.cashier not in ("", who) for v in waiting) else "",
            "" if any(v.cashier for v in waiting) else "sign.nothing",
            act=lambda: self.as_(who).unsign(what),
        )
        if done is not None:
            mine = [v for v in waiting if v.cashier]
            assert done == len(mine)
            for each in mine:
                each.cashier = ""

    def sign_all(self, who: str, unsigned: list[ModelVoucher], what: str) -> None:
        done = self.try_(
            self.model.person(who, "sign"),
            "" if unsigned else "sign.nothing",
            act=lambda: self.as_(who).sign(what),
        )
        if done is not None:
            assert done == len(unsigned)
            for voucher in unsigned:
                voucher.cashier = who

    # Posting

    @rule(who=POSTERS, ahead=AHEAD, word=st.just("") | WORDS)
    def post_month(self, who: str, ahead: int, word: str) -> None:
        self.post(who, self.model.current + ahead, word, 0, None)

    @rule(
        who=POSTERS,
        first=st.sampled_from([0, 0, 1, 2, 3]),
        last=st.integers(1, 8),
        word=st.just("") | WORDS,
    )
    def post_span(self, who: str, first: int, last: int, word: str) -> None:
        self.post(who, self.model.current, word, first, last)

    def post(self, who: str, month: int, word: str, first: int, last: int | None) -> None:
        """What is chosen is reviewed, follows on what is posted, and is in the current month."""
        ready = self.model.to_post(month, word, first, last or 10**9)
        done = self.try_(
            self.model.person(who, "post"),
            self.model.month(month),
            "post.earlier_open" if month > self.model.current else "",
            ready if isinstance(ready, str) else "",
            act=lambda: self.as_(who).post(name_of(month), word=word, first=first, last=last),
        )
        if done is not None:
            assert done == len(ready)
            for voucher in ready:
                assert isinstance(voucher, ModelVoucher)
                voucher.state, voucher.poster, voucher.was_posted = "posted", who, True
                self.model.has_postings = True

    @rule(who=st.sampled_from(["主管", "主管", "主管", "记账"]), ahead=AHEAD, word=st.just("") | WORDS,
          first=st.integers(1, 6))  # fmt: skip
    def unpost(self, who: str, ahead: int, word: str, first: int) -> None:
        """Only in a reversible book, only by the supervisor, from a number to the last."""
        model, month = self.model, self.model.current + ahead
        chosen = [v for v in model.among(month, word, "posted") if v.number >= first]
        outlived = any(v for each in chosen for v in model.reversed_by(each) if v not in chosen)
        done = self.try_(
            "" if who == "主管" else "user.may_not",
            "" if model.reversible else "unpost.irreversible",
            model.month(month),
            "unpost.reversed" if outlived else "",
            "" if chosen else "unpost.nothing",
            act=lambda: self.as_(who).unpost(name_of(month), word=word, first=first),
        )
        if done is not None:
            assert done == len(chosen)
            for voucher in chosen:
                voucher.state, voucher.poster = "reviewed", ""

    # Correction

    @precondition(lambda self: any(v.state == "posted" for v in self.model.vouchers))
    @rule(who=MAKERS, pick=PICKS, ahead=st.none() | AHEAD, day=DAYS)
    def reverse(self, who: str, pick: int, ahead: int | None, day: int) -> None:
        """A red voucher undoes a posted one, once; one of an earlier year is undone in blue."""
        voucher = self.pick(pick, "posted")
        given = None if ahead is None else day_in(self.model.current + ahead, day)
        when = self.day_of_correction(voucher, given)
        red = self.try_(
            *self.against_reversing(who, voucher, when),
            act=lambda: self.as_(who).reverse(voucher.key, given),
        )
        if red is not None:
            assert str(red.key) == self.add_red(voucher, when, who).key

    @precondition(lambda self: any(v.state == "posted" for v in self.model.vouchers))
    @rule(who=MAKERS, pick=PICKS, content=LINES)
    def correct(self, who: str, pick: int, content: tuple[tuple[Line, ...], bool]) -> None:
        """A red voucher and a blue one in its place; where the blue one is wrong, neither."""
        lines, is_out = content
        lines = put_out(lines) if is_out else lines
        voucher = self.pick(pick, "posted")
        when = self.day_of_correction(voucher, None)
        done = self.try_(
            *self.against_reversing(who, voucher, when),
            "voucher.unbalanced|voucher.one_sided" if is_out else "",
            act=lambda: self.as_(who).correct(voucher.key, *lines),
        )
        if done is not None:
            red, blue = done
            assert str(red.key) == self.add_red(voucher, when, who).key
            assert str(blue.key) == self.model.add(when, plain(lines), who, voucher.word).key

    def day_of_correction(self, voucher: ModelVoucher, given: date | None) -> date:
        if given is not None:
            return given
        is_closed = voucher.month < self.model.current
        return day_in(self.model.current, 1) if is_closed else voucher.day

    def against_reversing(self, who: str, voucher: ModelVoucher, when: date) -> tuple[str, ...]:
        return (
            self.model.person(who, "reverse"),
            "" if voucher.state == "posted" else "reverse.not_posted",
            "reverse.again" if self.model.reversed_by(voucher) else "",
            self.model.month(month_of(when)),
        )

    def add_red(self, voucher: ModelVoucher, when: date, who: str) -> ModelVoucher:
        kind = "closing" if voucher.kind == "closing" else "reversal"
        is_blue = voucher.day.year < when.year
        lines = [
            each._replace(side=-each.side)
            if is_blue and (each.amount or each.quantity) > 0
            else each._replace(amount=-each.amount, quantity=-each.quantity)
            for each in voucher.lines
        ]
        return self.model.add(when, lines, who, voucher.word, kind=kind, reverses=voucher)

    # The end of months and years

    @rule(who=people("制单", "记账"), ahead=AHEAD)
    def carry_forward(self, who: str, ahead: int) -> None:
        """Everything up to the end of the month is posted; profit and loss go where the chart says."""
        model, month = self.model, self.model.current + ahead
        waiting = [
            v for v in model.vouchers if v.month <= month and v.state in ("draft", "reviewed")
        ]
        done = self.try_(
            model.person(who, "carry_forward"),
            model.month(month),
            "carry_forward.unposted" if waiting else "",
            act=lambda: self.as_(who).carry_forward(name_of(month)),
        )
        if done is not None:
            expected = model.closing_lines(month)
            assert [sorted(plain(v.lines)) for v in done] == [sorted(each) for each in expected]
            last_day = day_in(month, calendar.monthrange(*_year_month(month))[1])
            for voucher in done:
                made = model.add(last_day, plain(voucher.lines), who, kind="closing")
                assert str(voucher.key) == made.key

    @rule(who=POSTERS, ahead=AHEAD)
    def close(self, who: str, ahead: int) -> None:
        """Refused exactly where `can_close` says why, and with the same problems."""
        month = self.model.current + ahead
        if self.model.person(who, "close"):
            self.refused(
                self.model.person(who, "close"), lambda: self.as_(who).close(name_of(month))
            )
            return
        blockers = self.book.can_close(name_of(month))
        assert (not blockers) == self.model.can_close(month)
        if blockers:
            with pytest.raises(Refused) as caught:
                self.as_(who).close(name_of(month))
            assert caught.value.problems == blockers
        else:
            self.as_(who).close(name_of(month))
            self.model.current += 1

    @rule()
    def finish_month(self) -> None:
        """The whole end of a month, as it is done in a well-kept book."""
        month = self.model.current
        name = name_of(month)
        for word in sorted(self.model.words):
            moved = self.as_("制单").renumber(name, word)
            assert moved == self.model.renumber(month, word, by_date=False)
        self.review_and_post(month)
        self.carry_forward("制单", 0)
        self.review_and_post(month)
        self.close("记账", 0)

    def review_and_post(self, month: int) -> None:
        for voucher in self.model.among(month, "", "draft"):
            who = "主管" if voucher.maker == "审核" else "审核"
            self.review(who, [voucher], voucher.key, month)
        waiting = self.model.among(month, "", "reviewed")
        unsigned = [v for v in waiting if v.is_cash and not v.cashier]
        if unsigned and self.model.cashier_signs:
            self.sign_all("出纳", unsigned, name_of(month))
        if waiting:
            self.post("记账", month, "", 0, None)

    @rule(who=st.sampled_from(["主管", "主管", "记账"]), back=st.sampled_from([1, 1, 1, 0, 2]))
    def reopen(self, who: str, back: int) -> None:
        """Only in a reversible book, only the month closed last, and only before the year is locked."""
        model, month = self.model, self.model.current - back
        reasons = (
            "" if who == "主管" else "user.may_not",
            "" if model.reversible else "reopen.irreversible",
            "reopen.locked" if month <= model.locked_through else "",
            "" if back == 1 and month >= model.start else "reopen.not_last",
        )
        self.try_(*reasons, act=lambda: self.as_(who).reopen(name_of(month)))
        if not any(reasons):
            model.current = month

    @rule(who=POSTERS, year=st.sampled_from([2022, 2023, 2023, 2024, 2025]))
    def roll_over(self, who: str, year: int) -> None:
        """A year is locked once its December is closed; no figure changes by it."""
        model, december = self.model, year * 12 + 11
        done = self.try_(
            model.person(who, "roll_over"),
            "roll_over.outside" if december < model.start or year > model.current // 12 + 1 else "",
            "roll_over.again" if december <= model.locked_through else "",
            "roll_over.open" if december >= model.current else "",
            act=lambda: self.as_(who).roll_over(year),
        )
        if done is not None:
            model.locked_through = december
            assert done == sum(any(each) for each in model.standing(december).values())

    # What always holds

    @invariant()
    def every_voucher_is_as_it_should_be(self) -> None:
        if not hasattr(self, "book"):
            return
        with self.book.transaction() as connection:
            rows = connection.execute(HEADS, {"name": self.name}).all()
        assert sorted(tuple(row) for row in rows) == sorted(
            (
                v.month // 12 * 100 + v.month % 12 + 1, v.word, v.number,
                int(v.day.strftime("%Y%m%d")), v.kind, v.state, v.maker, v.cashier, v.reviewer,
                v.poster, len(v.lines),
            )
            for v in self.model.vouchers
        )  # fmt: skip
        for month, word in {(v.month, v.word) for v in self.model.vouchers}:
            posted = sorted(v.number for v in self.model.among(month, word, "posted"))
            assert posted == list(range(1, len(posted) + 1)), "posted numbers are continuous"

    @invariant()
    def every_figure_is_as_it_should_be(self) -> None:
        """The current month at each step, and one other month or span in turn."""
        if not hasattr(self, "book"):
            return
        self.turn += 1
        model, current = self.model, self.model.current
        self.agree(current, current)
        self.agree(current, current, unposted=True)
        others = range(model.start, current + 14)
        first = others[self.turn % len(others)]
        last = first + self.turn % 5
        self.agree(first, last, unposted=bool(self.turn % 2))
        self.turnover_before_closing(first, last)
        facts = self.book.facts()
        assert str(facts.current) == name_of(current)

    def turnover_before_closing(self, first: int, last: int) -> None:
        """Without closing vouchers, turnover and year to date are the real ones."""
        span = self.book.figures(name_of(first), name_of(last), with_closing=False)
        expected = self.model.figures(first, last, closing=False)
        for code in span.figures.keys() | expected.keys():
            f = span.figures.get(code)
            told = f and (
                f.debit_minor, f.credit_minor, f.year_to_date_debit_minor,
                f.year_to_date_credit_minor,
            )  # fmt: skip
            wanted = tuple(int(x.scaleb(2)) for x in expected.get(code, (Decimal(0),) * 5)[1:])
            assert (told or (0, 0, 0, 0)) == wanted, code

    @invariant()
    def a_month_can_be_closed_exactly_when_nothing_is_left_to_do(self) -> None:
        if not hasattr(self, "book"):
            return
        for month in (self.model.current, self.model.current + self.turn % 4 - 1):
            blockers = self.book.can_close(name_of(month))
            assert (not blockers) == self.model.can_close(month), blockers


def balanced_pair() -> tuple[Line, ...]:
    from ledgerlib import credit, debit

    return debit("1001", "1", "摘要"), credit("5001", "1", "摘要")


def _year_month(month: int) -> tuple[int, int]:
    return month // 12, month % 12 + 1


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """A file of its own for each book, or many books in one PostgreSQL database."""
    numbers = itertools.count(1)
    if request.param == "postgresql":
        where = request.getfixturevalue("new_postgresql")()
        yield lambda: (where, f"第{next(numbers)}账套")
    else:
        yield lambda: (str(tmp_path / f"{next(numbers)}.ledger"), "测试单位")


def test_the_whole_cycle(places: Places) -> None:
    class CycleThere(Cycle):
        pass

    CycleThere.places = staticmethod(places)
    run_state_machine_as_test(CycleThere, settings=settings(print_blob=True))

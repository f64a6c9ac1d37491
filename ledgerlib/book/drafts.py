"""What a maker may do to drafts: amend, void, restore, renumber."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..core.canonical import nfc
from ..core.checking import check_voucher
from ..core.period import Period, day_key
from ..core.permission import check_person
from ..core.problem import Problem
from ..core.voucher import DEFAULT_WORD, State, Voucher, VoucherKey, numbered
from ..core.word import check_word
from ..refusal import Refused, refuse_if
from ..store import books, postings
from ..store import vouchers as store
from .attachments import documents_of, entered_again
from .choosing import parse_period
from .correction import outdated
from .dimensions import Labels
from .guarding import guard
from .rates import with_rates
from .vouchers import (
    check_period,
    counter_name,
    find,
    label,
    line_rows,
    posted_counter_name,
    read_voucher,
    shown,
)
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def draft(work: Work, what: VoucherKey | Voucher | str, state: State) -> store.Head:
    """A voucher that must be in this state for what is to be done to it."""
    head = find(work, what)
    if head.state != state:
        raise Refused([Problem.of(f"voucher.is_{head.state}", voucher=label(head))])
    return head


def amend(book: Book, what: VoucherKey | Voucher | str, changed: Voucher) -> Voucher:
    """Put another content in the place of a draft's, keeping its word and number.

    Whoever amends becomes the maker. The day must stay in the voucher's period.
    """
    with book._acting("amend") as work:
        head = draft(work, what, State.DRAFT)
        before = read_voucher(work, head)
        if head.cashier:
            raise Refused([Problem.of("amend.signed", voucher=label(head), name=head.cashier)])
        labels = Labels(work, book.who)
        changed = evolve(changed, lines=tuple(labels.in_form(line) for line in changed.lines))
        wrong = labels.check(line.dimension for line in changed.lines)
        changed = with_rates(work, changed, {})
        after = evolve(
            changed, word=before.word, number=before.number, kind=before.kind,
            reverses=before.reverses, maker=book.who, voucher_id=before.voucher_id,
            part=before.part,
        )  # fmt: skip
        problems = check_voucher(after, work.chart, work.known.commodities, work.facts.currency)
        problems += check_word(after, work.known.words[after.word], work.chart)
        problems += check_person(work.users[book.who], after)
        problems += [
            problem.at(voucher=after.label, line=number)
            for number, line in enumerate(after.lines, 1)
            for problem in wrong.get(line.dimension, ())
        ]
        problems += check_period(work, before.period)
        if after.period != before.period:
            problems.append(
                Problem.of("voucher.leaves_period", voucher=before.label, period=str(before.period))
            )
        refuse_if(problems)
        store.remove_lines(work.connection, work.book_id, head.voucher_id)
        store.change(
            work.connection, work.book_id, head.voucher_id, day=day_key(after.day),
            attachments=after.attachments, reference=nfc(after.reference), maker=book.who,
        )  # fmt: skip
        rows = line_rows(work, head.voucher_id, head.period, day_key(after.day), after.lines)
        store.insert_lines.run(work.connection, rows)
        guard(work)
        show = [shown(v, work.known.commodities, work.facts.currency) for v in (before, after)]
        work.record(book.who, "amend", str(before.key), *show)
        return after


def void(book: Book, what: VoucherKey | Voucher | str) -> None:
    """Void a draft (作废). It stays visible, with its number, until renumbering."""
    _change_state(book, "void", what, State.DRAFT, State.VOID)


def unvoid(book: Book, what: VoucherKey | Voucher | str) -> None:
    """Make a voided voucher a draft again."""
    _change_state(book, "unvoid", what, State.VOID, State.DRAFT)


def _change_state(
    book: Book, act: str, what: VoucherKey | Voucher | str, old: State, new: State
) -> None:
    with book._acting(act) as work:
        head = draft(work, what, old)
        key = label(head)
        refuse_if(check_period(work, Period.from_key(head.period)))
        refuse_if(_word_of_another(work, book.who, head.word, key))
        if new is State.VOID and postings.was_posted(
            work.connection, work.book_id, head.voucher_id
        ):
            raise Refused([Problem.of("void.was_posted", voucher=key)])
        if new is State.DRAFT:
            refuse_if(_against_coming_back(work, head))
        if head.cashier:
            raise Refused([Problem.of("amend.signed", voucher=key, name=head.cashier)])
        store.change(work.connection, work.book_id, head.voucher_id, state=new.value)
        # A voucher lives again that was void, or whose reversal now is.
        living = head.voucher_id if new is State.DRAFT else head.reverses_id
        refuse_if(entered_again(work, living) if living else [])
        guard(work)
        work.record(book.who, act, key, {"state": old.value}, {"state": new.value})


def _against_coming_back(work: Work, head: store.Head) -> list[Problem]:
    """What has happened since that a voided voucher no longer fits."""
    key, problems = label(head), outdated(work, head)
    others = store.parts(work.connection, work.book_id, head.period, head.word, head.number)
    if State.POSTED in others.values():
        problems.append(Problem.of("unvoid.parts_posted", voucher=key, number=head.number))
    if head.reverses_id:
        other = store.reversing(work.connection, work.book_id, head.reverses_id)
        if other is not None:
            problems.append(Problem.of("unvoid.reversed", voucher=key, earlier=label(other)))
    return problems


def renumber(
    book: Book, period: Period | str, word: str = DEFAULT_WORD, *, by_date: bool = False
) -> dict[int, int]:
    """Close gaps in the numbers of unposted vouchers (整理断号); voided ones are taken out.

    Returns old and new numbers of those that moved. Posted numbers never change.
    With `by_date`, unposted vouchers are put in the order of their days.
    """
    period = parse_period(period)
    with book._acting("renumber") as work:
        refuse_if(check_period(work, period))
        refuse_if(_word_of_another(work, book.who, word, f"{period}/{word}"))
        heads = store.unposted_heads(work.connection, work.book_id, period.key, word)
        voided = [head for head in heads if head.state == State.VOID]
        kept = [head for head in heads if head.state != State.VOID]
        if by_date:
            kept.sort(key=lambda head: (head.day, head.number))
        if voided:
            removed = [_removed(work, head) for head in voided]
            store.remove(work.connection, work.book_id, (head.voucher_id for head in voided))
        last = books.counter(work.connection, work.book_id, posted_counter_name(period, word))
        new, highest = _closed_up(kept, last)
        moved = {h.number: new[h.voucher_id][0] for h in kept if h.number != new[h.voucher_id][0]}
        parted = [h for h in kept if new[h.voucher_id] != (h.number, h.part)]
        if parted:
            store.renumber(work.connection, work.book_id, new)
        books.set_counters(work.connection, work.book_id, {counter_name(period, word): highest})
        if parted or voided:
            work.record(
                book.who, "renumber", f"{period}/{word}",
                {"removed": removed} if voided else None,
                {"moved": [_move(h, new[h.voucher_id]) for h in parted]},
            )  # fmt: skip
        return moved


def _word_of_another(work: Work, who: str, word: str, voucher: str) -> list[Problem]:
    """Whether a word is none of those that someone may use."""
    if work.users[who].may_word(word):
        return []
    return [Problem.of("user.word", name=who, word=word, voucher=voucher, field="word")]


def _move(head: store.Head, to: tuple[int, int]) -> list[Any]:
    """A voucher's old and new number as the record keeps them: with their parts where there are any."""
    if head.part or to[1]:
        return [numbered(head.number, head.part), numbered(*to)]
    return [head.number, to[0]]


def _removed(work: Work, head: store.Head) -> dict[str, Any]:
    """A voucher that is taken out, as the record keeps it: its documents go with it."""
    told = shown(read_voucher(work, head), work.known.commodities, work.facts.currency)
    documents = documents_of(work, head.voucher_id)
    return told | ({"documents": documents} if documents else {})


def _closed_up(kept: list[store.Head], last: int) -> tuple[dict[int, tuple[int, int]], int]:
    """The number and part that each voucher gets behind `last`, and the highest number.

    Parts of one number stay together, where the first of them comes.
    """
    numbers: dict[int, int] = {}
    parts: dict[int, int] = {}
    new = {}
    for head in kept:
        old = head.number
        if old not in numbers:
            numbers[old] = last = last + 1
        if head.part:
            parts[old] = parts.get(old, 0) + 1
        new[head.voucher_id] = (numbers[old], parts.get(old, 0))
    return new, last

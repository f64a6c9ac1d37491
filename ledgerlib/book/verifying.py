"""Verification: the whole book recomputed from its lines and records, against what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import define, field

from ..core.canonical import record_digest
from ..core.period import Period
from ..core.problem import Problem
from ..core.voucher import State
from ..store import balances, books, details, dimensions, postings, records
from ..store import vouchers as store
from ..store.statement import in_chunks
from .documents import Documents, check_documents
from .opening import opening_digest
from .posting import digest_of
from .turnovers import Turnovers
from .users import password_digest
from .vouchers import label
from .work import Progress, Work

if TYPE_CHECKING:
    from .book import Book


@define
class Verification:
    """What verification found: problems (none in a sound book), the head of the chain, counts."""

    chain_head: str = ""
    records: int = 0
    vouchers: int = 0
    lines: int = 0
    problems: list[Problem] = field(factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether everything agrees."""
        return not self.problems


def verify(book: Book, *, anchor: str = "", progress: Progress | None = None) -> Verification:
    """Recompute chain, digests, turnovers, balance, numbering and openings; change nothing.

    `anchor` is a chain head noted earlier (on an export, say): it must still be
    in the chain, so that a tail cut off is seen.
    """
    with book._reading() as work:
        work.known.version = -1  # the database is to be proved, not what is remembered of it
        work.refresh()
        result = Verification()
        story = _read_chain(work, anchor, result)
        result.problems += _check_facts(work, story)
        result.problems += _check_openings(work, story)
        result.problems += _check_posted(work, story, result, progress)
        result.problems += check_turnovers(work)
        result.problems += check_dimensions(work)
        result.problems += check_documents(work, story.documents)
        result.problems += _check_numbering(work)
        return result


@define
class _Story:
    """What the records tell about how the book should stand."""

    postings: dict[int, str] = field(factory=dict)
    openings: dict[int, str] = field(factory=dict)
    chart_digest: str = ""
    closed_through: int | None = None
    locked_through: int = 0
    is_started: bool = False
    nature: dict[str, Any] = field(factory=dict)
    #: Roles, accounts, words and the digest of the password, by name.
    users: dict[str, tuple[str, str, str, str]] = field(factory=dict)
    documents: Documents = field(factory=Documents)
    policies: dict[str, str] = field(factory=dict)
    word_rules: dict[str, str] = field(factory=dict)
    #: Postings into a period that was closed at the time.
    into_closed: list[int] = field(factory=list)
    #: How many times a voucher was unposted, in a reversible book.
    unposted: int = 0

    def take(self, row: Any) -> None:
        """Follow one record."""
        after = json.loads(row.after) if row.after else {}
        self.chart_digest = after.get("chart_digest", self.chart_digest)
        self.closed_through = after.get("closed_through", self.closed_through)
        self.locked_through = max(self.locked_through, after.get("locked_through", 0))
        match row.act:
            case "new":
                self.nature = after["book"]
                self.users[row.who] = ("supervisor", "", "", "")
                self.policies |= after.get("policies", {})
                self._take_words(after.get("words", ()))
            case "user":
                self._take_user(row.subject, after)
            case "password":
                roles, accounts, words, _ = self.users[row.subject]
                self.users[row.subject] = (roles, accounts, words, after["password_digest"])
            case "word":
                self._take_words(after["words"])
            case "attach":
                self.documents.follow(json.loads(row.before) if row.before else None, after)
            case "renumber" if row.before:
                for voucher in json.loads(row.before)["removed"]:
                    for document in voucher.get("documents", ()):
                        self.documents.follow(document, None)
            case "policy":
                self.policies[row.subject] = after["value"]
            case "post":
                self.postings[row.sequence] = after["digest"]
                if Period.parse(row.subject[:7]).key <= (self.closed_through or 0):
                    self.into_closed.append(row.sequence)
            case "unpost":
                self.unposted += json.loads(row.before)["vouchers"]
            case "start":
                self.is_started = True
        if row.act in ("opening", "start", "roll_over"):
            self.openings[after["period"]] = after["digest"]

    def _take_words(self, words: Iterable[list[str]]) -> None:
        """Words without a rule come with their first voucher, and are not told of."""
        self.word_rules = {word: rule for word, rule in words if rule}

    def _take_user(self, name: str, after: dict[str, Any]) -> None:
        if after.get("removed"):
            self.users.pop(name, None)
            return
        password = self.users.get(name, ("", "", "", ""))[3]
        accounts, words = after.get("accounts", ""), after.get("words", "")
        self.users[name] = (after["roles"], accounts, words, password)


def _read_chain(work: Work, anchor: str, result: Verification) -> _Story:
    story = _Story()
    previous = ""
    found_anchor = not anchor
    for expected, row in enumerate(records.read(work.connection, work.book_id), 1):
        fields = (row.sequence, row.at, row.who, row.act, row.subject, row.before, row.after)
        if row.sequence != expected or record_digest(previous, fields) != row.digest:
            result.problems.append(Problem.of("verify.chain", sequence=row.sequence))
            break
        story.take(row)
        previous = row.digest
        found_anchor = found_anchor or anchor == row.digest
        result.records = expected
    result.chain_head = previous
    if not result.records and not result.problems:
        result.problems.append(Problem.of("verify.chain", sequence=1))
    if not found_anchor:
        result.problems.append(
            Problem.of("verify.anchor", anchor=anchor, records=result.records, head=previous)
        )
    return story


def _check_facts(work: Work, story: _Story) -> Iterator[Problem]:
    facts = work.facts
    if work.chart_digest() != story.chart_digest:
        yield Problem.of("verify.chart")
    closed = facts.start.previous().key if story.closed_through is None else story.closed_through
    kept = {
        "closed_through": (facts.closed_through, closed),
        "locked_through": (facts.locked_through, story.locked_through),
        "is_started": (facts.is_started, story.is_started),
    } | {name: (getattr(facts, name), told) for name, told in story.nature.items()}
    for name, (found, told) in kept.items():
        if found != told:
            yield Problem.of("verify.fact", name=name, found=found, told=told)
    held = {
        name: (roles, accounts, words, password_digest(password))
        for name, (roles, accounts, words, password) in books.users_as_stored(
            work.connection, work.book_id
        ).items()
    }
    if held != story.users:
        yield Problem.of("verify.users")
    if books.policies(work.connection, work.book_id) != story.policies:
        yield Problem.of("verify.policies")
    rules = {word.word: word.rule for word in work.known.words.values() if word.rule}
    if rules != story.word_rules:
        yield Problem.of("verify.words")
    if dimensions.changed(work.connection, work.book_id):
        yield Problem.of("verify.dimensions")


def _check_openings(work: Work, story: _Story) -> Iterator[Problem]:
    periods = set(balances.opening_periods(work.connection, work.book_id)) | set(story.openings)
    for period in sorted(periods):
        found = opening_digest(work, period)["digest"]
        empty_and_untold = period not in story.openings and not balances.openings(
            work.connection, work.book_id, period
        )
        if story.openings.get(period) != found and not empty_and_untold:
            yield Problem.of("verify.opening", period=str(Period.from_key(period)))


def _check_posted(
    work: Work, story: _Story, result: Verification, progress: Progress | None
) -> Iterator[Problem]:
    """Posted vouchers against the digests their posting froze, and those against the chain.

    Later postings come first: a voucher that was unposted and posted again is
    held to its last one.
    """
    connection, book_id = work.connection, work.book_id
    for sequence in postings.posting_sequences(connection, book_id):
        if sequence not in story.postings:
            yield Problem.of("verify.posting", sequence=sequence)
    for sequence in story.into_closed:
        yield Problem.of("verify.posting", sequence=sequence)
    held: set[int] = set()
    missing = 0
    for sequence in sorted(story.postings, reverse=True):
        whole = sha256()
        for page in in_chunks(postings.posting_digests(connection, book_id, sequence), store.PAGE):
            frozen = {voucher_id: digest for voucher_id, digest in page if voucher_id not in held}
            for _, digest in page:
                whole.update(digest.encode())
            if story.unposted:
                held |= frozen.keys()
            for head, lines in store.by_id(connection, book_id, list(frozen)):
                if head.state != State.POSTED:
                    continue
                result.vouchers += 1
                result.lines += len(lines)
                as_frozen = digest_of(head, lines, head.poster) == frozen.pop(head.voucher_id)
                if not (as_frozen and store.on_their_day(head, lines)):
                    yield Problem.of("verify.voucher", voucher=label(head))
                elif not Turnovers().take(head, lines):
                    yield Problem.of("verify.unbalanced", voucher=label(head))
            missing += len(frozen)
            if progress:
                progress(result.vouchers, None)
        if whole.hexdigest() != story.postings[sequence]:
            yield Problem.of("verify.posting", sequence=sequence)
    if missing > story.unposted:
        yield Problem.of("verify.missing", count=missing - story.unposted)
    if sum(count for _, _, count, *_ in postings.numbering(connection, book_id)) != result.vouchers:
        for head in postings.posted_without_digest(connection, book_id, 100):
            yield Problem.of("verify.unfrozen", voucher=label(head))


def check_turnovers(work: Work) -> Iterator[Problem]:
    """The turnovers kept by posting against those added up from the lines."""
    connection, book_id = work.connection, work.book_id
    kept = details.kept_turnovers(connection, book_id)
    counted = details.turnovers_of_lines(connection, book_id, work.facts.closed_through)
    codes = {number: code for code, number in work.known.ids.items()}
    for key in sorted(kept.keys() | counted.keys()):
        if kept.get(key) != counted.get(key):
            period, account_id, *_ = key
            yield Problem.of(
                "verify.turnover",
                period=str(Period.from_key(period)),
                account=codes.get(account_id, str(account_id)),
            )


def check_dimensions(work: Work) -> Iterator[Problem]:
    """The turnovers by dimension kept by posting against those added up from the lines."""
    connection, book_id = work.connection, work.book_id
    kept = details.kept_by_dimension(connection, book_id)
    counted = details.dimensions_of_lines(connection, book_id)
    codes = {number: code for code, number in work.known.ids.items()}
    for account_id, dimension_id in islice(_differing(kept, counted), 100):
        label = dimensions.labels_of(connection, book_id, [dimension_id])
        yield Problem.of(
            "verify.dimension_turnover", account=codes.get(account_id, str(account_id)),
            dimension=label.get(dimension_id, str(dimension_id)),
        )  # fmt: skip


def _differing(kept: Iterator[Any], counted: Iterator[Any]) -> Iterator[tuple[int, int]]:
    """The keys under which two streams, each in order of key, do not hold the same."""
    one, other = next(kept, None), next(counted, None)
    while one is not None or other is not None:
        if one is not None and other is not None and one[0] == other[0]:
            if one[1] != other[1]:
                yield one[0]
            one, other = next(kept, None), next(counted, None)
        elif other is None or (one is not None and one[0] < other[0]):
            assert one is not None
            yield one[0]
            one = next(kept, None)
        else:
            yield other[0]
            other = next(counted, None)


def _check_numbering(work: Work) -> Iterator[Problem]:
    for period, word, _count, low, high, count in postings.numbering(work.connection, work.book_id):
        if (low, high) != (1, count):
            yield Problem.of("verify.numbers", period=str(Period.from_key(period)), word=word)

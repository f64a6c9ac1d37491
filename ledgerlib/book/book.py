"""Book: the one door to a set of accounts. Each act is a file beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from ..core.canonical import nfc
from ..core.problem import Problem
from ..language import text
from ..refusal import Refused
from ..store import books, engine, schema
from ..store.engine import for_writing, one_snapshot
from ..store.failure import problem_of
from ..store.statement import (
    DatabaseFailure,
    require_transaction,
    savepoint,
    savepoint_together,
)
from . import accounts as accounts_act
from . import attachments as attachments_act
from . import balances as balances_act
from . import carrying as carrying_act
from . import chronology as chronology_act
from . import closing as closing_act
from . import commodities as commodities_act
from . import comparing as comparing_act
from . import copying as copying_act
from . import correction as correction_act
from . import daily as daily_act
from . import details as details_act
from . import dimensions as dimensions_act
from . import drafts as drafts_act
from . import entering as entering_act
from . import finding as finding_act
from . import guarding as guarding_act
from . import ledgers as ledgers_act
from . import log as log_act
from . import mappings as mappings_act
from . import movements as movements_act
from . import numbers as numbers_act
from . import opening as opening_act
from . import options as options_act
from . import pairing as pairing_act
from . import parts as parts_act
from . import policy as policy_act
from . import posting as posting_act
from . import rates as rates_act
from . import reading as reading_act
from . import recurring as recurring_act
from . import revaluing as revaluing_act
from . import review as review_act
from . import rollover as rollover_act
from . import rules as rules_act
from . import signing as signing_act
from . import snapshot as snapshot_act
from . import summaries as summaries_act
from . import templates as templates_act
from . import transfers as transfers_act
from . import users as users_act
from . import value_finding as value_finding_act
from . import value_names as value_names_act
from . import verifying as verifying_act
from . import vouchers as vouchers_act
from . import words as words_act
from .work import Known, Work


@define
class _Place:
    """What the views of one book by different people share."""

    engine: Engine | None
    book_id: int
    known: Known = field(factory=Known)
    #: The caller's own connection, where the book was opened on one.
    connection: Connection | None = None
    #: Our own, kept between transactions.
    idle: Connection | None = None
    work: Work | None = None


class Book:
    """A set of accounts (账套), as one person (`who`) works on it.

    Made by `create` or `Book.open`; used as a context manager it closes its
    connections. Acts raise `Refused`, carrying every problem, and store nothing.
    An act outside of `transaction` is a transaction of its own. One thread uses a
    Book at a time; each thread opens its own.
    """

    def __init__(self, place: _Place, who: str, *, owns_place: bool = True) -> None:
        self._place = place
        self._owns_place = owns_place
        self.who = who

    # Opening and closing the door

    @classmethod
    def open(
        cls,
        where: str | Path | URL | Connection,
        *,
        by: str = "",
        name: str = "",
        password: str | None = None,
    ) -> Book:
        """Open a book: a SQLite file, a database URL, or a caller's own connection.

        `name` chooses among several books of one database; `by` says who acts
        and may be left out for reading; `password` logs them in. On a caller's connection nothing is ever
        committed here. An older schema is migrated, after a backup.
        """
        if isinstance(where, Connection):
            place = _Place(None, _choose(books.names(where), name), connection=where)
            return cls(place, nfc(by))._logged_in(password)
        opened = open_database(where)
        try:
            with failures_told(), opened.connect() as connection:
                book_id = _choose(books.names(connection), name)
        except BaseException:
            opened.dispose()
            raise
        return cls(_Place(opened, book_id), nfc(by))._logged_in(password)

    def _logged_in(self, password: str | None) -> Book:
        if password is not None:
            try:
                self.log_in(password)
            except BaseException:
                self.__exit__()
                raise
        return self

    def acting_as(self, who: str, password: str | None = None) -> Book:
        """The same book, on the same connection, as another person works on it (换操作员)."""
        return Book(self._place, nfc(who), owns_place=False)._logged_in(password)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        place = self._place
        if not self._owns_place or place.engine is None:
            return
        if place.idle is not None:
            place.idle.close()
            place.idle = None
        place.engine.dispose()

    # Transactions

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction around several acts, and around rows of the caller's own.

        Commits when the block ends, rolls everything back when it raises. Yields
        the SQLAlchemy connection, on which the caller may write its own tables.
        A transaction within a transaction is a part of it: rolled back alone if
        it raises, never committed alone.
        """
        with self._writing() as work:
            yield work.connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the database, to read tables of the caller's own in; nothing is written.

        Within a transaction it is that one.
        """
        with self._reading() as work:
            yield work.connection

    @contextmanager
    def _writing(self) -> Iterator[Work]:
        place = self._place
        with failures_told():
            if place.work is not None:
                with self._part_of(place.work), savepoint(place.work.connection):
                    yield place.work
                return
            try:
                with self._connection(writing=True) as connection:
                    try:
                        place.work = Work.begin(
                            connection, place.book_id, place.known, for_writing=True
                        )
                        yield place.work
                    finally:
                        place.work = None
            except BaseException:
                place.known.version = -1  # what was remembered may have been rolled back
                raise

    @contextmanager
    def _acting(self, act: str) -> Iterator[Work]:
        place = self._place
        if place.work is None:
            with self._writing() as work:
                work.require(self.who, act)
                yield work
            return
        with failures_told(), self._part_of(place.work) as work:
            work.require(self.who, act)
            with savepoint_together(work.connection):
                yield work

    @contextmanager
    def _part_of(self, work: Work) -> Iterator[Work]:
        """A part of the transaction under way: where it raises, what it has read is read anew."""
        head = work.head
        try:
            yield work
        except BaseException:
            work.head = head
            work.facts = books.facts(work.connection, work.book_id, for_writing=True)
            work.forget_people()
            self._place.known.version = -1
            work.refresh()
            raise

    @contextmanager
    def _reading(self) -> Iterator[Work]:
        place = self._place
        with failures_told():
            if place.work is not None:
                yield place.work
                return
            with self._connection(writing=False) as connection:
                if place.connection is None:
                    one_snapshot(connection)
                yield Work.begin(connection, place.book_id, place.known, for_writing=False)

    @contextmanager
    def _connection(self, *, writing: bool) -> Iterator[Connection]:
        place = self._place
        if place.connection is not None:
            require_transaction(place.connection)
            place.known.version = -1  # the caller may have rolled back what was remembered
            with savepoint(place.connection):
                yield place.connection
            return
        assert place.engine is not None
        connection, place.idle = place.idle or place.engine.connect(), None
        for_writing(connection, writing)
        try:
            with connection.begin():
                yield connection
        except (DBAPIError, DatabaseFailure):
            connection.invalidate()  # the server may be gone
            connection.close()
            raise
        finally:
            if connection.closed or place.idle is not None:
                connection.close()
            else:
                place.idle = connection

    # The acts

    add_user = users_act.add_user
    remove_user = users_act.remove_user
    users = users_act.users
    people = users_act.people
    set_password = users_act.set_password
    log_in = users_act.log_in
    log_out = users_act.log_out
    policies = policy_act.policies
    set_policy = policy_act.set_policy
    chart = accounts_act.chart
    set_accounts = accounts_act.set_accounts
    find_accounts = accounts_act.find_accounts
    compare_chart = comparing_act.compare_chart
    set_commodity = commodities_act.set_commodity
    set_rate = rates_act.set_rate
    set_rates = rates_act.set_rates
    rate = rates_act.rate
    closing_rate = rates_act.closing_rate
    rates = rates_act.rates
    priced = rates_act.priced
    dimension_kinds = dimensions_act.dimension_kinds
    dimension_values = dimensions_act.dimension_values
    find_dimension_values = value_finding_act.find_dimension_values
    value_names = value_names_act.value_names
    set_dimension_kind = dimensions_act.set_dimension_kind
    set_dimension_values = dimensions_act.set_dimension_values
    opening = opening_act.opening
    set_opening = opening_act.set_opening
    start = opening_act.start
    enter = entering_act.enter
    enter_many = entering_act.enter_many
    enter_parts = parts_act.enter_parts
    copy = copying_act.copy
    amend = drafts_act.amend
    suggest_pair = pairing_act.suggest_pair
    pair = pairing_act.pair
    check_pairs = pairing_act.check_pairs
    void = drafts_act.void
    unvoid = drafts_act.unvoid
    renumber = drafts_act.renumber
    voucher = vouchers_act.voucher
    posted = reading_act.posted
    find_vouchers = finding_act.find_vouchers
    count_vouchers = finding_act.count_vouchers
    vouchers_in = finding_act.vouchers_in
    some_vouchers = chronology_act.some_vouchers
    last_number = vouchers_act.last_number
    words = vouchers_act.words
    word_rules = words_act.word_rules
    set_words = words_act.set_words
    summaries = summaries_act.summaries
    set_summary = summaries_act.set_summary
    remove_summary = summaries_act.remove_summary
    templates = templates_act.templates
    set_template = templates_act.set_template
    save_as_template = templates_act.save_as_template
    remove_template = templates_act.remove_template
    from_template = templates_act.from_template
    recurring = recurring_act.recurring
    enter_recurring = recurring_act.enter_recurring
    mappings = mappings_act.mappings
    set_mapping = mappings_act.set_mapping
    remove_mapping = mappings_act.remove_mapping
    attachments = attachments_act.attachments
    attach = attachments_act.attach
    withdraw_attachment = attachments_act.withdraw_attachment
    sign = signing_act.sign
    unsign = signing_act.unsign
    review = review_act.review
    unreview = review_act.unreview
    post = posting_act.post
    unpost = posting_act.unpost
    reverse = correction_act.reverse
    correct = correction_act.correct
    adjust = correction_act.adjust
    set_closing_rules = rules_act.set_closing_rules
    carry_forward = carrying_act.carry_forward
    preview_carry_forward = carrying_act.preview_carry_forward
    explain_carry_forward = carrying_act.explain_carry_forward
    transfers = transfers_act.transfers
    set_transfers = transfers_act.set_transfers
    transfer = transfers_act.transfer
    preview_transfer = transfers_act.preview_transfer
    revalue = revaluing_act.revalue
    preview_revalue = revaluing_act.preview_revalue
    warnings = guarding_act.warnings
    can_close = closing_act.can_close
    close = closing_act.close
    reopen = closing_act.reopen
    roll_over = rollover_act.roll_over
    figures = balances_act.figures
    details = details_act.details
    facts = balances_act.facts
    options = options_act.options
    ledger_lines = ledgers_act.ledger_lines
    some_ledger_lines = ledgers_act.some_ledger_lines
    moved_accounts = ledgers_act.moved_accounts
    movements_on = movements_act.movements_on
    numbers = numbers_act.numbers
    numbers_missing = daily_act.numbers_missing
    daily = daily_act.daily
    voucher_sums = daily_act.voucher_sums
    snapshot = snapshot_act.snapshot
    chain_head = log_act.chain_head
    log = log_act.log
    verify = verifying_act.verify


@contextmanager
def failures_told() -> Iterator[None]:
    """Turn what the database says into a refusal, where a bookkeeper can do something about it."""
    try:
        yield
    except (DBAPIError, DatabaseFailure) as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise Refused([problem]) from error


def open_database(where: str | Path | URL) -> Engine:
    """An engine on a database that holds books, brought up to the schema of this version."""
    try:
        url = engine.url_of(where)
    except ValueError:
        raise Refused([Problem.of("place.unknown", file=str(where))]) from None
    path = engine.sqlite_path(url)
    if path is not None:
        problem = problem_of_file(path)
        if problem:
            raise Refused([problem])
    opened = connect_to(url)
    try:
        with failures_told():
            problems = schema.bring_up_to_date(opened)
    except BaseException:
        opened.dispose()
        raise
    if problems:
        opened.dispose()
        raise Refused(problems)
    return opened


def connect_to(url: URL) -> Engine:
    """An engine on a database; refused where its driver is not installed."""
    try:
        return engine.connect(url)
    except ModuleNotFoundError as error:
        raise Refused([Problem.of("server.no_driver", name=error.name or "psycopg")]) from error


def problem_of_file(path: Path) -> Problem | None:
    """What keeps a path from being a book, as far as can be seen without touching it."""
    try:
        if path.is_dir():
            return Problem.of("file.is_folder", file=str(path))
        if not path.exists():
            return Problem.of("file.missing", file=str(path))
        with path.open("rb") as file:
            header = file.read(100)
        if header[:16] != b"SQLite format 3\x00":
            return Problem.of("file.not_a_book", file=str(path))
        page = int.from_bytes(header[16:18]) or 65536
        if path.stat().st_size % (page if page > 1 else 65536):
            reason = text("file.cut_short")
            return Problem.of("file.damaged", file=str(path), reason=reason)
    except OSError as error:
        return Problem.of("file.unreadable", file=str(path), reason=error.strerror or str(error))
    return None


def _choose(names: dict[str, int], name: str) -> int:
    name = nfc(name)
    if name in names:
        return names[name]
    shown = "、".join(sorted(names))
    if not names:
        raise Refused([Problem.of("book.none")])
    if name:
        raise Refused([Problem.of("book.unknown", name=name, known=shown)])
    if len(names) > 1:
        raise Refused([Problem.of("book.which", known=shown)])
    return next(iter(names.values()))

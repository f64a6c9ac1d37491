"""Making a new book from a chart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import define, evolve, field
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.engine import URL

from ..core.canonical import nfc
from ..core.chart import Chart, check_chart, off_rule
from ..core.period import Period
from ..core.permission import Role, User
from ..core.problem import Problem
from ..core.provisions import choose
from ..core.voucher import DEFAULT_WORD
from ..core.word import WORD_SETS, Word
from ..refusal import Refused, refuse_if
from ..store import books, engine, schema
from ..store.engine import for_writing
from .accounts import with_mnemonic
from .book import Book, connect_to, failures_told, open_database, problem_of_file
from .commodities import currency as currency_of
from .commodities import intern_units
from .dimensions import add_kinds_of_accounts
from .options import keep_choice, keep_provisions
from .work import Known, Work, now

REGIMES = ("irreversible", "reversible")


@define
class NewBook:
    """What a book is made with. `method` is how it is shown: 借贷 or 收付."""

    name: str
    chart: Chart
    start: Period
    chart_id: str = ""
    currency: str = "CNY"
    regime: str = "irreversible"
    method: str = "debit_credit"
    words: tuple[Word, ...] = WORD_SETS[DEFAULT_WORD]
    policies: dict[str, str] = field(factory=dict)
    #: Whether codes that the chart's code rule has no level for are refused.
    strict_codes: bool = False
    problems: list[Problem] = field(factory=list)
    #: What the chart wants chosen (单位类型, 险种), by option; see `core.provisions`.
    options: dict[str, str] = field(factory=dict)


#: A place for a book: a file, the address of a database, or a caller's own connection.
Place = str | Path | URL | Connection


def create(where: Place, new: NewBook, *, by: str) -> Book:
    """Make a book, in a new SQLite file or in a database that may hold others.

    Whoever makes it is its supervisor. Refused where the chart has problems,
    and where the place can't hold a book or has one of this name.
    """
    return create_filled(where, new, lambda _book: None, by=by)


def create_filled(where: Place, new: NewBook, fill: Callable[[Book], None], *, by: str) -> Book:
    """Make a book and fill it, in one transaction: a book that can't be filled is not made."""
    name, by = nfc(new.name.strip()), nfc(by.strip())
    choice = choose(new.chart, new.options)
    new = evolve(new, chart=choice.chart, options=choice.options)
    found = check_chart(new.chart, list(new.chart.accounts.values()))
    if new.problems:  # of a sheet that can't be read whole, only what does not follow from that
        found = [problem for problem in found if problem.code.startswith("chart.carry_to")]
    problems = [*new.problems, *choice.problems, *found]
    if new.strict_codes:
        problems += off_rule(new.chart, new.chart.accounts)
    if not name:
        problems.append(Problem.of("book.unnamed"))
    if not by:
        problems.append(Problem.of("user.missing"))
    if new.regime not in REGIMES:
        problems.append(Problem.of("book.regime", value=new.regime, known=" ".join(REGIMES)))
    if not (new.currency.isascii() and new.currency.isalpha() and len(new.currency) <= 12):
        problems.append(Problem.of("book.currency", value=new.currency))
    refuse_if(problems)
    if isinstance(where, Connection):
        _write(where, name, new, by)
        made_here = Book.open(where, by=by, name=name)
        fill(made_here)
        return made_here
    opened, made = _place_for(where)
    try:
        with failures_told(), for_writing(opened.connect()) as connection, connection.begin():
            if schema.version_of(connection) is None:
                schema.create(connection)
            _write(connection, name, new, by)
            fill(Book.open(connection, by=by, name=name))
    except BaseException:
        opened.dispose()
        if made is not None:  # what was made for nothing is taken away again
            for leftover in (made, Path(f"{made}-wal"), Path(f"{made}-shm")):
                leftover.unlink(missing_ok=True)
        raise
    opened.dispose()
    return Book.open(where, by=by, name=name)


def _place_for(where: str | Path | URL) -> tuple[Engine, Path | None]:
    """An engine on the place for a new book, and the file that is made for it, if one is."""
    try:
        url = engine.url_of(where)
    except ValueError:
        raise Refused([Problem.of("place.unknown", file=str(where))]) from None
    path = engine.sqlite_path(url)
    if path is not None:
        if not path.parent.is_dir():
            raise Refused([Problem.of("file.no_folder", file=str(path), folder=str(path.parent))])
        if not path.exists() or not path.stat().st_size:
            return connect_to(url), path
        refuse_if([problem] if (problem := problem_of_file(path)) else [])
    opened = connect_to(url)
    with failures_told(), opened.connect() as connection:
        is_empty = not inspect(connection).get_table_names()
    if is_empty:
        return opened, None
    opened.dispose()
    return open_database(where), None


def _write(connection: Connection, name: str, new: NewBook, by: str) -> None:
    books.lock_registry(connection)
    if name in books.names(connection):
        raise Refused([Problem.of("book.exists", name=name)])
    book_id = books.next_book_id(connection)
    nature = {
        "name": name,
        "chart": new.chart_id,
        "currency": new.currency,
        "method": new.method,
        "regime": new.regime,
        "code_rule": "-".join(str(part) for part in new.chart.code_rule),
        "start_period": new.start.key,
    }
    books.add_book(
        connection,
        {
            "book_id": book_id, **nature, "is_started": False, "locked_through": 0,
            "closed_through": new.start.previous().key, "chart_version": 0,
            "created_at": now().isoformat(timespec="seconds"),
        },
    )  # fmt: skip
    books.add_commodity(connection, book_id, currency_of(new.currency))
    accounts = list(enumerate(map(with_mnemonic, new.chart.accounts.values()), 1))
    books.set_accounts(connection, book_id, accounts)
    books.set_counters(connection, book_id, {"account": len(accounts)})
    books.set_closing_rules(connection, book_id, new.chart.closing_rules)
    books.set_user(connection, book_id, User(by, frozenset({Role.SUPERVISOR})))
    books.set_words(connection, book_id, new.words)
    for policy, value in new.policies.items():
        books.set_policy(connection, book_id, policy, value)
    keep_choice(connection, book_id, new.chart, new.options)
    rules = [[word.word, word.rule] for word in new.words if word.rule]
    work = Work.begin(connection, book_id, Known(), for_writing=True)
    work.record(
        by, "new", name, None,
        {"book": nature, "chart_digest": work.chart_digest(), "policies": new.policies,
         **({"words": rules} if rules else {}),
         **({"options": new.options} if new.options else {})},
    )  # fmt: skip
    keep_provisions(work, by, new.chart.provisions)
    add_kinds_of_accounts(
        work, by, (kind for account in accounts for kind in account[1].dimensions)
    )
    intern_units(work, by, (account for _, account in accounts))

"""One unit of work on a book: a connection, the book's row under lock, the head of the chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import define, field
from sqlalchemy import Connection

from ..core.account import Account
from ..core.canonical import as_text, content_digest
from ..core.chart import Chart, ClosingRule
from ..core.commodity import Commodity
from ..core.dimension import DimensionKind
from ..core.permission import User, may
from ..core.problem import Problem
from ..core.word import Word
from ..refusal import Refused
from ..store import books, dimensions, records
from ..store.books import Facts
from .policy import Policies

#: Told how many are done, and of how many if that is known; raise from it to cancel the act.
Progress = Callable[[int, int | None], None]


def now() -> datetime:
    """The time that acts are recorded with."""
    return datetime.now(UTC)


@define
class Known:
    """What a process remembers of a book's chart between transactions, as of a chart version."""

    version: int = -1
    chart: Chart = field(factory=lambda: Chart({}))
    ids: dict[str, int] = field(factory=dict)
    commodities: dict[str, Commodity] = field(factory=dict)
    words: dict[str, Word] = field(factory=dict)
    kinds: dict[str, DimensionKind] = field(factory=dict)
    #: The people who have shown their password on this door.
    logged_in: set[str] = field(factory=set)


@define
class Work:
    """What an act works with inside a transaction."""

    connection: Connection
    facts: Facts
    known: Known
    head: tuple[int, str] = (0, "")
    _users: dict[str, User] | None = None
    _policies: Policies | None = None

    @classmethod
    def begin(
        cls, connection: Connection, book_id: int, known: Known, *, for_writing: bool
    ) -> Work:
        """Start working on a book: its row is locked where it is for writing."""
        if for_writing:
            facts, head, users, policies = books.at_hand(connection, book_id)
            work = cls(connection, facts, known, head, users, Policies.of(policies))
        else:
            facts = books.facts(connection, book_id, for_writing=False)
            work = cls(connection, facts, known)
        work.refresh()
        return work

    def refresh(self) -> None:
        """Read the chart again where another process, or this act, has changed it."""
        if self.known.version != self.facts.chart_version:
            book_id = self.book_id
            self.known.chart = books.chart(self.connection, book_id, self.facts.code_rule)
            self.known.ids = books.account_ids(self.connection, book_id)
            self.known.commodities = books.commodities(self.connection, book_id)
            self.known.words = books.words(self.connection, book_id)
            self.known.kinds = dimensions.kinds(self.connection, book_id)
            self.known.version = self.facts.chart_version

    @property
    def book_id(self) -> int:
        """The book's number in the database."""
        return self.facts.book_id

    @property
    def chart(self) -> Chart:
        """The book's chart of accounts."""
        return self.known.chart

    @property
    def currency(self) -> Commodity:
        """The book's base currency."""
        return self.known.commodities[self.facts.currency]

    @property
    def users(self) -> dict[str, User]:
        """The users of the book, by name."""
        if self._users is None:
            self._users = books.users(self.connection, self.book_id)
        return self._users

    @property
    def policies(self) -> Policies:
        """The policies in force."""
        if self._policies is None:
            self._policies = Policies.of(books.policies(self.connection, self.book_id))
        return self._policies

    def require(self, who: str, act: str) -> None:
        """Refuse unless this person may carry out this act."""
        if not who:
            raise Refused([Problem.of("user.missing")])
        user = self.users.get(who)
        if user is None:
            raise Refused([Problem.of("user.unknown", name=who)])
        if user.password and who not in self.known.logged_in:
            raise Refused([Problem.of("user.not_logged_in", name=who)])
        if not user.password and self.policies.passwords_required and act != "password":
            raise Refused([Problem.of("user.no_password", name=who)])
        if not may(user.roles, act):
            raise Refused([Problem.of("user.may_not", name=who, act=act)])

    def forget_people(self) -> None:
        """Users or policies have changed: read them again when next asked."""
        self._users = None
        self._policies = None

    def change(self, **values: Any) -> None:
        """Set columns of the book's row, and see them at once."""
        books.change_book(self.connection, self.book_id, **values)
        self.facts = books.facts(self.connection, self.book_id, for_writing=True)

    def chart_changed(self) -> None:
        """Accounts, commodities or words have been added or changed."""
        self.change(chart_version=self.facts.chart_version + 1)
        self.refresh()

    def chart_digest(self) -> str:
        """The digest of the chart and commodities, as records keep it and verify proves it."""
        return chart_digest(self.known)

    def record(
        self,
        who: str,
        act: str,
        subject: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> int:
        """Record an act at the head of the chain; returns its sequence number."""
        at = now().isoformat(timespec="microseconds")
        self.head = records.append(
            self.connection, self.book_id, self.head, at, who, act, subject,
            as_text(before), as_text(after),
        )  # fmt: skip
        return self.head[0]


def shown_account(account: Account) -> list[Any]:
    """An account as records keep it: what it carries beyond the plain only where there is any."""
    plain: list[Any] = [
        account.code, account.name, account.category.value, int(account.normal_side),
        int(account.is_disabled),
    ]  # fmt: skip
    more: list[Any] = [
        account.mnemonic, list(account.dimensions), account.unit, list(account.currencies),
        int(account.is_revalued), account.cash.value, int(account.is_guarded),
        account.first_year, account.last_year,
    ]  # fmt: skip
    return plain if more == ["", [], "", [], 1, "", 0, 0, 0] else [*plain, *more]


def shown_rule(rule: ClosingRule) -> list[Any]:
    """A closing rule as records keep it: what it says beyond its accounts only where it does."""
    content = rule.content()
    plain = [content.pop("categories", []), content.pop("codes", [])]
    return [rule.occasion.value, rule.into, *plain, *([content] if content else ())]


def chart_digest(known: Known) -> str:
    """The digest of accounts with the numbers that stand for them, closing rules and commodities."""
    return content_digest(
        [
            [[known.ids[a.code], *shown_account(a)] for a in known.chart.accounts.values()],
            [
                *(shown_rule(rule) for rule in known.chart.closing_rules),
            ],
            sorted([c.code, c.scale, c.kind.value] for c in known.commodities.values()),
            *([[[p.code, p.name, list(p.codes)] for p in known.chart.parts]] if known.chart.parts else ()),
        ]
    )  # fmt: skip

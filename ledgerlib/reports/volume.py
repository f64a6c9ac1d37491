"""A bound volume of books of account (账簿册): cover, 账簿启用表, 目录, and the accounts one after the other.

会计基础工作规范 第五十六条 to 第五十九条: which books there are, pages numbered on from the first to the
last, the names of unit and book on the cover, who keeps it and from when on the sheet behind it,
and a list of the accounts with their pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from ..book import Book
from ..book.balances import Span
from ..book.work import Progress
from ..core.account import Cash, Category
from ..core.chart import Chart
from ..core.dimension import kept_values
from ..core.period import Period
from ..core.permission import Role, User
from ..core.problem import Problem
from ..refusal import Refused, refuse_if
from .account_ledger import account_ledger, sole_measure
from .dimension_balance import known_kind
from .general_ledger import general_ledger
from .journal import journal
from .ledger_rows import Totals
from .multi_column import multi_column
from .pages import Carry, PrintedPage, report_pages
from .report import Report

#: What is kept from the beginning of the year on, and is nothing at its end.
_RUNNING = (Category.INCOME, Category.EXPENSE, Category.COST, Category.SOURCE, Category.USE)


class BookKind(StrEnum):
    """The books of account (第五十六条)."""

    GENERAL = "general"
    DETAIL = "detail"
    MULTI_COLUMN = "multi-column"
    CASH = "cash"
    BANK = "bank"

    @property
    def title_code(self) -> str:
        """The code of its name: 总分类账, 明细分类账, 多栏式明细账, 现金日记账, 银行存款日记账."""
        return f"volume.{self.replace('-', '_')}"


@frozen
class Handover:
    """Who handed the book over to whom, when, and who was there (第五十九条)."""

    day: date
    giver: str
    taker: str
    witness: str = ""


@frozen
class Keeping:
    """Who keeps the book: 记账人员, 会计机构负责人 or 会计主管人员, and who handed it over to whom."""

    keepers: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    handovers: tuple[Handover, ...] = ()


@frozen
class BoundAccount:
    """An account in the volume: its report is made anew each time it is asked for."""

    code: str
    name: str
    first_page: int
    page_count: int
    carry: Carry
    #: The value of a dimension it is bound by, where the volume is bound so; its name is in `name`.
    value: str = ""

    @property
    def place(self) -> str:
        """What its report is asked for by: its code, and the value where it is bound by one."""
        return f"{self.code}\t{self.value}" if self.value else self.code

    @property
    def last_page(self) -> int:
        """The number of its last page."""
        return self.first_page + self.page_count - 1


@frozen
class Volume:
    """A volume. `accounts` are in the order in which they are bound.

    `lines` is how many a page has; `number` of `count` volumes. The pages are counted when the
    volume is made, and read anew when it is drawn: both from one snapshot of the book, or they
    may not agree.
    """

    kind: BookKind
    book: str
    first: Period
    last: Period
    lines: int
    accounts: tuple[BoundAccount, ...]
    keeping: Keeping
    opened_on: date
    number: int = 1
    count: int = 1
    currency: str = ""
    regime: str = ""
    policies: str = ""
    chain_head: str = ""
    include_unposted: bool = False
    make: Callable[[str], Report] = field(kw_only=True, repr=False, eq=False)

    @property
    def page_count(self) -> int:
        """The number of its last page."""
        return sum(account.page_count for account in self.accounts)

    def ledgers(self) -> Iterator[tuple[BoundAccount, Report, Iterator[PrintedPage]]]:
        """Each account with its report and its pages, which are to be read before the next account."""
        for account in self.accounts:
            report = self.make(account.place)
            pages = report_pages(report, self.lines, account.carry, first_number=account.first_page)
            yield account, report, pages


def volume(
    book: Book,
    kind: BookKind | str,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    accounts: Iterable[str] = (),
    lines: int = 22,
    carry: Carry | None = None,
    keeping: Keeping | None = None,
    number: int = 1,
    count: int = 1,
    totals: Totals | str = Totals.ALWAYS,
    method: str = "",
    include_unposted: bool = False,
    dimension: str = "",
    progress: Progress | None = None,
) -> Volume:
    """The volume of a kind over a span of periods, its pages counted.

    `accounts` are those wanted, in place of all of the kind that have a balance or movement in
    the year. `carry` says what goes over the page in every account, in place of what `carry_of`
    says of each; `totals` when days, months and years are totalled, and `method` how sides are
    told, as in `account_ledger`. `keeping` stands in place of the users who post and supervise. `dimension` binds detail
    ledgers by the values of a kind (往来明细账, 部门明细账), each value on pages of its own; accounts
    without any are left out. Raises Refused for unknown accounts (account.unknown), for those that are none of the kind
    (volume.not_of_kind), and where there is nothing to bind (volume.empty).
    """
    kind = BookKind(kind)
    span = book.figures(from_period or period, period, include_unposted=include_unposted)
    chosen = _chosen(span, kind, list(accounts))

    options = {"include_unposted": include_unposted, "totals": Totals(totals), "method": method}

    places = [(code, "", span.chart.accounts[code].name) for code in chosen]
    of_kind = ""
    if dimension:
        of_kind = known_kind(span, dimension)
        refuse_if([Problem.of("volume.by_dimension")] if kind is not BookKind.DETAIL else [])
        places = list(_by_value(book, span, chosen, of_kind, include_unposted=include_unposted))
        refuse_if([] if places else [Problem.of("volume.empty")])

    def made(place: str) -> Report:
        code, _, value = place.partition("\t")
        more: dict[str, Any] = {"dimension": {of_kind: [value]}} if value else {}
        return _MAKERS[kind](book, span, code, {**options, **more})

    bound: list[BoundAccount] = []
    page = 1
    for code, value, name in places:
        over = carry or carry_of(span.chart, code, kind)
        pages = 0
        account = BoundAccount(code, name, page, 0, over, value)
        for pages, _ in enumerate(report_pages(made(account.place), lines, over), 1):
            if progress is not None:
                progress(page + pages - 1, None)
        bound.append(evolve(account, page_count=pages))
        page += pages
    return Volume(
        kind, span.book, span.first, span.last, lines, tuple(bound),
        keeping or _keeping(book.people()), span.first.first_day, number, count,
        span.currency.code, span.regime, span.policies, span.chain_head, include_unposted,
        make=made,
    )  # fmt: skip


def _by_value(
    book: Book, span: Span, codes: Sequence[str], kind: str, *, include_unposted: bool
) -> Iterator[tuple[str, str, str]]:
    """Each account with each value of a kind that has anything on it, and how both are named."""
    found = book.details(
        span.first, span.last, accounts=codes, by_dimension=True, include_unposted=include_unposted
    ).details
    values: dict[str, set[str]] = {}
    for detail, measured in found.items():
        value = kept_values(detail.dimension).get(kind) if detail.dimension else None
        if value and not measured.is_blank:
            for code in (detail.account, *span.chart.ancestors(detail.account)):
                values.setdefault(code, set()).add(value)
    every = {value for some in values.values() for value in some}
    names = book.value_names(f"{kind}:{value}" for value in every)
    for code in codes:
        for value in sorted(values.get(code, ())):
            shown = " ".join(dict.fromkeys((value, names.get((kind, value), value))))
            yield code, value, f"{span.chart.accounts[code].name} {span.kinds[kind].name}：{shown}"


def carry_of(chart: Chart, code: str, kind: BookKind) -> Carry:
    """What goes over the page in an account (第六十条(八)).

    A general ledger hands the balance over; income, costs and expenses, which keep 本年累计, what
    the year has come to; all others, which keep 本月合计, what the month has.
    """
    if kind is BookKind.GENERAL:
        return Carry.BALANCE
    return Carry.YEAR if chart.accounts[code].category in _RUNNING else Carry.MONTH


def _chosen(span: Span, kind: BookKind, wanted: Sequence[str]) -> list[str]:
    """The accounts to bind, in the order wanted, or else in that of the chart."""
    chart = span.chart
    refuse_if(
        Problem.of("account.unknown", account=code) for code in wanted if code not in chart.accounts
    )
    if wanted:
        of_cash = {BookKind.CASH: Cash.CASH, BookKind.BANK: Cash.BANK}.get(kind)
        refuse_if(
            Problem.of("volume.not_of_kind", account=code)
            for code in wanted
            if of_cash and chart.cash(code) is not of_cash
        )
        return list(dict.fromkeys(wanted))
    used = {code for code, figures in span.figures.items() if not figures.is_blank}
    chosen = [code for code in chart.accounts if code in used and _is_of_kind(chart, code, kind)]
    if not chosen:
        raise Refused([Problem.of("volume.empty")])
    return chosen


def _is_of_kind(chart: Chart, code: str, kind: BookKind) -> bool:
    """Whether an account is kept in such a book, where nothing else is said."""
    cash = chart.cash(code)
    if kind is BookKind.GENERAL:
        return chart.parents[code] is None
    if kind is BookKind.MULTI_COLUMN:
        return not chart.is_leaf(code) and _is_spread(chart, code)
    if not chart.is_leaf(code):
        return False
    if kind is BookKind.DETAIL:
        # Cash and bank have books of their own, which stand in place of a detail ledger.
        return cash not in (Cash.CASH, Cash.BANK)
    return cash is (Cash.CASH if kind is BookKind.CASH else Cash.BANK)


def _is_spread(chart: Chart, code: str) -> bool:
    """Whether an account is by custom spread over those below it: income, costs and expenses of the
    first level, and what grows on both sides, as 应交增值税 does."""
    account = chart.accounts[code]
    if chart.parents[code] is None and account.category in _RUNNING:
        return True
    below = {
        chart.accounts[each].normal_side for each, above in chart.parents.items() if above == code
    }
    return account.category is Category.LIABILITY and len(below) > 1


def _keeping(people: Iterable[User]) -> Keeping:
    """Those who post keep the book, the supervisor answers for it."""
    at_work = [user for user in people if user.is_enabled]
    return Keeping(
        tuple(user.name for user in at_work if Role.POSTER in user.roles),
        tuple(user.name for user in at_work if Role.SUPERVISOR in user.roles),
    )


_Maker = Callable[[Book, Span, str, Mapping[str, Any]], Report]


def _general(book: Book, span: Span, code: str, options: Mapping[str, Any]) -> Report:
    kept = {key: each for key, each in options.items() if key != "totals"}
    return general_ledger(book, span.last, from_period=span.first, account=code, **kept)


def _detail(book: Book, span: Span, code: str, options: Mapping[str, Any]) -> Report:
    measure = sole_measure(
        book, code, span.first, span.last, include_unposted=options["include_unposted"]
    )
    return account_ledger(book, code, span.last, from_period=span.first, measure=measure, **options)


def _multi_column(book: Book, span: Span, code: str, options: Mapping[str, Any]) -> Report:
    return multi_column(book, code, span.last, from_period=span.first, **options)


def _journal(book: Book, span: Span, code: str, options: Mapping[str, Any]) -> Report:
    return journal(book, code, span.last, from_period=span.first, **options)


_MAKERS: Mapping[BookKind, _Maker] = {
    BookKind.GENERAL: _general,
    BookKind.DETAIL: _detail,
    BookKind.MULTI_COLUMN: _multi_column,
    BookKind.CASH: _journal,
    BookKind.BANK: _journal,
}

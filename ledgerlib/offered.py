"""The reports that the library offers, each with the options it takes: what command line and terminal ask from.

One list for both: a report is added here, and stands in `ledgerlib report` and in the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from attrs import frozen

from . import reports
from .book import Book
from .book.finding import VoucherFilter
from .core.statement import Statement
from .exchange.cash_flow import cash_flow_items
from .exchange.statements import find_statement, statements
from .reports import Report

#: Kinds of dimension with the values wanted of each.
ByKind = Mapping[str, Sequence[str]]


class OptionKind(StrEnum):
    """What an option of a report is given as."""

    PERIOD = "period"
    DAY = "day"
    ACCOUNT = "account"
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    COMMODITY = "commodity"
    #: One kind of dimension by its code.
    KIND = "kind"
    #: Kinds of dimension, each with any of its values: see `by_kind`.
    VALUES = "values"
    #: Voucher words.
    WORDS = "words"


@frozen
class ReportOption:
    """An option of reports: its name as an argument, what it is given as, the code of its help.

    `choices` are the values of a choice; `sets` is what a flag sets where it is given.
    """

    name: str
    kind: OptionKind
    help: str
    choices: tuple[str | int, ...] = ()
    sets: bool = True


def _listed(*options: ReportOption) -> dict[str, ReportOption]:
    return {option.name: option for option in options}


_K = OptionKind
#: Every option by its name, in the order in which they are asked for.
REPORT_OPTIONS: dict[str, ReportOption] = _listed(
    ReportOption("period", _K.PERIOD, "help.report_period"),
    ReportOption("from_period", _K.PERIOD, "help.from_period"),
    ReportOption("day", _K.DAY, "help.report_day"),
    ReportOption("from_day", _K.DAY, "help.from_day"),
    ReportOption("each_day", _K.FLAG, "help.each_day"),
    ReportOption("account", _K.ACCOUNT, "help.account"),
    ReportOption("from_account", _K.ACCOUNT, "help.from_account"),
    ReportOption("to_account", _K.ACCOUNT, "help.to_account"),
    ReportOption("level", _K.NUMBER, "help.level"),
    ReportOption("only_leaves", _K.FLAG, "help.only_leaves"),
    ReportOption("columns", _K.CHOICE, "help.columns", (6, 8, 10)),
    ReportOption("shown", _K.CHOICE, "help.show", ("used", "balance", "movement", "all")),
    ReportOption("sides", _K.CHOICE, "help.sides", ("actual", "account", "one")),
    ReportOption("dimension", _K.VALUES, "help.dimension"),
    ReportOption("across", _K.KIND, "help.across"),
    ReportOption("figure", _K.CHOICE, "help.figure", ("closing", "debit", "credit")),
    ReportOption("by_dimension", _K.FLAG, "help.by_dimension"),
    ReportOption("by_measure", _K.FLAG, "help.by_measure"),
    ReportOption("measure", _K.COMMODITY, "help.measure"),
    ReportOption("words", _K.WORDS, "help.words"),
    ReportOption("first", _K.NUMBER, "help.from"),
    ReportOption("last", _K.NUMBER, "help.to"),
    ReportOption("totals", _K.CHOICE, "help.totals", ("always", "needed")),
    ReportOption("method", _K.CHOICE, "help.method", ("debit_credit", "receive_pay")),
    ReportOption("unfold", _K.CHOICE, "help.unfold", ("auto", "debit", "credit", "both")),
    ReportOption("with_counter", _K.FLAG, "help.counter"),
    ReportOption("by_number", _K.FLAG, "help.by_number"),
    ReportOption("page_lines", _K.NUMBER, "help.page_lines"),
    ReportOption("who", _K.TEXT, "help.log_who"),
    ReportOption("what", _K.TEXT, "help.log_what"),
    ReportOption("since", _K.TEXT, "help.log_since"),
    ReportOption("until", _K.TEXT, "help.log_until"),
    ReportOption("include_unposted", _K.FLAG, "help.include_unposted"),
    ReportOption("with_closing", _K.FLAG, "help.without_closing", sets=False),
)


def by_kind(given: Iterable[str]) -> dict[str, list[str]]:
    """Values of dimensions from their texts: department:01 department:02, or only the kind."""
    wanted: dict[str, list[str]] = {}
    for each in given:
        kind, _, code = each.replace("：", ":").partition(":")
        wanted.setdefault(kind, []).extend([code] if code else [])
    return wanted


#: Options that most reports of a span of periods take.
SPAN = ("period", "from_period", "include_unposted")
_DAYS = ("day", "from_day", "include_unposted")
_ACCOUNTS = ("account", "from_account", "to_account")
_LEDGER = ("sides", "totals", "method")
_LAYOUT = ("columns", "sides", "shown", "by_measure", "with_closing")


class ReportGroup(StrEnum):
    """Where a report stands among the others."""

    LEDGER = "ledger"
    BALANCE = "balance"
    STATEMENT = "statement"
    DIMENSION = "dimension"
    DAILY = "daily"
    CHECK = "check"


@frozen
class Offered:
    """A report that can be asked for.

    `make` is called with the book and, by name, the options that were given. `takes` are the
    options it knows; any other is refused. Without those in `needs` it can't be made. Where
    `dimension` is one of them, `kinds` says how: "one" kind with any of its values, or "bare",
    one kind without any; and `one_word` that `words` may be but one.
    """

    make: Callable[..., Report]
    takes: tuple[str, ...] = SPAN
    needs: tuple[str, ...] = ("period",)
    group: ReportGroup = ReportGroup.LEDGER
    kinds: str = ""
    one_word: bool = False

    def made(self, book: Book, given: Mapping[str, Any]) -> Report:
        """The report with the options given by name, gaps in the numbers of its vouchers told."""
        return reports.with_numbers(book, self.make(book, **given))

    def wrong(self, given: Mapping[str, Any]) -> tuple[str, str] | None:
        """The option that is lacking or given wrongly, and the code of what to say; None where all is well."""
        for name in self.needs:
            if not given.get(name):
                return name, _LACKING[name]
        kinds = given.get("dimension")
        if kinds is not None and (
            (self.kinds and len(kinds) != 1) or (self.kinds == "bare" and any(kinds.values()))
        ):
            return "dimension", "usage.dimension"
        if self.one_word and len(given.get("words", ())) > 1:
            return "words", "usage.one_word"
        return None


#: What is said where an option is lacking without which there is no report.
_LACKING = {
    "account": "usage.account", "dimension": "usage.dimension", "period": "usage.report_period",
    "across": "usage.across", "day": "usage.report_day",
}  # fmt: skip


def _of_accounts(make: Callable[..., Report]) -> Callable[..., Report]:
    """A report that takes several accounts, asked for one."""

    def made(book: Book, *, account: str = "", **given: Any) -> Report:
        return make(book, accounts=[account] if account else (), **given)

    return made


def _of_one_kind(make: Callable[..., Report]) -> Callable[..., Report]:
    """A report of one kind of dimension, of those of its values that are named."""

    def made(book: Book, *, dimension: ByKind, **given: Any) -> Report:
        ((kind, values),) = dimension.items()
        return _of_accounts(make)(
            book, kind=kind, **({"values": values} if values else {}), **given
        )

    return made


def _of_values(make: Callable[..., Report]) -> Callable[..., Report]:
    """A report that keeps to dimension values, where any are named."""

    def made(book: Book, *, dimension: ByKind | None = None, **given: Any) -> Report:
        return make(book, dimension=_named(dimension), **given)

    return made


def _named(dimension: ByKind | None) -> dict[str, Sequence[str]]:
    return {kind: codes for kind, codes in (dimension or {}).items() if codes}


def _chronological(
    book: Book, *, dimension: ByKind | None = None, account: str = "", words: Sequence[str] = (),
    first: int | None = None, last: int | None = None, **given: Any,
) -> Report:  # fmt: skip
    """The vouchers in order that have the account, the dimension, the word and the numbers named."""
    numbers = (first or 1, last or 2**31 - 1) if first or last else None
    asked = VoucherFilter(
        account=account, dimension=_named(dimension), word=words[0] if words else "",
        numbers=numbers,
    )  # fmt: skip
    return reports.chronological(book, asked=asked, **given)


#: The statements that any chart that comes along has, by the name they are asked for.
STATEMENTS = (
    "balance-sheet", "income-statement", "income-statement-year", "cash-flow",
    "changes-in-equity", "changes-in-net-assets", "budget-income-and-spending",
    "budget-balances", "fiscal-appropriations", "reconciliation",
)  # fmt: skip


def statement_of(book: Book, name: str) -> Statement:
    """The statement with this name of the book's own chart. Raises Refused where it has none."""
    return find_statement(book.facts().chart, name, book.options().values())


def _statement(name: str) -> Callable[..., Report]:
    def made(book: Book, **given: Any) -> Report:
        return reports.statement_report(book, statement_of(book, name), **given)

    return made


def _worksheet(book: Book, **given: Any) -> Report:
    return reports.cash_flow_worksheet(book, items=cash_flow_items(book.facts().chart), **given)


_G = ReportGroup
#: Every report by the name it is asked for.
REPORTS: dict[str, Offered] = {
    "trial-balance": Offered(
        _of_accounts(reports.trial_balance),
        (*SPAN, *_ACCOUNTS, *_LAYOUT, "level", "only_leaves", "by_dimension"), group=_G.BALANCE,
    ),
    "trial-check": Offered(reports.trial_check, (*SPAN, "with_closing"), group=_G.BALANCE),
    "dimension-balance": Offered(
        _of_one_kind(reports.dimension_balance), (*SPAN, *_ACCOUNTS, *_LAYOUT, "dimension"),
        needs=("dimension", "period"), group=_G.DIMENSION, kinds="one",
    ),
    "dimension-combinations": Offered(
        _of_one_kind(reports.dimension_combinations),
        (*SPAN, *_ACCOUNTS, "dimension", "across", "figure", "with_closing"),
        needs=("dimension", "across", "period"), group=_G.DIMENSION, kinds="bare",
    ),
    "account-day": Offered(
        _of_accounts(reports.account_day), (*_DAYS, *_ACCOUNTS, "each_day", "level"),
        needs=("day",), group=_G.DAILY,
    ),
    "day-summary": Offered(
        reports.day_summary, (*_DAYS, "level"), needs=("day",), group=_G.DAILY
    ),
    "voucher-summary": Offered(
        reports.voucher_summary, (*SPAN, "words", "first", "last", "level"), group=_G.DAILY
    ),
    "measure-balance": Offered(
        _of_accounts(reports.measure_balance), (*SPAN, "account", "by_dimension"),
        group=_G.BALANCE,
    ),
    "account-ledger": Offered(
        _of_values(reports.account_ledger),
        (*SPAN, *_LEDGER, "account", "dimension", "measure", "with_counter", "by_dimension"),
        needs=("account", "period"),
    ),
    "dimension-ledger": Offered(
        _of_one_kind(reports.dimension_ledger),
        (*SPAN, *_LEDGER, "account", "dimension", "with_counter"), needs=("dimension", "period"),
        group=_G.DIMENSION, kinds="one",
    ),
    "multi-column": Offered(
        _of_values(reports.multi_column),
        (*SPAN, *_LEDGER, "account", "across", "unfold", "dimension", "with_closing"),
        needs=("account", "period"),
    ),
    "general-ledger": Offered(
        reports.general_ledger, (*SPAN, *_ACCOUNTS, "level", "sides", "method")
    ),
    "journal": Offered(
        reports.journal, (*SPAN, *_LEDGER, "account", "measure", "by_dimension"),
        needs=("account", "period"),
    ),
    "cash-journal": Offered(
        reports.cash_journal, (*SPAN, *_LEDGER, "account", "measure", "by_dimension")
    ),
    "bank-journal": Offered(
        reports.bank_journal, (*SPAN, *_LEDGER, "account", "measure", "by_dimension")
    ),
    "chronological": Offered(
        _chronological,
        (*SPAN, "account", "dimension", "words", "first", "last", "by_number", "by_measure",
         "page_lines", "method"), one_word=True,
    ),
    "numbers": Offered(reports.numbers, ("period", "from_period"), group=_G.CHECK),
    "log": Offered(reports.log, ("who", "what", "since", "until"), needs=(), group=_G.CHECK),
    "parallel-check": Offered(reports.parallel_check, ("period",), group=_G.CHECK),
    "notice": Offered(
        reports.notice, ("period", "account"), needs=("account", "period"), group=_G.STATEMENT
    ),
    **{name: Offered(_statement(name), group=_G.STATEMENT) for name in STATEMENTS},
    "cash-flow-worksheet": Offered(_worksheet, group=_G.STATEMENT),
}  # fmt: skip


def reports_of(book: Book) -> dict[str, str]:
    """The names of the reports that a book can make, each with its title where its chart gives one.

    Left out are statements that its chart has not, and reports of dimensions where it has none.
    """
    chart, kinds = book.facts().chart, list(book.options().values())
    its_own = statements(chart)
    has_dimensions, has_items = bool(book.dimension_kinds()), bool(cash_flow_items(chart))
    found: dict[str, str] = {}
    for name, each in REPORTS.items():
        if name in STATEMENTS:
            wanted = name.replace("-", "_")
            ids = [*(f"{wanted}_{kind}" for kind in kinds), wanted]
            its = next((its_own[one] for one in ids if one in its_own), None)
            if its is not None:
                found[name] = its.title
        elif (each.group is not ReportGroup.DIMENSION or has_dimensions) and (
            name != "cash-flow-worksheet" or has_items
        ):
            found[name] = ""
    return found

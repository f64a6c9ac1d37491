"""The journals of cash and bank (现金日记账, 银行存款日记账): every line with its counter accounts.

会计基础工作规范 第五十七条, 第六十条(七): the balance is struck every day. A bank's journal says besides
how money moved (结算方式) and by which bill (票据号).
"""

from __future__ import annotations

from ..book import Book
from ..core.account import Cash
from ..core.chart import Chart
from ..core.period import Period
from ..core.problem import Problem
from ..refusal import Refused
from .account_ledger import ledger_report, ledger_rows, sole_measure
from .figures import Sides
from .ledger_rows import LedgerAsked, Totals, named
from .report import Report

_TITLES = {
    Cash.CASH: "report.cash_journal",
    Cash.BANK: "report.bank_journal",
    Cash.EQUIVALENT: "report.money_journal",
}


def journal(
    book: Book,
    account: str,
    period: Period | str,
    *,
    from_period: Period | str | None = None,
    measure: str | None = None,
    sides: Sides | str = Sides.ACTUAL,
    totals: Totals | str = Totals.ALWAYS,
    method: str = "",
    by_dimension: bool = False,
    include_unposted: bool = False,
) -> Report:
    """The journal of an account of money, and of those below it, over a span of periods.

    The options are those of `account_ledger`. An account all of whose money is in one foreign
    currency is shown with it, its rates, and the book's currency (原币、汇率、本位币); a `measure`
    in its place, or "" for the book's currency alone. Raises Refused where the account is not marked as
    cash, bank or cash equivalent (journal.not_money).
    """
    chart = book.chart()
    if account not in chart.accounts:
        raise Refused([Problem.of("account.unknown", account=account)])
    cash = chart.cash(account)
    if cash is Cash.NONE:
        raise Refused([Problem.of("journal.not_money", account=account)])
    first = from_period if from_period is not None else period
    if measure is None:
        measure = sole_measure(book, account, first, period, include_unposted=include_unposted)
    asked = LedgerAsked(
        account, {}, measure, include_unposted, Totals(totals), by_day=True, with_counter=True,
        with_settlement=cash is not Cash.CASH, with_dimension=by_dimension,
    )  # fmt: skip
    rows = ledger_rows(book, asked, first, period, sides, method)
    return ledger_report("journal", _TITLES[cash], rows, cash=cash.value)


def cash_journal(book: Book, period: Period | str, account: str = "", **options: object) -> Report:
    """The journal of cash: of the account marked as such, or of the one named among several."""
    return _journal_of(book, Cash.CASH, period, account, options)


def bank_journal(book: Book, period: Period | str, account: str = "", **options: object) -> Report:
    """The journal of the bank: of the account marked as such, or of the one named among several."""
    return _journal_of(book, Cash.BANK, period, account, options)


def _journal_of(
    book: Book, cash: Cash, period: Period | str, account: str, options: dict[str, object]
) -> Report:
    """Raises Refused where there is no such account, or where several leave it open which is meant."""
    chart = book.chart()
    if not account:
        marked = money_accounts(chart, cash)
        if len(marked) != 1:
            code = "journal.which" if marked else "journal.none"
            known = " ".join(named(chart, each) for each in marked)
            raise Refused([Problem.of(code, of=cash.value, known=known)])
        account = marked[0]
    elif account in chart.accounts and {cash, chart.cash(account)} == {Cash.CASH, Cash.BANK}:
        raise Refused([Problem.of("journal.of_other", account=account, of=cash.value)])
    return journal(book, account, period, **options)  # type: ignore[arg-type]


def money_accounts(chart: Chart, cash: Cash) -> list[str]:
    """The accounts marked as cash or as bank, the highest of each branch."""
    return [
        code
        for code in chart.accounts
        if chart.cash(code) is cash
        and not any(chart.cash(above) is cash for above in chart.ancestors(code))
    ]

"""What a report is asked for, and where its rows lead: to another report, or to a voucher."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import evolve, field, frozen

from ledgerlib import (
    REPORTS,
    Book,
    Period,
    ReportGroup,
    VoucherFilter,
    VoucherKey,
    parse_label,
    statement_of,
)
from ledgerlib.reports import Report, Row, log, origin, with_numbers

from ..language import text
from .origin_report import origin_report

#: The ledgers that a row of an account leads from only to vouchers, for it is in one already.
_LEDGERS = ("account-ledger", "journal", "cash-journal", "bank-journal")


@frozen
class Wanted:
    """A report by its name, with the options that were given."""

    name: str
    given: Mapping[str, Any] = field(factory=dict)

    def made(self, book: Book) -> Report:
        """The report; asked on the clerk's thread. Raises Refused as the library does."""
        return REPORTS[self.name].make(book, **self.given)

    def to_export(self, book: Book) -> Report:
        """The report as it leaves the house: with a word on the numbers of all its vouchers.

        That takes longer than the first page of a ledger, however long, may on the screen.
        """
        return with_numbers(book, self.made(book))

    def takes(self, option: str) -> bool:
        """Whether the report knows an option."""
        return option in REPORTS[self.name].takes

    def toggled(self, flag: str) -> Wanted:
        """The same with a flag turned."""
        given = {name: value for name, value in self.given.items() if name != flag}
        return evolve(self, given=given if self.given.get(flag) else {**given, flag: True})


@frozen
class OriginWanted(Wanted):
    """Where the figures of a line of a statement come from. `line` is its place among the rows."""

    line: int = 0

    def made(self, book: Book) -> Report:
        """A report of its own: for each column the accounts, the other lines, the vouchers."""
        statement = statement_of(book, self.name)
        number = statement.rows[self.line].line
        more = {name: value for name, value in self.given.items() if name != "period"}
        found = [
            (column, origin(book, statement, self.given["period"], number, column.key, **more))
            for column in statement.columns
        ]
        return origin_report(REPORTS[self.name].make(book, **self.given), self.line, found)


@frozen
class HistoryWanted(Wanted):
    """The acts of the log that a voucher was in, by itself or among others."""

    name: str = "log"
    key: VoucherKey | None = None

    def made(self, book: Book) -> Report:
        """The log, of this voucher only."""
        assert self.key is not None
        its = self.key
        whole = log(book)
        rows = tuple(row for row in whole.rows if is_about(str(row.cells["subject"]), its))
        return evolve(whole, rows=rows, name=text("voucher.history", voucher=its))


#: What acts on several vouchers are recorded under: 2008-01/记/1-5, 2008-01/*/1 …, 2008-01 …/*/1 ….
_SPAN = re.compile(
    r"(?P<first>\d+-\d+)(?P<on> …)?/(?P<word>[^/]*)/(?P<low>\d+)(?P<rest>-\d+| …|\.\d+)?"
)


def is_about(subject: str, key: VoucherKey) -> bool:
    """Whether a record's subject names a voucher, or a span of vouchers that it is in."""
    match = _SPAN.fullmatch(subject.partition(" ->")[0])
    if match is None:
        return subject == str(key.period)
    period = str(key.period)
    if match["first"] > period or (not match["on"] and match["first"] != period):
        return False
    if match["word"] not in ("*", key.word):
        return False
    low, rest = int(match["low"]), match["rest"] or ""
    if rest.startswith("."):
        return (low, int(rest[1:])) == (key.number, key.part)
    highest = low if not rest else int(rest[1:]) if rest.startswith("-") else key.number
    return low <= key.number <= highest


@frozen
class Leads:
    """Where a row leads: a report, or the list of vouchers with a filter, or one voucher."""

    report: Wanted | None = None
    vouchers: VoucherFilter | None = None
    voucher: VoucherKey | None = None


def leads_of(report: Report, at: int, row: Row, wanted: Wanted) -> Leads | None:
    """Where a row leads; None where it leads nowhere. `at` is its place among the report's rows."""
    if row.voucher is not None:
        return Leads(voucher=row.voucher)
    if isinstance(wanted, OriginWanted):
        return _of_origin(row, wanted)
    offered = REPORTS.get(wanted.name)
    if offered is None:
        return None
    if offered.group is ReportGroup.STATEMENT and report.form is not None:
        has_figure = any(isinstance(cell, Decimal) for cell in row.cells.values())
        return Leads(OriginWanted(wanted.name, wanted.given, at)) if has_figure else None
    if wanted.name == "numbers":
        period = str(row.cells.get("period") or "")
        return Leads(
            vouchers=VoucherFilter(first=period, last=period, word=str(row.cells.get("word") or ""))
        )
    if wanted.name == "log":
        return _of_log(row)
    if wanted.name == "dimension-combinations" and row.cells.get("dimension"):
        values = {str(report.parameters["kind"]): [str(row.cells["dimension"])]}
        return Leads(Wanted("dimension-ledger", {"dimension": values, **_span(report, wanted)}))
    if not row.account or wanted.name in _LEDGERS:
        return None
    return Leads(_ledger(report, row, wanted))


def _span(report: Report, wanted: Wanted) -> dict[str, Any]:
    """The span of a report, and whether it shows what is not posted."""
    given = wanted.given
    if "day" in given:
        first, last = given.get("from_day") or given["day"], given["day"]
        span: dict[str, Any] = {"period": Period.of(last), "from_period": Period.of(first)}
    else:
        span = {"period": given["period"]}
        if given.get("from_period"):
            span["from_period"] = given["from_period"]
    if report.parameters.get("include_unposted"):
        span["include_unposted"] = True
    return span


def _ledger(report: Report, row: Row, wanted: Wanted) -> Wanted:
    """The ledger of a row's account; of the dimension value that the row is of, where it is of one."""
    span = _span(report, wanted)
    given: dict[str, Any] = {"account": row.account, **span}
    dimension = row.cells.get("dimension")
    if wanted.name == "dimension-ledger":
        dimension = str(row.cells.get("value") or "").split(" ")[0]
    if wanted.name in ("dimension-balance", "dimension-ledger"):
        given["dimension"] = {str(report.parameters["kind"]): [str(dimension)]}
    elif isinstance(dimension, str) and ":" in dimension:
        given["dimension"] = by_value(dimension)
    measure = row.cells.get("measure") or row.cells.get("commodity")
    if isinstance(measure, str) and measure:
        given["measure"] = measure
    return Wanted("account-ledger", given)


def _of_origin(row: Row, wanted: OriginWanted) -> Leads | None:
    """The ledger of an account in a figure, over the periods that lead to it; or a line of the statement."""
    cells = row.cells
    if row.account and cells.get("first"):
        given: dict[str, Any] = {
            "account": row.account,
            "period": Period.parse(str(cells["last"])),
            "from_period": Period.parse(str(cells["first"])),
        }
        if wanted.given.get("include_unposted"):
            given["include_unposted"] = True
        if cells.get("dimension"):
            given["dimension"] = by_value(str(cells["dimension"]))
        return Leads(Wanted("account-ledger", given))
    return None


def by_value(label: str) -> dict[str, list[str]]:
    """The kinds of a dimension's label, each with its one value."""
    return {kind: [code] for kind, code in parse_label(label).items()}


def _of_log(row: Row) -> Leads | None:
    """The voucher that an act was about, where it was about one."""
    try:
        return Leads(voucher=VoucherKey.parse(str(row.cells.get("subject") or "")))
    except ValueError:
        return None

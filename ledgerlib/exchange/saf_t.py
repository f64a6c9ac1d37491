"""The OECD's Standard Audit File for Tax 2.00: header, master files and general ledger entries.

Red ink stays a negative amount on its own side, for the amounts of SAF-T carry a sign: turned
into a positive one on the other side it would swell the turnover of both. What is not posted
has no GLPostingDate, and its state as TransactionType. A unit that keeps customers or suppliers
as kinds of dimension of their own has them under Customers and Suppliers; partners of one kind
(往来单位), as all other dimensions, are analysis. Accounts are leaf accounts, grouped by the one
above. The elements and their order are those of a list, not of the published schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import define
from lxml import etree

from ..book import Book
from ..core.account import Category, Side
from ..core.amount import DIVIDING, from_minor, rounded
from ..core.balance import Figures
from ..core.dimension import DimensionKind, kept_values
from ..core.problem import Problem
from ..core.voucher import Line, State, Voucher
from ..refusal import Refused
from . import gbt_terms as terms
from .gbt_terms import Archive, MeasuredIn, Moved
from .outgoing import SOFTWARE, Exported, ExportOptions, Outgoing, outgoing, version, whole_files
from .xml_writing import Field, Fitting, Value, comment, emit, layout

NAMESPACE = "urn:OECD:StandardAuditFile-Taxation/2.00"
VERSION = "2.00"
_SPACE = f"{{{NAMESPACE}}}"
_NSMAP: Any = {None: NAMESPACE}
_NAMES = {Side.DEBIT: "Debit", Side.CREDIT: "Credit"}
_STOCKED = (Category.ASSET, Category.HOLDING)
#: The elements that hold a number of the same kind as another.
_LIKE = {
    "CurrencyAmount": "Amount", "TotalDebit": "Amount", "TotalCredit": "Amount",
    "OpeningDebitBalance": "Amount", "OpeningCreditBalance": "Amount",
    "ClosingDebitBalance": "Amount", "ClosingCreditBalance": "Amount",
    "OpeningStockValue": "Amount", "ClosingStockValue": "Amount",
    "OpeningStockQuantity": "Quantity", "ClosingStockQuantity": "Quantity",
}  # fmt: skip


def write_saf_t(book: Book, path: Path, asked: ExportOptions | None = None) -> Exported:
    """Write a span of periods, or the whole book, into one file.

    Refused where values are longer than their elements and are not to be cut, and where the
    book's currency has no code of three letters, without which there is no SAF-T.
    """
    asked = asked or ExportOptions()
    fields = {each.name: each for each in layout("saf_t", asked.lengths)["fields"].fields}
    fitting = Fitting(asked.cut)
    with outgoing(book, asked) as out:
        code = out.span.currency.code
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise Refused([Problem.of("export.no_currency_code", currency=code)])
        with whole_files(path) as (file,):
            with etree.xmlfile(file, encoding=asked.encoding) as into:
                into.write_declaration()
                into.write(comment(["OECD SAF-T", *out.head()]), pretty_print=True)
                with into.element(f"{_SPACE}AuditFile", nsmap=_NSMAP):
                    _Export(out, into, fields, fitting).write()
            fitting.refuse()
        return Exported((path,), out.first, out.last, tuple(fitting.problems))


@define
class _Export:
    """A book on its way into the file."""

    out: Outgoing
    into: Any
    fields: Mapping[str, Field]
    fitting: Fitting

    def write(self) -> None:
        """The three parts of the file, one behind the other."""
        self.into.write("\n")
        emit(self.into, self._header())
        with self._open("MasterFiles"):
            self._accounts()
            self._partners(Archive.CUSTOMER, "Customer")
            self._partners(Archive.SUPPLIER, "Supplier")
            self._units()
            self._analysis()
            self._stock()
        self.into.write("\n")
        with self._open("GeneralLedgerEntries"):
            self._entries()
        self.into.write("\n")

    # What elements are made of

    def _open(self, name: str) -> Any:
        return self.into.element(f"{_SPACE}{name}")

    def _put(self, parent: Any, name: str, value: Value, **where: str) -> None:
        """Put an element with a value into another; nothing where there is no value."""
        if value is None or value == "":
            return
        element = etree.SubElement(parent, f"{_SPACE}{name}")
        into = self.fields.get(_LIKE.get(name, name))
        if isinstance(value, date):
            element.text = value.isoformat()
        elif into is None:
            element.text = str(value)
        else:
            element.text = self.fitting.fit("", into, value, where)

    def _made(self, name: str, values: Mapping[str, Value], **where: str) -> Any:
        element = etree.Element(f"{_SPACE}{name}")
        for key, value in values.items():
            self._put(element, key, value, **where)
        return element

    def _list(self, name: str, elements: Iterator[Any]) -> None:
        """A list of elements; not written where there is none."""
        first = next(elements, None)
        if first is None:
            return
        with self._open(name):
            self.into.write("\n")
            emit(self.into, first)
            for element in elements:
                emit(self.into, element)
        self.into.write("\n")

    # Header and master files

    def _header(self) -> Any:
        out, unit = self.out, self.out.asked.unit
        header = self._made("Header", {
            "AuditFileVersion": VERSION, "AuditFileCountry": unit.country,
            "AuditFileDateCreated": datetime.now(UTC).date(), "SoftwareCompanyName": SOFTWARE,
            "SoftwareID": SOFTWARE, "SoftwareVersion": version(),
        })  # fmt: skip
        company = {"RegistrationNumber": unit.organisation_code, "Name": out.unit}
        header.append(self._made("Company", company))
        self._put(header, "DefaultCurrencyCode", out.span.currency.code)
        header.append(self._made("SelectionCriteria", {
            "SelectionStartDate": out.first.first_day, "SelectionEndDate": out.last.last_day,
            "PeriodStart": out.first.month, "PeriodStartYear": out.first.year,
            "PeriodEnd": out.last.month, "PeriodEndYear": out.last.year,
        }))  # fmt: skip
        self._put(header, "HeaderComment", "  ".join(out.head()))
        self._put(header, "TaxAccountingBasis", "Accounting")
        self._put(header, "UserID", out.who)
        return header

    def _accounts(self) -> None:
        self._list("GeneralLedgerAccounts", self._each_account())

    def _each_account(self) -> Iterator[Any]:
        out, chart = self.out, self.out.span.chart
        figures = self._figures()
        for code, account in chart.accounts.items():
            if chart.is_leaf(code):
                values = {
                    "AccountID": code, "AccountDescription": account.name,
                    "GroupingCategory": account.category.value,
                    "GroupingCode": chart.parents[code] or code, "AccountType": "GL",
                    **_balance(figures.get(code, Figures()), out.span.currency.scale),
                }  # fmt: skip
                yield self._made("Account", values, account=code)

    def _figures(self) -> dict[str, Figures]:
        out = self.out
        return out.book.figures(
            out.first, out.last, include_unposted=out.asked.include_unposted
        ).figures  # fmt: skip

    def _partners(self, archive: Archive, name: str) -> None:
        self._list(f"{name}s", self._each_partner(archive, name))

    def _each_partner(self, archive: Archive, name: str) -> Iterator[Any]:
        for kind in self._kinds(archive):
            standing: dict[str, dict[str, Figures]] = {}
            for detail, measured in self.out.details(self.out.first, self.out.last).items():
                code = kept_values(detail.dimension).get(kind.code) if detail.dimension else None
                if code is not None:
                    accounts = standing.setdefault(code, {})
                    accounts.setdefault(detail.account, Figures()).add(measured.amount)
            for value in self.out.book.dimension_values(kind.code):
                made = self._made(name, {"Name": value.name, f"{name}ID": value.code})
                for account, figures in standing.get(value.code, {}).items():
                    balance = _balance(figures, self.out.span.currency.scale)
                    made.append(self._made("BalanceAccount", {"AccountID": account, **balance}))
                yield made

    def _kinds(self, *archives: Archive) -> list[DimensionKind]:
        kinds = self.out.span.kinds.values()
        return [kind for kind in kinds if terms.archive_of(kind) in archives]

    def _units(self) -> None:
        goods = [each for each in self.out.span.commodities.values() if not each.is_currency]
        self._list("UOMTable", (
            self._made("UOMTableEntry", {"UnitOfMeasure": each.code, "Description": each.code})
            for each in goods
        ))  # fmt: skip

    def _analysis(self) -> None:
        others = [each for each in Archive if each not in (Archive.CUSTOMER, Archive.SUPPLIER)]
        self._list("AnalysisTypeTable", (
            self._made("AnalysisTypeTableEntry", {
                "AnalysisType": kind.code, "AnalysisTypeDescription": kind.name,
                "AnalysisID": value.code, "AnalysisIDDescription": value.name,
            })
            for kind in self._kinds(*others)
            for value in self.out.book.dimension_values(kind.code)
        ))  # fmt: skip

    def _stock(self) -> None:
        self._list("PhysicalStock", self._each_stock())

    def _each_stock(self) -> Iterator[Any]:
        """The goods on accounts of assets: the account is the warehouse, what it tells apart the product."""
        for detail, measured in self.out.details(self.out.first, self.out.last).items():
            account = self.out.span.chart.accounts[detail.account]
            kept, (opening, _, _, closing) = terms.balance_of(self.out, detail.measure, measured)
            if not kept.unit or account.category not in _STOCKED:
                continue
            price = None
            if closing.quantity:
                # A price is a quotient and seldom comes out: the value beside it is the exact one.
                price = rounded(DIVIDING.divide(closing.money, closing.quantity), 6)
            yield self._made("PhysicalStockEntry", {
                "WarehouseID": detail.account,
                "ProductCode": " ".join(filter(None, (account.name, detail.dimension))),
                "UOMPhysicalStock": kept.unit, "UnitPrice": price,
                "OpeningStockQuantity": opening.quantity, "OpeningStockValue": opening.money,
                "ClosingStockQuantity": closing.quantity, "ClosingStockValue": closing.money,
            }, account=detail.account)  # fmt: skip

    # Entries

    def _entries(self) -> None:
        out, chart = self.out, self.out.span.chart
        figures = [each for code, each in self._figures().items() if chart.is_leaf(code)]
        scale = out.span.currency.scale
        totals: dict[str, Value] = {
            "NumberOfEntries": out.voucher_count(),
            "TotalDebit": from_minor(sum(each.debit_minor for each in figures), scale),
            "TotalCredit": from_minor(sum(each.credit_minor for each in figures), scale),
        }
        self.into.write("\n")
        for element in self._made("Totals", totals):
            emit(self.into, element)
        for word in out.words():
            with self._open("Journal"):
                self.into.write("\n")
                about = {"JournalID": word, "Description": terms.word_name(word), "Type": "GL"}
                for element in self._made("Journal", about):
                    emit(self.into, element)
                for voucher in out.vouchers(word):
                    emit(self.into, self._transaction(voucher))
            self.into.write("\n")

    def _transaction(self, voucher: Voucher) -> Any:
        is_posted = voucher.state is State.POSTED
        where = {"voucher": voucher.label}
        made = self._made("Transaction", {
            "TransactionID": str(voucher.key), "Period": voucher.period.month,
            "PeriodYear": voucher.period.year, "TransactionDate": voucher.day,
            "SourceID": voucher.maker, "VoucherType": voucher.word,
            "VoucherDescription": voucher.kind.value, "TransactionType": voucher.state.value,
            "Description": voucher.lines[0].summary if voucher.lines else "-",
            "SystemEntryDate": voucher.day, "GLPostingDate": voucher.day if is_posted else None,
            "SystemID": str(voucher.voucher_id),
        }, **where)  # fmt: skip
        for number, line in enumerate(voucher.lines, 1):
            made.append(self._line(voucher, line, number))
        return made

    def _line(self, voucher: Voucher, line: Line, number: int) -> Any:
        where = terms.entry_where(voucher, number)
        kept, moved = terms.moved_by(self.out, line)
        side, settlement = _NAMES[line.side], line.settlement
        made = self._made("Line", {"RecordID": str(number), "AccountID": line.account}, **where)
        partners: dict[str, Value] = {}
        for code, value in kept_values(line.dimension).items() if line.dimension else ():
            archive = terms.archive_of(self.out.span.kinds.get(code) or DimensionKind(code, code))
            if archive in (Archive.CUSTOMER, Archive.SUPPLIER):
                partners[f"{archive.name.capitalize()}ID"] = value
                continue
            about = {"AnalysisType": code, "AnalysisID": value}
            analysis = self._made("Analysis", about, **where)
            analysis.append(self._amount(f"{side}AnalysisAmount", line, kept, moved, where))
            made.append(analysis)
        self._put(made, "ValueDate", settlement.day if settlement else None)
        self._put(made, "SourceDocumentID", voucher.reference, **where)
        for name in ("CustomerID", "SupplierID"):
            self._put(made, name, partners.get(name), **where)
        self._put(made, "Description", line.summary, **where)
        made.append(self._amount(f"{side}Amount", line, kept, moved, where))
        self._put(made, "ReferenceNumber", settlement.number if settlement else "", **where)
        self._put(made, "Quantity", moved.quantity if kept.unit else None, **where)
        self._put(made, "CrossReference", str(voucher.reverses or ""), **where)
        return made

    def _amount(
        self, name: str, line: Line, kept: MeasuredIn, moved: Moved, where: Mapping[str, str]
    ) -> Any:
        values: dict[str, Value] = {"Amount": moved.money}
        if kept.is_foreign:
            values |= {
                "CurrencyCode": kept.currency, "CurrencyAmount": moved.foreign,
                "ExchangeRate": line.measure.rate if line.measure else None,
            }  # fmt: skip
        return self._made(name, values, **where)


def _balance(figures: Figures, scale: int) -> dict[str, Value]:
    """Opening and closing on the sides where they really stand; nothing is a debit of nothing."""
    found: dict[str, Value] = {}
    for when, minor in (("Opening", figures.opening_minor), ("Closing", figures.closing_minor)):
        amount: Decimal = from_minor(abs(minor), scale)
        found[f"{when}{'Credit' if minor < 0 else 'Debit'}Balance"] = amount
    return found

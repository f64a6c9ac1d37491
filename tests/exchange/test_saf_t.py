"""SAF-T read back: against a schema, and by a plain reader that adds the entries up again."""

from __future__ import annotations

import tempfile
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ledgerlib import Account, Book, Category, Line, Measure, Period, Side, Voucher, credit, debit
from ledgerlib.exchange import saf_t
from ledgerlib.exchange.outgoing import ExportOptions, ExportUnit
from ledgerlib.testing import balanced_lines, new_book, vouchers

SCHEMA = Path(saf_t.__file__).with_name("schemas") / "saf_t.xsd"
IN = {"": "urn:OECD:StandardAuditFile-Taxation/2.00"}
MONTHS = [Period(2023, 12), Period(2024, 1)]
ZERO = Decimal(0)


def exported(book: Book, path: Path, **asked: Any) -> ElementTree.Element:
    saf_t.write_saf_t(book, path, ExportOptions(**asked))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.parse(path))
    return ElementTree.parse(path).getroot()


def text(element: ElementTree.Element, path: str) -> str:
    return element.findtext(path, "", IN)


def balance(element: ElementTree.Element, when: str) -> Decimal:
    """An opening or closing balance, debit positive."""
    debits, credits = (text(element, f"{when}{side}Balance") for side in ("Debit", "Credit"))
    return Decimal(debits or 0) - Decimal(credits or 0)


def check(file: ElementTree.Element) -> dict[str, tuple[Decimal, Decimal]]:
    """Every transaction balances, all add up to the totals, each account to its closing balance.

    The openings and closings by account, those of nothing left out.
    """
    sums: dict[str, Decimal] = defaultdict(Decimal)
    totals = {"Debit": ZERO, "Credit": ZERO}
    entries = file.findall(".//Transaction", IN)
    for entry in entries:
        difference = ZERO
        for line in entry.findall("Line", IN):
            for side, sign in (("Debit", 1), ("Credit", -1)):
                amount = Decimal(text(line, f"{side}Amount/Amount") or 0)
                totals[side] += amount
                difference += sign * amount
                sums[text(line, "AccountID")] += sign * amount
        assert difference == 0, text(entry, "TransactionID")
    ledger = file.find("GeneralLedgerEntries", IN)
    assert ledger is not None
    assert int(text(ledger, "NumberOfEntries")) == len(entries)
    assert {side: Decimal(text(ledger, f"Total{side}")) for side in totals} == totals
    found = {}
    for account in file.findall(".//GeneralLedgerAccounts/Account", IN):
        code, opening, closing = (
            text(account, "AccountID"), balance(account, "Opening"), balance(account, "Closing"),
        )  # fmt: skip
        assert closing == opening + sums.pop(code, ZERO), code
        if opening or closing:
            found[code] = (opening, closing)
    assert not sums
    return found


def told_by(book: Book, first: str, last: str, **more: Any) -> dict[str, tuple[Decimal, Decimal]]:
    span = book.figures(first, last, **more)
    return {
        code: tuple(Decimal(m).scaleb(-2) for m in (each.opening_minor, each.closing_minor))
        for code, each in span.figures.items()
        if span.chart.is_leaf(code) and (each.opening_minor or each.closing_minor)
    }


@settings(max_examples=6)
@given(
    opening=st.just(()) | balanced_lines(),
    months=st.tuples(
        *(st.lists(vouchers(p.first_day, p.last_day), max_size=4) for p in MONTHS)
    ),
)  # fmt: skip
def test_a_random_book_adds_up_again_over_any_span(
    new_file: Callable[[], str], keep_month: Callable[..., None],
    opening: tuple[Line, ...], months: tuple[list[Voucher], ...],
) -> None:  # fmt: skip
    """2023-12 carried forward and closed, the year rolled over; 2024-01 posted."""
    with new_book(new_file(), start=MONTHS[0], opening=opening) as book:
        for period, written in zip(MONTHS, months, strict=True):
            keep_month(book, period, written, closed=period.year == 2023)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "saf-t.xml"
            for first, last in (("2023-12", "2024-01"), ("2024-01", "2024-01")):
                file = exported(book, path, first=first, last=last)
                assert check(file) == told_by(book, first, last)
                assert text(file, "Header/SelectionCriteria/PeriodStartYear") == first[:4]


def test_the_mess_fund(mess_fund: Book, tmp_path: Path) -> None:
    """2008-04/记/28 is red: −310.00 on both sides, each on its own."""
    file = exported(mess_fund, tmp_path / "saf-t.xml")
    assert check(file) == told_by(mess_fund, "2008-01", "2008-12")
    by_id = {text(t, "TransactionID"): t for t in file.findall(".//Transaction", IN)}
    red = by_id["2008-04/记/28"]
    lines = red.findall("Line", IN)
    assert (
        text(lines[0], "DebitAmount/Amount") == text(lines[1], "CreditAmount/Amount") == "-310.00"
    )
    assert text(lines[0], "CrossReference") == "2008-03/记/17"
    assert mess_fund.chain_head() in text(file, "Header/HeaderComment")
    assert "不可逆记账" in text(file, "Header/HeaderComment")


def test_what_entries_carry(rich_book: Book, tmp_path: Path) -> None:
    unit = ExportUnit("某公司", "91110000100000000X")
    file = exported(rich_book, tmp_path / "saf-t.xml", unit=unit)
    assert check(file) == told_by(rich_book, "2024-01", "2024-01")
    assert text(file, "Header/Company/RegistrationNumber") == "91110000100000000X"
    (customer,) = file.findall(".//Customer", IN)
    assert (text(customer, "CustomerID"), text(customer, "Name")) == ("K1", "甲公司")
    assert text(customer, "BalanceAccount/ClosingCreditBalance") == "712.34"
    analysis = file.findall(".//AnalysisTypeTableEntry", IN)
    assert {(text(a, "AnalysisType"), text(a, "AnalysisID")) for a in analysis} == {
        ("cash_flow", "03"), ("department", "01"), ("project", "p1"), ("project", "p11"),
    }  # fmt: skip
    assert [text(u, "UnitOfMeasure") for u in file.findall(".//UOMTableEntry", IN)] == ["公斤"]
    dollars, sale, rice, owed, *_ = file.findall(".//Line", IN)
    amount = [
        text(dollars, f"DebitAmount/{k}") for k in ("Amount", "CurrencyCode", "CurrencyAmount")
    ]
    assert amount == ["712.34", "USD", "100.00"]
    assert text(dollars, "DebitAmount/ExchangeRate") == "7.1234"
    assert (text(sale, "CustomerID"), text(sale, "Analysis/AnalysisID")) == ("K1", "p11")
    assert text(sale, "Analysis/CreditAnalysisAmount/Amount") == "712.34"
    assert Decimal(text(rice, "Quantity")) == 50
    assert (text(owed, "ReferenceNumber"), text(owed, "ValueDate")) == ("8831", "2024-01-06")


def test_what_is_not_posted_has_no_posting_day(rich_file: Book, tmp_path: Path) -> None:
    file = exported(rich_file, tmp_path / "saf-t.xml", include_unposted=True)
    assert check(file) == told_by(rich_file, "2024-01", "2024-01", include_unposted=True)
    states = [
        (text(t, "TransactionType"), bool(text(t, "GLPostingDate")))
        for t in file.findall(".//Transaction", IN)
    ]
    assert states == [("posted", True)] * 4 + [("draft", False)]


def test_goods_on_an_account_of_assets_are_stock(tmp_path: Path) -> None:
    """2024-01  买大米 50 公斤 230.00，领用 20 公斤 92.00：结存 30 公斤 138.00 @ 4.60"""
    with new_book(tmp_path / "book.ledger") as book:
        book.set_accounts([Account("1405", "库存商品", Category.ASSET, Side.DEBIT)])
        for side, other, quantity, amount in (
            (debit, credit, "50", "230"),
            (credit, debit, "20", "92"),
        ):
            rice = Measure("公斤", Decimal(quantity), Decimal("4.60"))
            lines = (side("1405", amount, "大米", measure=rice), other("1001", amount, "大米"))
            voucher = Voucher(Period(2024, 1).first_day, lines)
            book.acting_as("制单").enter_many([voucher], make_missing=True)
        file = exported(book, tmp_path / "saf-t.xml", include_unposted=True)
    (stock,) = file.findall(".//PhysicalStockEntry", IN)
    assert text(stock, "UOMPhysicalStock") == "公斤"
    figures = [
        Decimal(text(stock, k))
        for k in ("OpeningStockQuantity", "ClosingStockQuantity", "ClosingStockValue", "UnitPrice")
    ]
    assert figures == [0, 30, 138, Decimal("4.6")]


def test_an_empty_book_is_exported(tmp_path: Path) -> None:
    with new_book(tmp_path / "book.ledger", started=False) as book:
        assert check(exported(book, tmp_path / "saf-t.xml")) == {}

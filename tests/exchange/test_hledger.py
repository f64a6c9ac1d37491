"""A journal read back by a small parser of its own, and by hledger itself where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import Account, Book, Category, Line, Period, Side, Voucher, credit, debit
from ledgerlib.exchange.hledger import hledger_text, write_hledger
from ledgerlib.exchange.outgoing import ExportOptions
from ledgerlib.testing import balanced_lines, new_book, vouchers

from .closings import closing_of

MONTHS = [Period(2023, 12), Period(2024, 1)]
HEAD = re.compile(r"(\d{4}-\d\d-\d\d) ([*!]) \(([^)]*)\) ?(.*)")
AMOUNT = re.compile(r'(-?[\d.]+) ("[^"]+"|\w+)(?: @@ ([\d.]+) (\w+))?')
HLEDGER = shutil.which("hledger")


@define
class Posting:
    account: str
    quantity: Decimal
    commodity: str
    cost: Decimal
    tags: dict[str, str] = field(factory=dict)


@define
class Entry:
    day: str
    mark: str
    code: str
    description: str
    tags: dict[str, str] = field(factory=dict)
    postings: list[Posting] = field(factory=list)


def parse(text: str) -> tuple[list[Entry], dict[str, dict[str, str]]]:
    """The entries of a journal, each of which must balance at cost, and its accounts with tags."""
    entries: list[Entry] = []
    accounts: dict[str, dict[str, str]] = {}
    tags: dict[str, str] = {}
    for line in text.splitlines():
        if match := HEAD.fullmatch(line):
            entries.append(Entry(*match.groups()))
            tags = entries[-1].tags
        elif line.startswith("account "):
            name, _, comment = line.removeprefix("account ").partition("  ; ")
            tags = accounts[name] = dict([comment.split(": ", 1)])
        elif re.match(r" +; ", line):
            name, _, value = line.strip().removeprefix("; ").partition(": ")
            assert "," not in value
            tags[name] = value
        elif line.startswith("    "):
            name, _, shown = line.strip().partition("  ")
            match = AMOUNT.fullmatch(shown)
            assert match, line
            quantity = Decimal(match[1])
            cost = Decimal(match[3]).copy_sign(quantity) if match[3] else quantity
            entries[-1].postings.append(Posting(name, quantity, match[2], cost))
            tags = entries[-1].postings[-1].tags
            assert name in accounts, "every account is declared"
        else:
            assert not line or re.match(r"; |decimal-mark |commodity ", line), line
    for entry in entries:
        assert sum(posting.cost for posting in entry.postings) == 0, entry
    return entries, accounts


def balances(entries: list[Entry], accounts: dict[str, dict[str, str]]) -> dict[str, Decimal]:
    """What stands on each account at cost, by code."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        for posting in entry.postings:
            found[accounts[posting.account]["code"]] += posting.cost
    return {code: amount for code, amount in found.items() if amount}


@settings(max_examples=6)
@given(
    opening=st.just(()) | balanced_lines(),
    months=st.tuples(
        *(st.lists(vouchers(p.first_day, p.last_day), max_size=4) for p in MONTHS)
    ),
)  # fmt: skip
def test_a_random_book_adds_up_again(
    new_file: Callable[[], str], keep_month: Callable[..., None],
    opening: tuple[Line, ...], months: tuple[list[Voucher], ...],
) -> None:  # fmt: skip
    """2023-12 carried forward, closed and rolled over; 2024-01 posted; any span of the two."""
    with new_book(new_file(), start=MONTHS[0], opening=opening) as book:
        for period, written in zip(MONTHS, months, strict=True):
            keep_month(book, period, written, closed=period.year == 2023)
        for asked in (ExportOptions(), ExportOptions(first="2024-01"), ExportOptions(year=2024)):
            parsed = parse(hledger_text(book, asked))
            assert balances(*parsed) == closing_of(book, "2024-01")
        turnovers(book, parse(hledger_text(book)))


def turnovers(book: Book, parsed: tuple[list[Entry], dict[str, dict[str, str]]]) -> None:
    """Red ink stays on its side: debits and credits are those of the book."""
    entries, accounts = parsed
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        for posting in entry.postings if entry.code != "opening" else ():
            side = posting.tags.get("side", "debit" if posting.cost > 0 else "credit")
            sign = 1 if side == "debit" else -1
            sums[accounts[posting.account]["code"], side] += sign * posting.cost
    span = book.figures("2023-12", "2024-01")
    wanted = {
        (code, side): Decimal(minor).scaleb(-2)
        for code, each in span.figures.items()
        for side, minor in (("debit", each.debit_minor), ("credit", each.credit_minor))
        if span.chart.is_leaf(code)
    }
    assert {k: v for k, v in sums.items() if v} == {k: v for k, v in wanted.items() if v}


def test_the_mess_fund(mess_fund: Book) -> None:
    text = hledger_text(mess_fund)
    entries, accounts = parse(text)
    assert balances(entries, accounts) == closing_of(mess_fund, "2008-12")
    assert accounts["Assets:101 库存现金"]["type"] == "C"
    assert (entries[0].day, entries[0].code) == ("2007-12-31", "opening")
    red = next(entry for entry in entries if entry.code == "2008-04/记/28")
    assert [(p.quantity, p.tags["side"]) for p in red.postings] == [
        (Decimal("-310.00"), "debit"), (Decimal("310.00"), "credit"),
    ]  # fmt: skip
    assert (red.tags["kind"], red.tags["reverses"]) == ("reversal", "2008-03/记/17")
    assert f"; 记录链头：{mess_fund.chain_head()}" in text


def test_what_entries_carry(rich_book: Book) -> None:
    entries, accounts = parse(hledger_text(rich_book, ExportOptions(include_unposted=True)))
    assert balances(entries, accounts) == closing_of(rich_book, "2024-01", include_unposted=True)
    _, dollars, rice, red, _, draft = entries
    assert [entry.mark for entry in entries] == ["*"] * 5 + ["!"]
    received, sold = dollars.postings
    assert received.account == "Assets:1002 银行存款:100201 工商银行"
    assert (received.quantity, received.commodity, received.cost) == (
        Decimal("100.00"), "USD", Decimal("712.34"),
    )  # fmt: skip
    assert received.tags == {"rate": "7.1234"}
    assert sold.tags == {"customer": "K1", "project": "p11", "summary": "销售"}
    assert (rice.postings[0].commodity, rice.postings[0].quantity) == ("公斤", 50)
    assert rice.postings[1].tags == {"settlement": "转账支票 8831 2024-01-06"}
    assert (red.postings[0].quantity, red.postings[0].cost) == (-30, Decimal("-138.00"))
    tags = {name: dollars.tags[name] for name in ("word", "number", "state", "cashier", "poster")}
    assert tags == {
        "word": "记",
        "number": "1",
        "state": "posted",
        "cashier": "出纳",
        "poster": "记账",
    }
    assert (draft.tags["state"], draft.tags["reference"]) == ("draft", "外-7")
    assert len(parse(hledger_text(rich_book))[0]) == 5


HARD = 'a;b, (c) [d] "e"  two\nlines: *!'


def hard_book(path: Path) -> Book:
    """Names and summaries full of signs that mean something in a journal."""
    book = new_book(path, name=HARD.replace("\n", " "))
    book.set_accounts([
        Account("1009", HARD.replace("\n", " "), Category.ASSET, Side.DEBIT),
        Account("1009.01", "甲:乙", Category.ASSET, Side.DEBIT),
        Account("1009/01", "甲:乙", Category.ASSET, Side.DEBIT),
    ])  # fmt: skip
    lines = (debit("1009.01", "1", HARD), debit("1009/01", "2", "甲,乙"), credit("5001", "3", HARD))
    book.acting_as("制单").enter(date(2024, 1, 5), "", *lines, reference="外;1,2")
    return book


def test_signs_that_mean_something_in_a_journal(tmp_path: Path) -> None:
    with hard_book(tmp_path / "book.ledger") as book:
        entries, accounts = parse(hledger_text(book, ExportOptions(include_unposted=True)))
        assert balances(entries, accounts) == closing_of(book, "2024-01", include_unposted=True)
    assert entries[0].description == 'a；b， (c) [d] "e" two lines: *!'
    assert entries[0].tags["reference"] == "外；1，2"


def test_a_book_that_has_not_started_opens_pending(tmp_path: Path) -> None:
    opening = (debit("1001", "5"), credit("3001", "5"))
    with new_book(tmp_path / "book.ledger", started=False, opening=opening) as book:
        (entry,), _ = parse(hledger_text(book))
    assert (entry.mark, entry.day) == ("!", "2023-12-31")


@pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed on this machine")
@pytest.mark.parametrize("which", ["mess_fund", "rich_file", "hard"])
def test_hledger_itself_comes_to_the_same(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    book = (
        hard_book(tmp_path / "hard.ledger") if which == "hard" else request.getfixturevalue(which)
    )
    path = tmp_path / "book.journal"
    write_hledger(book, path, ExportOptions(include_unposted=True))
    _, accounts = parse(path.read_text("utf-8"))

    def hledger(*words: str) -> str:
        command = [str(HLEDGER), "-f", str(path), *words]
        environment = {"LANG": "C.UTF-8", "PATH": ""}
        return subprocess.run(
            command, check=True, capture_output=True, text=True, env=environment
        ).stdout  # fmt: skip

    hledger("check", "--strict")
    told = {}
    for line in hledger("balance", "--cost", "--flat", "--no-total").splitlines():
        amount, _, name = line.strip().partition("  ")
        told[accounts[name.strip()]["code"]] = Decimal(amount.split()[0])
    period = "2008-12" if which == "mess_fund" else "2024-01"
    assert told == closing_of(book, period, include_unposted=True)

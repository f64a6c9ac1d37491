"""A monthly posting of 200,000 persons as dimension values under one account, against the same without.

The ratio is what a line with a person costs to one without; then the account's trial
balance, and one person's ledger, beside those of a book with a hundred persons.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ledgerlib import (
    Account,
    Book,
    Category,
    Chart,
    DimensionValue,
    Line,
    NewBook,
    Period,
    Side,
    Voucher,
    create,
    reports,
)
from ledgerlib.core.amount import from_minor

#: Lines of one voucher; a real posting list is as long.
LINES = 1000


def measure(folder: Path, count: int) -> None:
    """Print what the posting and the reading take, as ratios within this run."""
    plain, _ = _posted(folder / "plain.ledger", count, with_persons=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, book = _posted(folder / "persons.ledger", count, with_persons=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, few = _posted(folder / "few.ledger", 100, with_persons=True)
    print(f"\n{count:,} persons under one account, a month (SQLite)")
    for act in ("enter", "review", "post"):
        print(f"  {act:<8} {seconds[act]:6.2f} s   without persons {plain[act]:6.2f} s")
    ratio = sum(seconds.values()) / sum(plain.values())
    print(f"  a line with a person costs {ratio:.2f} of one without")
    print(f"  memory {before / 1024:.0f} MB before, {peak / 1024:.0f} MB at most")
    for what, ask in (
        ("trial balance", lambda each: reports.trial_balance(each, "2024-01")),
        ("one person's ledger", _one_persons_ledger),
    ):
        many, hundred = _median(lambda ask=ask: ask(book)), _median(lambda ask=ask: ask(few))
        print(f"  {what}: {many * 1000:.2f} ms, {many / hundred:.2f} of that among a hundred")
    started = time.perf_counter()
    assert book.verify().is_sound
    print(f"  verify, everything: {time.perf_counter() - started:.1f} s")
    for each in (book, few):
        each.__exit__()


def _one_persons_ledger(book: Book) -> Any:
    person = {"person": ["00000042"]}
    ledger = reports.account_ledger(book, "4001", "2024-01", dimension=person)
    assert len(list(ledger.rows)) == 4
    return ledger


def _median(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(21):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return sorted(times)[10]


def _posted(where: Path, count: int, *, with_persons: bool) -> tuple[dict[str, float], Book]:
    """A book with one month's posting; seconds for each act."""
    kinds = ("person",) if with_persons else ()
    chart = Chart.of(
        [
            Account("1002", "银行存款", Category.ASSET, Side.DEBIT),
            Account("4001", "个人账户", Category.LIABILITY, Side.CREDIT, dimensions=kinds),
        ]
    )
    book = create(where, NewBook("基金", chart, Period(2024, 1)), by="主管")
    book.add_user("制单", ["maker", "poster"])
    if with_persons:
        book.set_dimension_values(
            DimensionValue("person", f"{n:08}", f"参保人{n}", mnemonic="cbr") for n in range(count)
        )
    book.start()
    maker = book.acting_as("制单")
    seconds = {}
    for act, work in (
        ("enter", lambda: maker.enter_many(_vouchers(count, with_persons))),
        ("review", lambda: book.review("2024-01")),
        ("post", lambda: maker.post("2024-01")),
    ):
        started = time.perf_counter()
        work()
        seconds[act] = time.perf_counter() - started
    return seconds, book


def _vouchers(count: int, with_persons: bool) -> Iterator[Voucher]:
    for first in range(0, count, LINES):
        numbers = range(first, min(first + LINES, count))
        lines = [
            Line("4001", Side.CREDIT, from_minor(1000 + n % 997, 2), "划入个人账户",
                 dimension=f"person:{n:08}" if with_persons else "")
            for n in numbers
        ]  # fmt: skip
        total = sum((line.amount for line in lines), from_minor(0, 2))
        yield Voucher(date(2024, 1, 28), (Line("1002", Side.DEBIT, total, "划入个人账户"), *lines))

"""Measures ledgerlib against the bare driver doing the same work, as ratios within one run.

    make benchmark                      100,000 vouchers on SQLite and PostgreSQL
    make benchmark ARGS="--large"       and 1,000,000 on SQLite: balances, verification, memory
    make benchmark ARGS="--only persons"   200,000 persons under one account
    make benchmark ARGS="--only terminal"  the terminal as its user feels it; --large: a million lines

The bare side inserts the very rows that the library left behind, into the same tables with the
same keys, indexes and foreign keys (no triggers), and upserts the same turnovers.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import persons
import terminal

from ledgerlib import Account, Book, Category, Chart, Line, NewBook, Period, Side, Voucher, create

ACCOUNTS = 200
CHART = Chart.of(
    Account(f"{1001 + n}", f"科目{n}", Category.ASSET if n % 2 else Category.LIABILITY, Side.DEBIT)
    for n in range(ACCOUNTS)
)
CODES = list(CHART.accounts)
TABLES = ("voucher", "line", "posted_voucher", "turnover")


def vouchers(count: int, months: int = 1) -> Iterator[Voucher]:
    """Vouchers of two to four lines, 2.8 on average, spread over the first months of 2024."""
    chance = random.Random(2024)
    days = [date(2024, 1, 1) + timedelta(n) for n in range(366)]
    days = [day for day in days if day.month <= months]
    for number in range(count):
        day = days[number * len(days) // count]
        amount = Decimal(chance.randrange(2, 10_000_000)).scaleb(-2)
        lines = [Line(chance.choice(CODES), Side.DEBIT, amount, "收上级拨付经费")]
        for _ in range(chance.choice((0, 0, 1, 2))):
            part = (amount / 3).quantize(Decimal("0.01")) or Decimal("0.01")
            lines.append(Line(chance.choice(CODES), Side.DEBIT, part, "收上级拨付经费补助"))
        total = sum((line.amount for line in lines), Decimal(0))
        lines.append(Line(chance.choice(CODES), Side.CREDIT, total, "收上级拨付经费"))
        yield Voucher(day, tuple(lines), attachments=1)


def timed(work: Callable[[], Any]) -> float:
    """Seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def new(where: str) -> Book:
    """A started book with a maker and a reviewer."""
    book = create(where, NewBook("基准", CHART, Period(2024, 1)), by="主管")
    book.add_user("制单", ["maker", "poster"])
    book.start()
    return book


def in_bulk(book: Book, count: int, months: int = 1) -> dict[str, float]:
    """Enter, review and post so many vouchers; seconds for each act."""
    maker = book.acting_as("制单")
    stream: Iterable[Voucher] = vouchers(count, months)
    if count <= 100_000:  # made beforehand, as the bare side's rows are; a million are streamed
        stream = list(stream)
        gc.collect()
        gc.freeze()
    seconds = {"enter": timed(lambda: maker.enter_many(stream))}
    gc.unfreeze()
    seconds["review"] = seconds["post"] = 0.0
    for month in range(1, months + 1):
        period = Period(2024, month)
        seconds["review"] += timed(lambda period=period: book.review(period))
        seconds["post"] += timed(lambda period=period: maker.post(period))
        if months > 1:
            book.close(period)
    return seconds


def rows_of(where: str) -> tuple[list[str], dict[str, list[tuple[Any, ...]]]]:
    """The tables and indexes of a SQLite book, and the rows that the bare side will insert."""
    with sqlite3.connect(where) as connection:
        schema = [
            row[0]
            for row in connection.execute(
                "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
            )
        ]
        order = {"voucher": "voucher_id", "line": "voucher_id, line_no"}
        rows = {
            name: connection.execute(
                f"SELECT * FROM {name} ORDER BY {order.get(name, 'rowid') if name in order else '1, 2, 3'}"
            ).fetchall()
            for name in ("book", "account", *TABLES)
        }
    return schema, rows


UPSERT = (
    "INSERT INTO turnover VALUES ({}) ON CONFLICT"
    " (book_id, period, account_id, commodity, measure_commodity, is_closing) DO UPDATE SET "
    + ", ".join(
        f"{name} = turnover.{name} + excluded.{name}"
        for name in ("debit_minor", "credit_minor", "measure_debit_minor", "measure_credit_minor")
    )
)
#: The columns of a turnover.
WIDTH = 10


def bare_sqlite(
    folder: Path, schema: list[str], rows: dict[str, list[tuple[Any, ...]]]
) -> sqlite3.Connection:
    """An empty database of the same tables, set up as the library sets one up."""
    connection = sqlite3.connect(folder / f"bare-{time.perf_counter_ns()}.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")
    for statement in schema:
        connection.execute(statement)
    for name in ("book", "account"):
        connection.executemany(_insert(name, rows), rows[name])
    return connection


def _insert(name: str, rows: dict[str, list[tuple[Any, ...]]], mark: str = "?") -> str:
    return f"INSERT INTO {name} VALUES ({', '.join([mark] * len(rows[name][0]))})"


def bare_bulk_sqlite(
    connection: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]]
) -> None:
    """All rows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for name in ("voucher", "line", "posted_voucher"):
        connection.executemany(_insert(name, rows), rows[name])
    connection.executemany(UPSERT.format(", ".join("?" * WIDTH)), rows["turnover"])
    connection.execute("COMMIT")


def one_by_one_rows(rows: dict[str, list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """For each voucher: head, lines, digest, and its own turnovers."""
    lines: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows["line"]:
        lines.setdefault(row[1], []).append(row)
    digests = {row[2]: row for row in rows["posted_voucher"]}
    found = []
    for head in rows["voucher"]:
        own = lines[head[1]]
        turnovers = [
            (
                row[0],
                row[3],
                row[4],
                row[5],
                "",
                False,
                row[7] if row[6] > 0 else 0,
                row[7] if row[6] < 0 else 0,
                0,
                0,
            )
            for row in own
        ]
        found.append((head, own, digests[head[1]], turnovers))
    return found


COUNTER = (
    "INSERT INTO counter VALUES ({0}, {0}, {0}) ON CONFLICT (book_id, name)"
    " DO UPDATE SET last_value = excluded.last_value"
)
RECORD = "INSERT INTO record VALUES ({})"


def bare_one_by_one_sqlite(
    connection: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]]
) -> None:
    """One voucher a commit: number, head, lines, turnovers, digest, record."""
    marks = ", ".join("?" * WIDTH)
    for n, (head, own, digest, turnovers) in enumerate(one_by_one_rows(rows), 1):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(COUNTER.format("?"), (1, "2024-01/记", n))
        connection.execute(_insert("voucher", rows), head)
        connection.executemany(_insert("line", rows), own)
        connection.executemany(UPSERT.format(marks), turnovers)
        connection.execute(_insert("posted_voucher", rows), digest)
        connection.execute(
            RECORD.format(", ".join("?" * 9)), (1, n, "2024", "制单", "post", "x", "", "", "0" * 64)
        )
        connection.execute("COMMIT")


def one_by_one(book: Book, count: int) -> None:
    """Enter, review and post each voucher in a commit of its own."""
    maker = book.acting_as("制单")
    for voucher in vouchers(count):
        with book.transaction():
            entered = maker.enter(voucher.day, "", *voucher.lines, attachments=1)
            book.review(entered)
            maker.post(entered)


def show(what: str, rate: float, bare: float, aim: float, floor: float) -> None:
    """Print a ratio beside its aim."""
    ratio = rate / bare
    mark = "✓" if ratio >= aim else "·" if ratio >= floor else "✗"
    print(
        f"{mark} {what:<46} {rate:>10,.0f}/s   bare {bare:>10,.0f}/s   ratio {ratio:.2f}"
        f"  (aim {aim}, floor {floor})"
    )


def sqlite_ratios(folder: Path, bulk: int, single: int) -> None:
    """Bulk and one by one on SQLite, against the bare driver."""
    where = str(folder / "bulk.ledger")
    with new(where) as book:
        seconds = in_bulk(book, bulk)
    schema, rows = rows_of(where)
    bare = timed(lambda: bare_bulk_sqlite(bare_sqlite(folder, schema, rows), rows))
    print("  " + "  ".join(f"{act} {bulk / s:,.0f}/s" for act, s in seconds.items()))
    show("SQLite, bulk: enter, review, post", bulk / sum(seconds.values()), bulk / bare, 0.5, 0.25)

    where = str(folder / "single.ledger")
    with new(where) as book:
        ours = timed(lambda: one_by_one(book, single))
    schema, rows = rows_of(where)
    connection = bare_sqlite(folder, schema, rows)
    bare = timed(lambda: bare_one_by_one_sqlite(connection, rows))
    show("SQLite, one voucher a commit", single / ours, single / bare, 0.45, 0.3)


def postgresql_ratios(stack: ExitStack, folder: Path, bulk: int, single: int) -> None:
    """The same on PostgreSQL, against bare psycopg."""
    import psycopg

    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ["LEDGERLIB_TEST_FSYNC"] = "on"
    import conftest

    server = conftest.postgresql_server.__wrapped__()  # type: ignore[attr-defined]
    url = next(server)
    stack.callback(lambda: next(server, None))
    for name in ("bulk", "single", "bare"):
        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    with new(f"{url}/bulk") as book:
        seconds = in_bulk(book, bulk)
    new(f"{url}/bare").__exit__()
    with psycopg.connect(f"{url}/bulk") as connection:
        rows = {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall()  # type: ignore[arg-type]
            for name in TABLES
        }
    with psycopg.connect(f"{url}/bare", autocommit=True) as connection:
        for name in ("voucher", "line", "posted_voucher", "record", "opening_balance"):
            connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")  # type: ignore[arg-type]

    def bare_bulk() -> None:
        with psycopg.connect(f"{url}/bare") as connection, connection.cursor() as cursor:
            for name in ("voucher", "line", "posted_voucher"):
                with cursor.copy(f"COPY {name} FROM STDIN") as copy:  # type: ignore[arg-type]
                    for row in rows[name]:
                        copy.write_row(row)
            cursor.executemany(UPSERT.format(", ".join(["%s"] * WIDTH)), rows["turnover"])  # type: ignore[arg-type]

    bare = timed(bare_bulk)
    print("  " + "  ".join(f"{act} {bulk / s:,.0f}/s" for act, s in seconds.items()))
    show(
        "PostgreSQL, bulk: enter, review, post",
        bulk / sum(seconds.values()),
        bulk / bare,
        0.5,
        0.25,
    )

    with new(f"{url}/single") as book:
        ours = timed(lambda: one_by_one(book, single))
    with psycopg.connect(f"{url}/single") as connection:
        rows = {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall()  # type: ignore[arg-type]
            for name in TABLES
        }
    with psycopg.connect(f"{url}/bare", autocommit=True) as connection:
        for name in ("posted_voucher", "line", "voucher", "turnover", "counter"):
            connection.execute(f"DELETE FROM {name}")  # type: ignore[arg-type]
        connection.execute("DELETE FROM record")

    def bare_single() -> None:
        marks = ", ".join(["%s"] * WIDTH)
        with psycopg.connect(f"{url}/bare") as connection, connection.cursor() as cursor:
            for n, (head, own, digest, turnovers) in enumerate(one_by_one_rows(rows), 1):
                cursor.execute(COUNTER.format("%s"), (1, "2024-01/记", n))  # type: ignore[arg-type]
                cursor.execute(_insert("voucher", rows, "%s"), head)  # type: ignore[arg-type]
                cursor.executemany(_insert("line", rows, "%s"), own)  # type: ignore[arg-type]
                cursor.executemany(UPSERT.format(marks), turnovers)  # type: ignore[arg-type]
                cursor.execute(_insert("posted_voucher", rows, "%s"), digest)  # type: ignore[arg-type]
                cursor.execute(
                    RECORD.format(", ".join(["%s"] * 9)),  # type: ignore[arg-type]
                    (1, n, "2024", "制单", "post", "x", "", "", "0" * 64),
                )
                connection.commit()

    bare = timed(bare_single)
    show("PostgreSQL, one voucher a commit", single / ours, single / bare, 0.45, 0.3)


def large(folder: Path, count: int) -> None:
    """A year of so many vouchers: memory, the trial balance of a month, verification."""
    from ledgerlib import reports
    from ledgerlib.book.verifying import check_turnovers

    where = str(folder / f"{count}.ledger")
    book = new(where)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = in_bulk(book, count, months=12)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\n{count:,} vouchers over twelve months: "
          + "  ".join(f"{act} {count / s:,.0f}/s" for act, s in seconds.items()))  # fmt: skip
    print(f"  memory {before / 1024:.0f} MB before, {peak / 1024:.0f} MB at most")
    reports.trial_balance(book, "2024-12")
    times = sorted(timed(lambda: reports.trial_balance(book, "2024-12")) for _ in range(21))
    print(f"  trial balance of December: median {times[10] * 1000:.2f} ms (aim 5)")
    with book._reading() as work:
        found: list[Any] = []
        seconds_counting = timed(lambda: found.extend(check_turnovers(work)))
    assert not found
    print(f"  verify, aggregation: {seconds_counting:.2f} s (aim 1 at 1,000,000)")
    print(f"  verify, everything: {timed(book.verify):.1f} s")
    book.__exit__()


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bulk", type=int, default=100_000)
    parser.add_argument("--single", type=int, default=3_000)
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only", choices=["sqlite", "postgresql", "large", "persons", "terminal"])
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if chosen.only in (None, "sqlite"):
            sqlite_ratios(folder, chosen.bulk, chosen.single)
        if chosen.only in (None, "postgresql"):
            postgresql_ratios(stack, folder, chosen.bulk, chosen.single)
        if chosen.only in (None, "persons"):
            persons.measure(folder, chosen.persons)
        if chosen.only in (None, "terminal"):
            terminal.measure(folder, 1_000_000 if chosen.large else 100_000)
        if chosen.only in (None, "large"):
            large(folder, 100_000)
            if chosen.large or chosen.only == "large":
                large(folder, 1_000_000)


if __name__ == "__main__":
    main()

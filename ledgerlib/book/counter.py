"""What stands against the lines of a ledger in their vouchers (对方科目)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ..core.account import Side
from ..core.counter_accounts import Counter, Entry, counter_accounts
from ..store import ledgers
from ..store.statement import in_chunks
from .work import Work

#: Lines whose vouchers are read together.
_AT_A_TIME = 400


def counters(
    work: Work, rows: Iterable[ledgers.LedgerRow]
) -> Iterator[tuple[ledgers.LedgerRow, Counter]]:
    """Each line with what stands against it; the vouchers are read some at a time."""
    code_of = {number: code for code, number in work.known.ids.items()}
    known: dict[int, dict[int, Counter]] = {}
    for some in in_chunks(rows, _AT_A_TIME):
        wanted = {row.voucher_id for row in some}
        # A voucher of many lines on the account is kept, and not read again for each portion.
        known = {each: answers for each, answers in known.items() if each in wanted}
        entries = ledgers.entries_of(work.connection, work.book_id, sorted(wanted - known.keys()))
        for voucher_id, lines in groupby(entries, key=lambda entry: entry.voucher_id):
            known[voucher_id] = _answers(work, list(lines), code_of)
        for row in some:
            yield row, known[row.voucher_id][row.line_no]


def _answers(
    work: Work, lines: list[ledgers.EntryRow], code_of: dict[int, str]
) -> dict[int, Counter]:
    """What stands against each line of a voucher, by its number."""
    entries = []
    for line in lines:
        code = code_of[line.account_id]
        part = work.chart.part_of(code)
        group = (line.commodity, part.code if part else "")
        entries.append(Entry(code, Side(line.side), line.amount_minor, group))
    found = counter_accounts(entries)
    return {line.line_no: counter for line, counter in zip(lines, found, strict=True)}

"""Verification of a set: both books by themselves, and its own rows against the vouchers behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .. import Chart, Period, Problem, Voucher, VoucherFilter, to_minor
from ..core.amount import EXACT, rounded
from .converting import conversions
from .entries import entry_of
from .issuing import issues
from .living import CONSUMPTION, CONVERSION, COUNTING
from .set import SCALE, GrainSet
from .stock import ALLOCATED, CONSUMED, STOCK, SUPERIOR, kilograms
from .stock_taking import stock_takes
from .year_end import approvals

#: What a voucher moved: 收 less 付 in grams, by account and item.
Moved = dict[tuple[str, str], int]


def verify_set(grain_set: GrainSet) -> list[Problem]:
    """Everything that does not agree: in either book, or between the set's rows and its vouchers.

    Issue sheets are what their consumption voucher says, stock-takings and conversions theirs, and
    a conversion is its raw weight by its rate to the gram. Nothing is changed. Empty in a sound set.
    """
    problems = [
        problem for book in (grain_set.grain, grain_set.money) for problem in book.verify().problems
    ]
    expected: dict[int, Moved] = defaultdict(lambda: defaultdict(int))
    for sheet in issues(grain_set, *_span(grain_set)):
        if sheet.consumed_in:
            for account in (STOCK, CONSUMED):
                expected[sheet.consumed_in][account, sheet.item] -= sheet.issued_grams
    for take in stock_takes(grain_set):
        if take.voucher_id:
            for account in (STOCK, CONSUMED):
                expected[take.voucher_id][account, take.item] += take.difference_grams
    for each in conversions(grain_set):
        made = rounded(EXACT.multiply(kilograms(each.raw_grams), each.rate), SCALE)
        if to_minor(made, SCALE) != each.product_grams:
            problems.append(Problem.of("grain.verify_rate", raw=each.raw, product=each.product))
        for account in (each.account, SUPERIOR):
            expected[each.voucher_id][account, each.raw] -= each.raw_grams
            expected[each.voucher_id][account, each.product] += each.product_grams
    for approval in approvals(grain_set):
        off, back = approval.approved_grams, approval.withdrawn_grams
        rows = expected[approval.voucher_id]
        rows[CONSUMED, approval.item] += off
        rows[SUPERIOR, approval.item] -= off + back
        rows[ALLOCATED, approval.item] -= back
    return [*problems, *_apart(grain_set, expected)]


def _span(grain_set: GrainSet) -> tuple[Period, Period]:
    """From the start of the set to the last month that may have entries."""
    facts = grain_set.grain.facts()
    return facts.start, Period(facts.current.year + 2, 12)


def _apart(grain_set: GrainSet, expected: dict[int, Moved]) -> Iterator[Problem]:
    """The vouchers that say another thing than the rows that stand behind them."""
    chart = grain_set.grain.chart()
    for voucher in grain_set.grain.vouchers_in(VoucherFilter()):
        has_rows = voucher.reference.startswith((CONSUMPTION, COUNTING, CONVERSION))
        if not (has_rows or voucher.voucher_id in expected):
            continue
        found = _moved(voucher, chart)
        rows = {k: v for k, v in expected.pop(voucher.voucher_id or 0, {}).items() if v}
        for account, item in sorted(found.keys() | rows.keys()):
            one, other = found.get((account, item), 0), rows.get((account, item), 0)
            if one != other:
                yield Problem.of(
                    "grain.verify_rows", voucher=str(voucher.key), account=account, item=item,
                    entered=str(kilograms(one)), kept=str(kilograms(other)),
                )  # fmt: skip


def _moved(voucher: Voucher, chart: Chart) -> Moved:
    found: Moved = defaultdict(int)
    for line in voucher.lines:
        entry = entry_of(line, chart)
        found[entry.account, entry.item] += entry.direction.sign * to_minor(entry.quantity, SCALE)
    return {key: weight for key, weight in found.items() if weight}

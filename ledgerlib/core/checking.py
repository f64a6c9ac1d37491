"""What makes a voucher fit to be kept: every rule, and all problems at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from .account import Account
from .amount import AmountError, minor_text, to_minor
from .chart import Chart
from .commodity import Commodity, CommodityKind
from .dimension import parse_label
from .parallel import check_parts
from .problem import Problem
from .voucher import Line, Voucher

LONGEST_SUMMARY = 200


def check_voucher(
    voucher: Voucher, chart: Chart, commodities: Mapping[str, Commodity], currency: str
) -> list[Problem]:
    """All that is wrong with a voucher, its lines first.

    The sum is checked only where every line can be read, so that one bad
    amount is not reported twice.
    """
    problems = []
    year = voucher.day.year
    for number, line in enumerate(voucher.lines, 1):
        found = check_line(line, chart, commodities, currency, year)
        if found:
            problems += [problem.at(voucher=voucher.label, line=number) for problem in found]
    if not voucher.lines:
        problems.append(Problem.of("voucher.empty", voucher=voucher.label))
    elif not problems:
        problems += check_balance(voucher, commodities, currency)
        if chart.parts and not problems:
            problems += check_parts(voucher, chart, commodities, currency)
    if not 0 <= voucher.attachments <= 9999:
        problems.append(
            Problem.of(
                "voucher.attachments",
                voucher=voucher.label,
                value=voucher.attachments,
                field="attachments",
            )
        )
    return problems


def check_line(
    line: Line, chart: Chart, commodities: Mapping[str, Commodity], currency: str, year: int
) -> list[Problem]:
    """What is wrong with one line taken by itself, in a voucher of that year."""
    problems = [] if line.account in chart.postable else check_account(line.account, chart)
    if line.account in chart.demanding:
        problems += _check_demands(line, chart.accounts[line.account], currency, year)
    elif line.dimension and kinds_of(line) is None:
        problems.append(Problem.of("dimension.malformed", value=line.dimension, field="dimension"))
    commodity = commodities.get(line.commodity or currency)
    if commodity is None:
        return [*problems, Problem.of("commodity.unknown", commodity=line.commodity)]
    problems += _check_amount(line.amount, commodity)
    if line.moves_nothing:
        problems.append(Problem.of("line.zero", account=line.account, field="amount"))
    if not line.summary.strip():
        problems.append(Problem.of("summary.missing", field="summary"))
    elif len(line.summary) > LONGEST_SUMMARY:
        problems.append(Problem.of("summary.too_long", field="summary", longest=LONGEST_SUMMARY))
    if line.measure is not None:
        measured = commodities.get(line.measure.commodity)
        if measured is None:
            problems.append(Problem.of("commodity.unknown", commodity=line.measure.commodity))
        else:
            problems += _check_amount(line.measure.quantity, measured)
            is_foreign = measured.kind is CommodityKind.CURRENCY and line.measure.quantity
            if is_foreign and line.measure.rate is None:  # an adjustment of base money needs none
                problems.append(Problem.of("rate.missing", commodity=measured.code, field="rate"))
    return problems


def kinds_of(line: Line) -> set[str] | None:
    """The kinds of dimension that a line has a value of; None where its label is none."""
    try:
        return set(parse_label(line.dimension)) if line.dimension else set()
    except ValueError:
        return None


def _check_demands(line: Line, account: Account, currency: str, year: int) -> list[Problem]:
    """What an account asks of its lines: dimensions, a quantity, some currencies, its years."""
    problems = []
    named = {"account": account.code, "name": account.name}
    if not account.is_valid_in(year):
        problems.append(Problem.of("account.not_valid", **named, year=year, field="code"))
    kinds = kinds_of(line)
    if kinds is None:
        problems.append(Problem.of("dimension.malformed", value=line.dimension, field="dimension"))
    else:
        problems += [
            Problem.of("dimension.missing", **named, kind=kind, field="dimension")
            for kind in account.dimensions
            if kind not in kinds
        ]
    measure = line.measure
    if account.unit and (measure is None or measure.commodity != account.unit):
        problems.append(Problem.of("unit.missing", **named, unit=account.unit, field="quantity"))
    if (
        account.currencies
        and measure is not None
        and measure.kind is CommodityKind.CURRENCY
        and measure.commodity not in (*account.currencies, currency)
    ):
        known = "、".join(account.currencies)
        problems.append(
            Problem.of("currency.not_kept", **named, currency=measure.commodity, known=known,
                       field="currency")
        )  # fmt: skip
    return problems


def check_account(code: str, chart: Chart) -> list[Problem]:
    """Whether an account takes entries: it exists, is a leaf and is not disabled."""
    account = chart.accounts.get(code)
    if account is None:
        return [Problem.of("account.unknown", account=code, field="code")]
    if not chart.is_leaf(code):
        below = "、".join(
            f"{leaf} {chart.accounts[leaf].name}" for leaf in chart.leaves_below(code)[:5]
        )
        return [
            Problem.of(
                "account.not_leaf", account=code, name=account.name, below=below, field="code"
            )
        ]
    if account.is_disabled:
        return [Problem.of("account.disabled", account=code, name=account.name, field="code")]
    return []


def check_balance(
    voucher: Voucher, commodities: Mapping[str, Commodity], currency: str
) -> list[Problem]:
    """Debit equals credit in every commodity the voucher moves (会计基础工作规范 第五十一条).

    A red-ink line counts as a negative amount on its own side. Amounts that
    stand on one side only are named as such: 有借必有贷.
    """
    difference: dict[str, int] = defaultdict(int)
    for line in voucher.lines:
        code = line.commodity or currency
        difference[code] += line.side * to_minor(line.amount, commodities[code].scale)
    problems = []
    for code, minor in sorted(difference.items()):
        if minor:
            kind = (
                "voucher.unbalanced"
                if len({x.side for x in voucher.lines}) == 2
                else "voucher.one_sided"
            )
            text = minor_text(minor, commodities[code].scale)
            problems.append(
                Problem.of(kind, voucher=voucher.label, commodity=code, difference=text)
            )
    return problems


def _check_amount(amount: Decimal, commodity: Commodity) -> list[Problem]:
    try:
        to_minor(amount, commodity.scale)
    except AmountError as error:
        return [error.problem.at(field="amount")]
    return []

"""What makes transfers fit to be kept: every rule, and all problems at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from .chart import Chart
from .checking import LONGEST_SUMMARY, check_account
from .commodity import Commodity
from .dimension import DimensionKind, kind_code, parse_label
from .formula import Formula, FormulaError, functions, parse
from .formula_terms import terms
from .naming import Naming
from .problem import Problem
from .rate import RATE_KINDS
from .transfer import Transfer, TransferLine, ordered

#: What only the amount of a line may ask for: the other lines of the voucher.
OTHERS = frozenset({"counterpart", "difference"})


@frozen
class Setting:
    """The book that transfers are for: what its accounts, dimensions, units and words are."""

    chart: Chart
    kinds: Mapping[str, DimensionKind]
    commodities: Mapping[str, Commodity]
    words: Collection[str]


def check_transfers(transfers: Sequence[Transfer], setting: Setting) -> list[Problem]:
    """All that is wrong with transfers, one by one, and then with their order."""
    naming = Naming(setting.chart)
    problems = [problem for each in transfers for problem in check_transfer(each, setting, naming)]
    names = Counter(each.name for each in transfers)
    problems += [
        Problem.of("transfer.twice", transfer=name) for name, times in names.items() if times > 1
    ]
    for each in transfers:
        problems += [
            Problem.of(
                "transfer.after_unknown", transfer=each.name, name=name, known=" ".join(names)
            )
            for name in each.after
            if name not in names
        ]
    if not problems:
        try:
            ordered(transfers, naming)
        except FormulaError as error:
            problems += error.problems
    return problems


def check_transfer(transfer: Transfer, setting: Setting, naming: Naming) -> list[Problem]:
    """What is wrong with one transfer taken by itself."""
    found = [*_check_head(transfer, setting), *_check_lines(transfer, setting, naming)]
    return [problem.at(transfer=transfer.name) for problem in found]


def _check_head(transfer: Transfer, setting: Setting) -> Iterator[Problem]:
    if not transfer.name:
        yield Problem.of("transfer.unnamed")
    if len(transfer.name) > LONGEST_SUMMARY:
        yield Problem.of("summary.too_long", longest=LONGEST_SUMMARY, field="name")
    if transfer.word and transfer.word not in setting.words:
        known = " ".join(setting.words)
        yield Problem.of("word.unknown", word=transfer.word, known=known, field="word")
    if len(transfer.lines) < 2:
        yield Problem.of("transfer.few_lines")


def _check_lines(transfer: Transfer, setting: Setting, naming: Naming) -> list[Problem]:
    problems = []
    asking: dict[str, list[int]] = {name: [] for name in sorted(OTHERS)}
    for number, line in enumerate(transfer.lines, 1):
        found = list(_check_line(line, setting))
        for field, text in line.formulas:
            try:
                formula = parse(text)
            except FormulaError as error:
                found += [problem.at(field=field) for problem in error.problems]
                continue
            asked = functions(formula)
            found += [p.at(field=field) for p in _check_formula(formula, setting, naming)]
            if field == "quantity" and asked & OTHERS:
                name = min(asked & OTHERS)
                found.append(Problem.of("transfer.function", function=name, field=field))
            for name in asked & OTHERS if field == "amount" else ():
                asking[name].append(number)
        problems += [problem.at(line=number) for problem in found]
    return problems + list(_check_asking(transfer.lines, asking))


def _check_asking(
    lines: Sequence[TransferLine], asking: Mapping[str, list[int]]
) -> Iterator[Problem]:
    """The lines that are what others are not: one difference, and counterparts on one side."""
    for number in asking["difference"]:
        if lines[number - 1].each:
            yield Problem.of("transfer.difference_of_each", line=number)
    for number in asking["difference"][1:]:
        yield Problem.of("transfer.two_differences", line=number)
    if len({lines[number - 1].side for number in asking["counterpart"]}) > 1:
        yield Problem.of("transfer.two_counterparts", line=asking["counterpart"][-1])


def _check_line(line: TransferLine, setting: Setting) -> Iterator[Problem]:
    chart = setting.chart
    goes_below = _goes_below(line, chart)
    yield from () if goes_below else check_account(line.account, chart)
    if line.each and line.each not in chart.accounts:
        yield Problem.of("account.unknown", account=line.each, field="each")
    if line.by and not line.each:
        yield Problem.of("transfer.by_without_each", field="by")
    for kind in line.by:
        yield from _check_kind(kind, setting)
    yield from _check_label(line.dimension, setting) if line.dimension else ()
    if line.unit and line.unit not in setting.commodities:
        yield Problem.of("commodity.unknown", commodity=line.unit, field="unit")
    account = chart.accounts.get(line.account)
    if line.quantity and not line.unit and not goes_below and account and not account.unit:
        yield Problem.of("transfer.no_unit", account=account.code, name=account.name, field="unit")
    if len(line.summary) > LONGEST_SUMMARY:
        yield Problem.of("summary.too_long", longest=LONGEST_SUMMARY, field="summary")


def _goes_below(line: TransferLine, chart: Chart) -> bool:
    """Whether the line's account stands for those below it, as the one it is for each of does."""
    both = (line.account, line.each)
    return all(code in chart.accounts and not chart.is_leaf(code) for code in both)


def _check_formula(formula: Formula, setting: Setting, naming: Naming) -> Iterator[Problem]:
    for term in terms(formula):
        call = term.call
        if call.function.name == "line":
            yield Problem.of("transfer.function", function="line")
        if call.function.name == "rate":
            kind = str(call.options.get("kind", "closing"))
            if kind not in RATE_KINDS:
                yield Problem.of("transfer.rate_kind", kind=kind, known=" ".join(RATE_KINDS))
            yield from _check_currency(call.texts[0], setting)
        elif call.function.figure or call.function.name in ("cost", "average_price"):
            for text in call.texts:
                if not naming.is_known(text):
                    yield Problem.of("account.unknown", account=text)
        if "currency" in call.options:
            yield from _check_currency(str(call.options["currency"]), setting)
        wanted = str(call.options.get("dimension", "*"))
        yield from _check_label(wanted, setting) if wanted != "*" else ()


def _check_currency(code: str, setting: Setting) -> Iterator[Problem]:
    commodity = setting.commodities.get(code)
    if commodity is None or not commodity.is_currency:
        yield Problem.of("commodity.unknown", commodity=code)


def _check_label(label: str, setting: Setting) -> Iterator[Problem]:
    try:
        values = parse_label(label, setting.kinds)
    except ValueError:
        yield Problem.of("dimension.malformed", value=label)
        return
    for kind in values:
        yield from _check_kind(kind, setting)


def _check_kind(kind: str, setting: Setting) -> Iterable[Problem]:
    if kind_code(kind, setting.kinds) in setting.kinds:
        return []
    known = "、".join(f"{k.code} {k.name}" for k in setting.kinds.values()) or "-"
    return [Problem.of("dimension.kind_unknown", kind=kind, known=known, field="dimension")]

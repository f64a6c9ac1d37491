"""Whether what a chart's file says fits its accounts: rules, parts, kinds, options, pairings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from ..core.chart import Chart, ClosingRule
from ..core.closing_rule import names
from ..core.formula import FormulaError, expand, functions, parse, references
from ..core.parallel import Pairing
from ..core.problem import Problem
from ..core.provisions import applies, choose
from .chart_reading import ReadChart, known_kinds
from .chart_schema import Reading

#: What the formula of a rule may be made of (see book.closing_figures).
_FUNCTIONS = frozenset(
    {
        "opening", "closing", "debit", "credit", "net", "year_opening", "ytd_debit", "ytd_credit",
        "ytd_net", "round", "abs", "min", "max", "if",
    }
)  # fmt: skip


def check_fit(about: Reading, pairings: Reading | None, read: ReadChart) -> None:
    """Note everything of a chart's files that does not fit its accounts."""
    chart = read.chart
    starts, ends = about.content.get("effective_from"), about.content.get("effective_to")
    if starts and ends and starts >= ends:
        about.wrong(Problem.of("chart.dates"), "chart", 0, "effective_to")
    for rule, place in zip(chart.closing_rules, read.places, strict=True):
        check_rule(about, chart, rule, place)
    _check_parts(about, chart)
    _check_kinds(about, chart)
    about.problems += [
        Problem.of("chart.dimension_unknown", account=code, kind=kind).at(file=about.file)
        for code, account in chart.accounts.items()
        for kind in account.dimensions
        if kind not in known_kinds(chart)
    ]
    if pairings is not None:
        for number, pairing in enumerate(chart.provisions.pairings):
            for key, problem in _check_pairing(chart, pairing):
                pairings.wrong(problem, "pairing", number, key)


def check_rule(about: Reading, chart: Chart, rule: ClosingRule, place: tuple[str, int]) -> None:
    """Note everything of a rule that does not fit the accounts, where it stands."""
    table, number = place
    for key, problem in _check_rule(chart, rule):
        about.wrong(problem, table, number, key)
    found: list[Problem] = []
    found += (each for each in _check_in_books(chart, rule) if each not in found)
    for problem in found:
        about.wrong(problem, table, number, "into" if rule.into else "map")


def _check_rule(chart: Chart, rule: ClosingRule) -> Iterator[tuple[str, Problem]]:
    """What is wrong with a rule, whichever book it is for."""
    if rule.by_hand:
        yield from _unknown(chart, "clears", rule.codes)
    else:
        yield from _unknown(chart, "codes", rule.codes)
        yield from _unknown(chart, "map", (what for what, _ in rule.pairs))
        yield from _unknown(chart, "except", rule.excluding)
        if not rule.sources and not rule.categories:
            yield "", Problem.of("chart.rule_nothing")
        if not rule.into and (rule.codes or rule.categories or not rule.pairs):
            yield "", Problem.of("chart.key_missing", key="into")
    for key, kinds in (
        ("dimension", (each.partition(":")[0] for each in rule.dimensions)),
        ("split_by", rule.split_by),
    ):
        for kind in kinds:
            if kind not in known_kinds(chart):
                yield key, Problem.of("chart.kind_unknown", kind=kind, known=_in_one(chart))
    for each in rule.dimensions:
        kind, _, value = each.partition(":")
        members = {v.code for v in chart.provisions.values if v.kind == kind}
        if not value or (members and value not in members):
            known = " ".join(f"{kind}:{member}" for member in sorted(members)) or "kind:value"
            yield "dimension", Problem.of("chart.value", key="dimension", value=each, sample=known)
    if rule.amount:
        yield from (("amount", problem) for problem in _check_amount(chart, rule))
    yield from _check_where(chart, rule.where)


def _check_amount(chart: Chart, rule: ClosingRule) -> Iterator[Problem]:
    try:
        formula = parse(rule.amount)
    except FormulaError as error:
        yield from error.problems
        return
    for function in sorted(functions(formula) - _FUNCTIONS):
        yield Problem.of("chart.amount_function", function=function)
    for pattern in references(formula):
        if not expand(pattern, chart.accounts):
            yield Problem.of("chart.code_unknown", account=pattern, key="amount")
    if rule.pairs or rule.split_by or rule.by_direction or rule.only or rule.dimensions:
        yield Problem.of("chart.amount_alone")


def _check_where(
    chart: Chart, where: Iterable[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[str, Problem]]:
    options = {option.code: option for option in chart.provisions.options}
    for name, values in where:
        if name not in options:
            known = " ".join(options) or "-"
            yield "where", Problem.of("chart.value", key="where", value=name, sample=known)
            continue
        known_values = {value.code for value in options[name].values}
        for value in values:
            if value not in known_values:
                known = " ".join(sorted(known_values))
                yield "where", Problem.of("chart.value", key=name, value=value, sample=known)


def _unknown(chart: Chart, key: str, patterns: Iterable[str]) -> Iterator[tuple[str, Problem]]:
    for pattern in patterns:
        if not any(names(pattern, code) for code in chart.accounts):
            yield key, Problem.of("chart.code_unknown", account=pattern, key=key)


def _in_one(chart: Chart) -> str:
    return " ".join(sorted(known_kinds(chart)))


def books_of(chart: Chart) -> Iterator[Chart]:
    """The chart as each kind of book has it: every combination of its options."""
    options = [option for option in chart.provisions.options if option.values]
    for chosen in product(*([value.code for value in option.values] for option in options)):
        wanted = {option.code: value for option, value in zip(options, chosen, strict=True)}
        yield choose(chart, wanted).chart


def _check_in_books(chart: Chart, rule: ClosingRule) -> Iterator[Problem]:
    """Whether a rule's targets take entries in every book that has the rule, and it carries something in one."""
    finds = False
    options = [option for option in chart.provisions.options if option.values]
    for chosen in product(*([value.code for value in option.values] for option in options)):
        wanted = {option.code: value for option, value in zip(options, chosen, strict=True)}
        if not applies(rule.where, wanted):
            continue
        settled = choose(chart, wanted).chart
        for target in rule.targets:
            if target not in settled.accounts:
                yield Problem.of("chart.carry_to_unknown", account=target)
            elif not settled.is_leaf(target):
                yield Problem.of("chart.carry_to_parent", account=target)
        selected = [code for code, a in settled.accounts.items() if rule.selects(a)]
        finds = finds or bool(selected)
        for code in selected:
            part = chart.part_of(code)
            into = rule.target_of(code)
            if not rule.by_hand and into and part != chart.part_of(into):
                yield Problem.of("chart.rule_crosses_parts", account=code, into=into)
                break
        if rule.amount:
            ends = [
                c for c in (*selected, rule.into) if c in settled.accounts and settled.is_leaf(c)
            ]
            yield from (
                Problem.of("chart.amount_demands", account=code)
                for code in ends
                if settled.accounts[code].dimensions
            )
    if not finds and (rule.sources or rule.categories):
        yield Problem.of("chart.rule_nothing")


def _check_parts(about: Reading, chart: Chart) -> None:
    if not chart.parts:
        return
    for code in chart.accounts:
        found = [part for part in chart.parts if code.startswith(part.codes)]
        if len(found) != 1:
            problem = Problem.of("chart.no_part", account=code, count=len(found))
            about.wrong(problem, "parts", chart.parts[0].code)


def _check_kinds(about: Reading, chart: Chart) -> None:
    for option in chart.provisions.options:
        for value in option.values:
            listed = set(value.accounts)
            for code in value.accounts:
                if code not in chart.accounts:
                    problem = Problem.of("chart.code_unknown", account=code, key="accounts")
                    about.wrong(problem, "kinds", value.code)
                elif above := listed & set(chart.ancestors(code)):
                    problem = Problem.of("chart.kind_below", account=code, above=above.pop())
                    about.wrong(problem, "kinds", value.code)


def _check_pairing(chart: Chart, pairing: Pairing) -> Iterator[tuple[str, Problem]]:
    yield from _unknown(chart, "accounts", pairing.accounts)
    yield from _unknown(chart, "except", pairing.excluding)
    yield from _unknown(chart, "beside", pairing.beside)
    if pairing.budget and pairing.budget not in chart.accounts:
        yield "budget", Problem.of("chart.code_unknown", account=pairing.budget, key="budget")
    if pairing.is_money and not (pairing.budget and chart.is_leaf(pairing.budget)):
        yield "budget", Problem.of("chart.carry_to_parent", account=pairing.budget)
    yield from _check_where(chart, pairing.where)

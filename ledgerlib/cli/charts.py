"""Commands over charts of accounts: list, show, check, compare, change over; and pairing by them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from .. import (
    Book,
    Chart,
    ChartFile,
    ClosingRule,
    MapRow,
    NewBook,
    Period,
    Side,
    VoucherKey,
    change_over,
    chart_ids,
    load_chart,
    read_closing_rules,
    read_map,
)
from ..console import (
    KEY,
    PERIOD,
    book_argument,
    for_acting,
    form_option,
    open_book,
    options_of,
    say_done,
    tell,
)
from ..core.amount import from_minor
from ..core.parallel import Pairing
from ..exchange.statements import statements
from ..language import language, text
from .app import main


@main.group(
    help=text("help.charts"), invoke_without_command=True, subcommand_metavar="[show|check|compare]"
)
@form_option
@click.pass_context
def charts(ctx: click.Context, form: str) -> None:
    """List the charts of accounts that come along."""
    if ctx.invoked_subcommand is not None:
        return
    found = [load_chart(chart_id) for chart_id in chart_ids()]
    if form == "json":
        rows = [{"id": c.chart_id, "name": c.name, "english_name": c.english_name,
                 "document": c.document, "accounts": len(c.chart.accounts)} for c in found]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for c in found:
        click.echo(text("chart.line", id=c.chart_id, name=c.name, english=c.english_name,
                        count=len(c.chart.accounts)))  # fmt: skip


@charts.command(help=text("help.charts_show"))
@click.argument("chart")
@form_option
def show(chart: str, form: str) -> None:
    """Show a chart: its accounts, its rules in words, its statements, what is open."""
    found = load_chart(chart)
    if form == "json":
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1, default=str))
        return
    click.echo(text("chart.line", id=found.chart_id, name=found.name, english=found.english_name,
                    count=len(found.chart.accounts)))  # fmt: skip
    click.echo("  ".join(part for part in (found.document, _effective(found)) if part))
    for option in found.chart.provisions.options:
        default = f" [{option.default}]" if option.default else ""
        click.echo(f"--option {option.code}=…  {option.name}: {option.known}{default}")
    _heading("chart.accounts")
    _show_accounts(found.chart)
    if found.chart.closing_rules:
        _heading("chart.rules")
        for number, rule in enumerate((r for r in found.chart.closing_rules if not r.by_hand), 1):
            click.echo(f"{number:>3}. {in_words(rule, found.chart)}")
    if found.by_hand:
        _heading("chart.by_hand")
        for note in found.by_hand:
            why = f"（{note.why}）" if note.why and language() == "zh_CN" else f" ({note.why})"
            click.echo(f"  {_when(note.when.value)}  {note.what}{why if note.why else ''}")
    known = statements(str(found.home or "")) if found.home else {}
    if known:
        _heading("chart.statements")
        for statement in known.values():
            click.echo(f"  {statement.statement_id}  {statement.title}")
    if found.open_points:
        _heading("chart.open")
        for point in found.open_points:
            click.echo(f"  {point.what}  [{point.source}]")


@charts.command(help=text("help.charts_check"))
@click.argument("path")
@form_option
def check(path: str, form: str) -> None:
    """Check a chart, and say everything that is wrong with it."""
    found = load_chart(path)
    if found.problems:
        tell(found.problems, "problems.found")
        sys.exit(1)
    say_done("charts_check", chart=found.name, accounts=len(found.chart.accounts),
             rules=len(found.chart.closing_rules))  # fmt: skip


@charts.command(help=text("help.charts_compare"))
@book_argument
@click.argument("chart", required=False)
@click.option("--option", "chosen", multiple=True, help=text("help.option"))
@form_option
def compare(book: str, name: str, chart: str | None, chosen: tuple[str, ...], form: str) -> None:
    """Compare a book's chart with the one it came from, or with another."""
    with Book.open(book, name=name) as opened:
        theirs = load_chart(chart or opened.facts().chart).chart
        found = opened.compare_chart(theirs, options_of(chosen))
    if form == "json":
        rows = [
            {"how": d.how.value, "code": d.code, "ours": d.ours, "theirs": d.theirs} for d in found
        ]
        click.echo(json.dumps({"differences": rows}, ensure_ascii=False, indent=1))
        return
    for each in found:
        sides = " ← ".join(part for part in (each.ours, each.theirs) if part)
        click.echo(f"{text(f'differs.{each.how.value}')}  {each.code}  {sides}")
    if not found:
        say_done("charts_compare_none")


@main.command(help=text("help.rules"))
@book_argument
@click.option("--set", "file", type=click.Path(path_type=Path), help=text("help.rules_set"))
@click.option("--by", default="", help=text("help.by"))
@form_option
def rules(book: str, name: str, file: Path | None, by: str, form: str) -> None:
    """Show the closing rules of a book, or set them."""
    with open_book(book, name, by) as opened:
        if file is not None:
            count = opened.set_closing_rules(read_closing_rules(opened, file))
            say_done("rules_set", count=count)
            return
        chart = opened.chart()
    if form == "json":
        shown = [_plain_rule(rule, chart) for rule in chart.closing_rules]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for number, rule in enumerate(chart.closing_rules, 1):
        click.echo(f"{number:>3}. {in_words(rule, chart)}")


@main.command(name="change-over", help=text("help.change_over"))
@click.argument("old")
@click.argument("new")
@click.option(
    "--map", "table", type=click.Path(path_type=Path), required=True, help=text("help.map")
)
@click.option("--chart", required=True, help=text("help.chart"))
@click.option("--start", type=PERIOD, required=True, help=text("help.start_period"))
@click.option("--name", default="", help=text("help.new_name"))
@click.option("--old-book", default="", help=text("help.old_book"))
@click.option("--option", "chosen", multiple=True, help=text("help.option"))
@click.option("--by", required=True, help=text("help.by"))
@form_option
def change_over_(
    old: str, new: str, table: Path, chart: str, start: Period, name: str, old_book: str,
    chosen: tuple[str, ...], by: str, form: str,
) -> None:  # fmt: skip
    """Make a new book on another chart, with the old one's year-end balances."""
    rows: list[MapRow] = read_map(table)
    found = load_chart(chart)
    with Book.open(old, name=old_book) as opened:
        facts = opened.facts()
        wanted = NewBook(
            name or facts.name, found.chart, start, found.chart_id, regime=facts.regime,
            method=found.method, problems=found.problems, options=options_of(chosen),
        )  # fmt: skip
        done = change_over(opened, new, wanted, rows, by=by)
        chart_of_old, scale = opened.chart(), 2
    with done.book as made:
        scale = made.figures(start).currency.scale
        if form == "text":
            _show_moved(done.moved, chart_of_old, made.chart(), scale)
        say_done("change_over", book=made.facts().name, chart=found.name, start=str(start),
                 count=len(done.moved), total=f"{from_minor(done.total_minor, scale):,}")  # fmt: skip


def _show_moved(moved: Any, old: Chart, new: Chart, scale: int) -> None:
    for each in moved:
        side = text("side.debit" if each.amount_minor >= 0 else "side.credit")
        amount = from_minor(abs(each.amount_minor), scale)
        names = [old.accounts[each.old.account].name, new.accounts[each.new.account].name]
        labels = [f" {x.dimension}" if x.dimension else "" for x in (each.old, each.new)]
        click.echo(f"{each.old.account} {names[0]}{labels[0]} → {each.new.account} {names[1]}"
                   f"{labels[1]}  {side} {amount:,}")  # fmt: skip


@main.command(help=text("help.pair"))
@for_acting
@click.argument("voucher", type=KEY)
@click.option("--choose", "choices", multiple=True, help=text("help.choose"))
def pair(
    book: str, name: str, by: str, form: str, voucher: VoucherKey, choices: tuple[str, ...]
) -> None:
    """Add the budget lines to a draft."""
    with open_book(book, name, by) as opened:
        after = opened.pair(voucher, options_of(choices))
        chart = opened.chart()
    if form == "text":
        for line in after.lines:
            side = text("side.debit" if line.side is Side.DEBIT else "side.credit")
            part = chart.part_of(line.account)
            click.echo(f"{part.name if part else ''}  {side}  {line.account} "
                       f"{chart.accounts[line.account].name}  {line.dimension}  {line.amount:,}")  # fmt: skip
    say_done("pair", voucher=str(after.key), count=len(after.lines))


def in_words(rule: ClosingRule, chart: Chart) -> str:
    """A closing rule as a sentence: when, what, where to, on what condition."""
    what = [text(f"category.{category.value}") for category in rule.categories]
    what += [_called(code, chart) for code in rule.codes]
    pairs = [f"{_called(a, chart)} → {_called(b, chart)}" for a, b in rule.pairs]
    said = "、".join(what)
    if rule.excluding:
        said += text("rule.except", codes="、".join(rule.excluding))
    if rule.dimensions:
        said += text("rule.dimension", dimensions="、".join(rule.dimensions))
    into = f" → {_called(rule.into, chart)}" if rule.into else ""
    more = []
    if rule.only is not None:
        more.append(text("rule.only_debit" if rule.only is Side.DEBIT else "rule.only_credit"))
    if rule.split_by:
        more.append(text("rule.split", kinds="、".join(rule.split_by)))
    if rule.by_direction:
        more.append(text("rule.direction"))
    if rule.amount:
        more.append(text("rule.amount", formula=rule.amount))
    if rule.where:
        shown = "、".join(f"{option}={'/'.join(values)}" for option, values in rule.where)
        more.append(text("rule.where", conditions=shown))
    ways = "; ".join([f"{said}{into}"] * bool(said or into) + pairs)
    return f"{_when(rule.occasion.value)}  {rule.name}: {'  '.join([ways, *more])}"


def _called(code: str, chart: Chart) -> str:
    """A code with its name and those above it; a beginning or a range of codes as it is."""
    if code not in chart.accounts:
        return code if "-" in code else f"{code}…"
    above = [chart.accounts[each].name for each in reversed(chart.ancestors(code))]
    return f"{code} {'—'.join([*above, chart.accounts[code].name])}"


def _when(occasion: str) -> str:
    return text(f"rule.{occasion}")


def _heading(code: str) -> None:
    click.echo(f"\n{text(code)}")


def _effective(found: ChartFile) -> str:
    if found.effective_from is None:
        return ""
    return f"{found.effective_from} … {found.effective_to or ''}".rstrip()


def _show_accounts(chart: Chart) -> None:
    for code, account in chart.accounts.items():
        side = text("side.debit" if account.normal_side is Side.DEBIT else "side.credit")
        marks = " ".join([*account.dimensions, account.cash.value, account.unit]).strip()
        shown = f"{'  ' * chart.level(code)}{code} {account.name}  {side} {text(f'category.{account.category.value}')}"
        click.echo(f"{shown}  {marks}".rstrip())


def _plain(found: ChartFile) -> dict[str, Any]:
    """A chart as data."""
    chart = found.chart
    return {
        "id": found.chart_id,
        "name": found.name,
        "english_name": found.english_name,
        "document": found.document,
        "effective_from": found.effective_from,
        "effective_to": found.effective_to,
        "method": found.method,
        "code_rule": list(chart.code_rule),
        "options": [
            {"option": option.code, "name": option.name, "default": option.default,
             "values": {value.code: value.name for value in option.values}}
            for option in chart.provisions.options
        ],
        "parts": [{"part": p.code, "name": p.name, "codes": list(p.codes)} for p in chart.parts],
        "accounts": [
            {"code": a.code, "name": a.name, "side": a.normal_side.name.lower(),
             "category": a.category.value, "dimensions": list(a.dimensions), "cash": a.cash.value,
             "unit": a.unit, "level": chart.level(a.code), "is_leaf": chart.is_leaf(a.code)}
            for a in chart.accounts.values()
        ],
        "closing": [
            _plain_rule(rule, chart) for rule in chart.closing_rules
        ],
        "by_hand": [
            {"when": n.when.value, "what": n.what, "why": n.why, "clears": list(n.clears)}
            for n in found.by_hand
        ],
        "pairings": [_plain_pairing(pairing) for pairing in chart.provisions.pairings],
        "statements": list(statements(str(found.home))) if found.home else [],
        "open": [{"what": point.what, "source": point.source} for point in found.open_points],
        "problems": len(found.problems),
    }  # fmt: skip


def _plain_rule(rule: ClosingRule, chart: Chart) -> dict[str, Any]:
    words = in_words(rule, chart)
    return {"when": rule.occasion.value, "into": rule.into, **rule.content(), "in_words": words}


def _plain_pairing(pairing: Pairing) -> dict[str, Any]:
    return {
        "name": pairing.name,
        "accounts": list(pairing.accounts),
        "side": pairing.side.name.lower() if pairing.side else "",
        "beside": list(pairing.beside),
        "budget": pairing.budget,
        "where": {option: list(values) for option, values in pairing.where},
    }

"""The options of reports, each declared once, by the name of what it sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..console import DAY, PERIOD, Decorator
from ..language import text


def _by_kind(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> Any:
    """The values wanted by kind: department:01 department:02, or only the kind."""
    wanted: dict[str, list[str]] = {}
    for each in given:
        kind, _, code = each.replace("：", ":").partition(":")
        wanted.setdefault(kind, []).extend([code] if code else [])
    return wanted


def _option(flag: str, help_code: str, **how: Any) -> Callable[[str], Decorator]:
    def declared(name: str) -> Decorator:
        return click.option(flag, name, help=text(help_code), **how)

    return declared


def _flag(flag: str, help_code: str, *, sets: bool = True) -> Callable[[str], Decorator]:
    return _option(flag, help_code, is_flag=True, flag_value=sets, default=not sets)


def _one_of(flag: str, help_code: str, *values: str) -> Callable[[str], Decorator]:
    return _option(flag, help_code, type=click.Choice(values))


_DECLARED: dict[str, Callable[[str], Decorator]] = {
    "period": _option("--period", "help.report_period", type=PERIOD),
    "from_period": _option("--from-period", "help.from_period", type=PERIOD),
    "day": _option("--day", "help.report_day", type=DAY),
    "from_day": _option("--from-day", "help.from_day", type=DAY),
    "each_day": _flag("--each-day", "help.each_day"),
    "account": _option("--account", "help.account"),
    "from_account": _option("--from-account", "help.from_account"),
    "to_account": _option("--to-account", "help.to_account"),
    "level": _option("--level", "help.level", type=click.IntRange(1)),
    "only_leaves": _flag("--only-leaves", "help.only_leaves"),
    "columns": _option("--columns", "help.columns", type=click.Choice([6, 8, 10])),
    "shown": _one_of("--show", "help.show", "used", "balance", "movement", "all"),
    "sides": _one_of("--sides", "help.sides", "actual", "account", "one"),
    "dimension": _option("--dimension", "help.dimension", multiple=True, callback=_by_kind),
    "across": _option("--across", "help.across"),
    "figure": _one_of("--figure", "help.figure", "closing", "debit", "credit"),
    "by_dimension": _flag("--by-dimension", "help.by_dimension"),
    "by_measure": _flag("--by-measure", "help.by_measure"),
    "measure": _option("--measure", "help.measure"),
    "words": _option("--word", "help.words", multiple=True),
    "first": _option("--from", "help.from", type=click.IntRange(1)),
    "last": _option("--to", "help.to", type=click.IntRange(1)),
    "totals": _one_of("--totals", "help.totals", "always", "needed"),
    "method": _one_of("--method", "help.method", "debit_credit", "receive_pay"),
    "unfold": _one_of("--unfold", "help.unfold", "auto", "debit", "credit", "both"),
    "with_counter": _flag("--counter", "help.counter"),
    "by_number": _flag("--by-number", "help.by_number"),
    "page_lines": _option("--page-lines", "help.page_lines", type=click.IntRange(1)),
    "who": _option("--who", "help.log_who"),
    "what": _option("--what", "help.log_what"),
    "since": _option("--since", "help.log_since"),
    "until": _option("--until", "help.log_until"),
    "include_unposted": _flag("--include-unposted", "help.include_unposted"),
    "with_closing": _flag("--without-closing", "help.without_closing", sets=False),
}
#: Every option: what declares it, by the argument of a report that it gives.
OPTIONS: dict[str, Decorator] = {name: declare(name) for name, declare in _DECLARED.items()}


def every_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with all of them, in their order."""
    for option in reversed(OPTIONS.values()):
        command = option(command)
    return command


def given_options(ctx: click.Context) -> dict[str, Any]:
    """The options that were given, and nothing of those that were not."""
    told = click.core.ParameterSource.DEFAULT
    return {
        name: ctx.params[name] for name in OPTIONS if ctx.get_parameter_source(name) is not told
    }


def flag_of(ctx: click.Context, name: str) -> str:
    """How an option is written: --only-leaves."""
    return next(each.opts[0] for each in ctx.command.params if each.name == name)

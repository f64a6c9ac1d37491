"""The options of reports for click, made from the list that the library has of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..console import DAY, PERIOD, Decorator
from ..language import text
from ..offered import REPORT_OPTIONS, OptionKind, ReportOption, by_kind

#: How options are written whose name says it in another way.
_FLAGS = {
    "shown": "--show", "words": "--word", "first": "--from", "last": "--to",
    "with_counter": "--counter", "with_closing": "--without-closing",
}  # fmt: skip
_K = OptionKind


def _by_kind(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> Any:
    """The values wanted by kind: department:01 department:02, or only the kind."""
    return by_kind(given)


def _how(option: ReportOption) -> dict[str, Any]:
    """What click is told of an option."""
    match option.kind:
        case _K.PERIOD:
            return {"type": PERIOD}
        case _K.DAY:
            return {"type": DAY}
        case _K.NUMBER:
            return {"type": click.IntRange(1)}
        case _K.CHOICE:
            return {"type": click.Choice(option.choices)}
        case _K.FLAG:
            return {"is_flag": True, "flag_value": option.sets, "default": not option.sets}
        case _K.VALUES:
            return {"multiple": True, "callback": _by_kind}
        case _K.WORDS:
            return {"multiple": True}
    return {}


def _declared(option: ReportOption) -> Decorator:
    flag = _FLAGS.get(option.name, f"--{option.name.replace('_', '-')}")
    return click.option(flag, option.name, help=text(option.help), **_how(option))


def every_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with all of them, in their order."""
    for option in reversed(REPORT_OPTIONS.values()):
        command = _declared(option)(command)
    return command


def given_options(ctx: click.Context) -> dict[str, Any]:
    """The options that were given, and nothing of those that were not."""
    told = click.core.ParameterSource.DEFAULT
    return {
        name: ctx.params[name]
        for name in REPORT_OPTIONS
        if ctx.get_parameter_source(name) is not told
    }


def flag_of(ctx: click.Context, name: str) -> str:
    """How an option is written: --only-leaves."""
    return next(each.opts[0] for each in ctx.command.params if each.name == name)

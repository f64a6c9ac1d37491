"""How the command line asks and answers: arguments, options, refusals, progress, files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from .book import Book
from .book.work import Progress
from .core.period import Period, parse_day
from .core.problem import Problem
from .core.voucher import VoucherKey
from .language import cure, explain, message, place, text
from .refusal import Refused


class _PeriodType(click.ParamType[Period]):
    name = "yyyy-mm"

    def convert(self, value: Any, param: Any, ctx: Any) -> Period:
        """A period from its text; wrong usage where it is none."""
        try:
            return Period.parse(value)
        except ValueError:
            self.fail(text("usage.period", value=value), param, ctx)


class _DayType(click.ParamType[date]):
    name = "yyyy-mm-dd"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """A day from its text; wrong usage where it is none."""
        try:
            return value if isinstance(value, date) else parse_day(value)
        except ValueError:
            self.fail(text("usage.day", value=value), param, ctx)


class _KeyType(click.ParamType[VoucherKey]):
    name = "yyyy-mm/word/n"

    def convert(self, value: Any, param: Any, ctx: Any) -> VoucherKey:
        """A voucher's key from its text; wrong usage where it is none."""
        try:
            return VoucherKey.parse(value)
        except ValueError:
            self.fail(text("usage.voucher", value=value), param, ctx)


class _CodeRuleType(click.ParamType[tuple[int, ...]]):
    name = "4-2-2-2"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, ...]:
        """The lengths of a code's parts from their text; wrong usage where they are none."""
        if isinstance(value, tuple):
            return value
        parts = str(value).split("-")
        if not all(part.isascii() and part.isdigit() and 0 < int(part) < 10 for part in parts):
            self.fail(text("usage.code_rule", value=value), param, ctx)
        return tuple(int(part) for part in parts)


_JSON = "ledgerlib.json"
PERIOD, DAY, KEY, CODE_RULE = _PeriodType(), _DayType(), _KeyType(), _CodeRuleType()
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _all(*decorators: Decorator) -> Decorator:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


book_argument = _all(
    click.argument("book"),
    click.option("--book", "name", default="", help=text("help.book")),
)


def _note_form(ctx: click.Context, _param: click.Parameter, value: str) -> str:
    ctx.find_root().meta[_JSON] = value == "json"
    return value


def format_option(*kinds: str) -> Decorator:
    """The option --format; refusals are told as json where it asks for json."""
    return click.option(
        "--format", "form", type=click.Choice(kinds), default=kinds[0], is_eager=True,
        callback=_note_form,
    )  # fmt: skip


form_option = format_option("text", "json")
for_reading = _all(book_argument, form_option)
for_acting = _all(
    book_argument, click.option("--by", required=True, help=text("help.by")), form_option
)
for_choosing = _all(
    click.option("--period", type=PERIOD, help=text("help.period")),
    click.option("--word", default="", help=text("help.word")),
    click.option("--from", "first", type=int, default=0, help=text("help.from")),
    click.option("--to", "last", type=int, help=text("help.to")),
)
period_option = click.option("--period", type=PERIOD, required=True, help=text("help.period"))
output_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=text("help.output")
)


#: Where a script puts a password, so that nobody types it on the command line for all to see.
PASSWORD = "LEDGERLIB_PASSWORD"


def open_book(book: str, name: str, by: str) -> Book:
    """Open a book to act in it; the password is taken from the environment or asked for."""
    opened = Book.open(book, name=name, by=by)
    try:
        if any(user.name == opened.who and user.password for user in opened.people()):
            opened.log_in(ask_password(text("ask.password", name=by)))
    except BaseException:
        opened.__exit__()
        raise
    return opened


def ask_password(prompt: str, variable: str = PASSWORD, *, twice: bool = False) -> str:
    """A password from the environment, or typed unseen where there is someone to type it."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Refused([Problem.of("password.not_given", name=variable)])
    again: bool | str = text("ask.again") if twice else False
    typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True)
    return typed


class Commands(click.Group):
    """Commands whose refusals are told as problems, whatever they come from."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; exit with 1 where it is refused, and never with a traceback."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            tell(refused.problems)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            values = {"file": error.filename or "", "reason": error.strerror or str(error)}
            code = "disk.full" if error.errno == 28 else "file.cannot_write"
            tell([Problem.of(code, **values)])
        except KeyboardInterrupt:
            click.echo(text("cancelled"), err=True)
            sys.exit(130)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("LEDGERLIB_DEBUG"):
                raise
            tell([Problem.of("internal", kind=type(error).__name__, reason=str(error)[:300])])
        sys.exit(1)


def tell(problems: list[Problem], counted: str = "problems.count") -> None:
    """Print problems on stderr, as sentences or as json; `counted` is the text under several."""
    if _wants_json():
        told = [
            {
                "code": problem.code,
                "message": message(problem),
                "cure": cure(problem),
                "place": place(problem),
                "where": problem.where,
                "values": {key: str(value) for key, value in problem.values.items()},
            }
            for problem in problems
        ]
        click.echo(json.dumps({"problems": told}, ensure_ascii=False, indent=1), err=True)
        return
    for problem in problems:
        click.echo(f"✗ {explain(problem)}", err=True)
    if len(problems) > 1:
        click.echo(text(counted, count=len(problems)), err=True)


def _wants_json() -> bool:
    return bool(click.get_current_context().find_root().meta.get(_JSON))


def say_done(code: str, /, **values: Any) -> None:
    """Say what was done: as a sentence, or as json."""
    if _wants_json():
        click.echo(json.dumps({"done": code, **values}, ensure_ascii=False, default=str))
    else:
        click.echo(text(f"done.{code}", **values))


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """A progress bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def options_of(given: tuple[str, ...]) -> dict[str, str]:
    """The options of a chart as they were given: unit=事业单位. Wrong usage where one has no value."""
    found = {}
    for each in given:
        name, sign, value = each.replace("＝", "=").partition("=")
        if not (name.strip() and sign and value.strip()):
            raise click.UsageError(text("usage.option", value=each))
        found[name.strip()] = value.strip()
    return found


def say_warnings(warnings: list[Problem]) -> None:
    """Say what should be looked at, though it stands in the way of nothing."""
    for warning in warnings:
        click.echo(f"! {explain(warning)}", err=True)


def say_ignored(columns: tuple[str, ...]) -> None:
    """Name the columns of a sheet that meant nothing, so that nothing is lost in silence."""
    if columns:
        click.echo(text("sheet.ignored", columns="、".join(columns)), err=True)

"""The command line: the public acts as commands. It holds no rule of its own.

Exit status 0 done, 1 refused (the problems on stderr), 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from . import (
    Book,
    NewBook,
    Period,
    Problem,
    Refused,
    Role,
    VoucherKey,
    __version__,
    back_up,
    chart_ids,
    create,
    import_opening,
    import_vouchers,
    load_chart,
    read_accounts,
    render,
    reports,
    restore,
)  # fmt: skip
from .book.work import Progress
from .core.period import parse_day
from .exchange.opening import Imported
from .language import cure, explain, message, place, text
from .resources import folder


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


_JSON = "ledgerlib.json"
PERIOD, DAY, KEY = _PeriodType(), _DayType(), _KeyType()
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _all(*decorators: Decorator) -> Decorator:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


_book = _all(
    click.argument("book"),
    click.option("--book", "name", default="", help=text("help.book")),
)


def _note_form(ctx: click.Context, _param: click.Parameter, value: str) -> str:
    ctx.find_root().meta[_JSON] = value == "json"
    return value


def _format(*kinds: str) -> Decorator:
    """The option --format; refusals are told as json where it asks for json."""
    return click.option(
        "--format", "form", type=click.Choice(kinds), default=kinds[0], is_eager=True,
        callback=_note_form,
    )  # fmt: skip


_form = _format("text", "json")
_reading = _all(_book, _form)
_acting = _all(_book, click.option("--by", required=True, help=text("help.by")), _form)
_chosen = _all(
    click.option("--period", type=PERIOD, help=text("help.period")),
    click.option("--word", default="", help=text("help.word")),
    click.option("--from", "first", type=int, default=0, help=text("help.from")),
    click.option("--to", "last", type=int, help=text("help.to")),
)
_period = click.option("--period", type=PERIOD, required=True, help=text("help.period"))
_out = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=text("help.output")
)


class _Group(click.Group):
    """Commands whose refusals are told as problems, whatever they come from."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            _tell(refused.problems)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            values = {"file": error.filename or "", "reason": error.strerror or str(error)}
            code = "disk.full" if error.errno == 28 else "file.cannot_write"
            _tell([Problem.of(code, **values)])
        except KeyboardInterrupt:
            click.echo(text("cancelled"), err=True)
            sys.exit(130)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("LEDGERLIB_DEBUG"):
                raise
            _tell([Problem.of("internal", kind=type(error).__name__, reason=str(error)[:300])])
        sys.exit(1)


def _tell(problems: list[Problem]) -> None:
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
        click.echo(text("problems.count", count=len(problems)), err=True)


def _wants_json() -> bool:
    return bool(click.get_current_context().find_root().meta.get(_JSON))


def _done(code: str, /, **values: Any) -> None:
    """Say what was done: as a sentence, or as json."""
    if _wants_json():
        click.echo(json.dumps({"done": code, **values}, ensure_ascii=False, default=str))
    else:
        click.echo(text(f"done.{code}", **values))


@contextmanager
def _progress(label: str) -> Iterator[Progress | None]:
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


@click.group(cls=_Group, help=text("help.ledgerlib"))
@click.version_option(__version__, prog_name="ledgerlib")
def main() -> None:
    """The ledgerlib command."""


@main.command(help=text("help.charts"))
@_form
def charts(form: str) -> None:
    """List the charts of accounts that come along."""
    found = [load_chart(chart_id) for chart_id in chart_ids()]
    if form == "json":
        rows = [{"id": c.chart_id, "name": c.name, "english_name": c.english_name,
                 "document": c.document, "accounts": len(c.chart.accounts)} for c in found]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for c in found:
        click.echo(text("chart.line", id=c.chart_id, name=c.name, english=c.english_name,
                        count=len(c.chart.accounts)))  # fmt: skip


@main.command(help=text("help.new"))
@click.argument("book")
@click.option("--chart", required=True, help=text("help.chart"))
@click.option("--start", type=PERIOD, required=True, help=text("help.start_period"))
@click.option("--name", required=True, help=text("help.name"))
@click.option("--currency", default="CNY", show_default=True)
@click.option("--carry-to", default="", help=text("help.carry_to"))
@click.option(
    "--regime",
    type=click.Choice(["irreversible", "reversible"]),
    default="irreversible",
    help=text("help.regime"),
)
@click.option("--by", required=True, help=text("help.by"))
@_form
def new(
    book: str, chart: str, start: Period, name: str, currency: str, carry_to: str, regime: str,
    by: str, form: str,
) -> None:  # fmt: skip
    """Make a book from a chart."""
    found = load_chart(chart, carry_to=carry_to)
    wanted = NewBook(
        name,
        found.chart,
        start,
        found.chart_id,
        currency.upper(),
        regime,
        found.method,
        found.problems,
    )
    create(book, wanted, by=by).__exit__()
    _say_ignored(found.ignored)
    _done("new", book=name, chart=found.name, start=str(start), by=by)


@main.group(help=text("help.user"), subcommand_metavar="add NAME")
@click.argument("book")
@click.option("--book", "name", default="")
@click.pass_context
def user(ctx: click.Context, book: str, name: str) -> None:
    """Users of a book."""
    ctx.obj = (book, name)


@user.command(name="add", help=text("help.user_add"))
@click.argument("who")
@click.argument("more", nargs=-1)
@click.option("--role", "roles", multiple=True, required=True, help=" ".join(Role))
@click.option("--by", required=True, help=text("help.by"))
@_form
@click.pass_obj
def user_add(
    place: tuple[str, str],
    who: str,
    more: tuple[str, ...],
    roles: tuple[str, ...],
    by: str,
    form: str,
) -> None:
    """Add a user with roles."""
    wanted = [word for role in (*roles, *more) for word in role.replace(",", " ").split()]
    with Book.open(place[0], name=place[1], by=by) as book:
        book.add_user(who, wanted)
    _done("user", name=who, roles=" ".join(wanted))


@main.command(help=text("help.policy"))
@_acting
@click.argument("policy")
@click.argument("value")
def policy(book: str, name: str, by: str, form: str, policy: str, value: str) -> None:
    """Set a policy."""
    with Book.open(book, name=name, by=by) as opened:
        opened.set_policy(policy, value)
    _done("policy", name=policy, value=value)


@main.command(name="import", help=text("help.import"))
@_book
@click.argument("what", type=click.Choice(["accounts", "opening", "vouchers"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, help=text("help.by"))
@_form
def import_(book: str, name: str, what: str, file: Path, by: str, form: str) -> None:
    """Import a sheet."""
    with Book.open(book, name=name, by=by) as opened:
        if what == "accounts":
            sheet = read_accounts(file)
            if sheet.problems:
                raise Refused(sheet.problems)
            done = Imported(opened.set_accounts(sheet.accounts), sheet.ignored)
        elif what == "opening":
            done = import_opening(opened, file)
        else:
            with _progress("progress.import") as progress:
                done = import_vouchers(opened, file, progress)
    _say_ignored(done.ignored)
    for note in done.notes:
        click.echo(explain(note), err=True)
    _done(f"import_{what}", count=done.count, file=file.name)


def _say_ignored(columns: tuple[str, ...]) -> None:
    if columns:
        click.echo(text("sheet.ignored", columns="、".join(columns)), err=True)


@main.command(help=text("help.start"))
@_acting
def start(book: str, name: str, by: str, form: str) -> None:
    """Start a book."""
    with Book.open(book, name=name, by=by) as opened:
        opened.start()
        _done("start", book=opened.facts().name, period=str(opened.facts().start))


def _over_vouchers(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @_acting
    @_chosen
    def command(
        book: str, name: str, by: str, form: str, period: Period | None, word: str, first: int,
        last: int | None,
    ) -> None:  # fmt: skip
        with Book.open(book, name=name, by=by) as opened:
            if act == "post":
                with _progress("progress.post") as progress:
                    count = opened.post(
                        period, word=word, first=first, last=last, progress=progress
                    )
            else:
                count = getattr(opened, act)(period, word=word, first=first, last=last)
        _done(act, count=count)


for _act in ("review", "unreview", "post"):
    _over_vouchers(_act)


@main.command(help=text("help.unpost"))
@_acting
@_period
@click.option("--word", default="")
@click.option("--from", "first", type=int, default=1)
def unpost(book: str, name: str, by: str, form: str, period: Period, word: str, first: int) -> None:
    """Take posting back, in a reversible book."""
    with Book.open(book, name=name, by=by) as opened:
        _done("unpost", count=opened.unpost(period, word=word, first=first))


@main.command(help=text("help.reverse"))
@_acting
@click.argument("voucher", type=KEY)
@click.option("--date", "day", type=DAY, help=text("help.reversal_date"))
def reverse(
    book: str, name: str, by: str, form: str, voucher: VoucherKey, day: date | None
) -> None:
    """Enter the red reversal of a posted voucher."""
    with Book.open(book, name=name, by=by) as opened:
        red = opened.reverse(voucher, day)
    _done("reverse", voucher=str(voucher), reversal=str(red.key), summary=red.lines[0].summary)


def _over_one(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @_acting
    @click.argument("voucher", type=KEY)
    def command(book: str, name: str, by: str, form: str, voucher: VoucherKey) -> None:
        with Book.open(book, name=name, by=by) as opened:
            getattr(opened, act)(voucher)
        _done(act, voucher=str(voucher))


for _act in ("void", "unvoid"):
    _over_one(_act)


@main.command(help=text("help.renumber"))
@_acting
@_period
@click.option("--word", default="记")
@click.option("--by-date", is_flag=True, help=text("help.by_date"))
def renumber(
    book: str, name: str, by: str, form: str, period: Period, word: str, by_date: bool
) -> None:
    """Close gaps in the numbers of unposted vouchers."""
    with Book.open(book, name=name, by=by) as opened:
        moved = opened.renumber(period, word, by_date=by_date)
    _done("renumber", count=len(moved), moved="、".join(f"{a}→{b}" for a, b in moved.items()))


@main.command(name="carry-forward", help=text("help.carry_forward"))
@_acting
@_period
def carry_forward(book: str, name: str, by: str, form: str, period: Period) -> None:
    """Enter the closing vouchers of a period."""
    with Book.open(book, name=name, by=by) as opened:
        made = [str(voucher.key) for voucher in opened.carry_forward(period)]
    if made:
        _done("carry_forward", vouchers="、".join(made), count=len(made))
    else:
        _done("carry_forward_none", period=str(period), count=0)


def _over_period(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @_acting
    @_period
    def command(book: str, name: str, by: str, form: str, period: Period) -> None:
        with Book.open(book, name=name, by=by) as opened:
            getattr(opened, act)(period)
        _done(act, period=str(period))


for _act in ("close", "reopen"):
    _over_period(_act)


@main.command(name="can-close", help=text("help.can_close"))
@_reading
@_period
def can_close(book: str, name: str, form: str, period: Period) -> None:
    """List everything that stands in the way of closing a period."""
    with Book.open(book, name=name) as opened:
        problems = opened.can_close(period)
    if problems:
        raise Refused(problems)
    _done("can_close", period=str(period))


@main.command(name="roll-over", help=text("help.roll_over"))
@_acting
@click.option("--year", type=int, required=True)
def roll_over(book: str, name: str, by: str, form: str, year: int) -> None:
    """Roll a year over."""
    with Book.open(book, name=name, by=by) as opened:
        _done("roll_over", year=year, count=opened.roll_over(year))


@main.command(help=text("help.report"))
@_book
@click.argument("report", type=click.Choice(["trial-balance", "notice"]))
@click.option("--period", type=PERIOD, required=True)
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--level", type=click.IntRange(1), help=text("help.level"))
@click.option("--account", default="", help=text("help.account"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@click.option("--without-closing", is_flag=True, help=text("help.without_closing"))
@_format("table", "csv", "json", "xlsx")
@_out
def report(
    book: str, name: str, report: str, period: Period, from_period: Period | None,
    level: int | None, account: str, include_unposted: bool, without_closing: bool, form: str,
    output: Path | None,
) -> None:  # fmt: skip
    """Show a report, or write it to a file."""
    if report == "notice" and not account:
        raise click.UsageError(text("usage.account"))
    if form == "xlsx" and output is None:
        raise click.UsageError(text("usage.output"))
    with Book.open(book, name=name) as opened:
        if report == "notice":
            made = reports.notice(opened, account, period)
        else:
            made = reports.trial_balance(
                opened, period, from_period=from_period, level=level,
                include_unposted=include_unposted, with_closing=not without_closing,
            )  # fmt: skip
    rendered: str | bytes = getattr(render, form)(made)
    if output is None:
        click.echo(rendered, nl=False)
        return
    if isinstance(rendered, str):
        # A spreadsheet program takes csv for UTF-8 only with the mark at its beginning.
        rendered = rendered.encode("utf-8-sig" if form == "csv" else "utf-8")
    _write_whole(output, rendered)
    click.echo(text("done.written", file=output), err=True)


def _write_whole(output: Path, content: bytes) -> None:
    """Write a file whole or not at all: what stood there before stays where that fails."""
    if output.exists() and not output.is_file():
        output.write_bytes(content)
        return
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_bytes(content)
        part.replace(output)
    except OSError:
        part.unlink(missing_ok=True)
        raise


@main.command(help=text("help.verify"))
@_reading
@click.option("--anchor", default="", help=text("help.anchor"))
def verify(book: str, name: str, form: str, anchor: str) -> None:
    """Recompute the whole book."""
    with Book.open(book, name=name) as opened, _progress("progress.verify") as progress:
        found = opened.verify(anchor=anchor, progress=progress)
    if not found.is_sound:
        raise Refused(found.problems)
    _done("verify", records=found.records, vouchers=found.vouchers, lines=found.lines,
          chain_head=found.chain_head)  # fmt: skip


@main.command(help=text("help.log"))
@_reading
@click.option("--who", default="", help=text("help.log_who"))
@click.option("--since", default="", help=text("help.log_since"))
@click.option("--until", default="", help=text("help.log_until"))
@click.option("--what", default="", help=text("help.log_what"))
def log(book: str, name: str, form: str, who: str, since: str, until: str, what: str) -> None:
    """Show who did what when."""
    with Book.open(book, name=name) as opened:
        for entry in opened.log(who=who, since=since, until=until, what=what):
            if form == "json":
                click.echo(json.dumps(asdict(entry), ensure_ascii=False))
            else:
                change = f"{entry.before} → {entry.after}" if entry.before else entry.after
                click.echo(f"{entry.sequence:>6} {entry.at[:19]} {entry.who} {text(f'act.{entry.act}')}"
                           f" {entry.subject} {change}")  # fmt: skip


@main.command(help=text("help.backup"))
@click.argument("book")
@click.argument("file", type=click.Path(path_type=Path))
@_form
def backup(book: str, file: Path, form: str) -> None:
    """Copy all books of a database into a file."""
    _done("backup", file=str(back_up(book, file)))


@main.command(name="restore", help=text("help.restore_backup"))
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("book")
@_form
def restore_(file: Path, book: str, form: str) -> None:
    """Bring a backup back and verify it."""
    _done("restore", books="、".join(restore(file, book)), place=book)


@main.command(help=text("help.demo"))
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), required=False)
def demo(directory: Path | None) -> None:
    """Keep the mess fund of 2008, from its csv files to the opening of 2009."""
    place = directory or _free(Path("ledgerlib-demo"))
    place.mkdir(parents=True, exist_ok=True)
    script = folder("examples") / "mess_fund" / "keep_the_year.py"
    runpy.run_path(str(script))["keep_the_year"](place)


def _free(place: Path) -> Path:
    number = 1
    while place.exists():
        number += 1
        place = place.with_name(f"ledgerlib-demo-{number}")
    return place


if __name__ == "__main__":
    main()

"""The command line: the public acts as commands. It holds no rule of its own.

Exit status 0 done, 1 refused (the problems on stderr), 2 wrong usage.
"""

from __future__ import annotations

import json
import re
import runpy
import sys
from datetime import date
from pathlib import Path

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
from .console import (
    DAY,
    KEY,
    PERIOD,
    Commands,
    book_argument,
    for_acting,
    for_choosing,
    for_reading,
    form_option,
    format_option,
    output_option,
    period_option,
    progress_bar,
    say_done,
    say_ignored,
    tell,
    write_whole,
)
from .exchange.opening import Imported
from .language import explain, text
from .resources import folder


@click.group(cls=Commands, help=text("help.ledgerlib"))
@click.version_option(__version__, prog_name="ledgerlib")
def main() -> None:
    """The ledgerlib command."""


@main.command(help=text("help.charts"))
@form_option
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
@form_option
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
        problems=found.problems,
    )
    create(book, wanted, by=by).__exit__()
    say_ignored(found.ignored)
    say_done("new", book=name, chart=found.name, start=str(start), by=by)


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
@form_option
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
    say_done("user", name=who, roles=" ".join(wanted))


@main.command(help=text("help.policy"))
@for_acting
@click.argument("policy")
@click.argument("value")
def policy(book: str, name: str, by: str, form: str, policy: str, value: str) -> None:
    """Set a policy."""
    with Book.open(book, name=name, by=by) as opened:
        opened.set_policy(policy, value)
    say_done("policy", name=policy, value=value)


@main.command(name="import", help=text("help.import"))
@book_argument
@click.argument("what", type=click.Choice(["accounts", "opening", "vouchers"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, help=text("help.by"))
@form_option
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
            with progress_bar("progress.import") as progress:
                done = import_vouchers(opened, file, progress)
    say_ignored(done.ignored)
    for note in done.notes:
        click.echo(explain(note), err=True)
    say_done(f"import_{what}", count=done.count, file=file.name)


@main.command(help=text("help.start"))
@for_acting
def start(book: str, name: str, by: str, form: str) -> None:
    """Start a book."""
    with Book.open(book, name=name, by=by) as opened:
        opened.start()
        say_done("start", book=opened.facts().name, period=str(opened.facts().start))


def _over_vouchers(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @for_acting
    @for_choosing
    def command(
        book: str, name: str, by: str, form: str, period: Period | None, word: str, first: int,
        last: int | None,
    ) -> None:  # fmt: skip
        with Book.open(book, name=name, by=by) as opened:
            if act == "post":
                with progress_bar("progress.post") as progress:
                    count = opened.post(
                        period, word=word, first=first, last=last, progress=progress
                    )
            else:
                count = getattr(opened, act)(period, word=word, first=first, last=last)
        say_done(act, count=count)


for _act in ("review", "unreview", "post"):
    _over_vouchers(_act)


@main.command(help=text("help.unpost"))
@for_acting
@period_option
@click.option("--word", default="")
@click.option("--from", "first", type=int, default=1)
def unpost(book: str, name: str, by: str, form: str, period: Period, word: str, first: int) -> None:
    """Take posting back, in a reversible book."""
    with Book.open(book, name=name, by=by) as opened:
        say_done("unpost", count=opened.unpost(period, word=word, first=first))


@main.command(help=text("help.reverse"))
@for_acting
@click.argument("voucher", type=KEY)
@click.option("--date", "day", type=DAY, help=text("help.reversal_date"))
def reverse(
    book: str, name: str, by: str, form: str, voucher: VoucherKey, day: date | None
) -> None:
    """Enter the red reversal of a posted voucher."""
    with Book.open(book, name=name, by=by) as opened:
        red = opened.reverse(voucher, day)
    say_done("reverse", voucher=str(voucher), reversal=str(red.key), summary=red.lines[0].summary)


def _over_one(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @for_acting
    @click.argument("voucher", type=KEY)
    def command(book: str, name: str, by: str, form: str, voucher: VoucherKey) -> None:
        with Book.open(book, name=name, by=by) as opened:
            getattr(opened, act)(voucher)
        say_done(act, voucher=str(voucher))


for _act in ("void", "unvoid"):
    _over_one(_act)


@main.command(help=text("help.renumber"))
@for_acting
@period_option
@click.option("--word", default="记")
@click.option("--by-date", is_flag=True, help=text("help.by_date"))
def renumber(
    book: str, name: str, by: str, form: str, period: Period, word: str, by_date: bool
) -> None:
    """Close gaps in the numbers of unposted vouchers."""
    with Book.open(book, name=name, by=by) as opened:
        moved = opened.renumber(period, word, by_date=by_date)
    say_done("renumber", count=len(moved), moved="、".join(f"{a}→{b}" for a, b in moved.items()))


@main.command(name="carry-forward", help=text("help.carry_forward"))
@for_acting
@period_option
def carry_forward(book: str, name: str, by: str, form: str, period: Period) -> None:
    """Enter the closing vouchers of a period."""
    with Book.open(book, name=name, by=by) as opened:
        made = [str(voucher.key) for voucher in opened.carry_forward(period)]
    if made:
        say_done("carry_forward", vouchers="、".join(made), count=len(made))
    else:
        say_done("carry_forward_none", period=str(period), count=0)


def _over_period(act: str) -> None:
    @main.command(name=act, help=text(f"help.{act}"))
    @for_acting
    @period_option
    def command(book: str, name: str, by: str, form: str, period: Period) -> None:
        with Book.open(book, name=name, by=by) as opened:
            getattr(opened, act)(period)
        say_done(act, period=str(period))


for _act in ("close", "reopen"):
    _over_period(_act)


@main.command(name="can-close", help=text("help.can_close"))
@for_reading
@period_option
def can_close(book: str, name: str, form: str, period: Period) -> None:
    """List everything that stands in the way of closing a period."""
    with Book.open(book, name=name) as opened:
        problems = opened.can_close(period)
    if problems:
        tell(problems, "problems.found")
        sys.exit(1)
    say_done("can_close", period=str(period))


@main.command(name="roll-over", help=text("help.roll_over"))
@for_acting
@click.option("--year", type=int, required=True)
def roll_over(book: str, name: str, by: str, form: str, year: int) -> None:
    """Roll a year over."""
    with Book.open(book, name=name, by=by) as opened:
        say_done("roll_over", year=year, count=opened.roll_over(year))


@main.command(help=text("help.report"))
@book_argument
@click.argument("report", type=click.Choice(["trial-balance", "notice"]))
@click.option("--period", type=PERIOD, required=True)
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--level", type=click.IntRange(1), help=text("help.level"))
@click.option("--account", default="", help=text("help.account"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@click.option("--without-closing", is_flag=True, help=text("help.without_closing"))
@format_option("table", "csv", "json", "xlsx")
@output_option
def report(
    book: str, name: str, report: str, period: Period, from_period: Period | None,
    level: int | None, account: str, include_unposted: bool, without_closing: bool, form: str,
    output: Path | None,
) -> None:  # fmt: skip
    """Show a report, or write it to a file."""
    if report == "notice" and not account:
        raise click.UsageError(text("usage.account"))
    suffix = output.suffix[1:].lower() if output else ""
    if suffix in ("csv", "json", "xlsx") and form == "table":
        form = suffix  # the name of the file says what is wanted
    if suffix == "xlsx" and form != "xlsx":
        raise click.UsageError(text("usage.suffix", file=output))
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
    write_whole(output, rendered)
    click.echo(text("done.written", file=output), err=True)


@main.command(help=text("help.verify"))
@for_reading
@click.option("--anchor", help=text("help.anchor"))
def verify(book: str, name: str, form: str, anchor: str | None) -> None:
    """Recompute the whole book."""
    head = (anchor or "").strip().lower()
    if anchor is not None and not re.fullmatch(r"[0-9a-f]{64}", head):
        # An empty one too: a script whose variable is unset has asked for a proof, and gets none.
        raise Refused([Problem.of("anchor.malformed", value=anchor)])
    with Book.open(book, name=name) as opened, progress_bar("progress.verify") as progress:
        found = opened.verify(anchor=head, progress=progress)
    if not found.is_sound:
        tell(found.problems, "problems.found")
        sys.exit(1)
    say_done("verify", records=found.records, vouchers=found.vouchers, lines=found.lines,
          chain_head=found.chain_head)  # fmt: skip


@main.command(help=text("help.log"))
@for_reading
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
@form_option
def backup(book: str, file: Path, form: str) -> None:
    """Copy all books of a database into a file."""
    say_done("backup", file=str(back_up(book, file)))


@main.command(name="restore", help=text("help.restore_backup"))
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("book")
@form_option
def restore_(file: Path, book: str, form: str) -> None:
    """Bring a backup back and verify it."""
    say_done("restore", books="、".join(restore(file, book)), place=book)


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

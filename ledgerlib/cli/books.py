"""Commands over whole books: new, start, verify, log, backup, restore, demo."""

from __future__ import annotations

import json
import re
import runpy
import sys
from pathlib import Path

import click
from attrs import asdict

from .. import (
    WORD_SETS,
    Book,
    Chart,
    NewBook,
    Period,
    Problem,
    Refused,
    back_up,
    create,
    load_chart,
    restore,
)
from ..console import (
    CODE_RULE,
    PERIOD,
    for_acting,
    for_reading,
    form_option,
    open_book,
    options_of,
    progress_bar,
    say_done,
    say_ignored,
    tell,
)
from ..language import text
from ..resources import folder
from .app import main


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
@click.option("--option", "chosen", multiple=True, help=text("help.option"))
@click.option("--code-rule", type=CODE_RULE, help=text("help.code_rule"))
@click.option("--words", type=click.Choice(list(WORD_SETS)), default="记", help=text("help.words"))
@click.option("--by", required=True, help=text("help.by"))
@form_option
def new(
    book: str, chart: str, start: Period, name: str, currency: str, carry_to: str, regime: str,
    chosen: tuple[str, ...], code_rule: tuple[int, ...] | None, words: str, by: str, form: str,
) -> None:  # fmt: skip
    """Make a book from a chart."""
    found = load_chart(chart, carry_to=carry_to)
    whole = found.chart
    ruled = code_rule and Chart.of(
        whole.accounts.values(), code_rule, whole.closing_rules, whole.parts, whole.provisions
    )
    wanted = NewBook(
        name,
        ruled or found.chart,
        start,
        found.chart_id,
        currency.upper(),
        regime,
        found.method,
        words=WORD_SETS[words],
        strict_codes=code_rule is not None,
        problems=found.problems,
        options=options_of(chosen),
    )
    create(book, wanted, by=by).__exit__()
    say_ignored(found.ignored)
    say_done("new", book=name, chart=found.name, start=str(start), by=by)


@main.command(help=text("help.start"))
@for_acting
def start(book: str, name: str, by: str, form: str) -> None:
    """Start a book."""
    with open_book(book, name, by) as opened:
        opened.start()
        say_done("start", book=opened.facts().name, period=str(opened.facts().start))


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

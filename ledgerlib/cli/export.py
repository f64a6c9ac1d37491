"""The export command: a whole book in a format that other programs and auditors read."""

from __future__ import annotations

from pathlib import Path

import click

from .. import Book, Period
from ..console import PERIOD, for_reading, say_done, say_warnings
from ..exchange.beancount import beancount_lines
from ..exchange.export import FORMATS, TEXTS, export_book
from ..exchange.hledger import hledger_lines
from ..exchange.outgoing import ExportOptions, ExportUnit, outgoing
from ..language import text
from .app import main

#: What only the xml formats take.
_OF_XML = (
    "unit_name", "organisation_code", "nature", "industry", "country", "encoding", "lengths", "cut",
)  # fmt: skip


@main.command(help=text("help.export"))
@for_reading
@click.argument("kind", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@click.option("-o", "--output", type=click.Path(path_type=Path), help=text("help.export_output"))
@click.option("--year", type=click.IntRange(1, 9999), help=text("help.export_year"))
@click.option("--period", type=PERIOD, help=text("help.export_period"))
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@click.option("--unit-name", default="", help=text("help.unit_name"))
@click.option("--organisation-code", default="", help=text("help.organisation_code"))
@click.option("--nature", default="", help=text("help.nature"))
@click.option("--industry", default="", help=text("help.industry"))
@click.option("--country", default="CN", show_default=True, help=text("help.country"))
@click.option(
    "--encoding", type=click.Choice(["UTF-8", "GB18030"], case_sensitive=False), default="UTF-8",
    show_default=True, help=text("help.encoding"),
)  # fmt: skip
@click.option(
    "--lengths", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=text("help.lengths"),
)  # fmt: skip
@click.option("--cut", is_flag=True, help=text("help.cut"))
@click.pass_context
def export(
    ctx: click.Context, book: str, name: str, form: str, kind: str, output: Path | None,
    year: int | None, period: Period | None, from_period: Period | None, include_unposted: bool,
    unit_name: str, organisation_code: str, nature: str, industry: str, country: str,
    encoding: str, lengths: Path | None, cut: bool,
) -> None:  # fmt: skip
    """Write a whole book for other programs."""
    _check_usage(ctx, kind, output)
    unit = ExportUnit(unit_name, organisation_code, nature, industry, country.upper())
    asked = ExportOptions(year, from_period, period, include_unposted, unit, encoding, lengths, cut)
    with Book.open(book, name=name) as opened:
        if output is None:
            _show(opened, kind, asked)
            return
        done = export_book(opened, kind, output, asked)
    say_warnings(list(done.warnings))
    files = "、".join(str(each) for each in done.files)
    say_done("export", files=files, first=str(done.first), last=str(done.last))


def _check_usage(ctx: click.Context, kind: str, output: Path | None) -> None:
    """Refuse options that the format does not take, and those that go against each other."""
    given = {
        name
        for name in ctx.params
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
    others = given & set(_OF_XML) if kind in TEXTS else set()
    if "year" in given:
        others |= given & {"period", "from_period"}
    if others:
        options = " ".join(f"--{name.replace('_', '-')}" for name in sorted(others))
        raise click.UsageError(text("usage.not_of_export", form=kind, options=options))
    if output is None and kind not in TEXTS:
        raise click.UsageError(text("usage.export_output"))


def _show(book: Book, kind: str, asked: ExportOptions) -> None:
    """Print a text, line by line."""
    with outgoing(book, asked) as out:
        for line in hledger_lines(out) if kind == "hledger" else beancount_lines(out):
            click.echo(line)

"""The report command: any report that the library offers, shown or written to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from .. import Book, render
from ..console import book_argument, format_option, output_option, progress_bar
from ..language import text
from ..offered import REPORTS
from ..reports import Report
from .app import main
from .report_options import every_option, flag_of, given_options

FORMS = ("table", "csv", "json", "xlsx", "pdf")


def _wanted(ctx: click.Context, report: str) -> dict[str, Any]:
    """The options of a report as they were given; wrong usage where it takes them not, or lacks one."""
    offered, given = REPORTS[report], given_options(ctx)
    others = sorted(flag_of(ctx, name) for name in given if name not in offered.takes)
    if others:
        raise click.UsageError(text("usage.not_of_report", report=report, options=" ".join(others)))
    wrong = offered.wrong(given)
    if wrong is not None:
        raise click.UsageError(text(wrong[1]))
    return given


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How a report goes out: its form, its file, and what only one form has."""
    for option in (
        click.option("--trailer", is_flag=True, help=text("help.trailer")),
        click.option("--paper", default="", help=text("help.paper")),
        click.option(
            "--encoding", default="", type=click.Choice(["", "utf-8", "gb18030"]),
            show_choices=True, metavar="[utf-8|gb18030]", help=text("help.csv_encoding"),
        ),
        output_option,
        format_option(*FORMS),
    ):  # fmt: skip
        command = option(command)
    return command


@main.command(help=text("help.report"))
@book_argument
@click.argument("report", type=click.Choice(list(REPORTS)))
@every_option
@export_options
@click.pass_context
def report(
    ctx: click.Context, /, book: str, name: str, report: str, form: str, output: Path | None,
    encoding: str, paper: str, trailer: bool, **_options: Any,
) -> None:  # fmt: skip
    """Show a report, or write it to a file."""
    wanted = _wanted(ctx, report)
    export = Export.of(form, output, encoding, paper, trailer)
    # Rows are read as they are written: those of one moment, whoever posts meanwhile.
    with Book.open(book, name=name) as opened, opened.snapshot() as seen:
        export.put_out(REPORTS[report].made(seen, wanted))


@frozen
class Export:
    """How a report goes out."""

    form: str
    output: Path | None
    encoding: str = "utf-8"
    paper: str = ""
    trailer: bool = False

    @classmethod
    def of(
        cls, form: str, output: Path | None, encoding: str = "", paper: str = "", trailer: bool = False
    ) -> Export:  # fmt: skip
        """What was asked for; wrong usage where one does not go with another."""
        form = form_of(form, output)
        for option, given, forms in (
            ("--encoding", encoding, ("csv",)),
            ("--trailer", trailer, ("csv",)),
            ("--paper", paper, ("pdf",)),
        ):
            if given and form not in forms:
                raise click.UsageError(text("usage.not_of_form", form=form, option=option))
        return cls(form, output, encoding or "utf-8", paper, trailer)

    def put_out(self, made: Report) -> None:
        """Print a report, or write it to a file. The book it was made from is still open."""
        if self.output is None:
            stream = getattr(render, f"{self.form}_stream")
            more = {"trailer": True} if self.trailer else {}
            for each in stream(made, **more):
                if self.encoding == "utf-8":
                    click.echo(each, nl=False)
                else:
                    click.echo(each.encode(self.encoding), nl=False)
            return
        with progress_bar("report.writing") as progress:
            if self.form == "pdf":
                render.pdf(made, self.output, paper=self.paper or "A4", progress=progress)
            else:
                render.write(
                    made, self.output, self.form, encoding=self.encoding,
                    trailer=self.trailer, progress=progress,
                )  # fmt: skip
        click.echo(text("done.written", file=self.output), err=True)


def form_of(form: str, output: Path | None) -> str:
    """The form a report is wanted in: the name of the file says so where nothing else does."""
    suffix = output.suffix[1:].lower() if output else ""
    if suffix in FORMS[1:] and form == "table":
        form = suffix
    if suffix in ("xlsx", "pdf") and form != suffix:
        raise click.UsageError(text("usage.suffix", file=output, form=suffix))
    if form in ("xlsx", "pdf") and output is None:
        raise click.UsageError(text("usage.output", form=form))
    return form


def put_out(made: Report, form: str, output: Path | None) -> None:
    """Print a report, or write it to a file, as plainly as its form has it."""
    Export.of(form, output).put_out(made)

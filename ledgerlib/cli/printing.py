"""Commands that print: vouchers and the cover they are bound under, as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .. import Book, Period, State, VoucherFilter
from ..console import PERIOD, book_argument, progress_bar
from ..core.problem import Problem
from ..language import text
from ..refusal import Refused
from ..render.paper.drawing import PAPERS, Paper
from ..render.paper.vouchers import Layout, voucher_pdf
from ..reports.voucher_covers import voucher_covers
from ..reports.voucher_forms import FormKind, voucher_forms
from .app import main

_LAST_NUMBER = 10**9
_FORMS = ("auto", FormKind.GENERAL.value, FormKind.QUANTITY.value)


class _PaperType(click.ParamType[Paper]):
    name = "A4"

    def convert(self, value: Any, param: Any, ctx: Any) -> Paper:
        """A paper from its name; wrong usage where there is none of that name."""
        try:
            return Paper.parse(value)
        except ValueError:
            known = " ".join(paper.name for paper in PAPERS.values())
            self.fail(text("usage.paper", value=value, known=known), param, ctx)


PAPER = _PaperType()
paper_option = click.option("--paper", type=PAPER, default="A4", help=text("help.paper"))
font_option = click.option("--font", default="", help=text("help.font"))
pdf_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help=text("help.pdf_output"),
)  # fmt: skip


@main.group(name="print", help=text("help.print"))
def print_() -> None:
    """Pages of paper, as PDF."""


def _choosing(command: Any) -> Any:
    """The options that say which vouchers."""
    for option in (
        click.option("--include-void", is_flag=True, help=text("help.print_void")),
        click.option("--posted-only", is_flag=True, help=text("help.print_posted")),
        click.option("--to", "last", type=click.IntRange(1), help=text("help.to")),
        click.option("--from", "first", type=click.IntRange(1), help=text("help.from")),
        click.option("--word", default="", help=text("help.word")),
        click.option("--from-period", type=PERIOD, help=text("help.from_period")),
        click.option("--period", type=PERIOD, required=True, help=text("help.period")),
    ):
        command = option(command)
    return command


def _bound(command: Any) -> Any:
    """The options of a cover."""
    for option in (
        click.option("--volumes", type=click.IntRange(1), help=text("help.print_volumes")),
        click.option("--volume", type=click.IntRange(1), default=1, help=text("help.print_volume")),
        click.option("--supervisor", default="", help=text("help.print_supervisor")),
    ):
        command = option(command)
    return command


def _asked(
    period: Period, from_period: Period | None, word: str, first: int | None, last: int | None, *,
    posted_only: bool, include_void: bool,
) -> VoucherFilter:  # fmt: skip
    begin = from_period or period
    if period < begin:
        raise Refused([Problem.of("period.backwards", first=str(begin), last=str(period))])
    states = [State.POSTED] if posted_only else [State.DRAFT, State.REVIEWED, State.POSTED]
    numbers = (first or 1, last or _LAST_NUMBER) if first or last else None
    return VoucherFilter(
        first=begin, last=period, word=word, numbers=numbers,
        states=[*states, State.VOID] if include_void else states,
    )  # fmt: skip


def _count(book: Book, asked: VoucherFilter) -> int:
    """How many vouchers are to be printed; refused where there are none."""
    if asked.word and asked.word not in book.words():
        known = "、".join(book.words())
        raise Refused([Problem.of("word.unknown", word=asked.word, known=known)])
    count = sum(book.count_vouchers(asked).values())
    if not count:
        raise Refused([Problem.of("print.nothing", first=str(asked.first), last=str(asked.last))])
    return count


@print_.command(help=text("help.print_vouchers"))
@book_argument
@_choosing
@click.option("--form", type=click.Choice(_FORMS), default="auto", help=text("help.print_form"))
@paper_option
@click.option("--per-page", type=click.IntRange(1, 4), help=text("help.print_per_page"))
@click.option("--rows", type=click.IntRange(1, 40), help=text("help.print_rows"))
@click.option("--by-day", is_flag=True, help=text("help.print_by_day"))
@click.option("--with-cover", is_flag=True, help=text("help.print_with_cover"))
@_bound
@font_option
@pdf_option
def vouchers(
    book: str, name: str, period: Period, from_period: Period | None, word: str,
    first: int | None, last: int | None, posted_only: bool, include_void: bool, form: str,
    paper: Paper, per_page: int | None, rows: int | None, by_day: bool, with_cover: bool,
    supervisor: str, volume: int, volumes: int | None, font: str, output: Path,
) -> None:  # fmt: skip
    """Print vouchers, two to a page of A4, or one to a smaller paper."""
    layout = Layout.of(paper, per_page, rows)
    asked = _asked(
        period, from_period, word, first, last, posted_only=posted_only, include_void=include_void
    )
    kind = None if form == "auto" else FormKind(form)
    bound = _volumes(volume, volumes)
    with Book.open(book, name=name) as opened, progress_bar("progress.print") as progress:
        count = _count(opened, asked)
        covers = voucher_covers(opened, asked, supervisor=supervisor, **bound)
        forms = voucher_forms(
            opened, asked, kind=kind, rows=layout.rows, by_day=by_day, supervisor=supervisor
        )
        lacking = voucher_pdf(
            output, forms, layout, covers=covers if with_cover else (), title=opened.facts().name,
            font=font or None, progress=progress, total=count,
        )  # fmt: skip
    say_printed(output, lacking)


@print_.command(help=text("help.print_cover"))
@book_argument
@_choosing
@paper_option
@_bound
@font_option
@pdf_option
def cover(
    book: str, name: str, period: Period, from_period: Period | None, word: str,
    first: int | None, last: int | None, posted_only: bool, include_void: bool, paper: Paper,
    supervisor: str, volume: int, volumes: int | None, font: str, output: Path,
) -> None:  # fmt: skip
    """Print the covers that vouchers are bound under, one a month."""
    asked = _asked(
        period, from_period, word, first, last, posted_only=posted_only, include_void=include_void
    )
    bound = _volumes(volume, volumes)
    with Book.open(book, name=name) as opened:
        _count(opened, asked)
        covers = voucher_covers(opened, asked, supervisor=supervisor, **bound)
        title = opened.facts().name
        lacking = voucher_pdf(
            output, (), Layout.of(paper), covers=covers, title=title, font=font or None
        )
    say_printed(output, lacking)


def _volumes(volume: int, volumes: int | None) -> dict[str, int]:
    """Volume n of m; wrong usage where n is beyond m."""
    if volumes is not None and volume > volumes:
        raise click.UsageError(text("usage.volume", volume=volume, volumes=volumes))
    return {"volume": volume, "volumes": volumes or volume}


def say_printed(output: Path, lacking: set[str]) -> None:
    """Say what was written, and which characters the font has no picture of."""
    if lacking:
        click.echo(text("print.lacking", signs="".join(sorted(lacking)[:40])), err=True)
    click.echo(text("done.written", file=output), err=True)

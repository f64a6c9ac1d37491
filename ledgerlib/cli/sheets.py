"""Commands that read sheets into a book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from .. import (
    Book,
    Refused,
    import_dimensions,
    import_opening,
    import_rates,
    import_vouchers,
    read_accounts,
)
from ..console import (
    book_argument,
    form_option,
    open_book,
    progress_bar,
    say_done,
    say_ignored,
    say_warnings,
)
from ..exchange.accounts import merged
from ..exchange.opening import Imported
from ..language import explain, text
from .app import main


def _accounts(book: Book, file: Path, _kind: str) -> Imported:
    sheet = read_accounts(file)
    if sheet.problems:
        raise Refused(sheet.problems)
    return Imported(book.set_accounts(merged(sheet, book.chart())), sheet.ignored)


def _opening(book: Book, file: Path, _kind: str) -> Imported:
    return import_opening(book, file)


def _rates(book: Book, file: Path, _kind: str) -> Imported:
    return import_rates(book, file)


def _vouchers(book: Book, file: Path, _kind: str) -> Imported:
    with progress_bar("progress.import") as progress:
        return import_vouchers(book, file, progress)


#: Every kind of sheet by the name it is imported under.
SHEETS: dict[str, Callable[[Book, Path, str], Imported]] = {
    "accounts": _accounts,
    "dimensions": import_dimensions,
    "opening": _opening,
    "rates": _rates,
    "vouchers": _vouchers,
}


@main.command(name="import", help=text("help.import"))
@book_argument
@click.argument("what", type=click.Choice(list(SHEETS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", default="", help=text("help.import_kind"))
@click.option("--by", required=True, help=text("help.by"))
@form_option
def import_(book: str, name: str, what: str, file: Path, kind: str, by: str, form: str) -> None:
    """Import a sheet."""
    with open_book(book, name, by) as opened:
        done = SHEETS[what](opened, file, kind)
        if what == "vouchers":
            say_warnings(opened.warnings("9999-12"))
    say_ignored(done.ignored)
    for note in done.notes:
        click.echo(explain(note), err=True)
    say_done(f"import_{what}", count=done.count, file=file.name)

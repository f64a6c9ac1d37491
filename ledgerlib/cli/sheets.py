"""Commands that read sheets into a book."""

from __future__ import annotations

from pathlib import Path

import click

from .. import Book, Refused, import_opening, import_vouchers, read_accounts
from ..console import book_argument, form_option, progress_bar, say_done, say_ignored
from ..exchange.opening import Imported
from ..language import explain, text
from .app import main


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

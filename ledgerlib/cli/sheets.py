"""Commands that read sheets into a book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from .. import (
    Book,
    import_accounts,
    import_dimensions,
    import_opening,
    import_rates,
    import_vouchers,
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
from ..exchange.beancount_reading import import_beancount, preview_beancount
from ..exchange.opening import Imported
from ..exchange.voucher_mapping import find_mapping
from ..exchange.vouchers import preview_vouchers
from ..language import explain, text
from .app import main
from .shown import show_vouchers


def _accounts(book: Book, file: Path, _kind: str) -> Imported:
    return import_accounts(book, file)


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


def _say_read(done: Imported) -> None:
    """Name the columns that meant nothing, and what was passed over."""
    say_ignored(done.ignored)
    for note in done.notes:
        click.echo(explain(note), err=True)


@main.command(name="import", help=text("help.import"))
@book_argument
@click.argument("what", type=click.Choice([*SHEETS, "beancount"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", default="", help=text("help.import_kind"))
@click.option("--mapping", "mapped", default="", help=text("help.import_mapping"))
@click.option("--accounts", type=click.Path(path_type=Path), help=text("help.import_accounts"))
@click.option("--preview", is_flag=True, help=text("help.import_preview"))
@click.option("--by", required=True, help=text("help.by"))
@form_option
def import_(
    book: str, name: str, what: str, file: Path, kind: str, mapped: str, accounts: Path | None,
    preview: bool, by: str, form: str,
) -> None:  # fmt: skip
    """Import a sheet."""
    for option, given, of in (
        ("--mapping", mapped, ("vouchers",)), ("--accounts", accounts, ("beancount",)),
        ("--preview", preview, ("vouchers", "beancount")),
    ):  # fmt: skip
        if given and what not in of:
            raise click.UsageError(text("usage.not_of_import", what=what, option=option))
    with open_book(book, name, by) as opened:
        mapping = find_mapping(opened, mapped) if mapped else None
        if preview:
            found, done = (
                preview_beancount(opened, file, accounts)
                if what == "beancount"
                else preview_vouchers(opened, file, mapping=mapping)
            )
            _say_read(done)
            decimals = opened.figures(opened.facts().start).currency.scale
            show_vouchers(found, opened.chart(), decimals, form)
            return
        if what == "beancount":
            done = import_beancount(opened, file, accounts)
        elif mapping is not None:
            with progress_bar("progress.import") as progress:
                done = import_vouchers(opened, file, progress, mapping=mapping)
        else:
            done = SHEETS[what](opened, file, kind)
        if what == "vouchers":
            say_warnings(opened.warnings("9999-12"))
    _say_read(done)
    say_done(f"import_{what}", count=done.count, file=file.name)

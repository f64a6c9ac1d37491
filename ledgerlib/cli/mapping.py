"""Commands over column mappings: how the voucher sheets of other programs are read."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .. import Book
from ..console import for_acting, for_reading, form_option, open_book, say_done, say_ignored
from ..exchange.mapping_schema import read_mapping, ready_mappings
from ..exchange.voucher_mapping import find_mapping, guess_mapping
from ..language import text
from .app import main

_FILE = click.Path(path_type=Path)


@main.group(help=text("help.mapping"))
def mapping() -> None:
    """Column mappings."""


@mapping.command(name="list", help=text("help.mapping_list"))
@for_reading
def list_(book: str, name: str, form: str) -> None:
    """Show the mappings of a book and those that come along."""
    with Book.open(book, name=name) as opened:
        kept = opened.mappings()
    rows = [{"name": each, "title": content.get("title", "")} for each, content in kept.items()]
    rows += [
        {"name": each, "title": found.title}
        for each, found in ready_mappings().items()
        if each not in kept
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['name']}  {row['title']}".rstrip())


@mapping.command(help=text("help.mapping_show"))
@for_reading
@click.argument("title")
def show(book: str, name: str, form: str, title: str) -> None:
    """Show a mapping as the text of a file."""
    with Book.open(book, name=name) as opened:
        found = find_mapping(opened, title)
    if form == "json":
        shown = {"name": found.name, **found.content()}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        click.echo(found.as_toml(), nl=False)


@mapping.command(help=text("help.mapping_save"))
@for_acting
@click.argument("file", type=_FILE)
def save(book: str, name: str, by: str, form: str, file: Path) -> None:
    """Keep the mapping of a file in a book."""
    wanted = read_mapping(file)
    with open_book(book, name, by) as opened:
        opened.set_mapping(wanted.name, wanted.content())
    say_done("mapping_save", name=wanted.name)


@mapping.command(help=text("help.mapping_remove"))
@for_acting
@click.argument("title")
def remove(book: str, name: str, by: str, form: str, title: str) -> None:
    """Take a mapping away."""
    with open_book(book, name, by) as opened:
        opened.remove_mapping(title)
    say_done("removed", name=title)


@mapping.command(help=text("help.mapping_guess"))
@click.argument("file", type=_FILE)
@click.option("--name", "title", default="", help=text("help.mapping_name"))
@form_option
def guess(file: Path, title: str, form: str) -> None:
    """Make a mapping from the titles of a sheet."""
    found, unknown = guess_mapping(file, title)
    if form == "json":
        shown = {"name": found.name, **found.content()}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        click.echo(found.as_toml(), nl=False)
    say_ignored(unknown)

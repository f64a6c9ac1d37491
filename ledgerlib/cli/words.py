"""Commands over voucher words and their rules."""

from __future__ import annotations

import json

import click

from .. import Book, Refused, Word
from ..console import form_option, open_book, say_done
from ..core.problem import Problem
from ..language import text
from .app import main


@main.group(
    help=text("help.words_group"), subcommand_metavar="[list|set …]", invoke_without_command=True
)
@click.argument("book")
@click.option("--book", "name", default="", help=text("help.book"))
@click.pass_context
def words(ctx: click.Context, book: str, name: str) -> None:
    """Show the voucher words of a book, unless something else is asked for."""
    ctx.obj = (book, name)
    if ctx.invoked_subcommand is None:
        ctx.invoke(words_list, form="text")


@words.command(name="list", help=text("help.words_list"))
@form_option
@click.pass_obj
def words_list(place: tuple[str, str], form: str) -> None:
    """Show the voucher words."""
    with Book.open(place[0], name=place[1]) as book:
        rules = book.word_rules()
    if form == "json":
        rows = [{"word": word.word, "rule": word.rule} for word in rules]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for word in rules:
        click.echo(f"{word.word}  {word.rule}".rstrip())


@words.command(name="set", help=text("help.words_set"))
@click.argument("named", required=False)
@click.option("--rule", "rules", multiple=True, help=text("help.words_rule"))
@click.option("--by", required=True, help=text("help.by"))
@form_option
@click.pass_obj
def words_set(
    place: tuple[str, str], named: str | None, rules: tuple[str, ...], by: str, form: str
) -> None:
    """Put a set of words, or words with rules of one's own, in the place of the book's."""
    if bool(named) == bool(rules):
        raise click.UsageError(text("usage.words"))
    with open_book(*place, by) as book:
        book.set_words(named if named else _read(rules))
        kept = book.word_rules()
    say_done("words", words=" ".join(word.word for word in kept))


def _read(rules: tuple[str, ...]) -> list[Word]:
    found, problems = [], []
    for each in rules:
        word, _, rule = each.replace("＝", "=").partition("=")
        try:
            found.append(Word.parse(word.strip(), rule))
        except ValueError:
            problems.append(Problem.of("word.rule", word=word.strip(), rule=rule))
    if problems:
        raise Refused(problems)
    return found

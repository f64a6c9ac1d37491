"""Commands over what is used again: templates, recurring vouchers, summaries."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from .. import Book, Period, VoucherKey, read_template
from ..console import DAY, KEY, for_acting, form_option, open_book, period_option, say_done
from ..core.template_content import as_content
from ..language import text
from .app import main

_by = click.option("--by", required=True, help=text("help.by"))


@main.group(help=text("help.template"), subcommand_metavar="list|set|use|save|remove …")
@click.argument("book")
@click.option("--book", "name", default="", help=text("help.book"))
@click.pass_context
def template(ctx: click.Context, book: str, name: str) -> None:
    """Templates of a book."""
    ctx.obj = (book, name)


@template.command(name="list", help=text("help.template_list"))
@form_option
@click.pass_obj
def template_list(place: tuple[str, str], form: str) -> None:
    """Show the templates."""
    with Book.open(place[0], name=place[1]) as book:
        found = book.templates()
    if form == "json":
        rows = [{"name": name, **as_content(each)} for name, each in found.items()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for name, each in found.items():
        marks = [f"--amount {blank}=" for blank in each.blanks]
        marks += ["--total"] if each.needs_total and each.total is None else []
        if (again := each.recurrence) is not None:
            span = f"{again.first} … {again.last or ''}"
            marks += [text(f"every.{again.every}"), str(again.day), span]
        click.echo("  ".join([name, *marks]).rstrip())
        for line in each.lines:
            side = text("side.debit" if line.side > 0 else "side.credit")
            click.echo(f"    {side} {line.account} {line.amount}  {line.summary}".rstrip())


@template.command(name="set", help=text("help.template_set"))
@click.argument("file", type=click.Path(path_type=Path))
@_by
@form_option
@click.pass_obj
def template_set(place: tuple[str, str], file: Path, by: str, form: str) -> None:
    """Keep the template of a file."""
    wanted = read_template(file)
    with open_book(*place, by) as book:
        book.set_template(wanted)
    say_done("template_set", name=wanted.name)


@template.command(name="save", help=text("help.template_save"))
@click.argument("voucher", type=KEY)
@click.argument("title")
@_by
@form_option
@click.pass_obj
def template_save(
    place: tuple[str, str], voucher: VoucherKey, title: str, by: str, form: str
) -> None:
    """Keep a voucher as a template."""
    with open_book(*place, by) as book:
        book.save_as_template(voucher, title)
    say_done("template_set", name=title)


@template.command(name="remove", help=text("help.template_remove"))
@click.argument("title")
@_by
@form_option
@click.pass_obj
def template_remove(place: tuple[str, str], title: str, by: str, form: str) -> None:
    """Take a template away."""
    with open_book(*place, by) as book:
        book.remove_template(title)
    say_done("removed", name=title)


@template.command(name="use", help=text("help.template_use"))
@click.argument("title")
@click.option("--date", "day", type=DAY, required=True, help=text("help.date"))
@click.option("--total", help=text("help.total"))
@click.option("--amount", "amounts", multiple=True, help=text("help.amount"))
@click.option("--attachments", type=int, help=text("help.attachments"))
@_by
@form_option
@click.pass_obj
def template_use(
    place: tuple[str, str], title: str, day: date, total: str | None, amounts: tuple[str, ...],
    attachments: int | None, by: str, form: str,
) -> None:  # fmt: skip
    """Enter the voucher that a template makes."""
    given = dict(_pair(each) for each in amounts)
    with open_book(*place, by) as book:
        voucher = book.from_template(
            title, day, total=total, amounts=given, attachments=attachments
        )
    say_done("entered", voucher=str(voucher.key))


def _pair(option: str) -> tuple[str, str]:
    name, sign, value = option.replace("＝", "=").rpartition("=")
    if not sign or not name.strip():
        raise click.BadParameter(text("usage.pair", value=option))
    return name.strip(), value.strip()


@main.command(help=text("help.recurring"))
@for_acting
@period_option
def recurring(book: str, name: str, by: str, form: str, period: Period) -> None:
    """Enter what comes again in a period."""
    with open_book(book, name, by) as opened:
        made = [str(voucher.key) for voucher in opened.enter_recurring(period)]
    if made:
        say_done("recurring", vouchers="、".join(made), count=len(made))
    else:
        say_done("recurring_none", period=str(period), count=0)


@main.group(help=text("help.summary"), subcommand_metavar="list|set|remove …")
@click.argument("book")
@click.option("--book", "name", default="", help=text("help.book"))
@click.pass_context
def summary(ctx: click.Context, book: str, name: str) -> None:
    """Summaries of a book."""
    ctx.obj = (book, name)


@summary.command(name="list", help=text("help.summary_list"))
@click.argument("search", default="")
@form_option
@click.pass_obj
def summary_list(place: tuple[str, str], search: str, form: str) -> None:
    """Show the summaries, or those that a text finds."""
    with Book.open(place[0], name=place[1]) as book:
        found = book.summaries(search)
    if form == "json":
        rows = [
            {"code": s.code, "text": s.text, "account": s.account, "mnemonic": s.mnemonic}
            for s in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(f"{each.code}  {each.text}  {each.mnemonic}  {each.account}".rstrip())


@summary.command(name="set", help=text("help.summary_set"))
@click.argument("code")
@click.argument("words")
@click.option("--account", default="", help=text("help.summary_account"))
@_by
@form_option
@click.pass_obj
def summary_set(
    place: tuple[str, str], code: str, words: str, account: str, by: str, form: str
) -> None:
    """Keep a summary under a code."""
    with open_book(*place, by) as book:
        book.set_summary(code, words, account)
    say_done("summary_set", code=code, words=words)


@summary.command(name="remove", help=text("help.summary_remove"))
@click.argument("code")
@_by
@form_option
@click.pass_obj
def summary_remove(place: tuple[str, str], code: str, by: str, form: str) -> None:
    """Take a summary away."""
    with open_book(*place, by) as book:
        book.remove_summary(code)
    say_done("removed", name=code)

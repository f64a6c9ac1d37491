"""Commands over people: users, passwords, policies, the cashier's signature is among the vouchers."""

from __future__ import annotations

import json

import click

from .. import Book, Role
from ..console import (
    ask_password,
    for_acting,
    for_reading,
    form_option,
    open_book,
    say_done,
)
from ..language import text
from .app import main


@main.group(help=text("help.user"), subcommand_metavar="add|remove|password|list NAME", chain=False)
@click.argument("book")
@click.option("--book", "name", default="")
@click.pass_context
def user(ctx: click.Context, book: str, name: str) -> None:
    """Users of a book."""
    ctx.obj = (book, name)


_by = click.option("--by", required=True, help=text("help.by"))


@user.command(name="add", help=text("help.user_add"))
@click.argument("who")
@click.argument("more", nargs=-1)
@click.option("--role", "roles", multiple=True, required=True, help=" ".join(Role))
@click.option("--accounts", default="", help=text("help.user_accounts"))
@click.option("--words", default="", help=text("help.user_words"))
@_by
@form_option
@click.pass_obj
def user_add(
    place: tuple[str, str], who: str, more: tuple[str, ...], roles: tuple[str, ...],
    accounts: str, words: str, by: str, form: str,
) -> None:  # fmt: skip
    """Add a user with roles."""
    wanted = [word for role in (*roles, *more) for word in role.replace(",", " ").split()]
    with open_book(*place, by) as book:
        book.add_user(
            who, wanted, accounts=accounts.replace(",", " ").split(),
            words=words.replace(",", " ").split(),
        )  # fmt: skip
    say_done("user", name=who, roles=" ".join(wanted))


@user.command(name="remove", help=text("help.user_remove"))
@click.argument("who")
@_by
@form_option
@click.pass_obj
def user_remove(place: tuple[str, str], who: str, by: str, form: str) -> None:
    """Let a user act no more."""
    with open_book(*place, by) as book:
        book.remove_user(who)
    say_done("user_remove", name=who)


@user.command(name="password", help=text("help.user_password"))
@click.argument("who", required=False)
@_by
@form_option
@click.pass_obj
def user_password(place: tuple[str, str], who: str | None, by: str, form: str) -> None:
    """Set one's own password, or as the supervisor another's."""
    name = who or by
    with Book.open(place[0], name=place[1], by=by) as book:
        known = {person.name: person for person in book.people()}
        old = ""
        if by in known and known[by].password:
            old = ask_password(text("ask.password", name=by))
            book.log_in(old)
        new = ask_password(
            text("ask.new_password", name=name), "LEDGERLIB_NEW_PASSWORD", twice=True
        )
        book.set_password(new, name=name, old=old)
    say_done("user_password", name=name)


@user.command(name="list", help=text("help.user_list"))
@form_option
@click.pass_obj
def user_list(place: tuple[str, str], form: str) -> None:
    """Show the users."""
    with Book.open(place[0], name=place[1]) as book:
        people = book.people()
    if form == "json":
        rows = [
            {"name": person.name, "roles": sorted(person.roles), "accounts": list(person.accounts),
             "words": list(person.words), "has_password": bool(person.password),
             "is_locked": person.is_locked}
            for person in people
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for person in people:
        marks = [text(f"role.{role}") for role in sorted(person.roles)]
        marks += [" ".join(person.accounts)] if person.accounts else []
        marks += [" ".join(person.words)] if person.words else []
        marks += [text("user.with_password")] if person.password else []
        marks += [text("user.is_locked")] if person.is_locked else []
        click.echo(f"{person.name}  {'  '.join(marks)}")


@main.command(help=text("help.policy"))
@for_acting
@click.argument("policy")
@click.argument("value")
def policy(book: str, name: str, by: str, form: str, policy: str, value: str) -> None:
    """Set a policy."""
    with open_book(book, name, by) as opened:
        opened.set_policy(policy, value)
    say_done("policy", name=policy, value=value)


@main.command(help=text("help.policies"))
@for_reading
def policies(book: str, name: str, form: str) -> None:
    """Show all policies with their values."""
    with Book.open(book, name=name) as opened:
        found = opened.policies()
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for policy_name, value in found.items():
        click.echo(f"{policy_name} = {value}    {text(f'policy.{policy_name}')}")

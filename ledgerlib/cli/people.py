"""Commands over people: users, policies."""

from __future__ import annotations

import click

from .. import Book, Role
from ..console import for_acting, form_option, say_done
from ..language import text
from .app import main


@main.group(help=text("help.user"), subcommand_metavar="add NAME")
@click.argument("book")
@click.option("--book", "name", default="")
@click.pass_context
def user(ctx: click.Context, book: str, name: str) -> None:
    """Users of a book."""
    ctx.obj = (book, name)


@user.command(name="add", help=text("help.user_add"))
@click.argument("who")
@click.argument("more", nargs=-1)
@click.option("--role", "roles", multiple=True, required=True, help=" ".join(Role))
@click.option("--by", required=True, help=text("help.by"))
@form_option
@click.pass_obj
def user_add(
    place: tuple[str, str],
    who: str,
    more: tuple[str, ...],
    roles: tuple[str, ...],
    by: str,
    form: str,
) -> None:
    """Add a user with roles."""
    wanted = [word for role in (*roles, *more) for word in role.replace(",", " ").split()]
    with Book.open(place[0], name=place[1], by=by) as book:
        book.add_user(who, wanted)
    say_done("user", name=who, roles=" ".join(wanted))


@main.command(help=text("help.policy"))
@for_acting
@click.argument("policy")
@click.argument("value")
def policy(book: str, name: str, by: str, form: str, policy: str, value: str) -> None:
    """Set a policy."""
    with Book.open(book, name=name, by=by) as opened:
        opened.set_policy(policy, value)
    say_done("policy", name=policy, value=value)

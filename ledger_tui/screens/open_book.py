"""Opening a book: choosing among several of one database, and logging in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ledgerlib import Book, Problem, Refused, book_names

from ..language import text
from ..settings import kept_place

if TYPE_CHECKING:
    from ..app import LedgerApp


async def opened(app: LedgerApp, place: str, name: str, who: str) -> bool:
    """Let the clerk open a book for a user; False where the user thought better of it.

    Raises Refused as the library does.
    """
    from ..widgets.form import ChoiceDialog

    try:
        await app.clerk.open(lambda: Book.open(place, name=name))
    except Refused as refused:
        if name or [problem.code for problem in refused.problems] != ["book.which"]:
            raise
        names = await asyncio.to_thread(book_names, place)
        options = [(each, each) for each in names]
        chosen = await app.push_screen_wait(ChoiceDialog(text("open.which"), options))
        if chosen is None:
            return False
        await app.clerk.open(lambda: Book.open(place, name=chosen))
    app.here = None
    facts = await app.clerk.ask(lambda book: book.facts())
    last = who or app.settings.last_user(kept_place(place), facts.name)
    if await logged_in(app, last, at_once=bool(who)):
        return True
    await app.clerk.close_book()
    app.place = ""
    while len(app.screen_stack) > 2:
        app.pop_screen()
    return False


async def logged_in(app: LedgerApp, who: str, *, at_once: bool = False) -> bool:
    """Let a user of the open book log in; False where the dialog was closed.

    `at_once` spares the dialog where the user named has no password; in a browser it always asks.
    """
    from .login import LoginDialog

    facts, people = await app.clerk.ask(lambda book: (book.facts(), book.people()))
    known = {person.name: person for person in people if person.is_enabled}
    if at_once and who not in known:
        raise Refused([Problem.of("user.unknown", name=who)])
    if at_once and not known[who].password and not app.is_web:
        await app.clerk.act_as(who)
        return True
    return await app.push_screen_wait(LoginDialog(facts.name, people, who)) is not None

"""What is asked before posting, renumbering and rolling over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ledgerlib import Book, Period, back_up

from ..language import text
from ..widgets.ask_form import Ask, FormDialog
from .base import Acting


async def ask_post(screen: Acting[Any], period: Period) -> None:
    """Post what is reviewed in a period: all of it, or one word up to a number."""
    words = await screen.ask(lambda book: book.words())
    asks = [
        Ask("word", text("post.word"), "", "choice",
            [("", text("post.all_words")), *((word, word) for word in words)], "post.word"),
        Ask("last", text("post.last"), help_code="post.last", note=text("post.last.note")),
    ]  # fmt: skip

    async def deed(values: dict[str, str]) -> int:
        last = int(values["last"]) if values["last"].isdecimal() else None

        def posted(book: Book, progress: Callable[..., None]) -> int:
            return book.post(period, word=values["word"], last=last, progress=progress)

        return await screen.work(text("post.title", period=str(period)), posted)

    title = text("post.title", period=str(period))
    done = await screen.app.push_screen_wait(FormDialog(title, asks, deed))
    if done is not None:
        screen.tell(text("post.done", count=done, period=str(period)))


async def ask_renumber(screen: Acting[Any], period: Period) -> None:
    """Close the gaps of a word, and take its voided vouchers out."""
    words, problems = await screen.ask(lambda book: (book.words(), book.can_close(period)))
    gaps = [str(p.values["word"]) for p in problems if p.code == "post.gap"]
    asks = [
        Ask("word", text("renumber.word"), gaps[0] if gaps else words[0], "choice",
            [(word, word) for word in words], "renumber.word"),
        Ask("by_date", text("renumber.by_date"), "no", "switch", help_code="renumber.by_date"),
    ]  # fmt: skip

    async def deed(values: dict[str, str]) -> int:
        def renumbered(book: Book) -> dict[int, int]:
            return book.renumber(period, values["word"], by_date=values["by_date"] == "yes")

        return len(await screen.act(renumbered))

    title = text("renumber.title", period=str(period))
    form = FormDialog(title, asks, deed, said=text("renumber.said"))
    done = await screen.app.push_screen_wait(form)
    if done is not None:
        screen.tell(text("renumber.done", count=done))


def proposed_backup(place: str, name: str, mark: str) -> str:
    """A new file beside the book, or at home where the book is on a server."""
    folder = Path(place).parent if "://" not in place else Path.home()
    plain = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
    file = folder / f"{plain}-{mark}.ledger"
    number = 2
    while file.exists():
        file = folder / f"{plain}-{mark}-{number}.ledger"
        number += 1
    return str(file)


async def ask_roll_over(screen: Acting[Any], year: int) -> None:
    """Back the book up, which is not asked but done, and roll the year over."""
    app = screen.app
    assert app.here is not None
    mark = text("roll_over.mark", year=year)
    file = await asyncio.to_thread(proposed_backup, app.place, app.here.name, mark)
    ask = Ask("file", text("roll_over.file"), file, "text", help_code="roll_over.file")

    async def deed(values: dict[str, str]) -> int:
        place, target = app.place, Path(values["file"]).expanduser()
        if not target.exists() or str(target) != kept.get("file"):
            await screen.work(
                text("backup.working"), lambda _book, _told: back_up(place, target), changes=False
            )
            kept["file"] = str(target)
        return await screen.act(lambda book: book.roll_over(year))

    kept: dict[str, str] = {}  # a backup that was made before a refusal is not made twice
    title = text("roll_over.title", year=year)
    done = await app.push_screen_wait(FormDialog(title, [ask], deed, said=text("roll_over.said")))
    if done is not None:
        screen.tell(text("roll_over.done", year=year, count=done, file=kept["file"]))

"""The clerk: the one thread on which the terminal speaks to a book, so that the screen never waits.

A Book is used by one thread at a time. Every call goes through here; its result comes back to the
screen as a value, its refusal as the exception it is. Long reading (exports, verification) is done
by a second clerk on a book of its own, so that typing goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any, TypeVar

from ledgerlib import Book

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 - it is no error, the user asked for it
    """The user cancelled long work between two of its steps; nothing of it was stored."""


class Clerk:
    """One thread with one open book, as the person who has logged in."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clerk")
        self._owner: Book | None = None
        self._book: Book | None = None
        self._cancelled = Event()

    async def open(self, make: Callable[[], Book]) -> None:
        """Open a book (or create one) on the clerk's thread, and close the one open before.

        Raises Refused as the library does; the book open before stays open then.
        """
        made = await self._run(make)
        await self.close_book()
        self._owner = self._book = made

    async def ask(self, question: Callable[[Book], T]) -> T:
        """What the book answers; raises what it raises. Questions are answered in order."""
        return await self._run(lambda: question(self._opened))

    async def work(
        self, act: Callable[[Book, Callable[..., None]], T], told: Callable[..., None]
    ) -> T:
        """Long work: the act is given a progress callback, by which `told` hears on the clerk's thread.

        Raises Cancelled where the user has called `cancel` meanwhile.
        """
        self._cancelled.clear()

        def progress(*done: Any) -> None:
            if self._cancelled.is_set():
                raise Cancelled
            told(*done)

        return await self._run(lambda: act(self._opened, progress))

    def cancel(self) -> None:
        """Ask the work under way to stop before its next step."""
        self._cancelled.set()

    async def act_as(self, who: str, password: str | None = None) -> None:
        """Switch the user; raises Refused where they may not log in, and the user stays then."""
        assert self._owner is not None, "a book is open"
        owner = self._owner
        self._book = await self._run(lambda: owner.acting_as(who, password))

    async def close_book(self) -> None:
        """Close the book, if one is open."""
        owner, self._owner, self._book = self._owner, None, None
        if owner is not None:
            await self._run(lambda: owner.__exit__(None, None, None))

    async def stop(self) -> None:
        """Close the book and end the thread."""
        await self.close_book()
        self._thread.shutdown(wait=False, cancel_futures=True)

    @property
    def _opened(self) -> Book:
        assert self._book is not None, "a book is open"
        return self._book

    async def _run(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

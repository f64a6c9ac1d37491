"""A browser's part, played by aiohttp: the cookie for the token, the websocket, the screen that is drawn."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pyte
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

#: The signs of a colour and the like that pyte doesn't know and would print.
_UNKNOWN = re.compile(rb"\x1b\[[?>=][0-9;]*[\$a-z]*p|\x1b\[[>=?][0-9;]*u")


class Drawn:
    """The screen that comes of what an app draws."""

    def __init__(self, width: int = 80, height: int = 24) -> None:
        self._screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self._screen)

    def feed(self, content: bytes) -> None:
        """More is drawn."""
        self._stream.feed(_UNKNOWN.sub(b"", content))

    @property
    def text(self) -> str:
        """What is seen; the second half of a wide letter is no letter."""
        rows = (
            "".join(cell.data for _, cell in sorted(row.items()))
            for _, row in sorted(self._screen.buffer.items())
        )
        return "\n".join(row.rstrip() for row in rows)


class Screen(Drawn):
    """A terminal at the other end of a websocket."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        super().__init__()
        self.socket = socket

    async def type(self, keys: str) -> None:
        """Type, as xterm.js sends it."""
        await self.socket.send_json(["stdin", keys])

    async def see(self, said: str, timeout: float = 20.0) -> None:
        """Wait until a text is seen."""
        try:
            async with asyncio.timeout(timeout):
                while said not in self.text:
                    message = await self.socket.receive()
                    assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), message
                    if message.type is WSMsgType.BINARY:
                        self.feed(message.data)
        except (TimeoutError, AssertionError):
            raise AssertionError(f"{said} never came:\n{self.text}") from None


@asynccontextmanager
async def served(*arguments: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """`ledger-tui --web` on a free port: the link that it prints, and its process."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ledger_tui", *arguments, "--web", "--port", "0",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, env=dict(os.environ),
    )  # fmt: skip
    assert server.stdout is not None
    try:
        async with asyncio.timeout(30):
            while b"http://" not in (line := await server.stdout.readline()):
                assert line, "the server has ended"
        yield line.decode().strip(), server
    finally:
        if server.returncode is None:
            server.terminate()
            await asyncio.wait_for(server.wait(), 20)


@asynccontextmanager
async def browser(link: str) -> AsyncIterator[ClientSession]:
    """A browser that has followed the link: it has the cookie."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        async with session.get(link) as answer:
            assert answer.status == 200
        yield session


def address(link: str) -> str:
    """The link without its token: http://127.0.0.1:PORT"""
    return link.partition("/?")[0]

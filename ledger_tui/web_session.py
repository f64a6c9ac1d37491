"""One browser's terminal: the app in a process of its own, between whose pipes and a websocket bytes go."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

#: How long an app may take to close its book before it is ended.
LEAVING_SECONDS = 5.0
#: The sizes of a terminal that are believed, in cells: the smallest and the largest.
WIDTHS, HEIGHTS = (20, 500), (5, 300)


class Session(AppService):
    """The app for one websocket, started without a shell and ended with the connection."""

    def __init__(self, command: list[str], socket: web.WebSocketResponse) -> None:
        super().__init__(
            "", write_bytes=socket.send_bytes, write_str=socket.send_str, close=self._hang_up,
            download_manager=DownloadManager(),
        )  # fmt: skip
        self._arguments = command
        self._socket = socket

    async def _hang_up(self) -> None:
        await self._socket.close()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = self._build_environment(_within(width, WIDTHS), _within(height, HEIGHTS))
        environment["TEXTUAL_DRIVER"] = "ledger_tui.web_driver:BrowserDriver"
        environment.pop("NO_COLOR", None)
        process = await asyncio.create_subprocess_exec(
            *self._arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
        )
        self._process = process
        self._stdin = process.stdin
        return process

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the app how large the terminal is now, within reason."""
        await super().set_terminal_size(_within(width, WIDTHS), _within(height, HEIGHTS))

    async def run(self) -> None:
        """Carry what the app draws to the browser, until either has gone."""
        try:
            await super().run()
        finally:
            await self._hang_up()

    async def read(self) -> None:
        """Carry what is typed to the app, until the browser has gone; anything else it says is passed over."""
        async for message in self._socket:
            if message.type != WSMsgType.TEXT:
                continue
            with suppress(ValueError, TypeError, KeyError, IndexError, AttributeError):
                kind, *values = message.json()
                if kind == "stdin":
                    await self.send_bytes(values[0].encode())
                elif kind == "resize":
                    await self.set_terminal_size(values[0]["width"], values[0]["height"])
                elif kind == "ping":
                    await self._socket.send_json(["pong", values[0]])
                elif kind == "focus":
                    await self.focus()
                elif kind == "blur":
                    await self.blur()

    async def stop(self) -> None:
        """Ask the app to leave: what was typed is among the drafts. One that doesn't is ended."""
        process, task = self._process, self._task
        if process is None or task is None:
            return
        self._task = None
        await self.send_meta({"type": "quit"})
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), LEAVING_SECONDS)
        if process.returncode is None:
            process.kill()
            await process.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _within(given: object, limits: tuple[int, int]) -> int:
    """A size as a whole number between the limits. Raises TypeError where it is none."""
    if not isinstance(given, int):
        raise TypeError(given)
    return min(max(given, limits[0]), limits[1])

"""Headless Chromium, driven over its own debugging protocol."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession, ClientWebSocketResponse

from .browsing import Drawn


class Page:
    """A page of the browser: addresses, keys, pictures, and whatever it complained of."""

    def __init__(self, wire: ClientWebSocketResponse) -> None:
        self._wire = wire
        self._number = 0
        self._complaints: list[str] = []
        self._drawn = Drawn()

    async def ask(self, method: str, **values: Any) -> dict[str, Any]:
        """One command of the protocol, and its answer."""
        self._number += 1
        await self._wire.send_json({"id": self._number, "method": method, "params": values})
        while (said := await self._hear()).get("id") != self._number:
            pass
        assert "error" not in said, said
        answer: dict[str, Any] = said["result"]
        return answer

    async def _hear(self) -> dict[str, Any]:
        said: dict[str, Any] = await self._wire.receive_json(timeout=30)
        level = said.get("params", {}).get("entry", {}).get("level")
        if said.get("method") == "Runtime.exceptionThrown" or level == "error":
            self._complaints.append(json.dumps(said["params"]))
        if said.get("method") == "Network.webSocketCreated":
            size = parse_qs(urlsplit(said["params"]["url"]).query)
            self._drawn = Drawn(int(size["width"][0]), int(size["height"][0]))
        if said.get("method") == "Network.webSocketFrameReceived":
            frame = said["params"]["response"]
            if frame["opcode"] == 2:
                self._drawn.feed(base64.b64decode(frame["payloadData"]))
        return said

    async def see(self, said: str) -> None:
        """Wait until a text is drawn in the page's terminal."""
        try:
            async with asyncio.timeout(30):
                while said not in self._drawn.text:
                    await self._hear()
        except TimeoutError:
            raise AssertionError(f"{said} never came:\n{self._drawn.text}") from None

    async def go(self, link: str) -> None:
        """Open an address."""
        for each in ("Page", "Runtime", "Log", "Network"):
            await self.ask(f"{each}.enable")
        await self.ask("Page.navigate", url=link)

    async def value(self, expression: str) -> Any:
        """What a line of JavaScript comes to."""
        answer = await self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until a line of JavaScript is true."""
        async with asyncio.timeout(30):
            while not await self.value(expression):
                await asyncio.sleep(0.05)

    async def type(self, keys: str) -> None:
        """Type a text, as an input method commits it; Enter is a key."""
        for place, part in enumerate(keys.split("\r")):
            if place:
                await self.key("Enter", 13)
            if part:
                await self.ask("Input.insertText", text=part)

    async def key(self, name: str, code: int) -> None:
        """Press a key."""
        down = {"type": "rawKeyDown", "key": name, "code": name, "windowsVirtualKeyCode": code}
        if name == "Enter":
            down |= {"type": "keyDown", "text": "\r"}
        await self.ask("Input.dispatchKeyEvent", **down)
        await self.ask("Input.dispatchKeyEvent", **{**down, "type": "keyUp"})

    async def picture(self, file: Path) -> None:
        """Keep a picture of the page."""
        answer = await self.ask("Page.captureScreenshot")
        file.write_bytes(base64.b64decode(answer["data"]))

    async def said(self) -> list[str]:
        """Errors in scripts, and what the rules of the page forbade."""
        await self.value("1")
        return self._complaints


@asynccontextmanager
async def chromium(program: str, folder: Path) -> AsyncIterator[Page]:
    """A browser of its own, without a window, and its first page."""
    profile = folder / "browser"
    process = await asyncio.create_subprocess_exec(
        program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        f"--user-data-dir={profile}", "--remote-debugging-port=0", "--window-size=1280,800",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        told = profile / "DevToolsActivePort"
        async with asyncio.timeout(30):
            while not told.exists() or "\n" not in told.read_text("ascii"):
                await asyncio.sleep(0.05)
        port = told.read_text("ascii").split("\n")[0]
        async with ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [each for each in await answer.json() if each["type"] == "page"]
            async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as wire:
                yield Page(wire)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()

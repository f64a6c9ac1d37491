"""The terminal in a browser: served on this machine alone, to whoever has the link that was printed.

What stands between a book and the other programs, users and web pages of the machine:

- it listens on 127.0.0.1 only, and answers only to that name and to localhost (Host), so that no
  foreign name can be pointed at it (DNS rebinding);
- the link carries a token that works once: it is exchanged for a cookie that scripts can't read
  and other sites can't send (HttpOnly, SameSite=Strict); Enter in the console makes a new link,
  and the one before it, if nobody used it, is void;
- the websocket is opened only from the page itself (Origin), by who has the cookie, and only so
  many at once, each of them a process of the app;
- the page loads nothing from elsewhere and can't be framed (Content-Security-Policy);
- the app then asks who works, and for a password: see `ledger_tui.screens.login`.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from string import Template

import click
import textual_serve.app_service
from aiohttp import WSCloseCode, web
from attrs import define, field

from .language import language, text
from .web_session import Session

HOST = "127.0.0.1"
#: The names by which a browser on this machine may call the server.
NAMES = (HOST, "localhost")
#: How many terminals may be open at once; each is a process of some 40 MB.
MOST_CONNECTIONS = 8
#: The largest message of a browser, in bytes: a large paste.
LARGEST_MESSAGE = 1_000_000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@define
class Door:
    """Who may come in: the token of the link that was last printed, and the cookies given for tokens."""

    token: str = ""
    _cookies: set[str] = field(factory=set)

    def new_token(self) -> str:
        """A token for one use; the one before is void."""
        self.token = secrets.token_urlsafe(32)
        return self.token

    def exchanged(self, token: str) -> str | None:
        """The cookie for a token, which is used up by it; None where it isn't the one."""
        if not self.token or not hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        self.token = ""
        cookie = secrets.token_urlsafe(32)
        self._cookies.add(cookie)
        return cookie

    def knows(self, cookie: str) -> bool:
        """Whether a cookie was given here."""
        given = cookie.encode()
        return any(hmac.compare_digest(given, each.encode()) for each in self._cookies)


class Server:
    """The pages and the websocket of one command, on one port."""

    def __init__(
        self, command: list[str], port: int, *, most_connections: int = MOST_CONNECTIONS
    ) -> None:
        self.command = command
        self.port = port
        self.door = Door()
        self._most = most_connections
        self.connections = 0
        self._sockets: set[web.WebSocketResponse] = set()
        self._hosts = {f"{name}:{port}" for name in NAMES}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._cookie = f"ledger_tui_{port}"  # cookies don't tell ports apart

    def link(self) -> str:
        """A link that works once."""
        return f"http://{HOST}:{self.port}/?token={self.door.new_token()}"

    def app(self) -> web.Application:
        """The application of aiohttp."""
        made = web.Application(middlewares=[self._guard])
        made.router.add_get("/", self._page)
        made.router.add_get("/page.js", self._script)
        made.router.add_get("/ws", self._terminal)
        made.router.add_static("/static", _statics())
        made.on_shutdown.append(self._close_all)
        return made

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Only by our own names, and only with the cookie; what is answered is kept nowhere."""
        if request.headers.getall("Host", []) not in [[host] for host in self._hosts]:
            return _refused(text("web.foreign"))
        if request.path == "/" and "token" in request.query:
            return self._enter(request.query["token"])
        if not self.door.knows(request.cookies.get(self._cookie, "")):
            return _refused(text("web.no_token"))
        try:
            answer = await handler(request)
        except web.HTTPException as error:
            answer = _plain(error.reason, error.status)
        if not answer.prepared:
            answer.headers.update(_headers(request.host))
        return answer

    def _enter(self, token: str) -> web.Response:
        """The cookie for the token, and on to the page, whose address has no token."""
        cookie = self.door.exchanged(token)
        if cookie is None:
            return _refused(text("web.no_token"))
        # Not a redirect: a link clicked on another site's page would come without its strict cookie.
        body = '<!DOCTYPE html><link rel="icon" href="data:,"><meta http-equiv="refresh" content="0;url=/">'
        answer = web.Response(text=body, content_type="text/html", headers=_headers(""))
        answer.set_cookie(self._cookie, cookie, httponly=True, samesite="Strict", path="/")
        return answer

    async def _page(self, request: web.Request) -> web.Response:
        page = Template(_beside("web_page.html"))
        words = {name: text(f"web.page.{name}") for name in ("title", "opening", "closed", "again")}
        spoken = language().replace("_", "-")
        filled = page.substitute(words, language=spoken, websocket=f"ws://{request.host}/ws")
        return web.Response(text=filled, content_type="text/html")

    async def _script(self, _request: web.Request) -> web.Response:
        return web.Response(text=_beside("web_page.js"), content_type="text/javascript")

    async def _terminal(self, request: web.Request) -> web.StreamResponse:
        """The websocket: what is typed goes to the app, what it draws comes back."""
        if request.headers.getall("Origin", []) not in [[origin] for origin in self._origins]:
            return _refused(text("web.foreign"))
        if self.connections >= self._most:
            return _plain(text("web.full", count=self._most), 503)
        self.connections += 1
        try:
            return await self._serve(request)
        finally:
            self.connections -= 1

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        size = [_number(request.query.get(name), usual) for name, usual in (("width", 80), ("height", 24))]  # fmt: skip
        browser = web.WebSocketResponse(heartbeat=20, max_msg_size=LARGEST_MESSAGE)
        await browser.prepare(request)
        session = Session(self.command, browser)
        self._sockets.add(browser)
        try:
            await session.start(*size)
            await session.read()
        finally:
            self._sockets.discard(browser)
            await asyncio.shield(session.stop())
        return browser

    async def _close_all(self, _app: web.Application) -> None:
        await asyncio.gather(
            *(each.close(code=WSCloseCode.GOING_AWAY) for each in list(self._sockets))
        )


def _number(given: str | None, usual: int) -> int:
    return int(given) if given is not None and given.isascii() and given.isdigit() else usual


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _statics() -> Path:
    """The folder of xterm.js and its style, which come with textual-serve."""
    return Path(textual_serve.app_service.__file__).with_name("static")


def _headers(host: str) -> dict[str, str]:
    """Nothing is loaded from elsewhere, framed, kept or told to others."""
    socket_rule = f" ws://{host}" if host else ""
    rules = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data:; font-src 'self'; connect-src 'self'{socket_rule}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": rules,
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def _plain(said: str, status: int) -> web.Response:
    return web.Response(text=f"{said}\n", status=status, headers=_headers(""))


def _refused(said: str) -> web.Response:
    return _plain(said, 403)


def listening(port: int) -> socket.socket:
    """A socket on this machine's own address; port 0 is any free one. Raises OSError where it is taken."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(64)
    except OSError:
        made.close()
        raise
    return made


def serve(arguments: list[str], port: int) -> int:
    """Serve the terminal until Ctrl+C; returns the exit status.

    `arguments` are those of `ledger-tui` for each browser's own app.
    """
    try:
        taken = listening(port)
    except (OSError, OverflowError):
        click.echo(f"✗ {text('web.port_taken', port=port)}", err=True)
        return 1
    command = [sys.executable, "-m", "ledger_tui", *arguments]
    logging.getLogger("aiohttp").setLevel(
        logging.CRITICAL
    )  # what a browser gets wrong is its own affair
    asyncio.run(_serving(Server(command, taken.getsockname()[1]), taken))
    click.echo(text("web.stopped"))
    return 0


async def _serving(server: Server, taken: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    leave = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(name, leave.set)
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=8.0)
    await runner.setup()
    await web.SockSite(runner, taken).start()
    click.echo(text("web.serving", link=server.link()))
    if sys.stdin is not None and sys.stdin.isatty():
        click.echo(text("web.more"))
        with suppress(NotImplementedError):
            loop.add_reader(sys.stdin, _another_link, server)
    await leave.wait()
    await runner.cleanup()


def _another_link(server: Server) -> None:
    if sys.stdin.readline():
        click.echo(text("web.serving", link=server.link()))
    else:
        asyncio.get_running_loop().remove_reader(sys.stdin)

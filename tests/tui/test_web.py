"""The terminal in a browser: the door is attacked, and a bookkeeper works through it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web
from click.testing import CliRunner

from ledger_tui.command import main
from ledger_tui.web import Door, Server, listening
from ledgerlib import Book

from . import browser_over_wire
from .browsing import Screen, address, browser, served

#: In place of the app: says that it is one, then repeats nothing and waits until it is told to leave.
QUIET = [
    sys.executable, "-c",
    "import sys; sys.stdout.write('__GANGLION__\\n'); sys.stdout.flush(); sys.stdin.buffer.read(6)",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERLIB_LANGUAGE", "zh_CN")


@asynccontextmanager
async def opened(most: int = 2) -> AsyncIterator[tuple[Server, str]]:
    """A server in this process, of an app that does nothing; and its address."""
    taken = listening(0)
    server = Server(QUIET, taken.getsockname()[1], most_connections=most)
    runner = web.AppRunner(server.app(), access_log=None)
    await runner.setup()
    await web.SockSite(runner, taken).start()
    try:
        yield server, f"http://127.0.0.1:{server.port}"
    finally:
        await runner.cleanup()


async def status(session: ClientSession, where: str, **headers: str) -> int:
    async with session.get(where, headers=headers) as answer:
        return answer.status


async def refused(session: ClientSession, where: str, **headers: str) -> int:
    """The status with which a websocket is refused."""
    with pytest.raises(WSServerHandshakeError) as failure:
        await session.ws_connect(where, headers=headers)
    return failure.value.status


def test_nothing_is_given_to_who_has_no_token() -> None:
    async def attack() -> None:
        async with opened() as (server, url), ClientSession() as stranger:
            server.link()
            for path in ("/", "/ws", "/static/js/textual.js", "/?token=", "/?token=x", "/nowhere"):
                assert await status(stranger, url + path, Origin=url) == 403, path
            forged = {"Cookie": f"ledger_tui_{server.port}=x", "Origin": url}
            assert await status(stranger, url, **forged) == 403
            assert await refused(stranger, f"{url}/ws", **forged) == 403

    asyncio.run(attack())


def test_a_token_works_once_and_a_newer_one_voids_it() -> None:
    async def attack() -> None:
        async with opened() as (server, url):
            link = server.link()
            async with browser(link) as first, ClientSession() as second:
                assert await status(first, url) == 200
                assert await status(second, link) == 403
                old, new = server.link(), server.link()
                assert [await status(second, each) for each in (old, new, new)] == [403, 200, 403]

    asyncio.run(attack())
    assert Door().exchanged("") is None  # before any link was made, nothing is the token


def test_the_cookie_is_for_no_script_and_no_other_site() -> None:
    async def look() -> None:
        async with (
            opened() as (server, _),
            ClientSession() as session,
            session.get(server.link()) as answer,
        ):
            said = answer.headers["Set-Cookie"]
        assert "HttpOnly" in said
        assert "SameSite=Strict" in said
        assert "Domain" not in said

    asyncio.run(look())


def test_a_websocket_is_opened_only_from_our_own_page() -> None:
    """A foreign page can make the browser connect, and its cookies go along where they may."""

    async def attack() -> None:
        async with opened() as (server, url), browser(server.link()) as session:
            port = server.port
            for origin in (
                "http://evil.example", "null", f"http://127.0.0.1:{port + 1}", "http://127.0.0.1",
                f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port}.evil.example",
            ):  # fmt: skip
                assert await refused(session, f"{url}/ws", Origin=origin) == 403, origin
            assert await refused(session, f"{url}/ws") == 403
            async with session.ws_connect(f"{url}/ws", headers={"Origin": url}):
                pass

    asyncio.run(attack())


def test_a_foreign_name_that_points_here_is_refused() -> None:
    """DNS rebinding: the browser believes that evil.example is this machine."""

    async def attack() -> None:
        async with opened() as (server, url), browser(server.link()) as session:
            for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1", ""):
                assert await status(session, url, Host=host) == 403, host
            assert await status(session, server.link(), Host="evil.example") == 403
            assert server.door.token  # and the token is not used up by it
            assert await status(session, url, Host=f"localhost:{server.port}") == 200

    asyncio.run(attack())


def test_only_so_many_terminals_are_open_at_once() -> None:
    async def attack() -> None:
        async with opened(most=2) as (server, url), browser(server.link()) as session:
            ours = {"Origin": url}
            first = await session.ws_connect(f"{url}/ws", headers=ours)
            second = await session.ws_connect(f"{url}/ws", headers=ours)
            assert await refused(session, f"{url}/ws", **ours) == 503
            await first.close()
            await second.close()
            async with asyncio.timeout(10):  # and whoever leaves makes room
                while server.connections:
                    await asyncio.sleep(0.02)
            async with session.ws_connect(f"{url}/ws", headers=ours):
                pass

    asyncio.run(attack())


def test_what_a_browser_sends_amiss_is_passed_over() -> None:
    async def attack() -> None:
        async with opened() as (server, url), browser(server.link()) as session:
            where = f"{url}/ws?width=99999999999&height=-1"
            async with session.ws_connect(where, headers={"Origin": url}) as socket:
                for amiss in (
                    "",
                    "{",
                    "[]",
                    '["stdin"]',
                    '["resize", {"width": "x"}]',
                    '["ping", 7]',
                ):
                    await socket.send_str(amiss)
                assert await socket.receive_json(timeout=10) == ["pong", 7]

    asyncio.run(attack())


def test_it_is_reached_from_no_other_interface() -> None:
    """All of 127/8 is this machine, as its own addresses in the network are."""
    with closing(listening(0)) as taken:
        assert taken.getsockname()[0] == "127.0.0.1"
        others = {"127.0.0.2", *socket.gethostbyname_ex(socket.gethostname())[2]} - {"127.0.0.1"}
        for other in others:
            with closing(socket.socket()) as attacker:
                attacker.settimeout(2)
                assert attacker.connect_ex((other, taken.getsockname()[1])) != 0, other


def test_a_port_that_is_taken_is_told() -> None:
    with closing(listening(0)) as taken:
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(main, ["--web", "--port", port])
    assert done.exit_code == 1
    assert f"端口 {port} 用不了" in done.output


def test_the_page_tells_no_path_and_loads_nothing_from_elsewhere() -> None:
    async def look() -> None:
        async with opened() as (server, url), browser(server.link()) as session:
            server.command += ["/home/zhang/secret.ledger"]
            async with session.get(url) as answer:
                page = await answer.text()
                rules = answer.headers["Content-Security-Policy"]
        assert "secret" not in page
        assert "token" not in page
        assert page.count("//") == 1  # the websocket of this very server
        assert f"ws://127.0.0.1:{server.port}/ws" in page
        assert "default-src 'none'" in rules
        assert "frame-ancestors 'none'" in rules

    asyncio.run(look())


@pytest.fixture
def with_passwords(mess_fund: str) -> str:
    """The mess fund, in which 司务长 has a password and 审核员 none."""
    with Book.open(mess_fund, by="主管") as book:
        book.set_password("mima-2008", name="司务长")
    return mess_fund


def test_a_bookkeeper_works_in_the_browser_in_chinese(with_passwords: str) -> None:
    """司务长 logs in with the password and enters 购买豆腐 12.50; 审核员, who has none, is turned away.

    Ctrl+C ends the server and the app with it.
    """

    async def work() -> None:
        async with served(with_passwords, "--by", "司务长") as (link, server):
            url = address(link)
            async with (
                browser(link) as session,
                session.ws_connect(f"{url}/ws", headers={"Origin": url}) as socket,
            ):
                screen = Screen(socket)
                await screen.see("有口令")
                await screen.type("\x1b[B")  # down to 审核员
                await screen.see("还没有口令")
                await screen.type("\r\x1b[A\r")
                await asyncio.sleep(0.3)  # the focus goes on to the password
                await screen.type("mima-2008\r")
                await screen.see("等着办")
                await screen.type("\x1b[15~")  # F5
                await screen.see("(暂)")
                await screen.type("购买豆腐\r401\r12.5\r\r101\r\r=")
                await screen.see("借贷相等")
                await screen.type("\x1b[19~")  # F8
                await screen.see("已保存")
                server.send_signal(signal.SIGINT)
                await asyncio.wait_for(server.wait(), 20)
        assert server.returncode == 0

    asyncio.run(work())
    with Book.open(with_passwords, by="主管") as book:
        saved = book.find_vouchers().rows[-1]
        assert (saved.maker, saved.summary) == ("司务长", "购买豆腐")


def test_a_killed_server_leaves_no_app_behind(mess_fund: str) -> None:
    async def attack() -> None:
        async with served(mess_fund) as (link, server):
            url = address(link)
            async with browser(link) as session:
                socket = await session.ws_connect(f"{url}/ws", headers={"Origin": url})
                await Screen(socket).see("某中队伙食费")
                apps = children(server.pid)
                server.kill()
                await server.wait()
        assert apps
        async with asyncio.timeout(15):
            while any(Path(f"/proc/{app}").exists() for app in apps):
                await asyncio.sleep(0.05)

    if not Path("/proc/self/task").exists():
        pytest.skip("processes are counted through /proc")
    asyncio.run(attack())


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(each) for each in found.split()]


CHROMIUM = os.environ.get("LEDGER_TUI_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), ""
)


@pytest.mark.skipif(
    not CHROMIUM, reason="no Chromium on this machine (LEDGER_TUI_CHROMIUM names one)"
)
def test_a_real_browser_shows_it_and_takes_chinese(mess_fund: str, tmp_path: Path) -> None:
    """Headless Chromium follows the link, logs 司务长 in, and types a Chinese summary."""

    async def work() -> None:
        async with (
            served(mess_fund, "--by", "司务长") as (link, _),
            browser_over_wire.chromium(CHROMIUM, tmp_path) as page,
        ):
            await page.go(link)
            await page.see("审核员")
            await page.until("document.body.classList.contains('-first-byte')")
            assert await page.value("location.search") == ""  # no token in the address
            await page.key("Enter", 13)
            await page.see("等着办")
            await page.key("F5", 116)
            await page.see("(暂)")
            await page.type("购买豆腐\r401\r12.5\r\r101\r\r=")
            await page.see("借贷相等")
            await page.picture(tmp_path / "page.png")
            await page.key("F8", 119)
            await page.see("已保存")
            assert await page.said() == []

    asyncio.run(work())
    with Book.open(mess_fund, by="主管") as book:
        assert book.find_vouchers().rows[-1].summary == "购买豆腐"

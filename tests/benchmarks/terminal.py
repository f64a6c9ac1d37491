"""Measures the terminal as its user feels it: from a key sent through a pseudo-terminal to the screen drawn.

    .venv/bin/python tests/benchmarks/terminal.py            a book of the mess fund, made anew
    .venv/bin/python tests/benchmarks/terminal.py --ledger 1000000   and a ledger of so many lines
    .venv/bin/python tests/benchmarks/terminal.py --lines 200  keys in a voucher of so many lines
    .venv/bin/python tests/benchmarks/terminal.py --book PLACE --by WHO --account 1002
                                              the ledger of an account over the whole year of a book

The limits are those of the project: start under 1.5 s, a key in the grid a median under 10 ms, a
saved voucher under 50 ms, the first page of a ledger of a million lines under 150 ms. The time of
a key ends with the last of the bytes that it draws.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyte

from ledgerlib import Book, NewBook, Period, Voucher, create, credit, debit, load_chart

#: A pause in the output after which a screen counts as drawn.
QUIET_SECONDS = 0.004
LIMITS = {"start": 1.5, "key": 0.010, "save": 0.050, "ledger": 0.150}


class Terminal:
    """The app in a pseudo-terminal of its own, and the screen that it draws."""

    def __init__(
        self, command: list[str], environment: dict[str, str], size: tuple[int, int] = (80, 24)
    ) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._main, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
        )  # fmt: skip
        os.close(child)

    def _read(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self._main], [], [], timeout)
        try:
            return os.read(self._main, 65536) if ready else b""
        except OSError:
            return b""

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self._main, keys.encode())

    def pressed(self, keys: str, quiet: float = QUIET_SECONDS) -> float:
        """Press keys; the seconds until the last byte that they drew."""
        self.drain(0.02)
        begun = time.perf_counter()
        os.write(self._main, keys.encode())
        last, is_answered = begun, False
        while True:
            content = self._read(quiet if is_answered else 1.0)
            if not content:
                return last - begun
            is_answered, last = True, time.perf_counter()
            self._stream.feed(content)

    def answered(self, keys: str, text: str, timeout: float = 5.0) -> float:
        """Press keys; the seconds until a text has come. Only then is the screen worked out from it."""
        self.drain(0.05)
        begun = time.perf_counter()
        os.write(self._main, keys.encode())
        content = b""
        while text.encode() not in content and time.perf_counter() - begun < timeout:
            content += self._read(0.05)
        taken = time.perf_counter() - begun
        self._stream.feed(content)
        return taken

    def drain(self, quiet: float = 0.15) -> None:
        """Read whatever still comes."""
        while content := self._read(quiet):
            self._stream.feed(content)

    def wait_for(self, text: str, timeout: float = 20.0) -> float:
        """Wait until a text is on the screen; the seconds it took."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < timeout:
            if text in self.text():
                return time.perf_counter() - begun
            content = self._read(0.05)
            if content:
                self._stream.feed(content)
        raise TimeoutError(f"{text} never came:\n{self.text()}")

    def text(self) -> str:
        """The screen as text; the second half of a wide letter is no letter."""
        rows = (
            "".join(cell.data for _, cell in sorted(row.items()))
            for _, row in sorted(self.screen.buffer.items())
        )
        return "\n".join(row.rstrip() for row in rows)

    def end(self) -> None:
        """Kill the app."""
        if self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._main)


def mess_fund(place: str) -> None:
    """A started mess fund with a maker and a few vouchers."""
    found = load_chart("mess_fund")
    new = NewBook("某中队伙食费", found.chart, Period(2008, 1), found.chart_id, method=found.method)
    with create(place, new, by="主管") as officer:
        officer.add_user("司务长", ["maker", "poster"])
        keeper = officer.acting_as("司务长")
        keeper.set_opening([debit("101", "500.00"), credit("401", "500.00")])
        keeper.start()
        for day in range(1, 20):
            keeper.enter(
                date(2008, 1, day), "购买蔬菜豆制品", debit("401", "26.50"), credit("101", "26.50")
            )


@contextmanager
def running(folder: Path, size: tuple[int, int] = (80, 24)) -> Iterator[tuple[Terminal, float]]:
    """The app on a new book, at the desk; and the seconds from its start to its first screen."""
    place = str(folder / "mess.ledger")
    mess_fund(place)
    with opened(place, "司务长", "某中队伙食费", folder, size) as found:
        yield found


@contextmanager
def opened(
    place: str, who: str, name: str, folder: Path, size: tuple[int, int] = (80, 24)
) -> Iterator[tuple[Terminal, float]]:
    """The app on a book, at the desk; and the seconds from its start to its first screen."""
    command = [str(Path(sys.executable).with_name("ledger-tui")), place, "--by", who]
    begun = time.perf_counter()
    terminal = Terminal(
        command, {"LEDGER_TUI_HOME": str(folder / "home"), "LEDGERLIB_LANGUAGE": "zh_CN"}, size
    )
    try:
        terminal.wait_for("F10")
        started = time.perf_counter() - begun
        terminal.wait_for(f"{name} |")
        terminal.drain(0.5)
        yield terminal, started
    finally:
        terminal.end()


def measured_keys(terminal: Terminal) -> dict[str, list[float]]:
    """Letters, arrows and Enter in the grid, each a number of times."""
    times: dict[str, list[float]] = {"letter": [], "arrow": [], "enter": []}

    def press(kind: str, keys: str) -> None:
        times[kind].append(terminal.pressed(keys))

    for number in range(12):
        for letter in "购买菜":
            press("letter", letter)
        press("enter", "\r")
        for digit in "401" if number % 2 == 0 else "101":
            press("letter", digit)
        press("enter", "\r")
        if number % 2:
            press("enter", "\r")
        for digit in "123.45":
            press("letter", digit)
        press("enter", "\r")
    for keys in ("\x1b[A", "\x1b[A", "\x1b[C", "\x1b[D", "\x1b[B", "\x1b[B") * 5:
        press("arrow", keys)
    return times


def measured_saves(terminal: Terminal, count: int = 15) -> list[float]:
    """Vouchers of two lines: from F8 to the line that says it is saved."""
    times = []
    for number in range(count):
        terminal.send(f"提取现金\r101\r{number + 1}.5\r\r401\r\r=")
        terminal.wait_for("借贷相等")
        terminal.drain()
        times.append(terminal.answered("\x1b[19~", "已保存"))
        terminal.drain()
    return times


def report(name: str, times: list[float], limit: float) -> bool:
    """Print a median with its spread; whether it keeps the limit."""
    median = statistics.median(times)
    worst = sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else times[0]
    is_kept = median < limit
    print(f"{'✓' if is_kept else '✗'} {name:<24} median {median * 1000:7.1f} ms   "
          f"95% {worst * 1000:7.1f} ms   limit {limit * 1000:.0f} ms   n={len(times)}")  # fmt: skip
    return is_kept


def long_ledger(place: str, count: int) -> None:
    """A year of vouchers with so many lines of 1002 银行存款, all of it posted."""
    found = load_chart("cn_small_business_2013")
    new = NewBook("大账", found.chart, Period(2024, 1), found.chart_id)
    with create(place, new, by="主管") as officer:
        officer.add_user("会计", ["maker", "poster"])
        officer.start()
        maker = officer.acting_as("会计")
        a_month = count // 12
        for month in range(1, 13):
            maker.enter_many(
                Voucher(
                    date(2024, month, 1 + number * 28 // a_month),
                    (credit("1002", 100 + number % 977, "付款"), debit("1012", 100 + number % 977, "付款")),
                )
                for number in range(a_month)
            )  # fmt: skip
            officer.review(Period(2024, month))
            maker.post(Period(2024, month))
            officer.close(Period(2024, month))


def measure(folder: Path, count: int, lines: int = 0) -> bool:
    """Everything: start, keys, saves, and a ledger of so many lines; whether every limit is kept."""
    print("\nThe terminal, through a pseudo-terminal:")
    is_kept = run(lines)
    if count:
        place = str(folder / "long.ledger")
        long_ledger(place, count)
        print(f"  a ledger of {count:,} lines:")
        is_kept = run_ledger(place, "主管", "1002") and is_kept
    return is_kept


def starts(count: int = 5) -> list[float]:
    """Seconds from the command to the first screen, each time a new process."""
    times = []
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as (_, started):
            times.append(started)
    return times


def run(lines: int) -> bool:
    """Start, keys and saves; whether every limit is kept."""
    kept = [report("start to first screen", starts(), LIMITS["start"])]
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as (terminal, _):
        terminal.send("\x1b[15~")  # F5 on the desk
        terminal.wait_for("摘要")
        terminal.drain(0.5)
        saves = measured_saves(terminal)
        for number in range(lines):
            terminal.send(f"第{number}笔\r401\r1\r")
            if number % 20 == 0:
                terminal.drain(0.05)
        terminal.drain(0.8)
        for kind, times in measured_keys(terminal).items():
            kept.append(report(f"{kind} in {lines}+ lines", times, LIMITS["key"]))
        kept.append(report("save", saves, LIMITS["save"]))
    return all(kept)


def run_ledger(place: str, who: str, account: str, count: int = 15) -> bool:
    """From Enter on an account of the year's trial balance to the first page of its ledger; and its end."""
    with Book.open(place) as book:
        facts = book.facts()
        period = (
            facts.current if not facts.closed_through else Period.from_key(facts.closed_through)
        )
    first = Period(period.year, 1)
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(place, who, facts.name, Path(folder), (120, 36)) as (terminal, _),
    ):
        terminal.send("\x1b5")
        terminal.wait_for("科目余额表")
        terminal.send("\x1b[B" * 7 + "\x1b[17~")  # to the trial balance, F6
        terminal.wait_for("从期间")
        for keys in (str(period), "\r", str(first), "\x1b[19~"):
            terminal.send(keys)
            terminal.drain(0.3)
        terminal.wait_for("期末余额")
        for keys in ("\x1bOR", account, "\r"):  # F3
            terminal.send(keys)
            terminal.drain(0.3)
        times, scrolls = [], []
        for _ in range(count):
            times.append(terminal.answered("\r", "明细账"))
            terminal.drain(0.3)
            for _ in range(3):
                scrolls.append(terminal.pressed("\x1b[6~"))
            terminal.send("\x1b")
            terminal.wait_for("科目余额表")
            terminal.drain(0.3)
        kept = report("ledger's first page", times, LIMITS["ledger"])
        return report("a screen down in it", scrolls, 0.050) and kept


def main(arguments: list[str] | None = None) -> int:
    """Measure and say whether the limits are kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--lines", type=int, default=0, help="lines that the voucher has before keys are measured"
    )
    parser.add_argument(
        "--ledger", type=int, default=0, help="lines of a ledger that is made and measured as well"
    )
    parser.add_argument("--book", default="", help="a book whose ledger is measured instead")
    parser.add_argument("--by", default="主管", help="its user")
    parser.add_argument("--account", default="1002", help="the account of the ledger")
    given = parser.parse_args(arguments)
    if given.book:
        return 0 if run_ledger(given.book, given.by, given.account) else 1
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder), given.ledger, given.lines) else 1


if __name__ == "__main__":
    sys.exit(main())

"""A terminal under tmux: keys go in as a keyboard sends them, and the screen is read as it is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

FOUND = shutil.which("tmux") or ""
#: A screen that stays the same for so long is drawn, and the focus is where it belongs.
REST_SECONDS = 0.06


class Tmux:
    """One window of a tmux server of its own."""

    def __init__(self, socket: Path) -> None:
        self._socket = str(socket)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [FOUND, "-u", "-f", os.devnull, "-S", self._socket, *arguments],
            check=True, capture_output=True,
            env={n: v for n, v in os.environ.items() if n not in ("COLUMNS", "LINES", "TMUX")}, text=True, encoding="utf-8",
        )  # fmt: skip
        return done.stdout

    def start(
        self, command: str, size: tuple[int, int], folder: Path, environment: Mapping[str, str]
    ) -> None:
        """Start a program in a folder, in a window of so many columns and rows."""
        given = [part for name, value in environment.items() for part in ("-e", f"{name}={value}")]
        width, height = size
        self._run(
            "new-session", "-d", "-x", str(width), "-y", str(height), "-c", str(folder), *given, command,
            ";", "set-option", "-s", "escape-time", "0",
        )  # fmt: skip

    def press(self, *keys: str) -> None:
        """Press keys by their tmux names: F5, Enter, M-2, C-s."""
        self._run("send-keys", *keys)

    def type(self, said: str) -> None:
        """Type letters as they are; \\r is Enter."""
        for place, part in enumerate(said.split("\r")):
            if place:
                self.press("Enter")
            if part:
                self._run("send-keys", "-l", "--", part)

    def screen(self) -> str:
        """What is seen."""
        return self._run("capture-pane", "-p")

    def see(self, *said: str, timeout: float = 15.0) -> str:
        """Wait until all of some texts are seen, and nothing moves any more; the screen."""
        shown, until = "", time.monotonic() + timeout
        while time.monotonic() < until:
            shown = self.screen()
            time.sleep(REST_SECONDS)
            if all(each in shown for each in said) and self.screen() == shown:
                return shown
        raise AssertionError(f"{said} never came:\n{shown}")

    def end(self) -> None:
        """End the server and what runs in it."""
        subprocess.run([FOUND, "-S", self._socket, "kill-server"], check=False, capture_output=True)


@contextmanager
def tmux() -> Iterator[Tmux]:
    """A tmux server of its own, ended afterwards. Its socket's path may not be long."""
    with tempfile.TemporaryDirectory() as folder:
        made = Tmux(Path(folder) / "tmux")
        try:
            yield made
        finally:
            made.end()

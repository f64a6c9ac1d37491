"""The command: the manual without a screen, and a first screen in a real terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pyte
import pytest
from click.testing import CliRunner

from ledger_tui.command import main


def test_the_manual_is_printed_in_either_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGERLIB_LANGUAGE")
    assert "| 随处可用" not in CliRunner().invoke(main, ["--manual", "--language", "en"]).output
    assert "## 随处可用" in CliRunner().invoke(main, ["--manual", "--language", "zh"]).output


def test_a_book_is_opened_in_a_real_terminal_and_left_again(mess_fund: str, home: Path) -> None:
    """What is seen of 80 by 24 cells through a pseudo-terminal; nothing is left on the screen after."""
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    child = pexpect.spawn(
        sys.executable, ["-m", "ledger_tui", mess_fund, "--by", "司务长"], env=environment,
        dimensions=(24, 80), timeout=20, encoding="utf-8",
    )  # fmt: skip
    screen = pyte.Screen(80, 24)
    stream = pyte.Stream(screen)
    for _ in range(100):
        stream.feed(child.read_nonblocking(100_000, timeout=20))
        if any("等着办" in line for line in screen.display):
            break
    head = screen.display[0].replace(" ", "")
    assert head.startswith("某中队伙食费|2008-02|司务长")
    child.send("\x11")  # ctrl+q
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (home / "settings.json").exists()

"""The READMEs hold: their library example runs, and they give the commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledgerlib.cli import main

ROOT = Path(__file__).parents[1]
READMES = ["README.md", "README.zh-CN.md"]


@pytest.mark.parametrize("name", READMES)
def test_the_ten_lines_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)[0]
    monkeypatch.chdir(tmp_path)
    exec(compile(example, name, "exec"), {})
    assert "4,000.00" in capsys.readouterr().out
    assert (tmp_path / "mess-2008.ledger").exists()


@pytest.mark.parametrize("name", READMES)
def test_the_commands_are_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    used = set(re.findall(r"^    ledgerlib ([a-z-]+) ", text, re.MULTILINE))
    assert {"new", "import", "review", "post", "report", "verify"} <= used <= set(main.commands)

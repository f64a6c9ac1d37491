"""What the tests of the command line share: a runner, and a small unit whose book has been started."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from click.testing import CliRunner

from ledgerlib.cli import main

CHART = """\
科目编码,科目名称,余额方向,类别,停用
1001,库存现金,借,资产,
1002,银行存款,借,资产,
100201,工商银行,借,资产,
1901,旧账户,借,资产,是
3001,实收资本,贷,所有者权益,
3103,本年利润,贷,所有者权益,
5001,主营业务收入,贷,收入,
5602,管理费用,借,费用,
"""
OPENING = "科目编码,借方,贷方\n1001,1000.00,\n100201,9000.00,\n3001,,10000.00\n"


@define
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def problems(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.err)["problems"]
        return found

    @property
    def codes(self) -> list[str]:
        return [problem["code"] for problem in self.problems]


Run = Callable[..., Said]


def run(*arguments: object, language: str = "zh_CN") -> Said:
    """One command, in this process, with nothing of the environment but the language."""
    told = CliRunner(env={"LEDGERLIB_LANGUAGE": language, "LEDGERLIB_DEBUG": None}).invoke(
        main, [str(each) for each in arguments]
    )
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
    assert "Traceback" not in told.output
    return Said(told.exit_code, told.stdout, told.stderr)


@pytest.fixture
def ledgerlib() -> Run:
    """The command."""
    return run


@pytest.fixture(scope="session")
def _started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("unit")
    (home / "chart.csv").write_text(CHART, "utf-8")
    (home / "opening.csv").write_text(OPENING, "utf-8")
    (home / "uneven.csv").write_text("科目编码,借方,贷方\n1001,10.00,\n3001,,9.00\n", "utf-8")
    book = home / "unit.ledger"
    made = (
        ("new", book, "--chart", home / "chart.csv", "--start", "2008-01", "--name", "某公司",
         "--carry-to", "3103", "--by", "主管"),
        ("user", book, "add", "会计", "--role", "maker", "--by", "主管"),
        ("user", book, "add", "复核", "--role", "reviewer", "--role", "poster", "--by", "主管"),
        ("import", book, "opening", home / "opening.csv", "--by", "会计"),
        ("start", book, "--by", "主管"),
    )  # fmt: skip
    for command in made:
        assert run(*command).status == 0, run(*command).err
    return home


@pytest.fixture
def unit(_started: Path, tmp_path: Path) -> Path:
    """The folder of a started book: chart.csv, opening.csv, unit.ledger."""
    home = tmp_path / "unit"
    shutil.copytree(_started, home)
    return home


@pytest.fixture
def book(unit: Path) -> Path:
    """A started book: 主管 supervises, 会计 enters, 复核 reviews and posts. Chart and opening above."""
    return unit / "unit.ledger"

"""What the attacks share: transactions that fail, other processes, and books in a known state."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from ledgerlib import Book, Refused, credit, debit
from ledgerlib.testing import new_book


class Failure(Exception):  # noqa: N818
    """Something fails in the caller's own program."""


@pytest.fixture
def that_fails() -> Callable[..., Any]:
    """A transaction of the caller's that fails at its end, and is rolled back."""

    @contextmanager
    def block(transaction: AbstractContextManager[Connection]) -> Iterator[Connection]:
        try:
            with transaction as connection:
                yield connection
                raise Failure
        except Failure:
            pass

    return block


@pytest.fixture
def is_refused() -> Callable[[Callable[[], object]], bool]:
    """Whether an act is refused, where either answer will do if nothing wrong comes of it."""

    def attempt(act: Callable[[], object]) -> bool:
        try:
            act()
        except Refused:
            return True
        return False

    return attempt


@pytest.fixture
def month(place: str) -> Iterator[Book]:
    """
    2024-01  期初  现金 100.00  实收资本 100.00
             记-1  收入 80.00 现金    记-2  费用 30.00 现金        both posted
    """
    with new_book(place, opening=(debit("1001", "100"), credit("3001", "100"))) as book:
        maker = book.acting_as("制单")
        maker.enter(date(2024, 1, 5), "销售收入", debit("1001", "80"), credit("5001", "80"))
        maker.enter(date(2024, 1, 6), "支付办公费", debit("5602", "30"), credit("1001", "30"))
        book.acting_as("审核").review("2024-01")
        book.acting_as("记账").post("2024-01")
        yield book


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a Python script as another process, its lines to be read from `stdout`."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()

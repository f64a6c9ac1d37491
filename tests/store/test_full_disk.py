"""A disk that fills up in the middle of an import: refused, nothing stored, the book goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledgerlib import Refused, Voucher, credit, debit
from ledgerlib.testing import new_book


def many(count: int) -> Iterator[Voucher]:
    lines = (debit("1001", "1.00", "收到现金"), credit("5001", "1.00", "收到现金"))
    return (Voucher(date(2024, 1, 2), lines) for _ in range(count))


def test_an_import_that_fills_the_disk_stores_nothing(tmp_path: Path) -> None:
    with new_book(tmp_path / "book.ledger") as book:
        maker = book.acting_as("制单")
        before = book.chain_head()
        with book.transaction() as connection:  # the limit holds for this connection, which is kept
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(Refused) as refused:
            maker.enter_many(many(5000))
        assert [problem.code for problem in refused.value.problems] == ["disk.full"]
        assert "什么也没有存" in str(refused.value)
    with new_book(tmp_path / "book.ledger", name="另一个账套") as other:
        assert other.verify().is_sound
    with book:
        assert book.chain_head() == before
        assert book.verify().is_sound
        assert book.acting_as("制单").enter_many(many(5000)).count == 5000

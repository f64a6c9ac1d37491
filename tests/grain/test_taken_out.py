"""A 粮秣账 taken out: an independent engine comes to the same weights, openings among them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from beancount import loader
from beancount.core.data import Transaction

from ledgerlib import Period, beancount_text, export_book
from ledgerlib.grain import enter_event

from .sets import YEAR, balance, day, finish, new_set

ITEMS = {"米": "E7B1B3", "面": "E99DA2"}


def test_beancount_comes_to_the_same_weights(tmp_path: Path) -> None:
    """
    期初  102 现粮库存 收 米 20.5 面 3    1-05  借入 米 1 面 2    1-31  食用 米 7.25 面 5
    """
    with new_set(str(tmp_path / "a.ledger"), {"米": "20.5", "面": "3"}) as kept:
        enter_event(kept, "borrow", day(1, 5), {"米": 1, "面": 2})
        enter_event(kept, "consume", day(1, 31), {"米": "7.25", "面": 5})
        finish(kept, 1)
        entries, errors, _ = loader.load_string(beancount_text(kept.grain))
        assert errors == []
        sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for entry in entries:
            for posting in entry.postings if isinstance(entry, Transaction) else ():
                assert posting.units is not None
                sums[posting.account[-3:], posting.units.currency] += posting.units.number
        for item, code in ITEMS.items():
            for account in ("101", "102", "201", "202", "301"):
                found = sums[account, f"X-{code}"]
                assert found == balance(kept.grain, account, item, 1, YEAR)


def test_the_journal_of_hledger_opens_with_every_item(tmp_path: Path) -> None:
    with new_set(str(tmp_path / "a.ledger"), {"米": "20.5", "面": "3"}) as kept:
        path = tmp_path / "a.journal"
        export_book(kept.grain, "hledger", path)
        text = path.read_text("utf-8")
        assert [text.count(weight) for weight in ('20.500 米', '-20.500 米', '-3.000 面')] == [
            2, 1, 1
        ]  # fmt: skip
        assert Period(YEAR, 1) == kept.grain.facts().start

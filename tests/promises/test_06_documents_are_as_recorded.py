"""Promise 6 for source documents: plain SQL adds, changes or removes one, and verify names the voucher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledgerlib import Book

By = Callable[..., Any]

ATTACKS = {
    "added": "INSERT INTO attachment VALUES (1, 1, 3, 'paper', '假发票', '', '', '9', (1 = 0))",
    "renamed": "UPDATE attachment SET name = '别的' WHERE voucher_id = 1 AND ordinal = 1",
    "another invoice": "UPDATE attachment SET invoice_number = '9' WHERE voucher_id = 1 AND ordinal = 1",
    "another file": "UPDATE attachment SET sha256 = '00' WHERE voucher_id = 1 AND ordinal = 2",
    "withdrawn": "UPDATE attachment SET is_withdrawn = (1 = 1) WHERE voucher_id = 1 AND ordinal = 1",
    "brought back": "UPDATE attachment SET is_withdrawn = (1 = 0) WHERE voucher_id = 1 AND ordinal = 2",
    "removed": "DELETE FROM attachment WHERE voucher_id = 1 AND ordinal = 1",
    "moved": "UPDATE attachment SET voucher_id = 2 WHERE voucher_id = 1 AND ordinal = 1",
    "two exchanged": "UPDATE attachment SET name = CASE ordinal WHEN 1 THEN '对账单' ELSE '发票' END"
    " WHERE voucher_id = 1",
}  # fmt: skip


@pytest.fixture
def documented(month: Book) -> Book:
    """记-1 has an invoice, and a statement that was withdrawn; both vouchers are posted."""
    maker = month.acting_as("制单")
    maker.attach("2024-01/记/1", "paper", "发票", invoice_number="7")
    maker.attach("2024-01/记/1", "image", "对账单", sha256="1" * 64)
    maker.withdraw_attachment("2024-01/记/1", 2)
    assert month.verify().is_sound
    return month


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_done_by_hand_is_seen(
    attack: str, documented: Book, by_hand: By, place: str
) -> None:
    with by_hand(place) as hand:
        hand.drop_the_guards()
        assert hand.run(ATTACKS[attack]) >= 1
    found = documented.verify()
    assert {problem.code for problem in found.problems} == {"verify.documents"}
    named = {problem.values["voucher"] for problem in found.problems}
    assert named == {"2024-01/记/1"} | ({"2024-01/记/2"} if attack == "moved" else set())


def test_documents_of_a_posted_voucher_are_guarded(
    documented: Book, by_hand: By, place: str
) -> None:
    """With the guards in place only two of the attacks go through, and both are seen."""
    with by_hand(place, commit=False) as hand:
        obeyed = {name for name, statement in ATTACKS.items() if not hand.refusal_of(statement)}
    assert obeyed == {"added", "withdrawn"}


def test_a_document_of_a_draft_removed_by_hand_is_seen(
    month: Book, by_hand: By, place: str
) -> None:
    """No guard keeps it, for renumbering must take it out; the records do."""
    maker = month.acting_as("制单")
    draft = maker.copy("2024-01/记/1", month.voucher("2024-01/记/1").day)
    maker.attach(draft, "paper", "发票", invoice_number="7")
    with by_hand(place) as hand:
        hand.run("DELETE FROM attachment")
    assert [p.values["voucher"] for p in month.verify().problems] == [str(draft.key)]


def test_a_voucher_removed_by_hand_with_its_document_is_seen(
    month: Book, by_hand: By, place: str
) -> None:
    """It is named as the record of its document named it."""
    maker = month.acting_as("制单")
    draft = maker.copy("2024-01/记/1", month.voucher("2024-01/记/1").day)
    maker.attach(draft, "paper", "发票", invoice_number="7")
    with by_hand(place) as hand:
        for table in ("attachment", "line", "voucher"):
            hand.run(f"DELETE FROM {table} WHERE voucher_id = {draft.voucher_id}")
    assert [p.values["voucher"] for p in month.verify().problems] == [str(draft.key)]

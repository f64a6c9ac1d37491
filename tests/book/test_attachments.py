"""The register of source documents: what is behind a voucher, and that nothing is entered twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from ledgerlib import AttachmentKind, Book, Refused, Voucher, credit, debit
from ledgerlib.testing import new_book

DAY = date(2024, 1, 5)


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    """记-1 and 记-2 支付办公费, drafts."""
    with new_book(place) as book:
        for _ in range(2):
            book.acting_as("制单").enter(
                DAY, "支付办公费", debit("5602", "30"), credit("1001", "30")
            )
        yield book


@contextmanager
def refused(*codes: str) -> Iterator[list[dict[str, object]]]:
    told: list[dict[str, object]] = []
    with pytest.raises(Refused) as caught:
        yield told
    assert [problem.code for problem in caught.value.problems] == list(codes)
    told += [dict(problem.values) for problem in caught.value.problems]


def post(book: Book) -> None:
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")


ONE, TWO = "2024-01/记/1", "2024-01/记/2"


def test_a_file_an_invoice_and_a_slip_of_paper(book: Book, tmp_path: Path) -> None:
    """
    记-1  1 电子 发票.ofd (its SHA-256)  2 纸质 发票 044001900111/12345678  3 影像 by its digest
    """
    maker = book.acting_as("制单")
    file = tmp_path / "发票.ofd"
    file.write_bytes(b"invoice")
    digest = hashlib.sha256(b"invoice").hexdigest()
    maker.attach(ONE, "electronic", path=file)
    maker.attach(ONE, "paper", "发票", invoice_code="044001900111", invoice_number="12345678")
    maker.attach(ONE, AttachmentKind.IMAGE, "扫描件", sha256="AB" * 32)
    found = book.attachments(ONE)
    assert [(a.ordinal, a.kind.value, a.name, a.sha256) for a in found] == [
        (1, "electronic", "发票.ofd", digest), (2, "paper", "发票", ""), (3, "image", "扫描件", "ab" * 32),
    ]  # fmt: skip
    assert (found[1].invoice_code, found[1].invoice_number) == ("044001900111", "12345678")
    assert book.attachments(TWO) == []
    assert [(e.who, e.subject) for e in book.log(what="attach 2024")] == [("制单", ONE)] * 3
    assert book.verify().is_sound


def test_the_same_invoice_or_content_is_not_entered_twice(book: Book, tmp_path: Path) -> None:
    """防重复入账: the refusal names the voucher that has it; under another name it is no other file."""
    maker = book.acting_as("制单")
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"the same")
    maker.attach(ONE, "electronic", path=tmp_path / "a.pdf", invoice_number="24442000000012345678")
    with refused("attachment.same_content") as told:
        maker.attach(TWO, "electronic", path=tmp_path / "b.pdf")
    assert told[0]["earlier"] == ONE
    with refused("attachment.same_invoice"):
        maker.attach(TWO, "paper", "x", invoice_number="24442000000012345678")
    maker.attach(TWO, "paper", "别的", invoice_code="1", invoice_number="24442000000012345678")
    maker.attach(TWO, "paper", "没有号的收条")
    maker.attach(ONE, "paper", "没有号的收条")


def test_one_voucher_has_an_invoice_in_each_form_once(book: Book) -> None:
    """The printed invoice is kept with its electronic original (财会〔2024〕11号 第二十七条)."""
    maker = book.acting_as("制单")
    maker.attach(ONE, "electronic", "发票", sha256="1" * 64, invoice_number="7")
    maker.attach(ONE, "paper", "打印件", invoice_number="7")
    with refused("attachment.same_invoice"):
        maker.attach(ONE, "paper", "再打一张", invoice_number="7")
    with refused("attachment.same_content"):
        maker.attach(ONE, "image", "同一文件", sha256="1" * 64)


def test_a_document_is_free_again_when_its_voucher_is_void_or_reversed(book: Book) -> None:
    """And taken again when the voucher comes back to life."""
    maker = book.acting_as("制单")
    maker.attach(ONE, "paper", "发票", invoice_number="7")
    maker.void(ONE)
    maker.attach(TWO, "paper", "发票", invoice_number="7")
    with refused("attachment.same_invoice"):
        maker.unvoid(ONE)
    maker.withdraw_attachment(TWO, 1)
    maker.unvoid(ONE)
    with refused("attachment.same_invoice"):
        maker.attach(TWO, "paper", "发票", invoice_number="7")
    post(book)
    red = maker.reverse(ONE)
    right = maker.enter(DAY, "支付办公费", debit("5602", "3"), credit("1001", "3"))
    maker.attach(right, "paper", "发票", invoice_number="7")
    with refused("attachment.same_invoice"):
        maker.void(red)
    assert book.verify().is_sound


def test_what_is_posted_takes_scans_later_and_a_withdrawal_stays_visible(book: Book) -> None:
    maker = book.acting_as("制单")
    post(book)
    book.acting_as("制单").carry_forward("2024-01")
    post(book)
    book.acting_as("记账").close("2024-01")
    maker.attach(ONE, "image", "补扫", sha256="2" * 64)
    maker.attach(ONE, "image", "扫错的", sha256="3" * 64)
    maker.withdraw_attachment(ONE, 2)
    assert [(a.name, a.is_withdrawn) for a in book.attachments(ONE)] == [
        ("补扫", False),
        ("扫错的", True),
    ]
    with refused("attachment.withdrawn"):
        maker.withdraw_attachment(ONE, 2)
    with refused("attachment.unknown"):
        maker.withdraw_attachment(ONE, 3)
    maker.attach(TWO, "image", "扫错的", sha256="3" * 64)
    assert book.verify().is_sound


def test_what_is_no_document_is_refused(book: Book, tmp_path: Path) -> None:
    maker = book.acting_as("制单")
    with refused("attachment.kind"):
        maker.attach(ONE, "video", "x")
    with refused("attachment.digest", "attachment.no_number"):
        maker.attach(ONE, "image", "x", sha256="xyz", invoice_code="1")
    with refused("attachment.unnamed"):
        maker.attach(ONE, "paper")
    with refused("file.missing"):
        maker.attach(ONE, "electronic", path=tmp_path / "没有.pdf")
    (tmp_path / "a.pdf").write_bytes(b"a")
    with refused("attachment.other_content"):
        maker.attach(ONE, "electronic", path=tmp_path / "a.pdf", sha256="1" * 64)
    maker.void(TWO)
    with refused("voucher.is_void"):
        maker.attach(TWO, "paper", "x")
    with refused("user.may_not"):
        book.acting_as("审核").attach(ONE, "paper", "x")
    assert book.attachments(ONE) == []


def test_documents_go_with_the_void_voucher_that_renumbering_takes_out(book: Book) -> None:
    """The record tells of them, and their invoices are free."""
    maker = book.acting_as("制单")
    maker.attach(ONE, "paper", "发票", invoice_number="7")
    maker.attach(ONE, "paper", "收条")
    maker.withdraw_attachment(ONE, 2)
    maker.attach(TWO, "paper", "发票", invoice_number="8")
    maker.void(ONE)
    maker.renumber("2024-01")
    assert [a.invoice_number for a in book.attachments(ONE)] == ["8"]
    (told,) = book.log(what="renumber")
    assert "收条" in told.before
    maker.attach(ONE, "paper", "发票", invoice_number="7")
    assert book.verify().is_sound


def test_amending_a_voucher_leaves_its_documents(book: Book) -> None:
    maker = book.acting_as("制单")
    maker.attach(ONE, "paper", "发票", invoice_number="7")
    lines = (debit("5602", "31", "办公费"), credit("1001", "31", "办公费"))
    maker.amend(ONE, Voucher(DAY, lines))
    assert [a.invoice_number for a in book.attachments(ONE)] == ["7"]
    assert book.verify().is_sound

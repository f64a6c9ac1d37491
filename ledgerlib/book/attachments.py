"""The register of source documents (附件): what is behind a voucher, and what was entered before.

An electronic document must not be entered twice (财会〔2024〕12号 第二十一条): the same invoice, or
a file with the same content, is refused while a live voucher has it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..core.attachment import Attachment, AttachmentKind, check_attachment
from ..core.canonical import nfc
from ..core.problem import Problem
from ..core.voucher import State, Voucher, VoucherKey
from ..refusal import Refused, refuse_if
from ..store import attachments as store
from ..store import vouchers
from .vouchers import find, label
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def _half_width(text: str) -> str:
    """A code or number in one form, whichever width it was typed in."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def attachments(book: Book, what: Voucher | VoucherKey | str) -> list[Attachment]:
    """The documents registered behind a voucher, withdrawn ones too."""
    with book._reading() as work:
        head = find(work, what)
        return store.of_voucher(work.connection, work.book_id, head.voucher_id)


def attach(
    book: Book,
    what: Voucher | VoucherKey | str,
    kind: AttachmentKind | str,
    name: str = "",
    *,
    path: Path | str | None = None,
    sha256: str = "",
    invoice_code: str = "",
    invoice_number: str = "",
) -> Attachment:
    """Register a source document behind a voucher, posted ones too: scans come later.

    Of the file at `path` the SHA-256 of its content is computed, and its name taken where
    none is given; the file itself stays where it is. Paper has no digest.
    """
    problems = []
    try:
        kind = AttachmentKind(kind)
    except ValueError:
        known = " ".join(AttachmentKind)
        raise Refused([Problem.of("attachment.kind", value=kind, known=known)]) from None
    sha256 = sha256.strip().lower()
    if path is not None:
        computed = _digest(Path(path))
        if sha256 and sha256 != computed:
            problems.append(Problem.of("attachment.other_content", file=str(path)))
        sha256, name = computed, name or Path(path).name
    attachment = Attachment(
        kind, nfc(name.strip()), sha256, _half_width(invoice_code), _half_width(invoice_number)
    )
    problems += check_attachment(attachment)
    with book._acting("attach") as work:
        head = find(work, what)
        if head.state == State.VOID:
            problems.append(Problem.of("voucher.is_void", voucher=label(head)))
        refuse_if([*problems, *_entered_before(work, head, attachment)])
        ordinal = store.add(work.connection, work.book_id, head.voucher_id, attachment)
        attachment = evolve(attachment, ordinal=ordinal)
        after = {"documents": 1, **shown(head.voucher_id, attachment)}
        work.record(book.who, "attach", label(head), None, after)
    return attachment


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        reason = error.strerror or str(error)
        raise Refused([Problem.of(code, file=str(path), reason=reason)]) from error


def withdraw_attachment(book: Book, what: Voucher | VoucherKey | str, ordinal: int) -> None:
    """Withdraw a document that does not belong to a voucher. It stays visible, and counts no more."""
    with book._acting("attach") as work:
        head = find(work, what)
        there = {
            each.ordinal: each
            for each in store.of_voucher(work.connection, work.book_id, head.voucher_id)
        }
        before = there.get(ordinal)
        if before is None or before.is_withdrawn:
            code = "attachment.unknown" if before is None else "attachment.withdrawn"
            raise Refused([Problem.of(code, voucher=label(head), ordinal=ordinal)])
        store.withdraw(work.connection, work.book_id, head.voucher_id, ordinal)
        after = evolve(before, is_withdrawn=True)
        work.record(
            book.who, "attach", label(head), shown(head.voucher_id, before),
            {"documents": 0, **shown(head.voucher_id, after)},
        )  # fmt: skip


def shown(voucher_id: int, attachment: Attachment) -> dict[str, Any]:
    """A document as records keep it."""
    return {
        "voucher_id": voucher_id,
        "ordinal": attachment.ordinal,
        "kind": attachment.kind.value,
        "name": attachment.name,
        "sha256": attachment.sha256,
        "invoice_code": attachment.invoice_code,
        "invoice_number": attachment.invoice_number,
        "is_withdrawn": int(attachment.is_withdrawn),
    }


def documents_of(work: Work, voucher_id: int) -> list[dict[str, Any]]:
    """The documents of a voucher as records keep them, for the record of its removal."""
    found = store.of_voucher(work.connection, work.book_id, voucher_id)
    return [shown(voucher_id, attachment) for attachment in found]


def _entered_before(work: Work, head: vouchers.Head, attachment: Attachment) -> list[Problem]:
    """Where else the document is. One voucher may have an invoice in several forms, each once."""
    problems = []
    for there, other in store.same_elsewhere(work.connection, work.book_id, attachment):
        is_same_content = bool(attachment.sha256) and there.sha256 == attachment.sha256
        if other.voucher_id == head.voucher_id and (
            there.ordinal == attachment.ordinal
            or (there.kind is not attachment.kind and not is_same_content)
        ):
            continue
        named = {"voucher": label(head), "earlier": label(other)}
        if is_same_content:
            problems.append(Problem.of("attachment.same_content", **named, name=there.name))
        else:
            invoice = f"{there.invoice_code} {there.invoice_number}".strip()
            problems.append(Problem.of("attachment.same_invoice", **named, invoice=invoice))
    return problems


def entered_again(work: Work, voucher_id: int) -> list[Problem]:
    """The documents of a voucher that comes back to life, and that another has by now."""
    head = vouchers.head_by_id(work.connection, work.book_id, voucher_id)
    assert head is not None
    return [
        problem
        for attachment in store.of_voucher(work.connection, work.book_id, voucher_id)
        if not attachment.is_withdrawn
        for problem in _entered_before(work, head, attachment)
    ]

"""The register of documents behind a voucher: what it lists, and how another gets into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledgerlib import Attachment, AttachmentKind, Book, Voucher

from ..language import text
from ..widgets.picker import Item, Picker
from ..widgets.prompt import Prompt
from .base import Acting

#: What is picked to register another document.
_ANOTHER = "+"


async def documents_shown(screen: Acting[Any], voucher: Voucher) -> None:
    """Show the register of a voucher; another may be added, a file or an invoice. Raises Refused."""
    title = text("entry.documents", key=voucher.key)

    async def source(typed: str, _opened: frozenset[str], _skip: int) -> list[Item]:
        found = await screen.ask(lambda book: book.attachments(voucher))
        items = [_document(each) for each in found if typed in each.name]
        return [*items, Item(_ANOTHER, ("+", text("entry.document_add")))]

    while await screen.app.push_screen_wait(Picker(title, source)) is not None:
        given = await screen.app.push_screen_wait(
            Prompt(text("entry.document_what"), help_code="document")
        )
        if given:
            await _registered(screen, voucher, given)


async def _registered(screen: Acting[Any], voucher: Voucher, given: str) -> None:
    await screen.act(lambda book: _register(book, voucher, given))


def _document(attachment: Attachment) -> Item:
    kind = text(f"entry.document.{attachment.kind}")
    withdrawn = text("entry.document_withdrawn") if attachment.is_withdrawn else ""
    invoice = f"{attachment.invoice_code} {attachment.invoice_number}".strip()
    return Item(
        str(attachment.ordinal),
        (str(attachment.ordinal), kind, attachment.name, invoice, withdrawn),
        picks=False,
    )


def _register(book: Book, voucher: Voucher, given: str) -> Attachment:
    """A file by its path, an invoice by its number, or a paper by what it is called."""
    path = Path(given).expanduser()
    if path.is_file():
        return book.attach(voucher, AttachmentKind.ELECTRONIC, path=path)
    if given.isascii() and given.replace(" ", "").isdigit():
        return book.attach(
            voucher, AttachmentKind.PAPER, text("entry.invoice"), invoice_number=given
        )
    return book.attach(voucher, AttachmentKind.PAPER, given)

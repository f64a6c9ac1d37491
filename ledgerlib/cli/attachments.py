"""Commands over the register of source documents."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .. import AttachmentKind, Book, VoucherKey
from ..console import KEY, for_acting, for_reading, open_book, say_done
from ..language import text
from .app import main


@main.command(help=text("help.attach"))
@for_acting
@click.argument("voucher", type=KEY)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in AttachmentKind]),
    help=text("help.attach_kind"),
)
@click.option("--title", default="", help=text("help.attach_title"))
@click.option("--sha256", default="", help=text("help.sha256"))
@click.option("--invoice-code", default="", help=text("help.invoice_code"))
@click.option("--invoice-number", default="", help=text("help.invoice_number"))
@click.option("--withdraw", type=int, help=text("help.withdraw"))
def attach(
    book: str, name: str, by: str, form: str, voucher: VoucherKey, file: Path | None,
    kind: str | None, title: str, sha256: str, invoice_code: str, invoice_number: str,
    withdraw: int | None,
) -> None:  # fmt: skip
    """Register a source document behind a voucher, or withdraw one."""
    with open_book(book, name, by) as opened:
        if withdraw is not None:
            opened.withdraw_attachment(voucher, withdraw)
            say_done("withdraw", voucher=str(voucher), ordinal=withdraw)
            return
        usual = AttachmentKind.ELECTRONIC if file or sha256 else AttachmentKind.PAPER
        made = opened.attach(
            voucher, kind or usual, title, path=file, sha256=sha256, invoice_code=invoice_code,
            invoice_number=invoice_number,
        )  # fmt: skip
    shown = made.name or made.invoice_number
    say_done("attach", voucher=str(voucher), ordinal=made.ordinal, name=shown, sha256=made.sha256)


@main.command(help=text("help.attachments_list"))
@for_reading
@click.argument("voucher", type=KEY)
def attachments(book: str, name: str, form: str, voucher: VoucherKey) -> None:
    """Show the source documents behind a voucher."""
    with Book.open(book, name=name) as opened:
        found = opened.attachments(voucher)
    if form == "json":
        rows = [
            {"ordinal": a.ordinal, "kind": a.kind.value, "name": a.name, "sha256": a.sha256,
             "invoice_code": a.invoice_code, "invoice_number": a.invoice_number,
             "is_withdrawn": a.is_withdrawn}
            for a in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for a in found:
        marks = [text(f"attachment_kind.{a.kind}"), a.name, a.invoice_code, a.invoice_number]
        marks += [a.sha256, text("attachment.is_withdrawn") if a.is_withdrawn else ""]
        click.echo(f"{a.ordinal}  {'  '.join(mark for mark in marks if mark)}")

"""Commands for the auditor: the pack that is taken away, and its check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .. import Book, Period, write_audit_pack
from ..console import PERIOD, book_argument, form_option, progress_bar, say_done
from ..exchange.audit_pack import check_pack as checker
from ..language import text
from .app import main


@main.command(name="audit-pack", help=text("help.audit_pack"))
@book_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True,
    help=text("help.audit_pack_output"),
)  # fmt: skip
@click.option("--period", type=PERIOD, help=text("help.audit_pack_period"))
@click.option("--from-period", type=PERIOD, help=text("help.from_period"))
@click.option("--include-unposted", is_flag=True, help=text("help.include_unposted"))
@form_option
def audit_pack(
    book: str, name: str, output: Path, period: Period | None, from_period: Period | None,
    include_unposted: bool, form: str,
) -> None:  # fmt: skip
    """Write the auditor's pack of a book."""
    with Book.open(book, name=name) as opened, progress_bar("progress.audit_pack") as progress:
        pack = write_audit_pack(
            opened, output, period=period, from_period=from_period,
            include_unposted=include_unposted, progress=progress,
        )  # fmt: skip
    say_done(
        "audit_pack", file=str(output), first=str(pack.first), last=str(pack.last),
        vouchers=pack.vouchers, lines=pack.lines, records=pack.records, head=pack.chain_head,
        seal=pack.seal,
    )  # fmt: skip


@main.command(name="check-pack", help=text("help.check_pack"))
@click.argument("pack", type=click.Path(exists=True, path_type=Path))
@click.option("--anchor", default="", help=text("help.anchor"))
@click.option("--seal", default="", help=text("help.check_pack_seal"))
def check_pack(pack: Path, anchor: str, seal: str) -> None:
    """Check an auditor's pack."""
    sys.exit(1 if checker.check(pack, anchor, seal) else 0)

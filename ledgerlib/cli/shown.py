"""Vouchers on the screen, before they are entered: what a preview shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from .. import Chart, Line, Side, Voucher
from ..core.amount import exact_text
from ..language import text


def show_vouchers(vouchers: Sequence[Voucher], chart: Chart, decimals: int, form: str) -> None:
    """Print vouchers that are not entered yet, line by line, or as json."""
    if form == "json":
        shown = [_plain(voucher, decimals) for voucher in vouchers]
        click.echo(json.dumps({"vouchers": shown}, ensure_ascii=False, indent=1))
        return
    for voucher in vouchers:
        click.echo(f"{voucher.day} {voucher.word} {voucher.lines[0].summary}")
        differ = len({line.summary for line in voucher.lines}) > 1
        for line in voucher.lines:
            side = text("side.debit" if line.side is Side.DEBIT else "side.credit")
            name = chart.accounts[line.account].name
            parts = [side, line.account, name, line.dimension, f"{line.amount:,.{decimals}f}"]
            click.echo(
                "    "
                + "  ".join(
                    part for part in [*parts, _measure(line), line.summary * differ] if part
                )
            )
    click.echo(text("preview.none" if not vouchers else "preview.not_entered"))


def _measure(line: Line) -> str:
    measure = line.measure
    if measure is None:
        return ""
    rate = f" @ {exact_text(measure.rate)}" if measure.rate is not None else ""
    return f"({exact_text(measure.quantity)} {measure.commodity}{rate})"


def _plain(voucher: Voucher, decimals: int) -> dict[str, Any]:
    return {
        "date": str(voucher.day),
        "word": voucher.word,
        "kind": voucher.kind.value,
        "lines": [
            {
                "account": line.account,
                "side": line.side.name.lower(),
                "amount": f"{line.amount:.{decimals}f}",
                "summary": line.summary,
                "dimension": line.dimension,
                **({"measure": _measured(line)} if line.measure else {}),
            }
            for line in voucher.lines
        ],
    }


def _measured(line: Line) -> dict[str, str]:
    assert line.measure is not None
    rate = line.measure.rate
    return {
        "commodity": line.measure.commodity,
        "quantity": exact_text(line.measure.quantity),
        "rate": exact_text(rate) if rate is not None else "",
    }

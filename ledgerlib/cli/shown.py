"""Vouchers on the screen: one as it stands in the book, or some before they are entered."""

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
        _show_lines(voucher, chart, decimals)
    click.echo(text("preview.none" if not vouchers else "preview.not_entered"))


def show_voucher(voucher: Voucher, chart: Chart, decimals: int, form: str) -> None:
    """Print a voucher of the book: its head, its lines, and who had it in hand."""
    people = {
        "maker": voucher.maker, "cashier": voucher.cashier, "reviewer": voucher.reviewer,
        "poster": voucher.poster,
    }  # fmt: skip
    if form == "json":
        plain = {
            "voucher": str(voucher.key), "state": voucher.state.value,
            "attachments": voucher.attachments, "reference": voucher.reference,
            "reverses": str(voucher.reverses or ""), **people, **_plain(voucher, decimals),
        }  # fmt: skip
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    head = [str(voucher.day), str(voucher.key), text(f"state.{voucher.state}")]
    head += [text("voucher.attached", count=voucher.attachments)] if voucher.attachments else []
    head += [voucher.reference] if voucher.reference else []
    head += [text("voucher.reverses", voucher=voucher.reverses)] if voucher.reverses else []
    click.echo("  ".join(head))
    click.echo(f"    {voucher.lines[0].summary}")
    _show_lines(voucher, chart, decimals)
    names = [f"{text(f'role.{role}')}: {name}" for role, name in people.items() if name]
    click.echo("  ".join(names))


def _show_lines(voucher: Voucher, chart: Chart, decimals: int) -> None:
    differ = len({line.summary for line in voucher.lines}) > 1
    for line in voucher.lines:
        side = text("side.debit" if line.side is Side.DEBIT else "side.credit")
        parts = [
            side, line.account, chart.accounts[line.account].name, line.dimension,
            f"{line.amount:,.{decimals}f}", _measure(line), _settlement(line),
            line.summary * differ,
        ]  # fmt: skip
        click.echo("    " + "  ".join(part for part in parts if part))


def _settlement(line: Line) -> str:
    settlement = line.settlement
    if settlement is None:
        return ""
    day = str(settlement.day) if settlement.day else ""
    return " ".join(part for part in (settlement.method, settlement.number, day) if part)


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
                **({"settlement": _settlement(line)} if line.settlement else {}),
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

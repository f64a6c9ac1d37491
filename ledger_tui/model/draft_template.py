"""A template (模式凭证) as the lines of a draft: what it leaves open is typed there."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from ledgerlib import CommodityKind, Template, TemplateLine, exact_text

from .amounts import plain
from .calculator import calculate
from .draft_content import AMOUNTS, Content, DraftHead, DraftLine, EntryRules
from .draft_voucher import build


def content_of_template(
    template: Template, rules: EntryRules, total: Decimal | None = None
) -> Content:
    """The lines of a template with its amounts; parts of the total where that is given.

    An amount that it asks for stays blank, and so does the one that balances the others.
    """
    lines = tuple(_line(line, template, rules, total or template.total) for line in template.lines)
    count = str(template.attachments) if template.attachments else ""
    return Content(DraftHead("", template.word, count), lines)


def open_rows(template: Template) -> list[int]:
    """The rows whose amounts are what balances the others."""
    return [row for row, line in enumerate(template.lines) if line.amount.is_balance]


def first_open(content: Content, rules: EntryRules) -> tuple[int, str] | None:
    """The first cell that is still to be typed; None where the voucher is whole."""
    built = build(content, rules)
    for problem in built.problems:
        if problem.values.get("line"):
            return built.place_of(problem, content, rules)
    return None


def _line(
    line: TemplateLine, template: Template, rules: EntryRules, total: Decimal | None
) -> DraftLine:
    draft = DraftLine(
        summary=line.summary or template.name, account=line.account, code=line.account,
        settlement=line.settlement, commodity="" if line.commodity == rules.currency else line.commodity,
    )  # fmt: skip
    for part in filter(None, line.dimension.split(";")):
        kind, _, value = part.partition(":")
        draft = draft.with_text(f"dimension:{kind}", value)
    measure = line.measure
    if measure is not None:
        count = measure.quantity.fixed
        rate = measure.rate.fixed if measure.rate is not None else None
        figure, each = (
            exact_text(count) if count is not None else "",
            exact_text(rate) if rate is not None else "",
        )
        if measure.kind is CommodityKind.CURRENCY:
            draft = evolve(draft, currency=measure.commodity, foreign_amount=figure, rate=each)
        else:
            draft = evolve(draft, unit=measure.commodity, quantity=figure, price=each)
    amount = line.amount.fixed
    decimals = rules.decimals(draft)
    if line.amount.ratio is not None and total is not None:
        amount = calculate(f"({total})*({line.amount.ratio:f})").rounded(decimals)
    column = rules.column(draft, line.side)
    if amount is None:
        return draft
    assert column in AMOUNTS
    return draft.with_text(column, plain(amount, decimals))

"""Voucher templates (模式凭证) of a book: kept, made from a voucher, and used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve

from ..core.amount import AmountError, exact
from ..core.canonical import nfc
from ..core.checking import check_account
from ..core.problem import Problem
from ..core.template import Template, check_template, fill, template_of
from ..core.template_content import as_content, from_content
from ..core.voucher import Voucher, VoucherKey
from ..refusal import Refused, refuse_if
from ..store import definitions as store
from .definitions import define, undefine, unknown
from .entering import enter_one
from .vouchers import find, read_voucher
from .work import Work

if TYPE_CHECKING:
    from .book import Book

_KIND = "template"


def templates(book: Book) -> dict[str, Template]:
    """The templates of the book by name, in the order in which they were made."""
    with book._reading() as work:
        return kept_templates(work)


def kept_templates(work: Work) -> dict[str, Template]:
    """The templates as they are kept."""
    found = store.definitions(work.connection, work.book_id, _KIND)
    return {name: from_content(name, content)[0] for name, content in found.items()}


def set_template(book: Book, template: Template) -> None:
    """Keep a template, in place of the one that has its name."""
    template = evolve(template, name=nfc(template.name.strip()))
    with book._acting("define") as work:
        _keep(work, book.who, template)


def _keep(work: Work, who: str, template: Template) -> None:
    problems = check_template(template)
    for number, line in enumerate(template.lines, 1):
        problems += [p.at(line=number) for p in check_account(line.account, work.chart)]
    if template.word not in work.known.words:
        known = " ".join(work.known.words)
        problems.append(Problem.of("word.unknown", word=template.word, known=known, field="word"))
    refuse_if(problems)
    define(work, who, _KIND, template.name, as_content(template))


def save_as_template(book: Book, what: Voucher | VoucherKey | str, name: str) -> Template:
    """Keep a voucher's content as a template, its amounts fixed."""
    with book._acting("define") as work:
        voucher = read_voucher(work, find(work, what))
        template = template_of(voucher, nfc(name.strip()), work.facts.currency)
        _keep(work, book.who, template)
    return template


def remove_template(book: Book, name: str) -> None:
    """Take a template away. The vouchers made with it stay."""
    with book._acting("define") as work:
        undefine(work, book.who, _KIND, nfc(name.strip()))


def from_template(
    book: Book,
    name: str,
    day: date,
    *,
    total: Decimal | int | str | None = None,
    amounts: Mapping[str, Decimal | int | str] | None = None,
    attachments: int | None = None,
) -> Voucher:
    """Enter the voucher that a template makes on a day, as a draft.

    `amounts` are the figures it asks for by name, `total` what its ratios are of. All that is
    missing is told at once.
    """
    with book._acting("enter") as work:
        template = kept_templates(work).get(nfc(name.strip()))
        if template is None:
            raise Refused([unknown(work, _KIND, name)])
        if attachments is not None:
            template = evolve(template, attachments=attachments)
        problems: list[Problem] = []
        given = {key: _read(value, key, problems) for key, value in (amounts or {}).items()}
        whole = None if total is None else _read(total, "total", problems)
        voucher, found = fill(
            template, day, work.known.commodities, work.facts.currency, total=whole, amounts=given
        )
        refuse_if(problems + found)
        return enter_one(work, book.who, voucher)


def _read(value: Decimal | int | str, name: str, problems: list[Problem]) -> Decimal:
    try:
        return exact(value)
    except AmountError:
        problems.append(Problem.of("template.figure", name=name, value=str(value)[:60]))
        return Decimal(0)

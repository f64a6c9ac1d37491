"""What F7 lists in each cell of a voucher."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from ledgerlib import Book

from ..drafts import KeptDraft
from ..language import text
from ..model.account_index import AccountIndex
from ..model.amounts import half_width
from ..widgets.picker import PAGE, Item, Source

Ask = Callable[[Callable[[Book], Sequence[Item]]], Awaitable[Sequence[Item]]]


def accounts(index: AccountIndex) -> Source:
    """The accounts: as a tree while nothing is typed, as what fits while something is."""

    async def source(typed: str, opened: frozenset[str], skip: int) -> Sequence[Item]:
        if typed.strip():
            return [
                Item(
                    a.code, (a.code, index.full_name(a.code), a.mnemonic),
                    picks=index.takes_entries(a.code), opens=not index.is_leaf(a.code),
                )
                for a in index.find(typed, skip + PAGE)[skip:]
            ]  # fmt: skip
        return [
            Item(
                b.account.code, (b.account.code, b.account.name, b.account.mnemonic), b.level,
                index.takes_entries(b.account.code), not b.is_leaf, b.is_open,
            )
            for b in index.tree(opened)[skip : skip + PAGE]
        ]  # fmt: skip

    return source


def values(ask: Ask, kind: str) -> Source:
    """The values of a kind of dimension, asked of the book a page at a time."""
    last: dict[int, str] = {0: ""}

    async def source(typed: str, _opened: frozenset[str], skip: int) -> Sequence[Item]:
        after = last.get(skip, "")
        found = await ask(
            lambda book: [
                Item(v.code, (v.code, v.name, v.mnemonic))
                for v in book.find_dimension_values(kind, typed, after=after, limit=PAGE)
            ]
        )
        if found:
            last[skip + len(found)] = found[-1].key
        return found

    return source


def summaries(ask: Ask) -> Source:
    """The summaries that the book keeps (常用摘要)."""

    async def source(typed: str, _opened: frozenset[str], skip: int) -> Sequence[Item]:
        found = await ask(
            lambda book: [Item(s.text, (s.code, s.text, s.mnemonic)) for s in book.summaries(typed)]
        )
        return found[skip : skip + PAGE]

    return source


def templates(ask: Ask) -> Source:
    """The templates of the book (模式凭证)."""

    async def source(typed: str, _opened: frozenset[str], skip: int) -> Sequence[Item]:
        found = await ask(
            lambda book: [
                Item(name, (name, template.lines[0].summary, str(len(template.lines))))
                for name, template in book.templates().items()
                if typed.strip() in name
            ]
        )
        return found[skip : skip + PAGE]

    return source


def plain(entries: Sequence[tuple[str, str]]) -> Source:
    """A few entries: what is picked, and what it is called."""

    async def source(typed: str, _opened: frozenset[str], skip: int) -> Sequence[Item]:
        wanted = half_width(typed).strip().lower()
        fitting = [
            Item(key, (key, name) if name else (key,))
            for key, name in entries
            if wanted in key.lower() or wanted in name.lower()
        ]
        return fitting[skip : skip + PAGE]

    return source


def methods() -> list[tuple[str, str]]:
    """The ways in which money moves (结算方式)."""
    return [(each, "") for each in text("entry.methods").split()]


def kept_draft(kept: KeptDraft) -> Item:
    """A kept draft in the list: when, which voucher it amends, its first summary."""
    line = kept.content.lines[0]
    what = kept.amends or text("entry.state.new")
    return Item(
        kept.draft_id,
        (kept.at.replace("T", " "), line.summary or "-", line.debit or line.credit, what),
    )

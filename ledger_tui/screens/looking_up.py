"""What F7 lists in the fields of forms about reports and vouchers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..language import text
from ..model.account_index import AccountIndex
from ..widgets.picker import PAGE, Item, Picker, Source
from . import entry_pickers
from .base import Acting


async def looked_up(screen: Acting[Any], kind: str, typed: str) -> str | None:
    """The text of a field after something was picked for it; None where nothing was.

    `kind` is that of an option: account, values (of dimensions), words, or person.
    """
    app = screen.app
    if kind == "account":
        index = AccountIndex(await screen.ask(lambda book: book.chart()))
        code = typed.split()[0] if typed else ""
        known = index.get(code) is not None
        return await app.push_screen_wait(
            Picker(text("picker.accounts"), every_account(index), typed="" if known else typed,
                   opened=index.above(code), chosen=code)
        )  # fmt: skip
    if kind == "words":
        words = await screen.ask(lambda book: book.words())
        return await _picked(screen, text("picker.words"), [(word, "") for word in words])
    if kind == "person":
        people = await screen.ask(lambda book: book.people())
        return await _picked(screen, text("picker.people"), [(each.name, "") for each in people])
    if kind == "values":
        return await _values(screen, typed)
    return None


async def _picked(screen: Acting[Any], title: str, entries: list[tuple[str, str]]) -> str | None:
    return await screen.app.push_screen_wait(Picker(title, entry_pickers.plain(entries)))


async def _values(screen: Acting[Any], typed: str) -> str | None:
    """A kind, then one of its values; Esc at the second leaves the kind with all of its values."""
    kinds = await screen.ask(lambda book: book.dimension_kinds())
    if not kinds:
        screen.tell(text("form.no_dimensions"), "!")
        return None
    entries = [(code, kind.name) for code, kind in kinds.items()]
    title = text("picker.kinds")
    kind = entries[0][0] if len(entries) == 1 else await _picked(screen, title, entries)
    if kind is None:
        return None
    title = text("picker.values", kind=kinds[kind].name)
    value = await screen.app.push_screen_wait(Picker(title, entry_pickers.values(screen.ask, kind)))
    if value is None:
        return kind
    others = [each for each in typed.split() if ":" in each]
    return " ".join([*others, f"{kind}:{value}"])


def every_account(index: AccountIndex) -> Source:
    """The accounts, parents too: a ledger or a filter of theirs has what is below them."""

    async def source(typed: str, opened: frozenset[str], skip: int) -> Sequence[Item]:
        if typed.strip():
            return [
                Item(a.code, (a.code, index.full_name(a.code), a.mnemonic))
                for a in index.find(typed, skip + PAGE)[skip:]
            ]
        return [
            Item(
                b.account.code, (b.account.code, b.account.name, b.account.mnemonic), b.level,
                opens=not b.is_leaf, is_open=b.is_open,
            )
            for b in index.tree(opened)[skip : skip + PAGE]
        ]  # fmt: skip

    return source

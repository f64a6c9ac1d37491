"""The form of an account: everything that its entries carry and that it is."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ledgerlib import Account, Cash, Category, Problem, Refused, Side, initials

from ..language import library_text, text
from ..model.account_tree import AccountTree, account_of, next_code
from ..widgets.ask_form import Ask, FormDialog
from .base import Acting


async def edit_account(
    screen: Acting[Any], tree: AccountTree, account: Account | None, *, below: str = ""
) -> str:
    """Let an account be changed, or a new one made, below another where one is named.

    Returns the code of the account, empty where the form was closed.
    """
    parent = tree.chart.accounts.get(below)
    shown = account
    if shown is None and parent is not None:
        code = next_code(tree.chart, below)
        shown = evolve(parent, code=code, name="", mnemonic="", is_disabled=False)

    async def deed(values: dict[str, str]) -> str:
        code = account.code if account is not None else values["code"]
        if account is None and code in tree.chart.accounts:
            raise Refused([Problem.of("account.duplicate", account=code, field="code")])
        try:
            made = account_of(values, account)
        except ValueError as error:
            raise AssertionError("choices are of those offered") from error
        if not made.mnemonic:
            made = evolve(made, mnemonic=initials(made.name))
        await screen.act(lambda book: book.set_accounts([made]))
        return made.code

    said = ""
    if account is None and parent is not None and tree.chart.is_leaf(below):
        said = text("accounts.below_leaf", account=f"{below} {parent.name}")
    title = (
        text("accounts.edit", account=f"{account.code} {account.name}")
        if account
        else text("accounts.new")
    )
    done = await screen.app.push_screen_wait(
        FormDialog(title, _asks(tree, shown, is_new=account is None), deed, said=said)
    )
    return str(done or "")


def _asks(tree: AccountTree, account: Account | None, *, is_new: bool) -> list[Ask]:
    shown = account or Account("", "", Category.ASSET, Side.DEBIT)

    def ask(name: str, value: str, kind: str = "text", options: Any = ()) -> Ask:
        return Ask(name, text(f"accounts.{name}"), value, kind, options, f"accounts.{name}")

    def flag(name: str, *, is_on: bool) -> Ask:
        return ask(name, "yes" if is_on else "no", "switch")

    sides = [("debit", library_text("side.debit")), ("credit", library_text("side.credit"))]
    cash = [
        (each.value, library_text(f"cash.{each}") if each else text("accounts.no_cash"))
        for each in Cash
    ]
    categories = [(each.value, library_text(f"category.{each}")) for each in Category]
    kinds = [(code, kind.name) for code, kind in tree.kinds.items()]
    asks = [ask("code", shown.code)] if is_new else []
    asks += [
        ask("name", shown.name),
        ask("category", shown.category.value, "choice", categories),
        ask("side", "debit" if shown.normal_side is Side.DEBIT else "credit", "choice", sides),
        ask("mnemonic", shown.mnemonic),
        ask("dimensions", " ".join(shown.dimensions), "several", kinds) if kinds
        else ask("dimensions", " ".join(shown.dimensions)),
        ask("unit", shown.unit),
        ask("currencies", " ".join(shown.currencies)),
        flag("revalued", is_on=shown.is_revalued),
        ask("cash", shown.cash.value, "choice", cash),
        flag("guarded", is_on=shown.is_guarded),
        flag("disabled", is_on=shown.is_disabled),
        ask("first_year", str(shown.first_year or "")),
        ask("last_year", str(shown.last_year or "")),
    ]  # fmt: skip
    return asks

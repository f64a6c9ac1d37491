"""The policies of the book: each explained, each change recorded."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import library_text, text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen


class PoliciesScreen(ListScreen):
    """What the supervisor has allowed."""

    name_code = "policies"
    needs = "policy"

    def __init__(self) -> None:
        super().__init__()
        self._values: dict[str, str] = {}

    def columns(self) -> Sequence[Col]:
        """The policy and how it stands."""
        return Col(text("policies.name")), Col(text("policies.value"), 22)

    async def read(self) -> Sequence[Line]:
        """All policies."""
        self._values = await self.ask(lambda book: book.policies())
        return [
            Line(name, (library_text(f"policy.{name}"), shown(name, value)))
            for name, value in self._values.items()
        ]

    def said(self) -> str:
        """Who sets them."""
        return text("policies.said")

    def detail(self, line: Line) -> str:
        """What the policy is for."""
        return text(f"help.policy.{line.key}")

    async def action_list_open(self) -> None:
        """Set the policy under the cursor."""
        name = self.key
        if not name:
            return
        value, help_code = self._values[name], f"policy.{name}"
        label = text("policies.value")
        if value in ("yes", "no"):
            ask = Ask("value", label, value, "switch", help_code=help_code)
        elif name == "negative_balance":
            options = [(each, text(f"wizard.negative.{each}")) for each in ("refuse", "warn")]
            ask = Ask("value", label, value, "choice", options, help_code)
        else:
            kind = "account" if name == "exchange_difference" else "text"
            ask = Ask("value", label, value, kind, help_code=help_code)

        async def deed(values: dict[str, str]) -> None:
            wanted = values["value"].split()[0] if values["value"] else ""
            await self.act(lambda book: book.set_policy(name, wanted))

        title = library_text(f"policy.{name}")
        form = FormDialog(title, [ask], deed, said=text(f"help.policy.{name}"))
        if await self.app.push_screen_wait(form):
            self.tell(text("policies.done"))


def shown(name: str, value: str) -> str:
    """A policy's value in words."""
    if value in ("yes", "no"):
        return f"{'✓' if value == 'yes' else '-'} {text(f'word.{value}')}"
    if name == "negative_balance":
        return text(f"wizard.negative.{value}")
    return value or "-"

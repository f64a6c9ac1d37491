"""The head line: unit, period, day, user with roles, regime, vouchers on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.widget import Widget

from ..language import library_text, text

if TYPE_CHECKING:
    from ..app import LedgerApp


class HeadLine(Widget):
    """One line on top of every screen: where one is, and as whom."""

    DEFAULT_CSS = """
    HeadLine { height: 1; background: $head-line; color: $foreground; text-style: bold; }
    """
    app: LedgerApp

    def render(self) -> Text:
        """The line, fitted to the width; what matters least is left out first."""
        return Text(fitted(self._parts(), self.size.width), no_wrap=True)

    def _parts(self) -> list[str]:
        here = self.app.here
        if here is None:
            return [text("app.name"), str(self.app.today())]
        roles = " ".join(library_text(f"role.{role}") for role in sorted(here.roles))
        started = here.period if here.is_started else text("head.not_started", period=here.start)
        return [
            here.name,
            str(started),
            text("head.user", who=here.who or "-", roles=roles),
            text(f"head.{here.regime}"),
            str(self.app.today()),
            text("head.unposted", count=here.unposted) if here.unposted else "",
        ]


def fitted(parts: list[str], width: int) -> str:
    """Parts with bars between, as many as the width takes; the first is cut before the second goes."""
    kept = [part for part in parts if part]
    while len(kept) > 4 and _length(kept) > width:
        kept.pop()
    if kept and _length(kept) > width:
        rest = _length(kept) - cell_len(kept[0])
        kept[0] = set_cell_size(kept[0], max(4, width - rest))
    return " " + " | ".join(kept)


def _length(parts: list[str]) -> int:
    return 1 + sum(cell_len(part) for part in parts) + 3 * (len(parts) - 1)

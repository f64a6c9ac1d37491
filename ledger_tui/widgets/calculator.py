"""The calculator over the screen: a sum is typed, its result stands below, F12 puts it into the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from ..language import text
from ..model.amounts import plain
from ..model.calculator import CalculationError, Result, calculate
from ..screens.dialog import Dialog
from .footer import LedgerFooter
from .form import Field

if TYPE_CHECKING:
    from ..app import LedgerApp

#: How many sums worked out before are shown.
TAPE = 6


class CalculatorDialog(Dialog[str]):
    """Enter works a sum out and goes on with its result; dismissed with the result as the cell wants it."""

    FAMILIES = ("calculator",)
    DEFAULT_CSS = """
    CalculatorDialog > #dialog { width: 56; }
    CalculatorDialog #tape { color: $text-muted; height: auto; }
    CalculatorDialog #result { text-style: bold; height: 1; }
    """
    app: LedgerApp

    def __init__(self, value: str = "", decimals: int = 2) -> None:
        super().__init__()
        self._value = value
        self._decimals = decimals
        self._tape: list[str] = []

    def compose(self) -> ComposeResult:
        """What was worked out before, the sum, its result, keys."""
        with Vertical(id="dialog"):
            yield Static(text("calculator.title"), id="title", markup=False)
            yield Static("", id="tape", markup=False)
            yield Field(self._value, id="sum", help_code="calculator")
            yield Static("", id="result", markup=False)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """The cell's amount is what the sum begins with."""
        field = self.query_one(Field)
        field.select_on_focus = False  # + 3 goes on from what is there
        field.focus()
        field.cursor_position = len(field.value)
        self._show()

    def on_input_changed(self) -> None:
        """The result follows every key."""
        self._show()

    def _result(self) -> Result | None:
        try:
            return calculate(self.query_one(Field).value)
        except CalculationError:
            return None

    def _show(self) -> None:
        try:
            shown = f"= {calculate(self.query_one(Field).value).shown(self._decimals)}"
        except CalculationError as error:
            shown = "" if error.code == "calculator.empty" else text(error.code)
        self.query_one("#result", Static).update(shown)

    def on_key(self, event: events.Key) -> None:
        """Enter and = work the sum out."""
        if event.key == "enter" or event.character in ("=", "＝"):
            event.stop()
            event.prevent_default()
            result = self._result()
            if result is None:
                return
            field = self.query_one(Field)
            shown = result.shown(self._decimals)
            if field.value.strip() != shown:
                self._tape = [*self._tape, f"{field.value} = {shown}"][-TAPE:]
                self.query_one("#tape", Static).update("\n".join(self._tape))
            field.value = shown.replace(",", "")
            field.cursor_position = len(field.value)

    def action_calculator_put(self) -> None:
        """The result goes into the cell, rounded half up to the decimals that it has."""
        result = self._result()
        if result is not None:
            self.dismiss(plain(result.rounded(self._decimals), self._decimals))

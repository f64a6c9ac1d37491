"""Which vouchers are wanted: a form, and filters kept under a name."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from ledgerlib import Kind, Problem, VoucherFilter

from ..language import text
from ..model import voucher_filter as model
from ..widgets.footer import LedgerFooter
from ..widgets.form import Choice, Field, Row, Switch
from ..widgets.picker import Picker
from ..widgets.prompt import Prompt
from . import entry_pickers
from .dialog import Dialog
from .looking_up import looked_up

_KEPT = "vouchers.filters"
#: Fields that stand two on a line: a first and a last.
_PAIRS = {
    "first": "last", "first_day": "last_day", "first_number": "last_number", "least": "most",
}  # fmt: skip


class FilterDialog(Dialog[VoucherFilter]):
    """The fields of a filter; F4 takes one that was kept, F5 keeps this one under a name."""

    FAMILIES = ("dialog", "form", "voucher_filter")
    DEFAULT_CSS = """
    FilterDialog VerticalScroll { height: auto; max-height: 72vh; }
    FilterDialog Row > .to { width: 4; height: 1; content-align: center middle; }
    """

    def __init__(self, asked: VoucherFilter) -> None:
        super().__init__()
        self._typed = model.written(asked)

    def compose(self) -> ComposeResult:
        """A row for each field, those of a first and a last on one; keys."""
        with Vertical(id="dialog"):
            yield Static(text("filter.title"), id="title", markup=False)
            with VerticalScroll(can_focus=False):
                for name in model.FIELDS:
                    if name in _PAIRS.values():
                        continue
                    yield PairRow(
                        text(f"filter.{name}"), self._field(name),
                        self._field(_PAIRS[name]) if name in _PAIRS else None,
                    )  # fmt: skip
            yield LedgerFooter()

    def _field(self, name: str) -> Widget:
        value, kind = self._typed.get(name, ""), model.FIELDS[name]
        more: dict[str, Any] = {"id": f"field-{name}", "help_code": f"filter.{kind}"}
        if kind == "flag":
            return Switch(value == "yes", **more)
        if kind in ("state", "kind"):
            names = list(model.STATES) if kind == "state" else [each.value for each in Kind]
            options = [("", text("filter.any")), *((n, text(f"filter.{kind}.{n}")) for n in names)]
            return Choice(options, value, title=text(f"filter.{name}"), **more)
        return Field(value, **more)

    def on_mount(self) -> None:
        """The first field has the focus."""
        self.query_one("#field-first").focus()

    def typed(self) -> dict[str, str]:
        """The texts of all fields that have any."""
        found = {}
        for name, kind in model.FIELDS.items():
            field = self.query_one(f"#field-{name}")
            assert isinstance(field, Field | Choice)
            value = field.value.strip()
            if value and not (kind == "flag" and value == "no"):
                found[name] = value
        return found

    def _fill(self, typed: dict[str, str]) -> None:
        for name, kind in model.FIELDS.items():
            field = self.query_one(f"#field-{name}")
            assert isinstance(field, Field | Choice)
            field.value = typed.get(name, "no" if kind == "flag" else "")

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter walks on."""
        self.focus_next()

    def on_choice_submitted(self, _event: Choice.Submitted) -> None:
        """Enter walks on; behind the last field the vouchers are shown."""
        if self.focused is not None and self.focused.id == f"field-{list(model.FIELDS)[-1]}":
            self.perform("dialog.accept")
        else:
            self.focus_next()

    async def action_dialog_accept(self) -> None:
        """Show the vouchers; what the book does not have is told over the form."""
        asked, problems = model.read(self.typed())
        if problems:
            self.focus_problem(problems[0])
            await self.show_problems(problems)
            return
        await self.ask(lambda book: book.find_vouchers(asked, limit=1))
        self.dismiss(asked)

    def focus_problem(self, problem: Problem) -> None:
        """To the field that is meant."""
        for name in (problem.values.get("option"), problem.code.partition(".")[0]):
            for widget in self.query(f"#field-{name}") if name else ():
                widget.focus()
                return

    async def action_form_lookup(self) -> None:
        """The accounts, words, people and values that a field can take."""
        field = self.focused
        if not isinstance(field, Field):
            return
        kind = model.FIELDS[(field.id or "").removeprefix("field-")]
        picked = await looked_up(self, kind, field.clean)
        if picked is not None:
            field.value = picked
        elif kind not in ("account", "words", "person", "values"):
            self.tell(text("form.no_list"), "!")

    # Filters that are kept

    def _kept(self) -> dict[str, dict[str, str]]:
        kept = self.app.settings.kept.get(_KEPT)
        if not isinstance(kept, dict):
            return {}
        return {
            str(name): {str(key): str(value) for key, value in typed.items()}
            for name, typed in kept.items()
            if isinstance(typed, dict)
        }

    def _keep(self, kept: dict[str, dict[str, str]]) -> None:
        self.app.settings.kept[_KEPT] = kept
        self.app.settings.save()

    async def _chosen(self) -> str | None:
        kept = self._kept()
        if not kept:
            self.tell(text("filter.none_kept", key=self.app.key_of("voucher_filter.keep")), "!")
            return None
        source = entry_pickers.plain([(name, _summary(typed)) for name, typed in kept.items()])
        return await self.app.push_screen_wait(Picker(text("filter.kept"), source))

    async def action_voucher_filter_kept(self) -> None:
        """Fill the form with a filter that was kept."""
        name = await self._chosen()
        if name is not None:
            self._fill(self._kept()[name])

    async def action_voucher_filter_keep(self) -> None:
        """Keep what is typed under a name."""
        _, problems = model.read(self.typed())
        if problems:
            await self.show_problems(problems)
            return
        title = text("filter.name")
        name = await self.app.push_screen_wait(Prompt(title, help_code="filter.name"))
        if name:
            self._keep({**self._kept(), name: self.typed()})
            self.tell(text("filter.is_kept", name=name))

    async def action_voucher_filter_forget(self) -> None:
        """Keep one no longer."""
        name = await self._chosen()
        if name is not None:
            self._keep({each: typed for each, typed in self._kept().items() if each != name})
            self.tell(text("filter.forgotten", name=name))

    def action_voucher_filter_clear(self) -> None:
        """Ask for nothing: all vouchers."""
        self._fill({})


class PairRow(Row):
    """A label and one field, or two with a sign between them."""

    def __init__(self, label: str, field: Widget, second: Widget | None) -> None:
        super().__init__(label, field)
        self._second = second

    def compose(self) -> ComposeResult:
        """Label, field, and the second."""
        yield from super().compose()
        if self._second is not None:
            yield Static("-", classes="to", markup=False)
            yield self._second


def _summary(typed: dict[str, str]) -> str:
    asked, problems = model.read(typed)
    return "" if problems else model.said(asked)

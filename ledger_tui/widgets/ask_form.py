"""A form over a screen: its fields one under the other; it stays open, with all that is typed, until its deed is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from attrs import frozen
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from ledgerlib import Problem, Refused

from ..language import text
from ..model.amounts import half_width
from ..screens.dialog import Dialog
from .footer import LedgerFooter
from .form import Choice, Field, Row, Switch
from .problems import told
from .roles import Several


@frozen
class Ask:
    """A field: its name, what it is called, what stands in it, and what can be chosen.

    `kind` is text, secret, choice, switch (yes or no), several (values with blanks between), or
    for what F7 lists: account, words, person, values (see screens/looking_up.py).
    """

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    options: Sequence[tuple[str, str]] = ()
    #: The text `help.<help_code>`, for F1.
    help_code: str = ""
    note: str = ""


#: Files that are listed for a field of a path: books and their backups, sheets, definitions.
FILES = (".ledger", ".db", ".sqlite", ".csv", ".xlsx", ".xls", ".ods", ".toml", ".txt")
#: Does what was asked for; raises Refused with every problem.
Deed = Callable[[dict[str, str]], Awaitable[Any]]


class FormDialog(Dialog[Any]):
    """The form; F8 does its deed and closes it, a refusal is shown in it and nothing typed is lost.

    Dismissed with what the deed returned, or True where that is None.
    """

    FAMILIES = ("dialog", "form")
    DEFAULT_CSS = """
    FormDialog #fields { height: auto; max-height: 16; }
    FormDialog #said { height: auto; }
    FormDialog #refused { height: auto; max-height: 6; color: $warning; }
    FormDialog #refused Static { height: auto; }
    FormDialog Row > .label { width: 18; }
    FormDialog.wide Row > .label { width: 30; }
    """

    def __init__(
        self, title: str, asks: Sequence[Ask], deed: Deed, *, said: str = "", wide: bool = False
    ) -> None:
        super().__init__()
        self._title, self._asks, self._deed, self._said = title, list(asks), deed, said
        self.set_class(wide, "wide")

    def compose(self) -> ComposeResult:
        """Title, a word about it, fields, what was refused, keys."""
        with Vertical(id="dialog"):
            yield Static(self._title, id="title", markup=False)
            if self._said:
                yield Static(self._said, id="said", markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                for ask in self._asks:
                    yield Row(ask.label, _widget(ask), ask.note)
            with VerticalScroll(id="refused", can_focus=False):
                yield Static("", id="refusal", markup=False)
            yield LedgerFooter()

    def on_mount(self) -> None:
        """Begin in the first field."""
        self.query_one("#refused").display = False
        if self._asks:
            self.query_one(f"#field-{self._asks[0].name}").focus()
        self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        """Another size leaves other room to the fields."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """So many fields at a time that what was refused and the keys stay on the screen."""
        fields = self.query_one("#fields")
        others = [w for w in self.query_one("#dialog").children if w is not fields and w.display]
        taken = sum(w.outer_size.height + w.styles.margin.height for w in others)
        room = int(self.size.height * 0.92) - 2 - taken
        fields.styles.max_height = max(3, min(16, room))
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        found = {}
        for ask in self._asks:
            widget = self.query_one(f"#field-{ask.name}")
            if isinstance(widget, Several):
                found[ask.name] = " ".join(v for v, _ in widget.options if v in widget.chosen)
            elif isinstance(widget, Field):
                is_secret = ask.kind == "secret"
                found[ask.name] = widget.value if is_secret else half_width(widget.value).strip()
            elif isinstance(widget, Choice):
                found[ask.name] = widget.value
        return found

    def put(self, name: str, value: str) -> None:
        """Put a text into a field."""
        self.query_one(f"#field-{name}", Field).value = value

    # Walking and doing

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: to the next field; from the last, do it."""
        self._walk_on(event.input)

    def on_choice_submitted(self, event: Choice.Submitted) -> None:
        """Enter on a choice."""
        self._walk_on(event.choice)

    def on_several_submitted(self) -> None:
        """Enter on several."""
        if self.focused is not None:
            self._walk_on(self.focused)

    def _walk_on(self, field: Widget) -> None:
        if self._asks and field.id == f"field-{self._asks[-1].name}":
            self.perform("dialog.accept")
        else:
            self.focus_next()

    async def action_dialog_accept(self) -> None:
        """Do it; where it is refused, say why and stay."""
        try:
            done = await self._deed(self.values())
        except Refused as refused:
            self.refuse(refused.problems)
            return
        self.dismiss(True if done is None else done)

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Show every problem; the focus goes to the first field that one names."""
        from rich.text import Text

        several = len(problems) > 1
        shown = Text("\n").join(
            told(self._placed(problem), number if several else 0)
            for number, problem in enumerate(problems, 1)
        )
        self.query_one("#refusal", Static).update(shown)
        self.query_one("#refused").display = True
        self.call_after_refresh(self._fit)
        for problem in problems:
            for name in (str(problem.values.get("field", "")), problem.code.partition(".")[0]):
                for widget in self.query(f"#field-{name}") if name.isidentifier() else ():
                    widget.focus()
                    return

    def _placed(self, problem: Problem) -> Problem:
        """A problem without the field it names, where that is of this form: the focus tells it."""
        named = {f"field-{ask.name}" for ask in self._asks}
        if f"field-{problem.values.get('field', '')}" not in named:
            return problem
        return Problem(problem.code, {k: v for k, v in problem.values.items() if k != "field"})

    async def action_form_lookup(self) -> None:
        """List what can stand in the field."""
        from ..screens.looking_up import looked_up

        focused = self.focused
        ask = next((a for a in self._asks if focused and focused.id == f"field-{a.name}"), None)
        if ask is None or not isinstance(focused, Field):
            return
        if ask.kind == "text" and ask.options:
            from .form import ChoiceDialog

            picked = await self.app.push_screen_wait(ChoiceDialog(ask.label, ask.options))
        elif ask.kind == "path":
            from ..screens.where import FileDialog

            picked = await self.app.push_screen_wait(
                FileDialog(focused.value, title=ask.label, suffixes=FILES)
            )
        elif ask.kind in ("account", "words", "person", "values"):
            picked = await looked_up(self, ask.kind, focused.value)
        else:
            self.tell(text("form.nothing_to_list"), "!")
            return
        if picked is not None:
            focused.value = picked


def _widget(ask: Ask) -> Widget:
    name, help_code = f"field-{ask.name}", ask.help_code
    if ask.kind == "choice":
        return Choice(ask.options, ask.value, title=ask.label, id=name, help_code=help_code)
    if ask.kind == "switch":
        return Switch(ask.value == "yes", title=ask.label, id=name, help_code=help_code)
    if ask.kind == "several":
        return Several(ask.options, ask.value.split(), id=name, help_code=help_code)
    return Field(ask.value, id=name, help_code=help_code, password=ask.kind == "secret")

"""The options of a report: a form made from the list that the library has of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from ledgerlib import OptionKind, Problem, ReportOption
from ledgerlib.reports import Report

from ..language import library_text, text
from ..model import option_form
from ..model.drilling import Wanted
from ..widgets.footer import LedgerFooter
from ..widgets.form import Choice, Field, Row, Switch
from .dialog import Dialog
from .looking_up import looked_up

if TYPE_CHECKING:
    from ..app import LedgerApp

_K = OptionKind


class OptionsDialog(Dialog[tuple[Wanted, Report]]):
    """Asks for a report in the way it is typed; dismissed with what was asked and the report.

    The report is made while the form stands: what is refused is told, and nothing typed is lost.
    """

    FAMILIES = ("dialog", "form")
    DEFAULT_CSS = """
    OptionsDialog VerticalScroll { height: auto; max-height: 72vh; }
    OptionsDialog Row > .label { width: 20; }
    """

    def __init__(self, wanted: Wanted, title: str, typed: dict[str, str]) -> None:
        super().__init__()
        self._wanted = wanted
        self._title = title
        self._typed = typed
        self._options = option_form.options_of(wanted.name)

    def compose(self) -> ComposeResult:
        """Title, a row for each option, keys."""
        with Vertical(id="dialog"):
            yield Static(text("options.title", report=self._title), id="title", markup=False)
            with VerticalScroll(can_focus=False):
                for option in self._options:
                    star = " *" if option_form.is_needed(self._wanted.name, option.name) else ""
                    yield Row(f"{text(f'option.{option.name}')}{star}", self._field(option))
            yield LedgerFooter()

    def _field(self, option: ReportOption) -> Widget:
        value, name = self._typed.get(option.name, ""), f"field-{option.name}"
        label = text(f"option.{option.name}")
        match option.kind:
            case _K.FLAG:
                return Switch(value == "yes", id=name)
            case _K.CHOICE:
                its = [(str(each), self._choice(option, each)) for each in option.choices]
                return Choice([("", text("option.as_usual")), *its], value, title=label, id=name)
            case _K.KIND:
                return Choice([("", "-")], value, title=label, id=name)
        return Field(value, id=name)

    @staticmethod
    def _choice(option: ReportOption, each: str | int) -> str:
        return str(each) if isinstance(each, int) else text(f"option.{option.name}.{each}")

    def on_mount(self) -> None:
        """The first field has the focus; the kinds of dimension are asked for where they are wanted."""
        if self._options:
            self.query_one(f"#field-{self._options[0].name}").focus()
        if any(option.kind is _K.KIND for option in self._options):
            self.do(self._fill_kinds(), key="kinds")

    async def _fill_kinds(self) -> None:
        kinds = await self.ask(lambda book: book.dimension_kinds())
        its = [(code, f"{code} {kind.name}") for code, kind in kinds.items()]
        for option in self._options:
            if option.kind is _K.KIND:
                choice = self.query_one(f"#field-{option.name}", Choice)
                choice.set_options([("", "-"), *its], self._typed.get(option.name, ""))

    # What is typed

    def typed(self) -> dict[str, str]:
        """The texts of all fields."""
        found = {}
        for option in self._options:
            field = self.query_one(f"#field-{option.name}")
            assert isinstance(field, Field | Choice)
            found[option.name] = field.clean if isinstance(field, Field) else field.value
        return found

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter walks on; in the last field it shows the report."""
        self._walk_on()

    def on_choice_submitted(self, _event: Choice.Submitted) -> None:
        """Enter walks on."""
        self._walk_on()

    def _walk_on(self) -> None:
        last = f"field-{self._options[-1].name}"
        if self.focused is not None and self.focused.id == last:
            self.perform("dialog.accept")
        else:
            self.focus_next()

    async def action_dialog_accept(self) -> None:
        """Make the report; what is refused is told over the form."""
        typed = self.typed()
        given, problems = option_form.read(self._wanted.name, typed)
        if problems:
            self.focus_problem(problems[0])
            await self.show_problems(problems)
            return
        wanted = evolve(self._wanted, given=given)
        report = await self.ask(wanted.made)
        keep(self.app, wanted.name, typed)
        self.dismiss((wanted, report))

    def focus_problem(self, problem: Problem) -> None:
        """To the field of an option, or to the one that a problem of the library is about."""
        guesses = (problem.values.get("option"), problem.values.get("field"),
                   problem.code.partition(".")[0])  # fmt: skip
        for name in guesses:
            for widget in self.query(f"#field-{name}") if name else ():
                widget.focus()
                return

    # Looking up and help

    def _focused_option(self) -> ReportOption | None:
        name = (self.focused.id or "").removeprefix("field-") if self.focused is not None else ""
        return next((option for option in self._options if option.name == name), None)

    def help_of_focus(self) -> str:
        """What the option is for, as the library says it."""
        option = self._focused_option()
        return library_text(option.help) if option is not None else ""

    async def action_form_lookup(self) -> None:
        """The accounts, words, kinds and values that a field can take."""
        option = self._focused_option()
        if option is None:
            return
        field = self.query_one(f"#field-{option.name}")
        if not isinstance(field, Field):
            return
        picked = await looked_up(self, option.kind.value, field.clean)
        if picked is not None:
            field.value = picked
            field.cursor_position = len(picked)
        elif option.kind in (_K.PERIOD, _K.DAY, _K.NUMBER, _K.TEXT):
            self.tell(text("form.no_list"), "!")


def kept_under(app: LedgerApp) -> str:
    """Under which name the options of reports of a book are kept."""
    return f"reports {app.place} {app.here.name if app.here else ''}"


def keep(app: LedgerApp, name: str, typed: dict[str, str]) -> None:
    """Remember the options of a report for the next time."""
    kept = dict(app.settings.kept.get(kept_under(app)) or {})
    kept[name] = option_form.to_keep(typed)
    app.settings.kept[kept_under(app)] = kept
    app.settings.save()


def first_typed(app: LedgerApp, name: str) -> dict[str, str]:
    """What stands in the form at first: what was asked last time, and the current period."""
    here = app.here
    assert here is not None
    kept = app.settings.kept.get(kept_under(app))
    its = kept.get(name) if isinstance(kept, dict) else None
    remembered = {str(k): str(v) for k, v in its.items()} if isinstance(its, dict) else {}
    return {**remembered, **option_form.defaults(name, here.period, app.today())}

"""A new book, step by step: chart, unit, policies, users, and a look at all of it before it is made."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import ContentSwitcher, Input, OptionList, Static
from textual.widgets.option_list import Option

from ledgerlib import ChartFile, Problem, Role

from ..action import Action
from ..language import library_text, text
from ..model.new_book import POLICIES, Answers, NewUser, all_charts, make, named_twice
from ..widgets.form import Choice, Field, Row, Switch
from .base import LedgerScreen
from .wizard_parts import UserRow, chart_said, plain, summary

STEPS = ("chart", "unit", "policies", "users", "look")
#: The step and the field to which a problem belongs, by the beginning of its code.
_BELONGS = (
    ("book.unnamed", "unit", "name"), ("book.exists", "unit", "name"),
    ("book.currency", "unit", "currency"), ("period.", "unit", "start"),
    ("account.off_rule", "unit", "code_rule"), ("chart.value", "unit", "code_rule"),
    ("file.", "unit", "place"), ("place.", "unit", "place"), ("server.", "unit", "place"),
    ("chart.option", "chart", "options"), ("chart.", "chart", "chart"),
    ("user.", "users", "user-0"), ("role.", "users", "user-0"), ("password.", "users", "user-0"),
)  # fmt: skip


class WizardScreen(LedgerScreen[None]):
    """Making a new book."""

    FAMILIES = ("wizard",)
    name_code = "wizard"
    DEFAULT_CSS = """
    WizardScreen #body { padding: 0 1; }
    WizardScreen #step-title { text-style: bold; height: 1; margin-bottom: 1; }
    WizardScreen ContentSwitcher { height: 1fr; }
    WizardScreen .step { height: 1fr; }
    WizardScreen #field-chart { height: 10; border: none; padding: 0; }
    WizardScreen #chart-said { height: auto; margin-top: 1; }
    WizardScreen #field-options { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._step = 0
        self._charts: tuple[ChartFile, ...] = ()
        self._users = 0

    def body(self) -> ComposeResult:
        """The title of the step, and the steps."""
        yield Static("", id="step-title", markup=False)
        with ContentSwitcher(initial="step-chart"):
            with VerticalScroll(id="step-chart", classes="step", can_focus=False):
                charts = OptionList(id="field-chart")
                charts.help_code = "wizard.chart"  # type: ignore[attr-defined]
                yield charts
                yield Static("", id="chart-said", markup=False)
                yield Vertical(id="field-options")
            with VerticalScroll(id="step-unit", classes="step", can_focus=False):
                yield from self._unit()
            with VerticalScroll(id="step-policies", classes="step", can_focus=False):
                yield from self._policies()
            with VerticalScroll(id="step-users", classes="step", can_focus=False):
                yield Static(text("wizard.users.said") + "\n", markup=False)
                yield Vertical(id="users")
            with VerticalScroll(id="step-look", classes="step", can_focus=True):
                yield Static("", id="look", markup=False)

    def _unit(self) -> ComposeResult:
        today = self.app.today()
        fields = (
            ("name", ""), ("place", ""), ("start", f"{today.year}-01"), ("currency", "CNY"),
            ("code_rule", ""),
        )  # fmt: skip
        for name, value in fields:
            field = Field(value, id=f"field-{name}", help_code=f"wizard.{name}")
            yield Row(text(f"wizard.{name}"), field)
        words = [
            (each, text(f"wizard.words.{place}"))
            for place, each in enumerate(("记", "收付转", "现银转"))
        ]
        yield Row(text("wizard.words"), Choice(words, id="field-words", help_code="wizard.words"))
        regimes = [(each, text(f"wizard.regime.{each}")) for each in ("irreversible", "reversible")]
        yield Row(
            text("wizard.regime"), Choice(regimes, id="field-regime", help_code="wizard.regime")
        )

    def _policies(self) -> ComposeResult:
        for name, default in POLICIES.items():
            field: Choice
            if default in ("yes", "no"):
                field = Switch(default == "yes", id=f"field-{name}", help_code=f"policy.{name}")
            else:
                kinds = [(each, text(f"wizard.negative.{each}")) for each in ("refuse", "warn")]
                field = Choice(kinds, default, id=f"field-{name}", help_code=f"policy.{name}")
            yield Row(library_text(f"policy.{name}"), field, classes="wide")

    def on_mount(self) -> None:
        """Begin with the chart; the first two users are there."""
        self._show_step()
        self.do(self._load_charts(), key="charts")
        self.do(self._first_users(), key="users")

    async def _load_charts(self) -> None:
        self._charts = await asyncio.to_thread(all_charts)
        charts = self.query_one("#field-chart", OptionList)
        charts.clear_options()
        charts.add_options([Option(Text(f"{plain(c.name)}  ({c.chart_id})")) for c in self._charts])
        names = [c.chart_id for c in self._charts]
        charts.highlighted = names.index("cn_small_business_2013")

    async def _first_users(self) -> None:
        for number, name in enumerate(("supervisor", "maker")):
            chosen = {"supervisor": {"supervisor"}, "maker": {"maker", "poster"}}[name]
            await self._add_user(text(f"wizard.user.{name}"), chosen, is_first=not number)

    def why_not(self, action: Action) -> str:
        """Users are added where they are shown."""
        if action.id in ("wizard.add_user", "wizard.remove_user") and STEPS[self._step] != "users":
            return text("wizard.not_here")
        return super().why_not(action)

    # Steps

    def _show_step(self) -> None:
        step = STEPS[self._step]
        self.query_one(ContentSwitcher).current = f"step-{step}"
        title = text(
            "wizard.step", step=self._step + 1, steps=len(STEPS), title=text(f"wizard.{step}")
        )
        self.query_one("#step-title", Static).update(title)
        if step == "look":
            self.query_one("#look", Static).update(summary(self.answers()))
        self.refresh_chrome()
        self.call_after_refresh(self._focus_first)

    def _focus_first(self) -> None:
        step = self.query_one(f"#step-{STEPS[self._step]}")
        for widget in (*step.query("*"), step):
            if widget.focusable:
                widget.focus()
                return

    async def action_wizard_next(self) -> None:
        """The next step; from the last one, make the book."""
        if STEPS[self._step] == "users" and (twice := named_twice(self.answers().users)):
            self.tell(text("wizard.twice", name=twice[0]), "!")
            return
        if self._step + 1 < len(STEPS):
            self._step += 1
            self._propose_place()
            self._show_step()
        else:
            await self._make()

    def action_wizard_previous(self) -> None:
        """The step before."""
        if self._step:
            self._step -= 1
            self._show_step()

    async def action_app_back(self) -> None:
        """Esc: the step before; from the first, pressed twice, away."""
        if self._step:
            self.action_wizard_previous()
        elif self.sure(text("wizard.leave")):
            self.dismiss()

    def _propose_place(self) -> None:
        name, place = self.query_one("#field-name", Field), self.query_one("#field-place", Field)
        if name.clean and not place.value:
            place.value = str(Path.cwd() / f"{name.clean.replace('/', '-')}.ledger")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field: to the next; from the last, to the next step."""
        self._propose_place()
        self._walk_on(event.input)

    def on_choice_submitted(self, event: Choice.Submitted) -> None:
        """Enter on a choice."""
        self._walk_on(event.choice)

    def on_several_submitted(self) -> None:
        """Enter on roles."""
        if self.focused is not None:
            self._walk_on(self.focused)

    def _walk_on(self, field: object) -> None:
        step = self.query_one(f"#step-{STEPS[self._step]}")
        fields = [widget for widget in step.query("*") if widget.focusable]
        if fields and field is fields[-1]:
            self.perform("wizard.next")
        else:
            self.focus_next()

    # The chart and its options

    @property
    def _chart(self) -> ChartFile | None:
        at = self.query_one("#field-chart", OptionList).highlighted
        return self._charts[at] if at is not None and at < len(self._charts) else None

    async def on_option_list_option_highlighted(self) -> None:
        """Say what the chart is, and offer what must be chosen in it."""
        chart = self._chart
        if chart is None:
            return
        self.query_one("#chart-said", Static).update(chart_said(chart))
        options = self.query_one("#field-options", Vertical)
        await options.remove_children()
        for option in chart.chart.provisions.options:
            choices = [(each.code, each.name) for each in option.values]
            choice = Choice(
                choices,
                option.default,
                name=option.code,
                title=option.name,
                help_code="wizard.option",
            )
            await options.mount(Row(option.name, choice))

    def on_option_list_option_selected(self) -> None:
        """Enter on a chart: to its options, or to the next step."""
        if self.query("#field-options Choice"):
            self.query("#field-options Choice").first().focus()
        else:
            self.perform("wizard.next")

    # Users

    async def _add_user(
        self, name: str = "", roles: set[str] | None = None, *, is_first: bool = False
    ) -> None:
        row = UserRow(self._users, name, roles or set(), is_first=is_first)
        self._users += 1
        await self.query_one("#users", Vertical).mount(row)

    async def action_wizard_add_user(self) -> None:
        """One more user."""
        await self._add_user(roles={Role.MAKER})
        if STEPS[self._step] == "users":
            self.query(UserRow).last().query_one(Field).focus()

    async def action_wizard_remove_user(self) -> None:
        """Take the last user away; the first stays, for someone must make the book."""
        rows = self.query(UserRow)
        if len(rows) > 1:
            await rows.last().remove()

    # Making it

    def answers(self) -> Answers:
        """What was answered so far."""

        def field(name: str) -> str:
            return self.query_one(f"#field-{name}", Field).clean

        def choice(name: str) -> str:
            return self.query_one(f"#field-{name}", Choice).value

        options = {
            each.name: each.value
            for each in self.query("#field-options Choice").results(Choice) if each.name
        }  # fmt: skip
        users = [row.user for row in self.query(UserRow)]
        return Answers(
            field("place"), field("name"), self._chart, field("start"), field("currency"),
            field("code_rule"), choice("words"), choice("regime"), options,
            {name: choice(name) for name in POLICIES},
            tuple(user for user in users if user.name or user.password),
        )  # fmt: skip

    async def _make(self) -> None:
        answers = self.answers()
        place = answers.place
        if "://" not in place:
            place = str(Path(place).expanduser().absolute()) if place else ""
        await self.app.clerk.open(lambda: make(_at(answers, place)))
        first: NewUser = answers.users[0]
        if first.password:
            await self.app.clerk.act_as(first.name, first.password)
        await self.app.book_opened(place)
        self.app.acting.tell(text("wizard.made", name=answers.name))

    def focus_problem(self, problem: Problem) -> None:
        """To the step and the field of a problem."""
        for begin, step, name in _BELONGS:
            if problem.code.startswith(begin):
                self._step = STEPS.index(step)
                self._show_step()
                self.call_after_refresh(self._focus_field, name)
                return

    def _focus_field(self, name: str) -> None:
        for widget in self.query(f"#field-{name}"):
            if widget.focusable:
                widget.focus()
            return


def _at(answers: Answers, place: str) -> Answers:
    from attrs import evolve

    return evolve(answers, place=place)

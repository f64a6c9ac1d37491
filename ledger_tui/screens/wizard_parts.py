"""The parts of the wizard: a user's line, what a chart says of itself, and the look at all of it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from ledgerlib import ChartFile, Role
from ledgerlib.language import in_chinese

from ..language import library_text, text
from ..model.new_book import POLICIES, Answers, NewUser
from ..widgets.form import Field
from ..widgets.roles import Several

_ROLES = (Role.SUPERVISOR, Role.MAKER, Role.REVIEWER, Role.CASHIER, Role.POSTER, Role.AUDITOR)


class UserRow(Horizontal):
    """A user: name, roles, password."""

    DEFAULT_CSS = """
    UserRow { height: 1; }
    UserRow .name { width: 14; margin-right: 1; }
    UserRow Several { width: 1fr; }
    UserRow .password { width: 14; margin-left: 1; }
    """

    def __init__(self, number: int, name: str, roles: set[str], *, is_first: bool) -> None:
        super().__init__()
        self._number = number
        self._name_given = name
        self._roles = {*roles, Role.SUPERVISOR.value} if is_first else roles

    def compose(self) -> ComposeResult:
        """Name, roles, password."""
        yield Field(
            self._name_given, classes="name", id=f"field-user-{self._number}",
            placeholder=text("wizard.user.name"), help_code="wizard.user.name",
        )  # fmt: skip
        roles = [(role.value, library_text(f"role.{role}")) for role in _ROLES]
        yield Several(roles, self._roles, help_code="wizard.user.roles")
        yield Field(
            password=True, classes="password", placeholder=text("wizard.user.password"),
            help_code="wizard.user.password",
        )  # fmt: skip

    @property
    def user(self) -> NewUser:
        """What is filled in."""
        name, password = self.query(Field)
        return NewUser(name.clean, frozenset(self.query_one(Several).chosen), password.value)


def plain(said: str) -> str:
    """Without the dashes of official names, whose width terminals don't agree on."""
    return said.replace("——", "-").replace("—", "-")


def chart_said(chart: ChartFile) -> str:
    """What a chart says of itself: name, document, validity, method, how many accounts, what is open."""
    of = chart.chart
    name = chart.name if in_chinese() else chart.english_name
    lines = [name, chart.document]
    if chart.effective_from or chart.effective_to:
        lines.append(
            text("wizard.valid", first=chart.effective_from or "-", last=chart.effective_to or "-")
        )
    method = text(f"wizard.method.{chart.method}")
    lines.append(
        text("wizard.accounts", count=len(of.accounts), method=method, rules=len(of.closing_rules))
    )
    if of.parts:
        lines.append(text("wizard.parts", parts="、".join(part.name for part in of.parts)))
    return plain("\n".join(line for line in lines if line))


def summary(answers: Answers) -> str:
    """All answers, to be looked at before the book is made."""
    chart = answers.chart
    shown = [
        (text("wizard.chart"), plain(chart.name) if chart else "-"),
        (text("wizard.name"), answers.name or "-"),
        (text("wizard.place"), answers.place or "-"),
        (text("wizard.start"), answers.start or "-"),
        (text("wizard.currency"), answers.currency),
        (
            text("wizard.code_rule"),
            answers.code_rule or "-".join(map(str, chart.chart.code_rule)) if chart else "-",
        ),
        (text("wizard.words"), answers.words),
        (text("wizard.regime"), text(f"wizard.regime.{answers.regime}")),
    ]
    if chart:
        for option in chart.chart.provisions.options:
            names = {each.code: each.name for each in option.values}
            code = answers.options.get(option.code, "")
            shown.append((option.name, names.get(code, "-")))
    changed = [library_text(f"policy.{name}") + f" = {value}"
               for name, value in answers.policies.items() if POLICIES[name] != value]  # fmt: skip
    shown.append((text("wizard.policies"), "; ".join(changed) or text("wizard.as_usual")))
    for user in answers.users:
        roles = " ".join(library_text(f"role.{role}") for role in sorted(user.roles))
        secret = f" ({library_text('user.with_password')})" if user.password else ""
        shown.append((text("wizard.user"), f"{user.name} {roles}{secret}"))
    lines = [f"{label}: {value}" for label, value in shown]
    return "\n".join([*lines, "", text("wizard.look.said")])

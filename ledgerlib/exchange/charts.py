"""Charts of accounts: the collection that comes along, by id, and a user's own from a sheet."""

from __future__ import annotations

import tomllib
from pathlib import Path

from attrs import evolve, frozen

from ..core.account import Category
from ..core.chart import Chart, ClosingRule, Occasion, code_rule_for
from ..core.problem import Problem
from ..refusal import Refused
from ..resources import folder
from .accounts import read_accounts

_CHARTS = "charts_of_accounts"


@frozen
class ChartFile:
    """A chart ready to make a book with, and what it says of itself."""

    chart_id: str
    name: str
    english_name: str
    document: str
    method: str
    chart: Chart
    problems: list[Problem]
    ignored: tuple[str, ...] = ()


def chart_ids() -> list[str]:
    """The charts that come along."""
    return sorted(path.parent.name for path in folder(_CHARTS).glob("*/chart.toml"))


def load_chart(which: str, *, carry_to: str = "") -> ChartFile:
    """The chart with this id, or the one in this csv or xlsx file.

    Profit and loss of a sheet is carried to the account `carry_to` at each
    period's end, income and expense apart; without it nothing is carried.
    """
    home = folder(_CHARTS) / which
    if which in chart_ids():
        found = _from_folder(home)
        return found if not carry_to else evolve(found, chart=_carried(found.chart, carry_to))
    path = Path(which)
    if not path.exists() and path.suffix.lower() not in (".csv", ".xlsx"):
        raise Refused([Problem.of("chart.unknown", name=which, known=" ".join(chart_ids()))])
    sheet = read_accounts(path)
    chart = Chart.of(sheet.accounts, code_rule_for(account.code for account in sheet.accounts))
    if carry_to:
        chart = _carried(chart, carry_to)
    method = "receive_pay" if sheet.receives else "debit_credit"
    return ChartFile(
        path.stem, path.stem, path.stem, "", method, chart, sheet.problems, sheet.ignored
    )


def _carried(chart: Chart, into: str) -> Chart:
    rules = [
        ClosingRule(Occasion.PERIOD_END, into, categories=(category,))
        for category in (Category.INCOME, Category.EXPENSE)
    ]
    return Chart.of(chart.accounts.values(), chart.code_rule, rules)


def _from_folder(home: Path) -> ChartFile:
    about = tomllib.loads((home / "chart.toml").read_text("utf-8"))
    sheet = read_accounts(home / "accounts.csv")
    rules = [
        ClosingRule(
            Occasion(rule["when"]),
            rule["into"],
            tuple(Category(word) for word in rule.get("categories", ())),
            tuple(rule.get("codes", ())),
        )
        for rule in about.get("closing", ())
    ]
    chart = Chart.of(sheet.accounts, about["code_rule"], rules)
    return ChartFile(
        home.name, about["name"], about["english_name"], about.get("document", ""),
        about.get("method", "debit_credit"), chart, sheet.problems,
    )  # fmt: skip

"""Charts of accounts: the collection that comes along, by id, and a user's own from anywhere."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from ..core.account import Category
from ..core.chart import Chart, ClosingRule, Occasion, check_chart, code_rule_for
from ..core.problem import Problem
from ..refusal import Refused
from ..resources import folder
from .accounts import AccountsSheet, read_accounts
from .chart_checking import check_fit
from .chart_reading import ChartFile, read_chart
from .chart_schema import Reading

_CHARTS = "charts_of_accounts"
_ABOUT, _ACCOUNTS, _PAIRINGS = "chart.toml", "accounts.csv", "pairings.toml"


def chart_ids() -> list[str]:
    """The charts that come along."""
    return sorted(path.parent.name for path in folder(_CHARTS).glob(f"*/{_ABOUT}"))


def load_chart(which: str | Path, *, carry_to: str = "") -> ChartFile:
    """The chart with this id, the one in this folder, or the one in this csv or xlsx file.

    A folder holds chart.toml and accounts.csv, as those that come along do. Profit and loss
    of a sheet is carried to the account `carry_to` at each period's end, income and
    expense apart; without it nothing is carried. Everything that is wrong with a chart is
    among its `problems`; refused is only what is no chart at all.
    """
    home = folder(_CHARTS) / str(which)
    path = home if str(which) in chart_ids() else Path(which)
    if path.name == _ABOUT and path.is_file():
        path = path.parent
    if path.is_dir():
        found = _from_folder(path)
    elif path.exists() or path.suffix.lower() in (".csv", ".xlsx"):
        found = _from_sheet(path)
    else:
        known = " ".join(chart_ids())
        raise Refused([Problem.of("chart.unknown", name=str(which), known=known)])
    return found if not carry_to else evolve(found, chart=_carried(found.chart, carry_to))


def _from_sheet(path: Path) -> ChartFile:
    sheet = read_accounts(path)
    chart = Chart.of(sheet.accounts, code_rule_for(account.code for account in sheet.accounts))
    method = "receive_pay" if sheet.receives else "debit_credit"
    return ChartFile(
        path.stem, path.stem, path.stem, "", method, chart, sheet.problems, sheet.ignored
    )


def _carried(chart: Chart, into: str) -> Chart:
    rules = [
        ClosingRule(Occasion.PERIOD_END, into, categories=(category,))
        for category in (Category.INCOME, Category.EXPENSE)
    ]
    accounts = chart.accounts.values()
    return Chart.of(accounts, chart.code_rule, rules, chart.parts, chart.provisions)


def _from_folder(home: Path) -> ChartFile:
    about = Reading.of(home / _ABOUT)
    pairings = Reading.of(home / _PAIRINGS) if (home / _PAIRINGS).exists() else None
    sheet, unread = _sheet(home / _ACCOUNTS)
    read = read_chart(about, pairings, sheet.accounts)
    problems = [*unread, *sheet.problems]
    # What a rule names can be looked for only among accounts that were read whole, in their tree.
    if not problems and isinstance(about.content.get("code_rule"), list):
        check_fit(about, pairings, read)
        problems = [
            problem.at(file=home.name)
            for problem in check_chart(read.chart, sheet.accounts)
            if not problem.code.startswith(("chart.carry_to", "chart.no_part"))  # told of by row
        ]
    problems += [*about.problems, *(pairings.problems if pairings else ())]
    says = about.content
    return ChartFile(
        home.resolve().name,
        str(says.get("name", home.name)),
        str(says.get("english_name", home.name)),
        str(says.get("document", "")),
        str(says.get("method", "debit_credit")),
        read.chart,
        problems,
        tuple(title for title in sheet.ignored if title != "note"),
        says.get("effective_from"),
        says.get("effective_to"),
        read.by_hand,
        read.open_points,
        home,
    )


def _sheet(path: Path) -> tuple[AccountsSheet, list[Problem]]:
    """The accounts of a folder; none, and the reasons, where they can't be read at all."""
    try:
        return read_accounts(path), []
    except Refused as refused:
        return AccountsSheet([], [], (), False), list(refused.problems)

"""Books that others kept, with the answers they printed: through csv and the command line.

The folder `shared/cases` stands beside the project; where it is absent these are skipped.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parents[3] / "shared" / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/expected.json"))
RATED = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")
CLOSING = ("closing_debit", "closing_credit")
Run = Callable[..., Any]

pytestmark = pytest.mark.skipif(not NAMES, reason="no folder shared/cases beside the project")
each_case = pytest.mark.parametrize("name", NAMES or ["none"])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def amounts(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> dict[str, dict[str, Decimal]]:
    """Rows by code; those with nothing in any of these columns left out."""
    found = {row["code"]: {key: Decimal(row[key]) for key in keys} for row in rows}
    return {code: row for code, row in found.items() if any(row.values())}


class Case:
    """A case, kept month by month as a unit would: enter, review, post, carry forward, close."""

    def __init__(self, name: str, place: Path, ledgerlib: Run) -> None:
        self.folder, self.place, self.run = CASES / name, place, ledgerlib
        self.expected = json.loads((self.folder / "expected.json").read_text("utf-8"))
        self.book = place / "book.ledger"
        self.refused = set(self.expected.get("reject", []))
        self.vouchers = read(self.folder / "vouchers.csv")
        self.good = [row for row in self.vouchers if row["voucher_no"] not in self.refused]
        months = sorted(row["date"][:7] for row in self.good)
        self.first, self.last = months[0], months[-1]

    def do(self, *arguments: object) -> Any:
        said = self.run(*arguments)
        assert said.status == 0, said.err
        return said

    def set_up(self) -> None:
        """The book with its chart, people and opening balances, started."""
        target = self.expected.get("pl_close", {}).get("account", "")
        self.do("new", self.book, "--chart", self.folder / "chart.csv", "--start", self.first,
                "--name", "案例", "--currency", self.expected["currency"],
                "--carry-to", target, "--by", "主管")  # fmt: skip
        self.do("user", self.book, "add", "复核", "--role", "reviewer", "--by", "主管")
        far = int(self.last[:4]) - int(self.first[:4])
        self.do("policy", self.book, "years_ahead", min(far + 1, 100), "--by", "主管")
        self.do("import", self.book, "opening", self.folder / "opening.csv", "--by", "主管")
        self.do("start", self.book, "--by", "主管")

    def enter(self) -> None:
        self.do("import", self.book, "vouchers", write(self.place / "good.csv", self.good),
                "--by", "主管")  # fmt: skip

    def months(self) -> list[str]:
        year, month = (int(part) for part in self.first.split("-"))
        found = []
        while f"{year:04}-{month:02}" <= self.last:
            found.append(f"{year:04}-{month:02}")
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return found

    def post(self, period: str) -> None:
        """Review and post what a month has; a month may have nothing."""
        review = self.run(
            "review", self.book, "--period", period, "--by", "复核", "--format", "json"
        )
        assert review.status == 0 or review.codes == ["review.nothing"]
        if review.status == 0:
            self.do("post", self.book, "--period", period, "--by", "主管")

    def keep(self) -> None:
        """Post and close every month but the last, which is left carried forward and open."""
        later = self.folder / "vouchers_after_close.csv"
        for period in self.months():
            self.post(period)
            self.do("carry-forward", self.book, "--period", period, "--by", "主管")
            self.post(period)
            if period == self.last and later.exists():
                self.do("import", self.book, "vouchers", later, "--by", "主管")
                self.post(period)
            if period != self.last:
                self.do("close", self.book, "--period", period, "--by", "主管")

    def trial_balance(self, *options: str, last: str = "") -> dict[str, Any]:
        said = self.do("report", self.book, "trial-balance", "--period", last or self.last,
                       *options, "--format", "json")  # fmt: skip
        data: dict[str, Any] = said.data
        return data


@each_case
def test_the_trial_balance_before_any_carry_forward(
    name: str, tmp_path: Path, ledgerlib: Run
) -> None:
    case = Case(name, tmp_path, ledgerlib)
    case.set_up()
    case.enter()
    told = case.trial_balance("--from-period", case.first, "--include-unposted")
    expected = case.expected["trial_balance"]
    assert amounts(told["rows"], RATED) == amounts(expected["rows"], RATED)
    assert {key: Decimal(told["totals"][key]) for key in RATED} == {
        key: Decimal(expected["totals"][key]) for key in RATED
    }
    shown = {row["code"] for row in told["rows"]}
    assert {row["code"] for row in expected["rows"]} <= shown, "a zero balance with turnover shows"


@each_case
def test_the_year_kept_month_by_month(name: str, tmp_path: Path, ledgerlib: Run) -> None:
    case = Case(name, tmp_path, ledgerlib)
    if len(case.months()) > 60:
        pytest.skip("its vouchers lie decades apart: nobody closes hundreds of months of nothing")
    case.set_up()
    case.enter()
    case.keep()
    before = case.trial_balance("--from-period", case.first, "--without-closing")
    if not (case.folder / "vouchers_after_close.csv").exists():
        rows = case.expected["trial_balance"]["rows"]
        assert amounts(before["rows"], RATED) == amounts(rows, RATED)
    after = case.trial_balance("--from-period", case.first)
    if "trial_balance_after_close" in case.expected:
        rows = case.expected["trial_balance_after_close"]["rows"]
        assert amounts(after["rows"], CLOSING) == amounts(rows, CLOSING)
    assert ledgerlib("verify", case.book).status == 0


@each_case
def test_next_years_opening(name: str, tmp_path: Path, ledgerlib: Run) -> None:
    case = Case(name, tmp_path, ledgerlib)
    if "next_year_opening" not in case.expected:
        pytest.skip("the case tells no opening of the next year")
    case.set_up()
    case.enter()
    year = case.last[:4]
    case.last = f"{year}-12"
    case.keep()
    case.do("close", case.book, "--period", case.last, "--by", "主管")
    case.do("roll-over", case.book, "--year", year, "--by", "主管")
    told = case.trial_balance(last=f"{int(year) + 1}-01")
    expected = {
        code: {f"opening_{side}": Decimal(amount) for side, amount in sides.items()}
        for code, sides in case.expected["next_year_opening"].items()
    }
    found = amounts(told["rows"], ("opening_debit", "opening_credit"))
    assert {c: {k: v for k, v in row.items() if v} for c, row in found.items()} == expected


@each_case
def test_vouchers_to_refuse_are_refused_each_with_its_rows(
    name: str, tmp_path: Path, ledgerlib: Run
) -> None:
    case = Case(name, tmp_path, ledgerlib)
    if not case.refused:
        pytest.skip("the case has no voucher to refuse")
    case.set_up()
    whole = ledgerlib("import", case.book, "vouchers", case.folder / "vouchers.csv",
                      "--by", "主管", "--format", "json")  # fmt: skip
    assert whole.status == 1
    rows_of: dict[str, list[int]] = {}
    for row, cells in enumerate(case.vouchers, 2):
        rows_of.setdefault(cells["voucher_no"], []).append(row)
    told = {problem["where"]["row"] for problem in whole.problems}
    for voucher, rows in rows_of.items():
        assert bool(told & set(rows)) == (voucher in case.refused), voucher
    for voucher in sorted(case.refused):
        alone = [row for row in case.vouchers if row["voucher_no"] == voucher]
        sheet = write(tmp_path / f"{voucher}.csv", alone)
        assert ledgerlib("import", case.book, "vouchers", sheet, "--by", "主管").status == 1
    assert case.trial_balance("--include-unposted")["rows"] == []


def balances(case: Case, report: str, *options: str) -> list[dict[str, Any]]:
    """The rows of a report of balances over the whole case, drafts included."""
    said = case.do("report", case.book, report, "--period", case.last, "--from-period", case.first,
                   "--include-unposted", *options, "--format", "json")  # fmt: skip
    rows: list[dict[str, Any]] = said.data["rows"]
    return rows


@each_case
def test_what_each_party_owes(name: str, tmp_path: Path, ledgerlib: Run) -> None:
    """Receivable and payable of every customer and supplier, from the balances by dimension."""
    case = Case(name, tmp_path, ledgerlib)
    if "party_balances" not in case.expected:
        pytest.skip("the case tells no balances of parties")
    case.set_up()
    case.enter()
    kinds = [row["kind"] for row in case.do("dimensions", case.book, "--format", "json").data]
    found: dict[str, dict[str, Decimal]] = {}
    for control, codes in case.expected["party_control_codes"].items():
        for kind in kinds:
            for row in balances(case, "dimension-balance", "--dimension", kind):
                if row["code"] in codes:
                    owed = Decimal(row["closing_debit"]) - Decimal(row["closing_credit"])
                    party = found.setdefault(row["dimension"], {})
                    party[control] = party.get(control, Decimal(0)) + owed
    expected = case.expected["party_balances"]
    assert {
        party: {control: owed for control, owed in each.items() if owed}
        for party, each in found.items()
        if any(each.values())
    } == {
        party: {control: Decimal(owed) for control, owed in each.items()}
        for party, each in expected.items()
    }


@each_case
def test_what_is_held_in_foreign_currency_and_goods(
    name: str, tmp_path: Path, ledgerlib: Run
) -> None:
    case = Case(name, tmp_path, ledgerlib)
    if not {"fc_balances", "inventory"} & case.expected.keys():
        pytest.skip("the case tells no currencies and goods")
    case.set_up()
    case.enter()
    rows = balances(case, "measure-balance")
    for code, held in case.expected.get("fc_balances", {}).items():
        for currency, amount in held.items():
            (row,) = [row for row in rows if (row["code"], row["measure"]) == (code, currency)]
            assert Decimal(row["closing_quantity"]) == Decimal(amount)
    for goods, stock in case.expected.get("inventory", {}).items():
        held = [row for row in rows if row["measure"] == goods]
        assert sum(Decimal(row["closing_quantity"]) for row in held) == Decimal(stock["qty"])
        assert sum(Decimal(row["closing_amount"]) for row in held) == Decimal(stock["amount"])
        issues = [Decimal(each) for each in stock["issues"]]
        assert sum(Decimal(row["out_amount"]) for row in held) == sum(issues)

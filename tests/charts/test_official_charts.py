"""The charts that come along: sound in themselves, and what the official tables say."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

import ledgerlib
from ledgerlib.core.account import Category
from ledgerlib.core.chart import Chart, check_chart
from ledgerlib.exchange.chart_checking import books_of
from ledgerlib.resources import folder

CHARTS = folder("charts_of_accounts")
IDS = sorted(path.name for path in CHARTS.iterdir() if path.is_dir())
#: Tables taken from the documents, where a checkout of them lies beside the project.
TABLES = Path(__file__).parents[2].parent / "shared" / "reference" / "charts"
OFFICIAL = [chart_id for chart_id in IDS if chart_id.startswith("cn_")]
COLUMNS = ["code", "name", "side", "category", "dimensions", "cash", "unit", "note"]
KINDS = {"partner", "department", "employee", "project", "cash_flow"}

#: 预算会计 has no categories of its own; 损益 is told apart by side.
CATEGORIES = {
    "资产": Category.ASSET, "负债": Category.LIABILITY, "共同": Category.COMMON,
    "所有者权益": Category.EQUITY, "净资产": Category.EQUITY, "预算结余": Category.EQUITY,
    "成本": Category.COST, "收入": Category.INCOME, "预算收入": Category.INCOME,
    "费用": Category.EXPENSE, "支出": Category.EXPENSE, "预算支出": Category.EXPENSE,
}  # fmt: skip
SIDES = {"借": 1, "贷": -1}
#: Accounts that a later document gave another name.
RENAMED = {("cn_enterprise_cas", "6403"): "税金及附加"}
#: What a note says of a row that the official tables lack.
OURS = re.compile(r"^(编号自拟|自设：|正文编号|财会〔\d{4}〕\d+号.*增设)")

Row = dict[str, str]


@cache
def about(chart_id: str) -> dict[str, Any]:
    return tomllib.loads((CHARTS / chart_id / "chart.toml").read_text("utf-8"))


@cache
def rows(chart_id: str) -> list[Row]:
    with (CHARTS / chart_id / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def chart(chart_id: str) -> Chart:
    return ledgerlib.load_chart(chart_id).chart


@cache
def paths(chart_id: str) -> dict[str, str]:
    """Each account under its first-level code and the names below it: 1101/委托上级投资/本金."""
    tree = chart(chart_id)

    def path(code: str) -> str:
        *below, first = [code, *tree.ancestors(code)]
        return "/".join([first, *(tree.accounts[each].name for each in reversed(below))])

    return {path(code): code for code in tree.accounts}


def table(chart_id: str) -> list[Row]:
    """The rows of the official table and of its table of details."""
    found: list[Row] = []
    for name in (f"{chart_id}.tsv", f"{chart_id}_subaccounts.tsv"):
        if (TABLES / name).exists():
            with (TABLES / name).open(encoding="utf-8", newline="") as file:
                found += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    if not found:
        pytest.skip(f"no table of {chart_id} at {TABLES}")
    return found


def matching(chart_id: str, row: Row) -> list[str]:
    """The codes of the accounts that a row of the table means, by its code or by its place."""
    if row["code"]:
        return [row["code"]] if row["code"] in chart(chart_id).accounts else []
    if not row["parent_code"]:
        return [c for c, a in chart(chart_id).accounts.items() if a.name == row["name"]]
    place = re.escape(f"{row['parent_code']}/{row['name']}").replace("…/", "(.+/)?")
    return [code for path, code in paths(chart_id).items() if re.fullmatch(place, path)]


def test_the_readme_tells_of_every_chart() -> None:
    listed = re.findall(r"^\| `(\w+)` .*\| (\d+) \|[^|]*\|$", (CHARTS / "README.md").read_text("utf-8"), re.M)  # fmt: skip
    assert {name: int(number) for name, number in listed} == {
        chart_id: len(chart(chart_id).accounts) for chart_id in IDS
    }


@pytest.mark.parametrize("chart_id", IDS)
def test_a_chart_loads_without_problems(chart_id: str) -> None:
    found = ledgerlib.load_chart(chart_id)
    assert found.problems == []
    for settled in books_of(found.chart):
        assert check_chart(settled, list(settled.accounts.values())) == []
    assert found.method == about(chart_id)["method"]
    assert [row["code"] for row in rows(chart_id)] == list(found.chart.accounts), "in code order"


@pytest.mark.parametrize("chart_id", IDS)
def test_codes_fit_the_rule_and_have_their_parents(chart_id: str) -> None:
    """1101 ─ 110101 ─ 11010101: no code of another length, no level left out, no name twice in a place."""
    tree = chart(chart_id)
    lengths = list(accumulate(tree.code_rule))
    assert [c for c in tree.accounts if not c.isdigit() or len(c) not in lengths] == []
    assert [c for c in tree.accounts if tree.level(c) != lengths.index(len(c)) + 1] == []
    assert len(paths(chart_id)) == len(tree.accounts) == len(rows(chart_id))


@pytest.mark.parametrize("chart_id", IDS)
def test_an_account_is_what_the_one_above_it_is(chart_id: str) -> None:
    tree = chart(chart_id)
    above = {code: tree.accounts[parent] for code, parent in tree.parents.items() if parent}
    assert [c for c, a in above.items() if tree.accounts[c].category is not a.category] == []


@pytest.mark.parametrize("chart_id", IDS)
def test_the_columns_hold_what_they_may(chart_id: str) -> None:
    tree = chart(chart_id)
    for row in rows(chart_id):
        # What may not go below nothing is said only in charts that have such accounts.
        assert [column for column in row if column != "guarded"] == COLUMNS
        assert row["unit"] == ""
        assert row["cash"] in ("", "cash", "bank", "equivalent")
        asked = row["dimensions"].split()
        assert set(asked) <= KINDS | set(about(chart_id).get("dimensions", ()))
        assert not asked or tree.is_leaf(row["code"]), f"{row['code']} takes no entries"


@pytest.mark.parametrize("chart_id", IDS)
def test_a_chart_says_what_it_is(chart_id: str) -> None:
    says = about(chart_id)
    assert says["name"]
    assert says["english_name"]
    assert re.search(r"财会〔\d{4}〕\d+号", says["document"]) or chart_id not in OFFICIAL
    starts, ends = says.get("effective_from"), says.get("effective_to")
    assert chart_id not in OFFICIAL or isinstance(starts, date)
    assert ends is None or ends > starts
    assert all(each["what"] and each["source"] for each in says.get("open", ()))
    codes = chart(chart_id).accounts
    parts = [first for part in says.get("parts", {}).values() for first in part["codes"]]
    assert not parts or all(sum(c.startswith(p) for p in parts) == 1 for c in codes)


@pytest.mark.parametrize("chart_id", [c for c in IDS if about(c).get("kinds")])
def test_a_kind_names_leaves_of_its_own_tree(chart_id: str) -> None:
    """What a kind lists takes entries in its books: it exists, once, and none lies below another."""
    tree = chart(chart_id)
    used = set()
    for kind in about(chart_id)["kinds"].values():
        listed = kind["accounts"]
        assert kind["name"]
        assert listed == sorted(set(listed))
        assert set(listed) <= set(tree.accounts)
        assert [c for c in listed if set(tree.ancestors(c)) & set(listed)] == []
        used |= {*listed, *(above for code in listed for above in tree.ancestors(code))}
    assert set(tree.accounts) - used == set(), "every account is somebody's"


def test_grain_balances_as_the_manual_enters_it() -> None:
    """
    Both sides 收 or both 付 between what is held and what is not; one of each within either.

    拨付 收 粮秣库存 收 对上往来    核销 收 粮秣报销 付 对上往来    购粮 收 现粮库存 付 粮秣库存
    消耗 付 现粮库存 付 粮秣报销    暂借 收 现粮库存 收 暂借        归还 付 现粮库存 付 暂借
    """
    grain = [("收101", "收201"), ("收301", "付201"), ("收102", "付101"),
             ("付102", "付301"), ("收102", "收202"), ("付102", "付202")]  # fmt: skip
    money = [("收101", "收201"), ("收301", "付201"), ("付101", "付301")]
    for chart_id, entries in (("grain", grain), ("grain_money", money)):
        accounts = chart(chart_id).accounts
        for entry in entries:
            signs = []
            for line in entry:
                received = 1 if line[0] == "收" else -1
                held = accounts[line[1:]].category is Category.HOLDING
                signs.append(received if held else -received)
            assert sum(signs) == 0, f"{chart_id}: {entry}"


# What the official tables say.


@pytest.mark.parametrize("chart_id", OFFICIAL)
def test_the_official_table_is_all_there(chart_id: str) -> None:
    """Every row: its code, name, category and side. Of two rows with one code the later governs."""
    governing = {row["code"] or id(row): row for row in table(chart_id)}
    differing = []
    for row in governing.values():
        codes = matching(chart_id, row)
        category = CATEGORIES.get(row["category"]) or (
            Category.INCOME if row["normal_side"] == "贷" else Category.EXPENSE
        )
        for code in codes:
            account = chart(chart_id).accounts[code]
            name = RENAMED.get((chart_id, code), row["name"])
            wanted = (name, category, SIDES[row["normal_side"]])
            if (account.name, account.category, account.normal_side) != wanted:
                differing.append((row["code"], row["name"], code))
        if not codes:
            differing.append((row["code"], row["name"], "missing"))
    assert differing == []


@pytest.mark.parametrize("chart_id", OFFICIAL)
def test_what_the_official_table_lacks_is_marked(chart_id: str) -> None:
    official = {code for row in table(chart_id) for code in matching(chart_id, row)}
    numbered = {row["code"] for row in table(chart_id)}
    for row in rows(chart_id):
        if row["code"] not in official:
            assert OURS.match(row["note"]), f"{row['code']} {row['name']}"
        elif row["code"] not in numbered:
            assert row["note"].startswith("编号自拟"), f"{row['code']} {row['name']}"


@pytest.mark.parametrize("chart_id", OFFICIAL)
def test_what_was_checked_once_only_is_open(chart_id: str) -> None:
    unsure = [row["code"] for row in table(chart_id) if row["checked"] != "twice"]
    assert not unsure or about(chart_id).get("open")


#: Which kinds of insurance a note of the official table means.
INSURED = {
    "三项养老": ("enterprise_pension", "resident_pension", "public_pension"),
    "养老省级": ("enterprise_pension", "resident_pension", "public_pension"),
    "企业职工/城乡居民/机关事业养老": ("enterprise_pension", "resident_pension", "public_pension"),
    "企业职工养老": ("enterprise_pension",),
    "城乡居民养老": ("resident_pension",),
    "机关事业养老": ("public_pension",),
    "职工/城乡居民医保": ("employee_medical", "resident_medical", "rural_cooperative_medical"),
    "职工、城乡居民医保": ("employee_medical", "resident_medical", "rural_cooperative_medical"),
    "职工医保": ("employee_medical",),
    "城乡居民医保": ("resident_medical", "rural_cooperative_medical"),
    "新农合": ("rural_cooperative_medical",),
    "提取风险基金的新农合": ("rural_cooperative_medical",),
    "工伤": ("work_injury",),
    "失业": ("unemployment",),
    "生育": ("maternity",),
}


def test_each_insurance_uses_the_accounts_meant_for_it() -> None:
    """An account that the table gives to some kinds of insurance is used by these and no others."""
    chart_id = "cn_social_insurance_fund_2018"
    tree = chart(chart_id)
    kinds = {kind: says["accounts"] for kind, says in about(chart_id)["kinds"].items()}
    using: dict[str, set[str]] = {code: set() for code in tree.accounts}
    for kind, leaves in kinds.items():
        for code in {above for leaf in leaves for above in (leaf, *tree.ancestors(leaf))}:
            using[code].add(kind)
    meant: dict[str, set[str]] = {}
    for row in table(chart_id):
        said = re.match(r"([^;(（]+?)(?:基金\(省级\))?(?:专用)?(?:[;(（]|$)", row["note"])
        if said and said.group(1) in INSURED and ("专用" in row["note"] or not row["code"]):
            for code in matching(chart_id, row):
                if "…" in row["parent_code"]:  # wherever its parent stands: whoever uses the parent
                    meant[code] = using[tree.ancestors(code)[0]]
                else:
                    meant.setdefault(code, set()).update(INSURED[said.group(1)])
    assert len(meant) > 80, "the notes are still understood"
    assert {code: using[code] for code in meant} == meant
    assert {kind for kind in kinds if "4301" not in kinds[kind]} == {
        "resident_medical", "rural_cooperative_medical", "work_injury", "maternity",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "without"), [("grassroots", "仅县级以上"), ("county_and_above", "仅基层")]
)
def test_each_union_uses_the_accounts_of_its_table(kind: str, without: str) -> None:
    chart_id = "cn_trade_union_2021"
    listed = about(chart_id)["kinds"][kind]["accounts"]
    first_level = {code[:3] for code in listed}
    wanted = {
        r["code"] for r in table(chart_id) if len(r["code"]) == 3 and without not in r["note"]
    }
    assert first_level == wanted


def test_the_charts_are_the_folders() -> None:
    assert ledgerlib.chart_ids() == IDS
    assert {path.name for path in CHARTS.iterdir()} == {*IDS, "README.md"}

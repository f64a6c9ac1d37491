"""A user's own chart: a folder anywhere, checked with everything that is wrong named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerlib import (
    Account,
    Category,
    NewBook,
    Period,
    Refused,
    Side,
    chart_ids,
    create,
    load_chart,
    read_closing_rules,
)
from ledgerlib.core.problem import Problem
from ledgerlib.resources import folder

ACCOUNTS = """code,name,side,category,dimensions,cash,unit,note
1001,现金,借,资产,,cash,,
1405,大米,借,资产,,,kg,
3103,本年利润,贷,权益,,,,
3104,利润分配,贷,权益,,,,
310401,未分配利润,贷,权益,,,,
310402,提取公积金,贷,权益,,,,
3101,盈余公积,贷,权益,,,,
5001,收入,贷,损益,fund,,,
5602,费用,借,损益,department fund,,,
"""
ABOUT = """name = "我们的科目表"
english_name = "Our chart"
code_rule = [4, 2]

[options.size]
name = "规模"
default = "small"
values = { small = "小", large = "大" }

[dimensions.fund]
name = "资金"
values = { a = "甲", b = "乙" }

[[closing]]
name = "结转"
when = "period"
into = "3103"
categories = ["income", "expense"]
by = "direction"

[[closing]]
name = "提取"
when = "year"
into = "3101"
codes = ["310402"]
amount = "10% * 期末(\\"3103\\")"
where = { size = "large" }

[[closing]]
name = "年末"
when = "year"
into = "310401"
codes = ["3103", "310402"]

[[manual]]
when = "year"
what = "分配"
clears = ["1405"]
"""


def chart_at(home: Path, about: str = ABOUT, accounts: str = ACCOUNTS, pairings: str = "") -> Path:
    home.mkdir(exist_ok=True)
    (home / "chart.toml").write_text(about, "utf-8")
    (home / "accounts.csv").write_text(accounts, "utf-8")
    if pairings:
        (home / "pairings.toml").write_text(pairings, "utf-8")
    return home


def wrong(home: Path) -> list[Problem]:
    return load_chart(home).problems


def told(home: Path) -> list[tuple[str, object]]:
    return [(problem.code, problem.values.get("row")) for problem in wrong(home)]


def test_a_folder_anywhere_is_a_chart(tmp_path: Path) -> None:
    found = load_chart(chart_at(tmp_path / "own"))
    assert found.problems == []
    assert (found.chart_id, found.name) == ("own", "我们的科目表")
    assert found.chart.accounts["5602"].dimensions == ("department", "fund")
    assert (found.chart.accounts["1001"].cash, found.chart.accounts["1405"].unit) == ("cash", "kg")
    assert load_chart(tmp_path / "own" / "chart.toml").name == found.name
    names = [rule.name for rule in found.chart.closing_rules]
    assert names == ["结转", "提取", "年末", "分配"]


def test_a_book_is_made_from_it_as_chosen(tmp_path: Path) -> None:
    chart = load_chart(chart_at(tmp_path / "own")).chart
    for chosen, rules in (({}, 3), ({"size": "大"}, 4)):
        new = NewBook("单位", chart, Period(2025, 1), options=chosen)
        with create(tmp_path / f"{rules}.ledger", new, by="主管") as book:
            assert len(book.chart().closing_rules) == rules
            assert {v.code: v.name for v in book.dimension_values("fund")} == {"a": "甲", "b": "乙"}


def test_everything_wrong_with_the_tables_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    about = """name = ""
code_rule = "4-2"
effective_from = 2025-01-01T00:00:00
colour = "red"

[[closing]]
when = "month"
into = 3103
categories = ["profit"]
sometimes = true

[[closing]]
name = "好"
when = "year"
into = "310401"
codes = ["3103"]

[options.size]
values = ["small"]

[kinds.one]
name = "一"

[[open]]
what = "？"
"""
    assert told(chart_at(tmp_path / "own", about)) == [
        ("chart.value", 1), ("chart.value", 2), ("chart.value", 3), ("chart.key_unknown", 4),
        ("chart.key_missing", 1),
        ("chart.value", 7), ("chart.value", 8), ("chart.value", 9), ("chart.key_unknown", 10),
        ("chart.key_missing", 6),
        ("chart.key_missing", 21), ("chart.value", 19), ("chart.key_missing", 18),
        ("chart.key_missing", 24),
    ]  # fmt: skip


def test_everything_that_does_not_fit_the_accounts_is_told_at_once(tmp_path: Path) -> None:
    about = (
        ABOUT.split("\n[[closing]]")[0]
        + """
[parts.one]
name = "一"
codes = ["1", "3", "31"]

[[closing]]
name = "目标是上级"
when = "year"
into = "3104"
codes = ["3103"]

[[closing]]
name = "没有的科目"
when = "year"
into = "9999"
codes = ["8888"]

[[closing]]
name = "没有的类别和值"
when = "year"
into = "3103"
codes = ["5001"]
dimension = ["fund:c", "colour:red"]
split_by = "size"

[[closing]]
name = "公式"
when = "year"
into = "3101"
codes = ["310402"]
amount = "10% * 行(3) + 期末(\\"7777\\")"
only = "credit"
where = { size = "middle", colour = "red" }

[[closing]]
name = "公式不通"
when = "year"
into = "3101"
codes = ["310402"]
amount = "10% * ("

[[closing]]
name = "什么也没有"
when = "year"
into = "3101"
"""
    )
    found = wrong(chart_at(tmp_path / "own", about))
    codes = [problem.code for problem in found]
    assert {
        "chart.carry_to_parent", "chart.carry_to_unknown", "chart.code_unknown", "chart.value",
        "chart.kind_unknown", "chart.amount_function", "chart.amount_alone", "chart.rule_nothing",
        "chart.no_part",
    } <= set(codes)  # fmt: skip
    assert any(code.startswith("formula.") for code in codes)
    rows = {problem.values["file"] for problem in found}
    assert rows == {"own/chart.toml"}
    assert all(isinstance(problem.values["row"], int) for problem in found)
    lines = about.splitlines()
    first = next(p for p in found if p.code == "chart.carry_to_parent")
    assert lines[first.values["row"] - 1] == 'into = "3104"'


def test_parts_a_rule_may_not_cross_and_pairings_that_lead_nowhere(tmp_path: Path) -> None:
    about = (
        ABOUT.split("\n[[closing]]")[0]
        + """
[parts.one]
name = "一"
codes = ["1", "31"]

[parts.two]
name = "二"
codes = ["5"]

[[closing]]
name = "跨部分"
when = "year"
into = "3103"
categories = ["income"]
"""
    )
    pairings = """[[pairing]]
name = "现金"
accounts = ["1001"]
money = true

[[pairing]]
name = "没有"
accounts = ["7777"]
budget = "8888"
colour = "red"
"""
    assert told(chart_at(tmp_path / "own", about, pairings=pairings)) == [
        ("chart.rule_crosses_parts", 25), ("chart.key_unknown", 10), ("chart.carry_to_parent", 1),
        ("chart.code_unknown", 8), ("chart.code_unknown", 9),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "accounts", "problems"),
    [
        ("name = ", ACCOUNTS, ["chart.toml_malformed"]),
        (ABOUT, "编码,名称\n1001,现金\n", ["sheet.column_missing", "sheet.column_missing"]),
        (ABOUT, ACCOUNTS + "6001,,贷,怪\n", ["account.category", "account.unnamed"]),
        (ABOUT.replace("[dimensions.fund]", "[dimensions.money]"), ACCOUNTS,
         ["chart.dimension_unknown"] * 2),
        (ABOUT + '[kinds.x]\nname = "甲"\naccounts = ["3104", "310401", "9"]\n', ACCOUNTS,
         ["chart.kinds_unchosen"]),
        ("effective_from = 2025-01-01\neffective_to = 2024-01-01\n" + ABOUT, ACCOUNTS, ["chart.dates"]),
    ],
    ids=["toml", "columns", "rows", "kinds", "unchosen", "dates"],
)  # fmt: skip
def test_each_file_is_told_of(
    tmp_path: Path, about: str, accounts: str, problems: list[str]
) -> None:
    assert [
        problem.code for problem in wrong(chart_at(tmp_path / "own", about, accounts))
    ] == problems


def test_kinds_list_leaves(tmp_path: Path) -> None:
    about = ABOUT.replace('values = { small = "小", large = "大" }', "kinds = true").replace(
        'default = "small"\n', "").replace('size = "large"', 'size = "x"')  # fmt: skip
    about += (
        '[kinds.x]\nname = "甲"\naccounts = ["3104", "310401", "9", "310402", "3101", "3103"]\n'
    )
    codes = [problem.code for problem in wrong(chart_at(tmp_path / "own", about))]
    assert codes.count("chart.kind_below") == 2
    assert "chart.code_unknown" in codes


def test_a_folder_without_its_files(tmp_path: Path) -> None:
    codes = [problem.code for problem in wrong(tmp_path)]
    assert codes == ["file.missing", "file.unreadable"]


def test_what_is_no_chart_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_chart(str(tmp_path / "nothing"))
    assert [problem.code for problem in refused.value.problems] == ["chart.unknown"]
    assert "cn_small_business_2013" in str(refused.value)


def test_a_chart_with_problems_makes_no_book(tmp_path: Path) -> None:
    found = load_chart(chart_at(tmp_path / "own", ABOUT.replace('into = "3103"', 'into = "3104"')))
    with pytest.raises(Refused) as refused:
        create(tmp_path / "x.ledger", NewBook("单位", found.chart, Period(2025, 1),
                                              problems=found.problems), by="主管")  # fmt: skip
    assert "chart.carry_to_parent" in [problem.code for problem in refused.value.problems]
    assert not (tmp_path / "x.ledger").exists()


def test_the_rules_of_a_book_are_set_from_a_file(place: str, tmp_path: Path) -> None:
    """5602 gets a detail below it: the rule goes along, and the supervisor sends it elsewhere."""
    chart = load_chart("cn_small_business_2013").chart
    with create(place, NewBook("某厂", chart, Period(2025, 1)), by="主管") as book:
        book.set_accounts([Account("560201", "差旅费", Category.EXPENSE, Side.DEBIT),
                           Account("560209", "研究费用", Category.EXPENSE, Side.DEBIT)])  # fmt: skip
        assert book.chart().closing_rules[1].into == "560201"
        path = tmp_path / "rules.toml"
        official = (
            folder("charts_of_accounts") / "cn_small_business_2013" / "chart.toml"
        ).read_text("utf-8")
        path.write_text(official, "utf-8")
        with pytest.raises(Refused) as refused:
            book.set_closing_rules(read_closing_rules(book, path))
        (problem,) = refused.value.problems
        assert (problem.code, problem.values["account"]) == ("chart.carry_to_parent", "5602")
        path.write_text(official.replace('into = "5602"', 'into = "560209"'), "utf-8")
        assert book.set_closing_rules(read_closing_rules(book, path)) == 7
        assert book.chart().closing_rules[1].into == "560209"
        assert "rule" in [entry.act for entry in book.log(what="560209")]
        book.add_user("会计", ["maker", "poster"])
        with pytest.raises(Refused) as refused:
            book.acting_as("会计").set_closing_rules([])
        assert [problem.code for problem in refused.value.problems] == ["user.may_not"]
        assert book.verify().is_sound


@pytest.mark.parametrize("chart_id", chart_ids())
def test_the_charts_that_come_along_are_sound(chart_id: str) -> None:
    assert load_chart(chart_id).problems == []

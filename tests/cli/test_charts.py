"""Charts on the command line: shown, checked, chosen, compared, changed over, paired."""

from __future__ import annotations

from pathlib import Path

from ledgerlib.resources import folder

from .conftest import Run


def test_a_chart_is_shown_with_its_rules_in_words(ledgerlib: Run) -> None:
    said = ledgerlib("charts", "show", "cn_government_2019")
    assert said.status == 0
    assert "8401 经营结余 → 8701 非财政拨款结余分配  只转贷方余额  限 unit=institution" in said.out
    assert "--option unit=…  单位类型: institution 事业单位、administrative 行政单位" in said.out
    assert "提取专用基金" in said.out
    assert "财会〔2023〕19号" in said.out
    shown = ledgerlib("charts", "show", "cn_government_2019", "--format", "json").data
    assert [part["name"] for part in shown["parts"]] == ["财务会计", "预算会计"]
    assert shown["accounts"][0]["code"] == "1001"
    assert {"balance_sheet", "income_statement"} <= set(shown["statements"])
    assert any(pairing["budget"] == "7201" for pairing in shown["pairings"])


def test_a_chart_is_checked(ledgerlib: Run, tmp_path: Path) -> None:
    assert ledgerlib("charts", "check", "mess_fund").status == 0
    official = folder("charts_of_accounts") / "cn_small_business_2013"
    (tmp_path / "accounts.csv").write_text((official / "accounts.csv").read_text("utf-8"), "utf-8")
    about = (official / "chart.toml").read_text("utf-8")
    (tmp_path / "chart.toml").write_text(about.replace('into = "3101"', 'into = "3199"'), "utf-8")
    said = ledgerlib("charts", "check", tmp_path, "--format", "json")
    assert (said.status, said.codes) == (1, ["chart.carry_to_unknown"])
    row = said.problems[0]["where"]["row"]
    assert (tmp_path / "chart.toml").read_text("utf-8").splitlines()[row - 1] == 'into = "3199"'
    made = ledgerlib("new", tmp_path / "x.ledger", "--chart", tmp_path, "--start", "2025-01",
                     "--name", "厂", "--by", "主管", "--format", "json")  # fmt: skip
    assert (made.status, made.codes) == (1, ["chart.carry_to_unknown"])
    (tmp_path / "chart.toml").write_text(about, "utf-8")
    assert ledgerlib("charts", "check", tmp_path).status == 0
    made = ledgerlib("new", tmp_path / "x.ledger", "--chart", tmp_path, "--start", "2025-01",
                     "--name", "厂", "--by", "主管")  # fmt: skip
    assert made.status == 0, made.err


def new(ledgerlib: Run, book: Path, chart: str, start: str, *options: str) -> None:
    said = ledgerlib("new", book, "--chart", chart, "--start", start, "--name", "单位",
                     *(x for option in options for x in ("--option", option)), "--by", "主管")  # fmt: skip
    assert said.status == 0, said.err
    policy = ledgerlib("policy", book, "same_person_may_review", "yes", "--by", "主管")
    assert policy.status == 0, policy.err


def test_the_kind_of_unit_is_asked_for(ledgerlib: Run, tmp_path: Path) -> None:
    asked = ("new", tmp_path / "x.ledger", "--chart", "cn_social_insurance_fund_2018", "--start",
             "2025-01", "--name", "基金", "--by", "主管")  # fmt: skip
    said = ledgerlib(*asked)
    assert said.status == 1
    assert "--option insurance=…" in said.err
    assert "employee_medical 职工基本医疗保险" in said.err
    assert ledgerlib(*asked, "--option", "职工医保").status == 2
    assert ledgerlib(*asked, "--option", "险种=职工医保").status == 0


def test_a_year_of_one_chart_goes_on_in_another(ledgerlib: Run, tmp_path: Path) -> None:
    """小企业 2024-12：收入 500，提取 10%；改用企业会计准则，现金 60% 存入银行."""
    old, table = tmp_path / "old.ledger", tmp_path / "map.csv"
    new(ledgerlib, old, "cn_small_business_2013", "2024-12", "reserve=statutory")
    assert ledgerlib("start", old, "--by", "主管").status == 0
    sheet = tmp_path / "v.csv"
    sheet.write_text("voucher_no,date,summary,code,debit,credit\n1,2024-12-03,销售,1001,500,\n"
                     "1,2024-12-03,销售,5001,,500\n", "utf-8")  # fmt: skip
    assert ledgerlib("import", old, "vouchers", sheet, "--by", "主管").status == 0
    carry = ("carry-forward", old, "--period", "2024-12", "--by", "主管")
    for number in range(2):
        ledgerlib("review", old, "--period", "2024-12", "--by", "主管")
        ledgerlib("post", old, "--period", "2024-12", "--by", "主管")
        preview = ledgerlib(*carry, "--preview").out
        assert ("贷  3101  盈余公积  50.00  提取法定盈余公积" in preview) == (number == 0)
        ledgerlib(*carry)
    change = ("change-over", old, tmp_path / "new.ledger", "--map", table, "--chart",
              "cn_enterprise_cas", "--start", "2025-01", "--by", "主管")  # fmt: skip
    table.write_text(
        "old_code,new_code,share\n1001,1002,60%\n1001,1001,\n310402,410406,\n", "utf-8"
    )
    assert ledgerlib(*change, "--format", "json").codes == ["changeover.open"]
    assert ledgerlib("close", old, "--period", "2024-12", "--by", "主管").status == 0
    said = ledgerlib(*change, "--format", "json")
    assert (said.codes, said.problems[0]["values"]["account"]) == (["changeover.unmapped"], "3101")
    table.write_text(table.read_text("utf-8") + "3101,4101,\n", "utf-8")
    said = ledgerlib(*change)
    assert said.status == 0, said.err
    assert "1001 库存现金 → 1002 银行存款  借 300.00" in said.out
    assert "借贷各 500.00" in said.out
    assert ledgerlib("start", tmp_path / "new.ledger", "--by", "主管").status == 0
    assert ledgerlib("charts", "compare", tmp_path / "new.ledger").out == "与科目表没有差别。\n"
    other = ledgerlib("charts", "compare", tmp_path / "new.ledger", "cn_small_business_2013")
    assert "改名  1101  交易性金融资产 ← 短期投资" in other.out
    rows = ledgerlib("charts", "compare", old, "cn_enterprise_cas", "--format", "json").data
    assert {"how": "new_there", "code": "4001", "ours": "", "theirs": "实收资本"} not in rows[
        "differences"
    ]
    assert any(row["how"] == "new_there" and row["code"] == "4103" for row in rows["differences"])


def test_a_draft_is_paired_and_reported(ledgerlib: Run, tmp_path: Path) -> None:
    book, sheet = tmp_path / "x.ledger", tmp_path / "v.csv"
    new(ledgerlib, book, "cn_government_2019", "2025-01", "unit=事业单位")
    assert ledgerlib("start", book, "--by", "主管").status == 0
    sheet.write_text("voucher_no,date,summary,code,debit,credit\n1,2025-01-03,收学费,100201,500,\n"
                     "1,2025-01-03,收学费,4101,,500\n", "utf-8")  # fmt: skip
    assert ledgerlib("import", book, "vouchers", sheet, "--by", "主管").status == 0
    report = ("report", book, "parallel-check", "--period", "2025-01")
    assert "有资金收付，没有预算会计分录" in ledgerlib(*report).out
    pair = ("pair", book, "2025-01/记/1", "--by", "主管")
    said = ledgerlib(*pair, "--format", "json")
    assert (said.status, said.codes) == (1, ["parallel.choose"])
    said = ledgerlib(*pair, "--choose", "6101=610102")
    assert said.status == 0, said.err
    assert "预算会计  贷  610102 非专项资金收入" in said.out
    assert "有资金收付" not in ledgerlib(*report).out


def test_the_rules_of_a_book_are_shown_and_set(ledgerlib: Run, tmp_path: Path) -> None:
    book, rules = tmp_path / "x.ledger", tmp_path / "rules.toml"
    new(ledgerlib, book, "cn_small_business_2013", "2025-01")
    assert (
        "月" in ledgerlib("rules", book).out or "期末  结转本期收入" in ledgerlib("rules", book).out
    )
    rules.write_text('[[closing]]\nname = "全部"\nwhen = "year"\ninto = "3103"\n'
                     'categories = ["income", "expense"]\nby = "direction"\n', "utf-8")  # fmt: skip
    assert ledgerlib("rules", book, "--set", rules, "--by", "主管").status == 0
    (rule,) = ledgerlib("rules", book, "--format", "json").data
    assert rule["in_words"] == "年末  全部: 收入、费用 → 3103 本年利润  收入、支出分别转入"

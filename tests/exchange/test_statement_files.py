"""Statements from TOML: the form is read whole, and every mistake is told of with its line and cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import Problem, Refused
from ledgerlib.core.statement import Basis, Statement, What
from ledgerlib.exchange.statement_reading import read_statements
from ledgerlib.exchange.statements import find_statement, statements
from ledgerlib.language import explain

SOUND = """\
id = "quick"
title = "速动资产表"
basis = "instant"
covers = ["1001"]

[[column]]
key = "now"
title = "期末"
what = "closing"

[[column]]
key = "then"
title = "年初"
what = "year_opening"

[[row]]
label = "资产："

[[row]]
line = 1
label = "现金"
formula = "期末(1001)"

[[row]]
line = 2
label = "合计"
formula = "L1"
total = true

[[check]]
formula = "L2 - L1"
message = "合计应等于现金"
"""


def read(text: str, folder: Path) -> list[Statement]:
    path = folder / "表.toml"
    path.write_text(text, "utf-8")
    return read_statements(path)


def wrong(text: str, folder: Path) -> list[tuple[str, int, str]]:
    """The problems of a file: the code, the line of the file, the cell."""
    with pytest.raises(Refused) as refused:
        read(text, folder)
    for problem in refused.value.problems:
        assert explain(problem)
        assert explain(problem, "en")
        assert problem.values["file"] == "表.toml"
    return [(p.code, p.values["row"], p.values["cell"]) for p in refused.value.problems]


def test_a_statement_is_read(tmp_path: Path) -> None:
    (found,) = read(SOUND, tmp_path)
    assert (found.statement_id, found.title, found.basis) == ("quick", "速动资产表", Basis.INSTANT)
    assert [column.what for column in found.columns] == [What.CLOSING, What.YEAR_OPENING]
    assert [(row.line, row.label, row.is_total) for row in found.rows] == [
        ("", "资产：", False), ("1", "现金", False), ("2", "合计", True),
    ]  # fmt: skip
    assert found.rows[0].is_heading
    assert found.rows[1].formula is not None
    assert found.rows[1].formula.text == "期末(1001)"
    assert found.rows[1].english_label == "现金", "without an English label the Chinese one serves"
    assert found.covers == ("1001",)
    assert not found.is_two_sided


def test_one_line_tables_say_the_same(tmp_path: Path) -> None:
    """row = [ { … }, { … } ] is what the collection is written in: a line of the file for each row."""
    compact = """\
id = "quick"
title = "速动资产表"
basis = "instant"
covers = ["1001"]
column = [
    { key = "now", title = "期末", what = "closing" },
    { key = "then", title = "年初", what = "year_opening" },
]
row = [
    { label = "资产：" },
    { line = 1, label = "现金", formula = "期末(1001)" },
    { line = 2, label = "合计", formula = "L1", total = true },
]
check = [ { formula = "L2 - L1", message = "合计应等于现金" } ]
"""
    assert read(compact, tmp_path) == read(SOUND, tmp_path)
    broken = compact.replace("期末(1001)", "期末(1001").replace('formula = "L1"', 'formula = "L7"')
    assert wrong(broken, tmp_path) == [
        ("formula.syntax", 11, "1 现金 formula"), ("statement.line_unknown", 12, "2 合计"),
    ]  # fmt: skip


def test_a_yearly_form_has_the_rows_in_other_columns(tmp_path: Path) -> None:
    yearly = """
[yearly]
title = "速动资产表（年报）"
column = [ { key = "year", title = "本年数", what = "year_to_date" } ]
"""
    monthly, found = read(SOUND + yearly, tmp_path)
    assert (found.statement_id, found.title, found.basis) == ("quick_year", "速动资产表（年报）", Basis.YEAR)  # fmt: skip
    assert found.rows == monthly.rows
    assert [column.title for column in found.columns] == ["本年数"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('id = "quick"\n', "", ("statement.key_missing", 1, "-")),
        ('basis = "instant"', 'basis = "week"', ("statement.value", 3, "-")),
        ('basis = "instant"', 'basis = "instant"\ncolour = 3', ("statement.key_unknown", 4, "-")),
        ('covers = ["1001"]', 'covers = "1001"', ("statement.value", 4, "-")),
        ('what = "closing"', 'what = "midnight"', ("statement.value", 9, "期末")),
        ('key = "then"', 'key = "now"', ("statement.column_twice", 12, "年初")),
        ('label = "现金"\n', "", ("statement.key_missing", 19, "1")),
        ("line = 2", "line = 1", ("statement.line_twice", 25, "1 合计")),
        ('"L1"', '"L3"', ("statement.line_unknown", 27, "2 合计")),
        ('"L2 - L1"', '"L9"', ("statement.line_unknown", 31, "合计应等于现金")),
        ('"L1"', '"L2"', ("formula.circular", 27, "合计")),
        ("期末(1001)", "期末(1001", ("formula.syntax", 22, "1 现金 formula")),
        ("期末(1001)", "期未(1001)", ("formula.name_unknown", 22, "1 现金 formula")),
        ("期末(1001)", "对方()", ("statement.function", 22, "1 现金 formula")),
        ("期末(1001)", "净额(1001)", ("statement.no_turnover", 22, "1 现金")),
        ("total = true", 'total = "是"', ("statement.value", 28, "2 合计")),
        ("total = true", 'side = "middle"', ("statement.value", 28, "2 合计")),
        ("total = true", 'formulas = { left = "1" }', ("statement.part_unknown", 28, "2 合计")),
        ("total = true", "excess = { of = 5 }", ("statement.value", 28, "2 合计 excess")),
        ('message = "合计应等于现金"', 'message = "合计"\ncolumns = ["when"]', ("statement.column_unknown", 33, "合计")),
        ('what = "year_opening"', 'what = "sum"\nplus = ["noon"]', ("statement.column_unknown", 15, "年初")),
        ('what = "year_opening"', 'what = "sum"', ("statement.key_missing", 14, "年初")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_of_with_its_line_and_cell(
    before: str, after: str, expected: tuple[str, int, str], tmp_path: Path
) -> None:
    assert before in SOUND
    assert expected in wrong(SOUND.replace(before, after, 1), tmp_path)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("instant", "week").replace("closing", "noon").replace("L2 - L1", "L8 +")
    assert [code for code, *_ in wrong(text, tmp_path)] == [
        "statement.value", "statement.value", "formula.syntax",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["id = ", "id = 'a'\nid = 'b'", "\x00"])
def test_what_is_no_toml_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(text, tmp_path)
    assert [problem.code for problem in refused.value.problems] == ["statement.not_toml"]
    assert "\n" not in explain(refused.value.problems[0])


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.toml"
    path.write_bytes(SOUND.encode("gb18030"))
    with pytest.raises(Refused) as refused:
        read_statements(path)
    assert [problem.code for problem in refused.value.problems] == ["statement.not_toml"]


@given(st.dictionaries(st.sampled_from(["id", "title", "basis", "column", "row", "check", "covers", "yearly", "kind"]), st.one_of(st.text(max_size=3), st.integers(), st.lists(st.dictionaries(st.sampled_from(["key", "label", "line", "formula", "what", "formulas", "excess"]), st.one_of(st.text(max_size=3), st.integers(), st.booleans()), max_size=4), max_size=3)), max_size=6))  # fmt: skip
def test_nothing_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, data: dict[str, object]) -> None:  # fmt: skip
    """Whatever stands in the file: a statement, or problems; never an exception of Python's."""

    def written(value: object) -> str:
        match value:
            case bool():
                return str(value).lower()
            case int():
                return str(value)
            case str():
                escaped = "".join(f"\\U{ord(sign):08X}" for sign in value)
                return f'"{escaped}"'
            case list():
                return f"[{', '.join(written(each) for each in value)}]"
            case dict():
                inner = ", ".join(f"{key} = {written(each)}" for key, each in value.items())
                return f"{{ {inner} }}"
        raise AssertionError(value)

    text = "\n".join(f"{key} = {written(value)}" for key, value in data.items())
    problems: list[Problem] = []
    found: list[Statement] = []
    try:
        found = read(text, tmp_path_factory.mktemp("toml"))
    except Refused as refused:
        problems = refused.problems
    assert bool(problems) != bool(found)
    assert all(explain(problem) for problem in problems)
    assert not found or found[0].statement_id == data["id"]


def test_a_charts_folder_anywhere_has_statements_too(tmp_path: Path) -> None:
    home = tmp_path / "ours" / "statements"
    home.mkdir(parents=True)
    (home / "quick.toml").write_text(SOUND, "utf-8")
    assert list(statements(str(tmp_path / "ours"))) == ["quick"]
    assert find_statement(str(tmp_path / "ours"), "quick").title == "速动资产表"
    for chart, name in ((str(tmp_path / "ours"), "slow"), ("", "quick"), ("nowhere", "quick")):
        with pytest.raises(Refused) as refused:
            find_statement(chart, name)
        assert [problem.code for problem in refused.value.problems] == ["statement.unknown"]


def test_amounts_in_formulas_are_exact(tmp_path: Path) -> None:
    (found,) = read(SOUND.replace('"L1"', '"L1 * 0.1 + 0.2"'), tmp_path)
    from ledgerlib.core.formula import evaluate
    from ledgerlib.core.naming import Naming
    from ledgerlib.core.statement_coverage import Probe

    class Lines(Probe):
        def line(self, label: str) -> Decimal:
            return Decimal("0.1")

    import ledgerlib

    naming = Naming(ledgerlib.load_chart("mess_fund").chart)
    formula = found.rows[2].formula
    assert formula is not None
    assert evaluate(formula, Lines(naming, "101", Decimal(0))) == Decimal("0.21")

"""Bars, completion of paths, and finding by a few letters."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ledger_tui.model.bars import bar, labelled, paired
from ledger_tui.model.finding import Findable, found
from ledger_tui.model.paths import completed, completions

amounts = st.integers(-(10**12), 10**12)
labels = st.sampled_from(["01", "12", "大米(kg)", "库存现金"])


@given(value=st.integers(0, 10**12), most=st.integers(1, 10**12), width=st.integers(1, 80))
def test_a_bar_is_as_wide_as_asked_and_something_is_never_nothing(
    value: int, most: int, width: int
) -> None:
    drawn = bar(value, most, width)
    assert cell_len(drawn) == width
    assert ("#" in drawn) == (value > 0)
    if value >= most:
        assert drawn == "#" * width


@given(st.lists(st.tuples(labels, amounts), min_size=1, max_size=12), st.integers(40, 120))
def test_rows_of_a_chart_end_in_one_column_whatever_the_labels(
    rows: list[tuple[str, int]], width: int
) -> None:
    shown = labelled([(label, value, f"{value:,}") for label, value in rows], width)
    assert {cell_len(line) for line in shown} == {width}
    for (_, value), line in zip(rows, shown, strict=True):
        assert line.endswith(f"{value:,}")
        assert ("#" in line) == (value > 0)


@given(st.lists(st.tuples(labels, amounts, amounts), min_size=1, max_size=12), st.integers(60, 160))
def test_two_bars_stand_in_columns_and_are_told_apart(
    rows: list[tuple[str, int, int]], width: int
) -> None:
    shown = paired([(label, a, f"{a:,}", b, f"{b:,}") for label, a, b in rows], width)
    assert len({cell_len(line) for line in shown}) == 1
    assert all(cell_len(line) <= width for line in shown)
    for (_, a, b), line in zip(rows, shown, strict=True):
        assert ("#" in line) == (a != 0)
        assert ("=" in line) == (b != 0)


def test_a_path_is_completed_as_far_as_it_is_certain(tmp_path: Path) -> None:
    for name in ("mess-2008.ledger", "mess-2009.ledger", "notes.txt", ".hidden.ledger"):
        (tmp_path / name).touch()
    (tmp_path / "more").mkdir()
    offered = completions(f"{tmp_path}/m")
    assert [each.rpartition("/")[2] or each for each in offered[:2]] == [
        "mess-2008.ledger",
        "mess-2009.ledger",
    ]
    assert offered[2] == f"{tmp_path}/more/"
    assert completed(f"{tmp_path}/mes", completions(f"{tmp_path}/mes")) == f"{tmp_path}/mess-200"
    assert completions(f"{tmp_path}/nothing/") == []
    assert not any(".hidden" in each for each in completions(f"{tmp_path}/"))


def test_an_action_is_found_by_chinese_english_and_initials() -> None:
    among = [
        Findable("go.entry", ("填制凭证", "Enter vouchers"), "tzpz"),
        Findable("go.desk", ("工作台", "Desk"), "gzt"),
    ]
    assert found("凭证", among) == ["go.entry"]
    assert found("des", among) == ["go.desk"]
    assert found("tzp", among) == ["go.entry"]
    assert found("ＧＺ", among) == ["go.desk"], "full-width letters of an input method"
    assert found("", among) == ["go.entry", "go.desk"]
    assert found("xyz", among) == []

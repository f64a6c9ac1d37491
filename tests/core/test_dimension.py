"""Labels of dimensions: one form for each combination, and those that were written before there was one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledgerlib.core.dimension import (
    STANDARD_KINDS,
    DimensionKind,
    kept_label,
    kept_values,
    kind_code,
    label_of,
    parse_label,
    with_ancestors,
)

#: Anything that anyone may once have written into the column of dimensions.
TEXTS = st.text(st.sampled_from("部门项目department客户甲乙01 :：;；|\t"), min_size=1)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("department:01", {"department": "01"}),
        ("部门：01；客户：甲|项目:p7", {"department": "01", "客户": "甲", "project": "p7"}),
        (" 现金流量项目 : 12 ", {"cash_flow": "12"}),
        ("employee:张 三", {"employee": "张 三"}),
    ],
)
def test_a_label_is_read_in_any_spelling(text: str, values: dict[str, str]) -> None:
    assert parse_label(text) == values
    assert parse_label(label_of(values)) == values


def test_a_kind_goes_by_the_name_that_the_book_gave_it() -> None:
    """The book calls its kind 客户 by the name 购货单位, and department 科室."""
    kinds = {
        "客户": DimensionKind("客户", "购货单位"), "department": DimensionKind("department", "科室"),
    }  # fmt: skip
    assert parse_label("购货单位:甲;科室:01", kinds) == {"客户": "甲", "department": "01"}
    assert kind_code("部门", kinds) == "department", "the standard name goes on to be understood"
    assert kind_code("车间", kinds) == "车间"


@given(TEXTS)
@example("张三")
@example("a:b:c")
@example("往来单位:甲")
@example("department:01")
@example(":")
@example(" ")
@example("e\u0301")
@example("客户\u3000:甲")
@example("部门:01;部门:02")
def test_whatever_a_book_holds_has_one_label_in_todays_spelling(text: str) -> None:
    """It can be read, says the same when it is read again, and keeps what it was about."""
    label = kept_label(text)
    assert parse_label(label) == kept_values(text)
    assert kept_label(label) == label
    assert label == label_of(kept_values(text)), "the short way comes to the same as the long one"


@given(
    st.dictionaries(
        st.sampled_from([*STANDARD_KINDS, "客户"]), st.text("甲a1", min_size=1), min_size=1
    )
)
def test_what_is_written_today_stays_as_it_is(values: dict[str, str]) -> None:
    assert kept_label(label_of(values)) == label_of(values)


def test_no_label_is_no_label() -> None:
    assert kept_label("") == ""


def test_a_value_has_those_above_it() -> None:
    parents = {"010101": "0101", "0101": "01", "02": ""}
    assert with_ancestors("010101", parents) == ["010101", "0101", "01"]
    assert with_ancestors("02", parents) == ["02"]
    assert with_ancestors("a", {"a": "b", "b": "a"}) == ["a", "b"], "a circle is walked once"

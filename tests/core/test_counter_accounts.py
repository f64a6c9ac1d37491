"""The counter accounts of a line: what stands against it, as far as the amounts leave no doubt."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from ledgerlib import Account, Category, Line, Side
from ledgerlib.core.counter_accounts import Counter, Entry, counter_accounts
from ledgerlib.core.method import receiving_side
from ledgerlib.testing import balanced_lines

D, C = Side.DEBIT, Side.CREDIT


def entries(*lines: tuple[str, Side, int]) -> list[Entry]:
    return [Entry(*line) for line in lines]


def accounts_of(*lines: tuple[str, Side, int]) -> list[str]:
    """The answers as a bookkeeper would write them: 多 before accounts that are open."""
    return [
        ("" if each.is_certain else "多 ") + "、".join(each.accounts)
        for each in counter_accounts(entries(*lines))
    ]


def test_one_against_one() -> None:
    """借 库存现金 1,000  贷 银行存款 1,000"""
    found = counter_accounts(entries(("库存现金", D, 1000), ("银行存款", C, 1000)))
    assert found == [
        Counter((1,), (1000,), ("银行存款",)),
        Counter((0,), (1000,), ("库存现金",)),
    ]


def test_one_against_many_is_divided_by_their_amounts() -> None:
    """借 银行存款 113  贷 主营业务收入 100  应交税费 13"""
    found = counter_accounts(entries(("银行存款", D, 113), ("收入", C, 100), ("税费", C, 13)))
    assert found[0] == Counter((1, 2), (100, 13), ("收入", "税费"))
    assert found[1] == Counter((0,), (100,), ("银行存款",))


def test_what_balances_one_behind_the_other_belongs_together() -> None:
    """
    借 银行存款 100  贷 收入 100
    借 成本     100  贷 库存商品 100     the amounts alone would leave all of it open
    """
    assert accounts_of(("银行", D, 100), ("收入", C, 100), ("成本", D, 100), ("库存", C, 100)) == [
        "收入", "银行", "库存", "成本",
    ]  # fmt: skip


def test_amounts_that_stand_once_on_each_side_belong_together() -> None:
    """借 管理费用 30 差旅费 70  贷 库存现金 70 银行存款 30"""
    assert accounts_of(("管理", D, 30), ("差旅", D, 70), ("现金", C, 70), ("银行", C, 30)) == [
        "银行", "现金", "差旅", "管理",
    ]  # fmt: skip


def test_a_line_that_is_the_only_sum_of_others_belongs_to_them() -> None:
    """借 工资 90 办公费 25 差旅费 35  贷 银行存款 90+25 现金 35 → pair 35, then 115 = 90 + 25"""
    assert accounts_of(
        ("工资", D, 90), ("办公", D, 25), ("差旅", D, 35), ("银行", C, 115), ("现金", C, 35)
    ) == ["银行", "银行", "现金", "工资、办公", "差旅"]


def test_sums_on_both_sides() -> None:
    """借 甲 50 乙 60 丙 33  贷 丁 110 戊 20 己 13: 110 = 50 + 60, and 33 = 20 + 13"""
    assert accounts_of(
        ("甲", D, 50), ("乙", D, 60), ("丙", D, 33), ("丁", C, 110), ("戊", C, 20), ("己", C, 13)
    ) == ["丁", "丁", "戊、己", "甲、乙", "丙", "丙"]


def test_many_against_many_is_said_to_be_open() -> None:
    """借 管理费用 60 销售费用 40  贷 库存现金 50 银行存款 50: nothing says which paid for which"""
    found = counter_accounts(
        entries(("管理", D, 60), ("销售", D, 40), ("现金", C, 50), ("银行", C, 50))
    )
    assert found[0] == Counter((2, 3), (), ("现金", "银行"))
    assert found[2] == Counter((0, 1), (), ("管理", "销售"))
    assert not any(each.is_certain for each in found)


def test_two_equal_amounts_between_several_accounts_are_open() -> None:
    """借 甲 50 乙 50  贷 丙 50 丁 50"""
    assert accounts_of(("甲", D, 50), ("乙", D, 50), ("丙", C, 50), ("丁", C, 50)) == [
        "多 丙、丁", "多 丙、丁", "多 甲、乙", "多 甲、乙",
    ]  # fmt: skip


def test_several_lines_on_one_account_leave_no_doubt_on_the_other_side() -> None:
    """借 甲 60 乙 40  贷 银行存款 55 银行存款 45: both were paid by the bank, which for which is open"""
    assert accounts_of(("甲", D, 60), ("乙", D, 40), ("银行", C, 55), ("银行", C, 45)) == [
        "银行", "银行", "多 甲、乙", "多 甲、乙",
    ]  # fmt: skip


def test_red_ink_stays_on_its_own_side() -> None:
    """
    借 伙食费 −310  贷 库存现金 −310
    借 管理费用 100 管理费用 −20（红字）  贷 库存现金 80
    """
    assert accounts_of(("伙食费", D, -310), ("现金", C, -310)) == ["现金", "伙食费"]
    found = counter_accounts(entries(("管理", D, 100), ("利息", D, -20), ("现金", C, 80)))
    assert found[2] == Counter((0, 1), (100, -20), ("管理", "利息"))
    assert found[1] == Counter((2,), (-20,), ("现金",))


def test_lines_on_one_side_only() -> None:
    """借 差旅费 80  借 办公费 −80（红字）: what is taken off stands against what is put on"""
    found = counter_accounts(entries(("差旅", D, 80), ("办公", D, -80)))
    assert found == [Counter((1,), (80,), ("办公",)), Counter((0,), (-80,), ("差旅",))]


def test_what_is_left_on_one_side_adds_up_to_nothing_and_is_set_against_itself() -> None:
    """借 甲 100 乙 200 丙 50 丁 −50  贷 戊 100 己 200"""
    assert accounts_of(
        ("甲", D, 100), ("乙", D, 200), ("丙", D, 50), ("丁", D, -50), ("戊", C, 100), ("己", C, 200)
    ) == ["戊", "己", "丁", "丙", "甲", "乙"]  # fmt: skip


def test_a_line_without_money_has_the_other_side_against_it() -> None:
    """借 现粮库存 0（50 公斤）  借 管理费用 10  贷 库存现金 10"""
    assert accounts_of(("库存", D, 0), ("管理", D, 10), ("现金", C, 10)) == ["现金", "现金", "管理"]


def test_parts_that_balance_by_themselves_are_kept_apart() -> None:
    """平行记账: 借 费用 10 贷 银行 10 ‖ 借 预算支出 10 贷 资金结存 10, however they are mixed"""
    found = counter_accounts(
        [
            Entry("费用", D, 10, "财务"), Entry("预算支出", D, 10, "预算"),
            Entry("银行", C, 10, "财务"), Entry("资金结存", C, 10, "预算"),
        ]
    )  # fmt: skip
    assert [each.accounts for each in found] == [("银行",), ("资金结存",), ("费用",), ("预算支出",)]


@given(balanced_lines(["甲", "乙", "丙", "丁", "戊"]))
@example(())
def test_every_line_has_an_answer_that_holds_both_ways_and_adds_up(lines: tuple[Line, ...]) -> None:
    """
    Whatever the voucher: each line has something against it; if it names another, that one names
    it; what is allotted adds up to the line; the same whatever side is called debit.
    """
    voucher = [Entry(each.account, each.side, int(each.amount * 100)) for each in lines]
    found = counter_accounts(voucher)
    assert len(found) == len(voucher)
    for position, counter in enumerate(found):
        assert counter.lines
        assert position not in counter.lines
        assert set(counter.accounts) == {voucher[each].account for each in counter.lines}
        assert all(position in found[each].lines for each in counter.lines)
        if counter.amounts:
            assert sum(counter.amounts) == voucher[position].amount_minor
    mirrored = [Entry(e.account, e.side.opposite, e.amount_minor) for e in voucher]
    assert counter_accounts(mirrored) == found


@given(balanced_lines(["甲", "乙", "丙", "丁"]), st.sampled_from(Side))
def test_it_is_exact_when_one_side_has_one_line(lines: tuple[Line, ...], side: Side) -> None:
    """One line against any number of others: every amount is allotted."""
    others = [Entry(each.account, side, int(each.amount * 100)) for each in lines]
    total = sum(each.amount_minor for each in others)
    if not total:
        return
    whole = [*others, Entry("戊", side.opposite, total)]
    found = counter_accounts(whole)
    assert all(each.amounts for each in found)
    assert Decimal(sum(found[-1].amounts)) == total


def test_what_is_received_stands_in_debit_of_holdings_and_credit_of_all_others() -> None:
    """收付记账法: 现粮库存 收 = 借; 对上往来 收 = 贷; 粮秣报销 付 = 借"""
    kinds = {Category.HOLDING: D, Category.ASSET: D, Category.SOURCE: C, Category.USE: C}
    for category, side in kinds.items():
        assert receiving_side(Account("1", "某", category, D)) is side

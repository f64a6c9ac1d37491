"""For projects that build on ledgerlib: books to test with, and Hypothesis strategies for vouchers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from . import (
    Account,
    Book,
    Category,
    Chart,
    ClosingRule,
    Line,
    NewBook,
    Occasion,
    Period,
    Role,
    Side,
    Voucher,
    create,
)

#: A small chart with every kind of account, a level below one of them, and closing rules.
CHART = Chart.of(
    [
        Account("1001", "库存现金", Category.ASSET, Side.DEBIT),
        Account("1002", "银行存款", Category.ASSET, Side.DEBIT),
        Account("100201", "工商银行", Category.ASSET, Side.DEBIT),
        Account("100202", "建设银行", Category.ASSET, Side.DEBIT),
        Account("2202", "应付账款", Category.LIABILITY, Side.CREDIT),
        Account("3001", "实收资本", Category.EQUITY, Side.CREDIT),
        Account("3103", "本年利润", Category.EQUITY, Side.CREDIT),
        Account("3104", "利润分配", Category.EQUITY, Side.CREDIT),
        Account("5001", "主营业务收入", Category.INCOME, Side.CREDIT),
        Account("5602", "管理费用", Category.EXPENSE, Side.DEBIT),
        Account("5603", "财务费用", Category.EXPENSE, Side.DEBIT),
    ],
    closing_rules=[
        ClosingRule(Occasion.PERIOD_END, "3103", (Category.INCOME,)),
        ClosingRule(Occasion.PERIOD_END, "3103", (Category.EXPENSE,)),
        ClosingRule(Occasion.YEAR_END, "3104", codes=("3103",)),
    ],
)
#: The accounts of `CHART` that take entries.
LEAVES = [code for code in CHART.accounts if CHART.is_leaf(code)]


def new_book(
    where: str | Path,
    *,
    name: str = "测试单位",
    start: Period = Period(2024, 1),  # noqa: B008 - a value that never changes
    regime: str = "irreversible",
    started: bool = True,
    opening: tuple[Line, ...] = (),
) -> Book:
    """A book over `CHART` with a supervisor 主管, a maker 制单, a reviewer 审核 and a poster 记账.

    The book is returned as the supervisor works on it.
    """
    book = create(where, NewBook(name, CHART, start, "test", regime=regime), by="主管")
    for who, role in (("制单", Role.MAKER), ("审核", Role.REVIEWER), ("记账", Role.POSTER)):
        book.add_user(who, [role])
    if opening:
        book.set_opening(opening)
    if started:
        book.start()
    return book


def amounts(largest: int = 10**9) -> SearchStrategy[Decimal]:
    """Amounts in 元, red ink too, never zero."""
    return st.integers(-largest, largest).filter(bool).map(lambda minor: Decimal(minor).scaleb(-2))


@st.composite
def balanced_lines(draw: DrawFn, codes: list[str] | None = None) -> tuple[Line, ...]:
    """Between two and six lines that balance, red ink and one account on both sides included."""
    accounts = st.sampled_from(codes or LEAVES)
    lines = draw(
        st.lists(
            st.builds(Line, accounts, st.sampled_from(Side), amounts(), st.just("随机业务摘要")),
            min_size=1,
            max_size=5,
        )
    )
    net = sum((line.side * line.amount for line in lines), Decimal(0))
    if net:
        side = Side.CREDIT if net > 0 else Side.DEBIT
        lines.append(Line(draw(accounts), side, abs(net), "随机业务摘要"))
    elif len(lines) == 1 or len({line.side for line in lines}) < 2:
        lines += [Line(draw(accounts), side, Decimal("1.00"), "随机业务摘要") for side in Side]
    return tuple(lines)


@st.composite
def vouchers(
    draw: DrawFn,
    first: date = date(2024, 1, 1),
    last: date = date(2024, 12, 31),
) -> Voucher:
    """Vouchers that a book over `CHART` takes, dated within a span of days."""
    return Voucher(
        draw(st.dates(first, last)), draw(balanced_lines()), attachments=draw(st.integers(0, 9))
    )

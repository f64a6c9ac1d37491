"""Vouchers as they are printed: the pages of every form, their lines, totals, words and signatures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import (
    WORD_SETS,
    Account,
    Book,
    Cash,
    Category,
    Chart,
    Commodity,
    CommodityKind,
    DimensionValue,
    Line,
    Measure,
    NewBook,
    Period,
    Role,
    Settlement,
    Side,
    State,
    Voucher,
    VoucherFilter,
    create,
    credit,
    debit,
)
from ledgerlib.core.amount_words import amount_words
from ledgerlib.reports.voucher_covers import CoverWord, voucher_covers
from ledgerlib.reports.voucher_forms import FormKind, FormPage, pages_of, voucher_forms
from ledgerlib.reports.voucher_lines import FormLine, Letterhead

GOLDEN = Path(__file__).with_name("voucher_forms")
CNY = Commodity("CNY", 2)
ASSET, HOLDING = Category.ASSET, Category.HOLDING
CHART = Chart.of(
    [
        Account("1001", "库存现金", ASSET, Side.DEBIT, cash=Cash.CASH),
        Account("1002", "银行存款", ASSET, Side.DEBIT, cash=Cash.BANK),
        Account("100201", "工商银行", ASSET, Side.DEBIT),
        Account("100202", "中行美元户", ASSET, Side.DEBIT),
        Account("1122", "应收账款", ASSET, Side.DEBIT),
        Account("1403", "原材料", ASSET, Side.DEBIT, unit="吨"),
        Account("2221", "应交税费", Category.LIABILITY, Side.CREDIT),
        Account("5001", "主营业务收入", Category.INCOME, Side.CREDIT),
        Account("5602", "管理费用", Category.EXPENSE, Side.DEBIT),
        Account("560201", "办公费", Category.EXPENSE, Side.DEBIT),
    ]
)
COMPANY = Letterhead(
    "某公司", CHART, CNY, {"CNY": CNY}, words={w.word: w for w in WORD_SETS["收付转"]}
)
MESS = Letterhead(
    "某中队伙食费",
    Chart.of(
        [
            Account("101", "库存现金", HOLDING, Side.DEBIT, cash=Cash.CASH),
            Account("102", "银行存款", HOLDING, Side.DEBIT, cash=Cash.BANK),
            Account("401", "伙食费", Category.SOURCE, Side.CREDIT),
        ]
    ),
    CNY,
    {"CNY": CNY},
    "receive_pay",
    COMPANY.words,
)
NAMES = {("partner", "001"): "北京某某公司", ("department", "01"): "销售部"}
JANUARY = VoucherFilter(first="2024-01", last="2024-01")


def voucher(*lines: Line, word: str = "记", **more: Any) -> Voucher:
    known: dict[str, Any] = {"number": 1, "maker": "李会计", "attachments": 2, **more}
    return Voucher(date(2024, 1, 5), lines, word, **known)


def sale() -> tuple[Line, ...]:
    """借 工商银行 113,000.00（转账支票 12345678）  贷 主营业务收入·销售部 100,000.00  应交税费 13,000.00"""
    settled = Settlement("转账支票", "12345678", date(2024, 1, 2))
    return (
        debit("100201", "113000.00", "收货款", settlement=settled, dimension="cash_flow:01"),
        credit("5001", "100000.00", "收货款", dimension="department:01"),
        credit("2221", "13000.00", "销项税额"),
    )


def expenses(count: int) -> tuple[Line, ...]:
    """So many lines of 办公费 (1.01, 2.02, …) on credit of 库存现金, which is the last."""
    spent = [debit("560201", f"{n}.{n:02}", f"第{n}笔") for n in range(1, count)]
    return (*spent, credit("1001", sum((line.amount for line in spent), Decimal(0)), "报销"))


USD = Measure("USD", Decimal("10000.00"), Decimal("7.1234"), CommodityKind.CURRENCY)
STEEL = Measure("吨", Decimal("10.000"), Decimal(4600))
EXAMPLES: dict[str, tuple[Voucher, Letterhead]] = {
    "general": (
        voucher(
            debit("1122", "10003.50", "赊销", dimension="partner:001"),
            credit("5001", "10003.50", "赊销"),
            state=State.POSTED, reviewer="王主管", poster="李会计",
        ),
        COMPANY,
    ),
    "receipt": (
        voucher(*sale(), word="收", cashier="赵出纳", reviewer="王主管", state=State.REVIEWED),
        evolve(COMPANY, supervisor="钱主管"),
    ),
    "payment-goes-on": (voucher(*expenses(12), word="付"), COMPANY),
    "payment-of-two-accounts": (
        voucher(debit("560201", "30"), credit("1001", "10"), credit("100201", "20"), word="付"),
        COMPANY,
    ),
    "transfer-in-red": (
        voucher(
            debit("1122", "-300.00", "注销1月3日转3号凭证", dimension="partner:001"),
            credit("5001", "-300.00", "注销1月3日转3号凭证"),
            word="转", attachments=0,
        ),
        COMPANY,
    ),
    "quantity-and-currency": (
        voucher(
            debit("1403", "46000.00", "购钢材", measure=STEEL),
            debit("100202", "71234.00", "收美元", measure=USD),
            credit("1122", "117234.00", "收美元", dimension="partner:001"),
            word="收", part=2, state=State.VOID,
        ),
        COMPANY,
    ),
    "receive-and-pay": (
        voucher(debit("101", "1000.00", "提现"), credit("102", "600.00"), credit("401", "400.00")),
        MESS,
    ),
    "receive-and-pay-receipt": (
        voucher(debit("101", "1000.00", "收伙食费"), credit("401", "1000.00"), word="收"), MESS
    ),
}  # fmt: skip


def dump(pages: list[FormPage]) -> str:
    """Pages as plain text, as an accountant would read them aloud."""
    return "\n".join(line for page in pages for line in [*_lines(page), ""])


def _lines(page: FormPage) -> list[str]:
    part = f" {page.part}/{page.parts}" if page.part else ""
    number = f"{page.word}字第{page.number:04}{part}号（{page.page}/{page.pages}）"
    shown = [f"{page.title} {page.kind}  {page.unit}  {page.day}  {number}  附件{page.attachments}张 {page.state}"]  # fmt: skip
    shown += [f"{page.head_title} {page.head}"] if page.head else []
    shown.append(" | ".join(("摘要", "总账科目", "明细科目", *page.columns)))
    shown += [_row(line) for line in page.lines]
    empty = page.rows - len(page.lines)
    shown += [f"（空{empty}行，划线）"] if empty else []
    totals = " | ".join(str(total or "") for total in page.totals)
    shown.append("转下页" if page.goes_on else f"合计 {page.words} | {totals}")
    shown.append("  ".join(f"{each.post}:{each.name}" for each in page.signatures))
    return shown


def _row(line: FormLine) -> str:
    cells = [line.summary, line.general, line.detail, *(str(a or "") for a in line.amounts)]
    if line.measure:
        m = line.measure
        cells.append(f"{m.commodity} {m.rate} {m.quantity}{' 原币' if m.is_currency else ''}")
    return " | ".join(cells)


@pytest.mark.parametrize("name", EXAMPLES)
def test_pages_as_they_stand_in_the_golden_files(name: str) -> None:
    written, common = EXAMPLES[name]
    made = dump(list(pages_of(written, common, NAMES, parts=written.part)))
    assert made == (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("kind", [FormKind.GENERAL, FormKind.QUANTITY])
@given(count=st.integers(2, 60), rows=st.integers(1, 15))
def test_pages_together_hold_every_line_once_and_in_order(
    kind: FormKind, count: int, rows: int
) -> None:
    lines = expenses(count)
    pages = list(pages_of(voucher(*lines), COMPANY, {}, kind=kind, rows=rows))
    shown = [line for page in pages for line in page.lines]
    assert [line.summary for line in shown] == [line.summary for line in lines]
    assert [
        (Side.DEBIT, line.amounts[0]) if line.amounts[1] is None else (Side.CREDIT, line.amounts[1])
        for line in shown
    ] == [(line.side, line.amount) for line in lines]
    assert [(page.page, page.pages) for page in pages] == [
        (n, len(pages)) for n in range(1, len(pages) + 1)
    ]
    assert all(len(page.lines) == rows for page in pages[:-1]), "no page before the last has room"
    assert 1 <= len(pages[-1].lines) <= rows
    assert [bool(page.totals) for page in pages] == [not page.goes_on for page in pages]
    total = sum(line.amount for line in lines if line.side is Side.DEBIT)
    assert pages[-1].totals == (total, total)
    assert [page.words for page in pages] == ["" for _ in pages[:-1]] + [amount_words(total)]


@given(count=st.integers(2, 60), rows=st.integers(1, 15))
def test_the_account_above_the_table_and_the_rows_together_are_the_voucher(
    count: int, rows: int
) -> None:
    """付款凭证: 库存现金 stands above, and its amount is the total of the table."""
    lines = expenses(count)
    pages = list(pages_of(voucher(*lines, word="付"), COMPANY, {}, rows=rows))
    assert {page.kind for page in pages} == {FormKind.PAYMENT}
    assert {page.head for page in pages} == {"1001 库存现金（报销）"}
    shown = [line.amounts for page in pages for line in page.lines]
    assert shown == [(line.amount,) for line in lines[:-1]]
    assert pages[-1].totals == (lines[-1].amount,)


@pytest.mark.parametrize(
    ("lines", "word", "kind"),
    [
        (sale(), "收", FormKind.RECEIPT),
        (sale(), "记", FormKind.GENERAL),  # a word that demands nothing
        ((debit("1122", "1"), credit("5001", "1")), "转", FormKind.TRANSFER),
        ((debit("1001", "1"), debit("100201", "2"), credit("5001", "3")), "收", FormKind.GENERAL),
        ((debit("100202", "7", measure=USD), credit("5001", "7")), "收", FormKind.QUANTITY),
    ],
)
def test_the_form_is_what_word_and_lines_ask_for(
    lines: tuple[Line, ...], word: str, kind: FormKind
) -> None:
    (page,) = pages_of(voucher(*lines, word=word), COMPANY, NAMES)
    assert page.kind is kind


def test_the_cashier_signs_only_where_money_moves() -> None:
    posts = {
        word: [each.post.removeprefix("voucher_form.") for each in page.signatures]
        for word, lines in (("收", sale()), ("转", expenses(2)), ("记", sale()))
        for page in pages_of(voucher(*lines, word=word), COMPANY, NAMES)
    }
    five = ["supervisor", "poster", "reviewer", "cashier", "maker"]
    assert posts == {"收": five, "记": five, "转": [p for p in five if p != "cashier"]}


def test_goods_of_several_kinds_have_no_total() -> None:
    """A book of quantities: rice and flour are not added up, and are no money in words."""
    rice = Commodity("大米", 3, CommodityKind.GOODS)
    common = evolve(COMPANY, currency=rice, commodities={"大米": rice, "面粉": rice})
    both = [
        line
        for goods in ("大米", "面粉")
        for line in (
            debit("1403", "5", "入库", commodity=goods),
            credit("5001", "5", "入库", commodity=goods),
        )
    ]
    (page,) = pages_of(voucher(*both), common, {})
    assert page.totals == (None, None)
    assert page.words == ""
    assert [line.amounts[0] for line in page.lines][::2] == [Decimal("5.000")] * 2
    assert [line.detail for line in page.lines] == ["", "", "面粉", "面粉"]


def started(place: str) -> Book:
    book = create(place, NewBook("某公司", CHART, Period(2024, 1)), by="主管")
    book.add_user("会计", [Role.MAKER, Role.POSTER])
    book.set_dimension_kind("department")
    book.set_dimension_values([DimensionValue("department", "01", "销售部")])
    book.set_words("收付转")
    book.set_opening([debit("1001", "9000"), credit("5001", "9000")])
    book.start()
    return book


def test_vouchers_of_a_book_in_any_state(place: str) -> None:
    """
    付-1 posted   付-2 reviewed   付-3 void   转-1, 1/2 and 2/2 of one business, drafts
    """
    book = started(place)
    maker = book.acting_as("会计")
    for amount in ("1", "2", "3"):
        paid = debit("560201", amount, dimension="department:01")
        maker.enter(date(2024, 1, 5), "办公", paid, credit("1001", amount), word="付")
    maker.void("2024-01/付/3")
    book.review("2024-01", word="付")
    maker.post("2024-01", word="付", last=1)
    shared = Voucher(
        date(2024, 1, 6), (debit("1122", "5", "赊销"), credit("5001", "5", "赊销")), word="转"
    )
    maker.enter_parts([shared, shared])

    def read(**more: Any) -> list[FormPage]:
        return list(voucher_forms(book, evolve(JANUARY, **more)))

    shown = read(states=list(State))
    assert [(p.word, p.number, p.part, p.parts, p.state) for p in shown] == [
        ("付", 1, 0, 0, State.POSTED),
        ("付", 2, 0, 0, State.REVIEWED),
        ("付", 3, 0, 0, State.VOID),
        ("转", 1, 1, 2, State.DRAFT),
        ("转", 1, 2, 2, State.DRAFT),
    ]
    assert shown[0].lines[0].detail == "办公费 / 销售部"
    assert [each.name for each in shown[0].signatures] == ["", "会计", "主管", "", "会计"]
    assert [page.state for page in read()].count(State.VOID) == 0
    assert [page.number for page in read(word="付", numbers=(2, 2))] == [2]
    head = book.chain_head()
    (cover,) = voucher_covers(book, evolve(JANUARY, states=list(State)), volume=1, volumes=2)
    assert cover.words == (CoverWord("付", 1, 3, 3), CoverWord("转", 1, 1, 2))
    assert (cover.count, cover.first_day, cover.last_day) == (
        5, date(2024, 1, 5), date(2024, 1, 6),
    )  # fmt: skip
    assert cover.chain_head == head == book.chain_head(), "printing alters nothing"


def test_what_is_read_in_pieces_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vouchers are read some at a time; however few, none is lost and none comes twice."""
    for name in ("voucher_covers", "voucher_forms"):  # functions of these names hide the modules
        monkeypatch.setattr(import_module(f"ledgerlib.reports.{name}"), "_AT_A_TIME", 2)
    book = started(str(tmp_path / "a.ledger"))
    for _ in range(5):
        sold = (debit("1122", "5"), credit("5001", "5"))
        book.enter(date(2024, 1, 6), "赊销", *sold, word="转", attachments=3)
    (cover,) = voucher_covers(book, JANUARY)
    assert cover.words == (CoverWord("转", 1, 5, 5),)
    assert cover.attachments == 15
    assert [page.number for page in voucher_forms(book, JANUARY)] == [1, 2, 3, 4, 5]


def test_a_month_without_vouchers_has_no_cover(tmp_path: Path) -> None:
    book = started(str(tmp_path / "a.ledger"))
    assert list(voucher_covers(book, JANUARY)) == []
    assert list(voucher_forms(book, JANUARY)) == []

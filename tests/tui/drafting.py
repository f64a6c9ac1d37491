"""A small book's rules for drafts, and strategies for what a bookkeeper types."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from ledger_tui.model.account_index import AccountIndex
from ledger_tui.model.draft_content import Content, DraftHead, EntryRules
from ledger_tui.model.voucher_draft import VoucherDraft
from ledgerlib import (
    Account,
    Cash,
    Category,
    Chart,
    CommodityKind,
    Line,
    Measure,
    Period,
    Settlement,
    Side,
    Voucher,
)

ACCOUNTS = [
    Account("1001", "库存现金", Category.ASSET, Side.DEBIT, mnemonic="kcxj", cash=Cash.CASH),
    Account("1002", "银行存款", Category.ASSET, Side.DEBIT, mnemonic="yhck", cash=Cash.BANK),
    Account("100201", "工商银行", Category.ASSET, Side.DEBIT, mnemonic="gsyh"),
    Account("100202", "中行美元户", Category.ASSET, Side.DEBIT, mnemonic="zhmyh", currencies=("USD",)),
    Account("1122", "应收账款", Category.ASSET, Side.DEBIT, mnemonic="yszk", dimensions=("partner",)),
    Account("1403", "大米", Category.ASSET, Side.DEBIT, mnemonic="dm", unit="kg"),
    Account("4001", "伙食费", Category.INCOME, Side.CREDIT, mnemonic="hsf"),
    Account("5602", "管理费用", Category.EXPENSE, Side.DEBIT, mnemonic="glfy",
            dimensions=("department", "employee")),
]  # fmt: skip
LEAVES = ["1001", "100201", "100202", "1122", "1403", "4001", "5602"]
RULES = EntryRules(
    AccountIndex(Chart.of(ACCOUNTS)), "CNY", {"CNY": 2, "USD": 2, "kg": 3}, ("记", "转"),
    Period(2008, 12), ("CNY", "USD"),
    {"partner": "往来单位", "department": "部门", "employee": "职员"},
)  # fmt: skip


def new_draft(rules: EntryRules = RULES) -> VoucherDraft:
    """An empty voucher of 5 December 2008, the cursor in its first summary."""
    return VoucherDraft(rules, Content(DraftHead("2008-12-05", "记")))


def keyed(draft: VoucherDraft, *keys: str) -> VoucherDraft:
    """The draft after some keys: texts are typed letter by letter, `{enter}` and the like are operations."""
    for key in keys:
        if key.startswith("{"):
            draft = getattr(draft, key.strip("{}"))()
        else:
            for letter in key:
                draft = draft.type(letter)
    return draft


amounts = st.integers(-(10**9), 10**9).map(lambda minor: Decimal(minor).scaleb(-2))
summaries = st.text("购买蔬菜提取现金abc 1.", min_size=1, max_size=8).filter(str.strip)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line such as the book holds: with whatever its account asks for."""
    code = draw(st.sampled_from(LEAVES))
    measure = None
    if code == "1403":
        quantity = draw(st.integers(-(10**6), 10**6).filter(bool)).__mul__(1)
        price = draw(st.none() | st.just(Decimal("4.6")) | st.just(Decimal("12.3456")))
        measure = Measure("kg", Decimal(quantity).scaleb(-3).normalize(), price)
    if code == "100202":
        measure = Measure("USD", draw(amounts), Decimal("7.1234"), CommodityKind.CURRENCY)
    label = {"1122": "partner:K01", "5602": "department:01;employee:z3"}.get(code, "")
    settlement = draw(
        st.none()
        | st.just(Settlement("转账支票", "0123", date(2008, 12, 3)))
        | st.just(Settlement("现金"))
    )
    side = draw(st.sampled_from(Side))
    return Line(code, side, draw(amounts), draw(summaries), "", label, measure, settlement)


vouchers = st.builds(
    Voucher, st.dates(date(2008, 1, 1), date(2009, 12, 31)),
    st.lists(lines(), min_size=1, max_size=5).map(tuple), st.sampled_from(["记", "转"]),
    attachments=st.integers(0, 99), reference=st.sampled_from(["", "合同7号"]),
)  # fmt: skip

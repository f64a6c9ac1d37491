"""A voucher while it is typed: every key of the bookkeeper, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ledger_tui.model.draft_content import HEAD, DraftLine, day_of
from ledger_tui.model.draft_voucher import build, cell_problem, content_of
from ledger_tui.model.voucher_draft import VoucherDraft
from ledgerlib import Period, Side, Voucher, credit, debit

from .drafting import LEAVES, RULES, keyed, new_draft, summaries, vouchers


def texts(draft: VoucherDraft, row: int) -> tuple[str, str, str, str]:
    """A line as it stands: summary, account, debit, credit."""
    line = draft.content.lines[row]
    return line.summary, line.code or line.account, line.debit, line.credit


# The walk of Enter


def test_two_lines_are_typed_without_any_other_key_than_enter() -> None:
    """
    提取现金  1001 库存现金    1,000.00
    提取现金  4001 伙食费                 1,000.00
    """
    draft = keyed(new_draft(), "提取现金", "{enter}", "1001", "{enter}", "1000", "{enter}")
    assert (draft.row, draft.column) == (1, "summary")
    assert draft.content.lines[1].is_repeated
    draft = keyed(draft, "{enter}", "hsf", "{enter}", "{enter}", "=")
    assert texts(draft, 0) == ("提取现金", "1001", "1000.00", "")
    assert texts(draft, 1) == ("提取现金", "4001", "", "1000.00")
    assert draft.is_balanced
    built = build(draft.content, RULES)
    assert built.voucher == Voucher(
        date(2008, 12, 5),
        (debit("1001", "1000.00", "提取现金"), credit("4001", "1000.00", "提取现金")),
    )


def test_enter_passes_what_the_account_asks_for() -> None:
    draft = keyed(new_draft(), "购大米", "{enter}", "1403", "{enter}")
    assert draft.column == "quantity"
    draft = keyed(draft, "50", "{enter}", "4.6", "{enter}")
    assert (draft.column, draft.content.here) == ("debit", "230.00")
    bank = keyed(new_draft(), "付款", "{enter}", "100201", "{enter}")
    assert bank.column == "debit", "an amount typed by habit is no settlement"
    assert bank.back().column == "settlement"
    assert keyed(bank.back(), "{enter}").column == "debit"
    assert keyed(bank.back(), "支票", "{enter}").column == "bill_number"
    assert bank.back().next_cell().back().column == "settlement"


def test_red_stands_against_red_where_the_cursor_is() -> None:
    """
    退菜  借 1403 −60.50      = in the credit cell: 贷 1001 −60.50, and no debit of 60.50
    """
    draft = keyed(new_draft(), "退菜", "{enter}", "1403", "{enter}").move_to(0, "debit")
    draft = keyed(draft, "60.50-", "{enter}").move_to(1, "account")
    draft = keyed(draft, "1001", "{enter}").move_to(1, "credit").balance()
    assert (draft.content.lines[1].debit, draft.content.lines[1].credit) == ("", "-60.50")
    assert draft.is_balanced


@given(st.lists(st.sampled_from(["", *LEAVES]), min_size=1, max_size=5))
def test_the_walk_visits_every_cell_once(codes: list[str]) -> None:
    lines = tuple(DraftLine(summary="某业务", account=code, code=code) for code in codes)
    draft = new_draft()
    draft = evolve(draft, content=evolve(draft.content, lines=lines)).move_to(HEAD, "date")
    wanted = list(draft.cells())
    visited = [(draft.row, draft.column)]
    for _ in wanted[1:]:
        draft = draft.next_cell()
        visited.append((draft.row, draft.column))
    assert visited == wanted
    back = [(draft.row, draft.column)]
    for _ in wanted[1:]:
        draft = draft.back()
        back.append((draft.row, draft.column))
    assert back == wanted[::-1]


def test_the_credit_is_passed_over_where_the_debit_has_the_amount() -> None:
    draft = keyed(new_draft(), "某业务", "{enter}", "1001", "{enter}", "5", "{enter}", "{up}")
    draft = keyed(draft.move_to(0, "debit"), "{enter}")
    assert (draft.row, draft.column) == (1, "summary")


# The keys of the trade


@pytest.mark.parametrize("signs", ["..", "。。", "．．"])
def test_two_points_copy_the_summary_above(signs: str) -> None:
    draft = keyed(new_draft(), "甲业务", "{down}", "乙业务", "{down}", signs)
    assert draft.content.lines[2].summary == "乙业务"


@pytest.mark.parametrize("signs", ["//", "／／", "、、"])
def test_two_strokes_copy_the_first_summary(signs: str) -> None:
    draft = keyed(new_draft(), "甲业务", "{down}", "乙业务", "{down}", signs)
    assert draft.content.lines[2].summary == "甲业务"


def test_two_points_in_the_first_line_stay_what_they_are() -> None:
    assert keyed(new_draft(), "..").content.lines[0].summary == ".."


@pytest.mark.parametrize("space", [" ", "\u3000"])
def test_space_brings_the_amount_to_the_other_side(space: str) -> None:
    draft = keyed(new_draft().move_to(0, "debit"), "12.5", space)
    assert (draft.column, texts(draft, 0)[2:]) == ("credit", ("", "12.50"))
    assert texts(keyed(draft, space), 0)[2:] == ("12.50", "")


def test_digits_then_minus_are_red_ink_and_black_again() -> None:
    draft = keyed(new_draft().move_to(0, "debit"), "310", "-")
    assert draft.content.here == "-310"
    assert keyed(draft, "－").content.here == "310"
    assert keyed(new_draft().move_to(0, "debit"), "-310", "{commit}").content.here == "-310.00"


def test_red_ink_takes_the_quantity_along() -> None:
    """大米 50 kg × 4.60 = 230.00 becomes −50 kg, −230.00."""
    draft = keyed(
        new_draft().move_to(0, "account"), "1403", "{enter}", "50", "{enter}", "4.6", "{enter}", "-"
    )
    line = draft.commit().content.lines[0]
    assert (line.quantity, line.debit) == ("-50", "-230.00")


@pytest.mark.parametrize("sign", ["=", "＝"])
def test_the_equals_sign_balances_on_the_side_without_red_ink(sign: str) -> None:
    draft = keyed(new_draft().move_to(0, "debit"), "230", "{down}")
    for column in ("debit", "credit"):
        filled = keyed(draft.move_to(1, column), sign)
        assert (filled.column, texts(filled, 1)[2:]) == ("credit", ("", "230.00"))
    own = keyed(draft.move_to(1, "debit"), "5", sign)
    assert texts(own, 1)[2:] == ("-230.00", ""), "an amount that is there stays on its side"
    assert own.is_balanced
    both = keyed(new_draft().move_to(0, "credit"), "7", "{down}")
    assert texts(keyed(both.move_to(1, "credit"), sign), 1)[2:] == ("7.00", "")
    assert texts(keyed(own.move_to(0, "debit"), sign), 0)[2:] == ("230.00", "")


def test_ctrl_f7_in_another_cell_puts_it_on_the_side_without_red_ink() -> None:
    draft = keyed(new_draft().move_to(0, "debit"), "230").move_to(0, "summary")
    draft = keyed(draft, "某业务", "{down}").balance()
    assert (draft.column, texts(draft, 1)[2:]) == ("credit", ("", "230.00"))


def test_full_width_digits_and_the_chinese_stop_are_read() -> None:
    draft = keyed(new_draft().move_to(0, "debit"), "１２３。５", "{commit}")
    assert draft.content.here == "123.50"
    assert (
        keyed(new_draft().move_to(0, "account"), "１００１", "{commit}").content.lines[0].code
        == "1001"
    )


def test_an_input_method_and_the_clipboard_bring_several_letters_at_once() -> None:
    draft = new_draft().type("购买蔬菜、").type("豆制品\r\n")
    assert draft.content.here == "购买蔬菜、豆制品 "
    amount = new_draft().move_to(0, "debit")
    assert amount.type("1,234.50").commit().content.here == "1234.50"
    assert amount.type("-310").commit().content.here == "-310.00"
    assert amount.type("310-").commit().content.here == "-310.00"
    assert amount.type("三百").commit().content.here == "三百"


def test_quantity_times_price_follows_until_someone_types_another_amount() -> None:
    draft = keyed(
        new_draft().move_to(0, "account"), "1403", "{enter}", "50", "{enter}", "4.6", "{enter}"
    )
    draft = keyed(draft.move_to(0, "quantity"), "60", "{enter}")
    assert draft.content.lines[0].debit == "276.00"
    own = keyed(draft.move_to(0, "debit"), "275", "{commit}").move_to(0, "quantity")
    assert keyed(own, "70", "{enter}").content.lines[0].debit == "275.00"
    moved = keyed(draft.move_to(0, "debit"), " ").move_to(0, "price")
    assert keyed(moved, "5", "{enter}").content.lines[0].credit == "300.00"


def test_a_day_is_typed_short_within_the_month_at_hand() -> None:
    month = Period(2008, 12)
    for text in (
        "5",
        "05",
        "12-5",
        "1205",
        "12月5日",
        "2008-12-05",
        "20081205",
        "２００８．１２．５",
        "5日",
    ):
        assert day_of(text, month) == date(2008, 12, 5), text
    for text in ("32", "13-5", "abc", "2008-02-30", "1", ""):
        assert day_of(text, month) == (date(2008, 12, 1) if text == "1" else None), text


def test_lines_are_put_in_taken_out_moved_and_copied() -> None:
    draft = keyed(new_draft(), "甲", "{down}", "乙", "{down}", "丙")
    assert [x.summary for x in draft.move_line(-1).content.lines] == ["甲", "丙", "乙"]
    assert [x.summary for x in draft.insert_line().content.lines] == ["甲", "乙", "", "丙"]
    assert [x.summary for x in draft.delete_line().content.lines] == ["甲", "乙"]
    assert [x.summary for x in draft.copy_line().content.lines] == ["甲", "乙", "丙", "丙"]
    assert draft.move_line(1) == draft
    one = new_draft().delete_line()
    assert len(one.content.lines) == 1


# Nothing is lost


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("debit", "12.345", "amount.too_precise"),
        ("credit", "一百", "amount.malformed"),
        ("account", "1002", "draft.account_parent"),
        ("account", "9999", "draft.account_unknown"),
        ("account", "行", "draft.account_several"),
        ("bill_day", "昨天", "draft.day"),
    ],
)
def test_what_cannot_be_read_stays_and_is_told_of(column: str, text: str, code: str) -> None:
    line = DraftLine(account="100201", code="100201", settlement="支票")
    draft = new_draft()
    draft = evolve(draft, content=draft.content.with_line(0, line)).move_to(0, column)
    draft = draft.type(text).enter().first()
    assert draft.content.text(0, column) == text
    problem = cell_problem(draft.content, RULES, 0, column)
    assert problem is not None
    assert problem.code == code
    built = build(draft.content, RULES)
    assert built.voucher is None
    told = next(each for each in built.problems if each.code == code)
    assert built.place_of(told, draft.content, RULES) == (0, column)


def test_a_quantity_stays_when_the_account_changes_to_one_without() -> None:
    draft = keyed(new_draft().move_to(0, "account"), "1403", "{enter}", "50", "{enter}")
    draft = keyed(draft.move_to(0, "account"), "1001", "{enter}")
    assert draft.content.lines[0].quantity == "50"
    assert "quantity" in draft.columns(0)
    problem = cell_problem(draft.content, RULES, 0, "quantity")
    assert problem is not None
    assert problem.code == "draft.no_unit"
    cleared = keyed(draft.move_to(0, "quantity"), "{delete}", "{enter}")
    assert "quantity" not in cleared.columns(0)
    assert cleared.column in cleared.columns(0)


def test_an_amount_on_both_sides_is_kept_and_refused() -> None:
    draft = keyed(new_draft().move_to(0, "debit"), "5").move_to(0, "credit")
    draft = keyed(draft, "6", "{commit}")
    assert texts(draft, 0)[2:] == ("5.00", "6.00")
    assert "draft.both_sides" in [p.code for p in build(draft.content, RULES).problems]


def test_everything_that_is_missing_is_told_at_once() -> None:
    draft = keyed(
        new_draft().move_to(0, "account"), "1403", "{enter}", "{enter}", "4.6", "{commit}"
    )
    built = build(draft.content, RULES)
    assert [
        (problem.code, built.place_of(problem, draft.content, RULES)) for problem in built.problems
    ] == [
        ("draft.summary_missing", (0, "summary")),
        ("draft.amount_missing", (0, "debit")),
        ("draft.quantity_missing", (0, "quantity")),
    ]
    assert [p.code for p in build(new_draft().content, RULES).problems] == ["draft.empty"]


def test_a_locked_draft_is_read_and_never_changed() -> None:
    voucher = Voucher(date(2008, 12, 5), (debit("1001", 5, "甲"), credit("4001", 5, "甲")))
    draft = VoucherDraft(RULES, content_of(voucher, RULES), is_locked=True)
    after = keyed(draft, "x", "{enter}", "9", "{enter}", "{balance}", "{insert_line}", "{delete_line}",
                  "{flip}", "{copy_line}", "{down}", "{down}", "{down}")  # fmt: skip
    assert after.content.lines == draft.content.lines
    assert not after.past


@given(vouchers)
def test_a_voucher_of_the_book_comes_back_as_it_was(voucher: Voucher) -> None:
    built = build(content_of(voucher, RULES), RULES)
    assert not built.problems
    assert built.voucher == voucher
    assert content_of(built.voucher, RULES) == content_of(voucher, RULES)


@given(vouchers)
def test_walking_over_a_voucher_of_the_book_changes_nothing(voucher: Voucher) -> None:
    draft = VoucherDraft(RULES, content_of(voucher, RULES)).move_to(HEAD, "date")
    walked = draft
    for _ in list(draft.cells()):
        walked = walked.next_cell()
    assert walked.content.lines == draft.content.lines
    assert walked.content.head == draft.content.head
    assert not walked.past


@given(vouchers)
def test_totals_are_the_sums_of_the_lines(voucher: Voucher) -> None:
    draft = VoucherDraft(RULES, content_of(voucher, RULES))
    sums = {
        side: sum((x.amount for x in voucher.lines if x.side is side), Decimal(0)) for side in Side
    }
    assert draft.totals() == {"CNY": (sums[Side.DEBIT], sums[Side.CREDIT])}
    assert draft.difference() == sums[Side.DEBIT] - sums[Side.CREDIT]
    filled = keyed(draft.last(), "{down}").balance()
    assert filled.difference() == 0


def test_a_copy_leaves_documents_and_bills_behind() -> None:
    from ledgerlib import Settlement

    line = debit("100201", 5, "甲", settlement=Settlement("支票", "017", date(2008, 12, 1)))
    voucher = Voucher(
        date(2008, 12, 5), (line, credit("4001", 5, "甲")), attachments=3, reference="x"
    )
    copy = content_of(voucher, RULES, day=date(2008, 12, 9))
    assert (copy.head.date, copy.head.attachments, copy.head.reference) == ("2008-12-09", "", "")
    assert (copy.lines[0].settlement, copy.lines[0].bill_number, copy.lines[0].bill_day) == (
        "支票",
        "",
        "",
    )


def test_in_a_receive_and_pay_book_both_sides_receive() -> None:
    """收 现粮库存, 收 对上往来: what the state receives from above, it holds (同收)."""
    from ledger_tui.model.account_index import AccountIndex
    from ledgerlib import Account, Category, Chart

    accounts = [
        Account("101", "现粮库存", Category.HOLDING, Side.DEBIT),
        Account("201", "对上往来", Category.SOURCE, Side.CREDIT),
    ]
    rules = evolve(RULES, accounts=AccountIndex(Chart.of(accounts)), receives=True)
    draft = keyed(
        new_draft(rules),
        "领粮",
        "{enter}",
        "101",
        "{enter}",
        "50",
        "{enter}",
        "{enter}",
        "201",
        "{enter}",
        "=",
    )
    assert texts(draft, 1)[2:] == ("50.00", "")
    built = build(draft.content, rules)
    assert built.voucher is not None
    assert [line.side for line in built.voucher.lines] == [Side.DEBIT, Side.CREDIT]
    assert content_of(built.voucher, rules).lines[1].debit == "50.00"


# Any sequence of operations

_OPERATIONS = [
    "commit", "enter", "back", "next_cell", "up", "down", "first", "last", "flip", "balance", "red",
    "insert_line", "delete_line", "copy_line", "copy_summary", "backspace", "delete", "home", "end",
    "left", "right",
]  # fmt: skip
_TYPED = st.sampled_from(
    [
        "购菜",
        "1001",
        "1403",
        "5602",
        "yhck",
        "12.5",
        "-",
        "=",
        " ",
        "..",
        "//",
        "x",
        "。",
        "５",
        "-7",
    ]
)


class Drafting(RuleBasedStateMachine):
    """Someone who types without looking: the draft holds, undo goes back through all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = new_draft()

    def _did(self, draft: VoucherDraft, *, is_step: bool) -> None:
        before = self.draft
        self.draft = draft
        if is_step and len(draft.past) == len(before.past) + 1 and not before.typing:
            assert draft.undo().content in (before.content, before.commit().content)
            assert draft.undo().redo().content.lines == draft.commit().content.lines

    @rule(name=st.sampled_from(_OPERATIONS))
    def operate(self, name: str) -> None:
        draft = getattr(self.draft, name)()
        assert len(draft.content.lines) >= 1
        if name in ("commit", "enter", "back", "next_cell", "up", "down", "first", "last"):
            kept = [x for x in self.draft.commit().content.lines if not x.is_empty]
            assert [x for x in draft.content.lines if not x.is_empty] == kept, (
                "moving loses nothing"
            )
        self._did(draft, is_step=True)

    @rule(text=_TYPED)
    def type(self, text: str) -> None:
        before = self.draft
        draft = before.type(text)
        column = before.column
        if column in ("account", "reference", "settlement") or column.startswith("dimension:"):
            assert text in draft.content.text(before.row, column)
        self._did(draft, is_step=True)

    @rule(text=summaries)
    def type_summary(self, text: str) -> None:
        at = self.draft.commit().move_to(max(self.draft.row, 0), "summary")
        typed = at.type(text)
        if text not in ("..", "//"):
            assert typed.enter().content.lines[at.row].summary == text
        self._did(typed, is_step=False)

    @rule(row=st.integers(-1, 6), pick=st.integers(0, 9))
    def point(self, row: int, pick: int) -> None:
        row = min(row, len(self.draft.content.lines) - 1)
        columns = self.draft.columns(row)
        self._did(self.draft.move_to(row, columns[pick % len(columns)]), is_step=False)

    @rule(by=st.sampled_from([-1, 1]))
    def move(self, by: int) -> None:
        moved = self.draft.move_line(by)
        key = lambda x: repr(x)  # noqa: E731
        assert (
            sorted(moved.content.lines, key=key)
            == sorted(self.draft.commit().content.lines, key=key)
            or moved is self.draft
        )
        self._did(moved, is_step=False)

    @precondition(lambda self: self.draft.past)
    @rule(times=st.integers(1, 30))
    def back_and_forth(self, times: int) -> None:
        settled = self.draft.commit()
        back = settled
        for _ in range(times):
            back = back.undo()
        forth = back
        for _ in range(min(times, len(settled.past))):
            forth = forth.redo()
        assert forth.content == settled.content
        assert forth.past == settled.past
        self.draft = settled

    @rule()
    def all_the_way_back(self) -> None:
        back = self.draft
        while back.past:
            back = back.undo()
        assert [x for x in back.content.lines if not x.is_empty] == []

    @invariant()
    def holds_together(self) -> None:
        draft = self.draft
        assert draft.column in draft.columns(draft.row)
        caret = draft.content.caret
        assert caret is None or 0 <= caret <= len(draft.content.here)
        committed = draft.commit()
        assert committed.commit().content == committed.content, "what is in form stays in form"
        built = build(committed.content, RULES)
        assert (built.voucher is None) == bool(built.problems)
        for problem in built.problems:
            row, column = built.place_of(problem, committed.content, RULES)
            assert column in committed.columns(row)
        if built.voucher is not None:
            again = build(content_of(built.voucher, RULES), RULES)
            assert again.voucher == built.voucher


TestDrafting = Drafting.TestCase
TestDrafting.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)

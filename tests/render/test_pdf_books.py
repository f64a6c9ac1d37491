"""Reports and books of account as PDF: everything stands on its page once, and the pages are right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from attrs import define, evolve, field
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import (
    Book,
    Cash,
    Chart,
    NewBook,
    Period,
    Refused,
    Role,
    create,
    credit,
    debit,
    load_chart,
    render,
    reports,
)
from ledgerlib.cli import main
from ledgerlib.cli.statement_reports import statement_of
from ledgerlib.render.paper import drawing, layout
from ledgerlib.render.paper.books import book_lines
from ledgerlib.render.paper.drawing import Box, Document, Ink
from ledgerlib.render.paper.fonts import find_font
from ledgerlib.reports.pages import Carry
from ledgerlib.reports.report import Cell, Column, ColumnKind, Page, Report, Row, RowKind
from ledgerlib.reports.volume import BookKind, Handover, Keeping, Volume, carry_of, volume
from ledgerlib.testing import CHART


@define
class Paper:
    """What was drawn, page by page: texts with their ink, and red rules (True for a double one)."""

    texts: list[list[tuple[str, Ink]]] = field(factory=list)
    rules: list[list[bool]] = field(factory=list)
    boxes: list[Box] = field(factory=list)

    def shown(self, page: int) -> list[str]:
        return [text for text, _ in self.texts[page]]

    @property
    def all(self) -> list[str]:
        return [text for page in self.texts for text, _ in page]


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Paper:
    """Everything that is drawn is also noted here."""
    noted = Paper()
    begin, write, rule = Document.page, Document.text, Document.red_line

    def page(self: Document, *given: Any) -> None:
        noted.texts.append([])
        noted.rules.append([])
        begin(self, *given)

    def text(self: Document, box: Box, shown: str, **how: Any) -> None:
        noted.texts[-1].append((shown, how.get("ink", Ink.BLACK)))
        noted.boxes.append(box)
        write(self, box, shown, **how)

    def red_line(
        self: Document, left: float, y: float, right: float, *, double: bool = False
    ) -> None:
        noted.rules[-1].append(double)
        rule(self, left, y, right, double=double)

    monkeypatch.setattr(Document, "page", page)
    monkeypatch.setattr(Document, "text", text)
    monkeypatch.setattr(Document, "red_line", red_line)
    return noted


LEDGER = (
    Column("date", "column.date", ColumnKind.DATE),
    Column("voucher", "column.voucher"),
    Column("summary", "column.summary"),
    Column("debit", "column.debit", ColumnKind.AMOUNT),
    Column("credit", "column.credit", ColumnKind.AMOUNT),
    Column("side", "column.side", ColumnKind.WORD),
    Column("balance", "column.balance", ColumnKind.AMOUNT),
)


@define
class Streamed:
    """The entries of a year, made as they are read; how far that is."""

    count: int
    read: int = 0

    def __iter__(self) -> Iterator[Row]:
        balance = Decimal("0.00")
        for number in range(self.count):
            self.read = number
            balance += Decimal("1.00")
            yield Row(
                RowKind.ENTRY,
                {
                    "date": date(2024, 1 + number * 12 // self.count, 1), "voucher": f"记-{number}",
                    "summary": "购菜", "debit": Decimal("1.00"), "side": "side.debit", "balance": balance,
                },
            )  # fmt: skip

    def page(self, _mark: Any, _size: int) -> Page:
        raise AssertionError("a print reads one row after the other")

    def starts(self) -> list[tuple[str, Any]]:
        return []


def ledger(rows: Any, **more: Any) -> Report:
    named = {"account": "1001", "name": "库存现金", "from_period": "2024-01"}
    return Report(
        "account-ledger", "report.account_ledger", "炊事班", "2024-12", LEDGER, rows,
        parameters=named | more, currency="CNY", regime="irreversible", chain_head="ab" * 32,
    )  # fmt: skip


def test_every_row_of_a_ledger_is_drawn_once_on_numbered_pages(
    paper: Paper, tmp_path: Path
) -> None:
    printed = render.pdf(ledger(Streamed(100)), tmp_path / "a.pdf", printed_by="司务长")
    drawn = [text for text in paper.all if text.startswith("记-")]
    assert drawn == [f"记-{number}" for number in range(100)]
    with pikepdf.open(tmp_path / "a.pdf") as file:
        assert len(file.pages) == printed.page_count == len(paper.texts)
    for number in range(printed.page_count):
        shown = paper.shown(number)
        assert f"第 {number + 1} 页　共 {printed.page_count} 页" in shown
        assert ("承前页" in shown, "过次页" in shown) == (
            number > 0,
            number < printed.page_count - 1,
        )
        assert {
            "月",
            "日",
            "2024年",
            "单位名称：炊事班",
            "币别：人民币",
            "2024-01 … 2024-12",
        } <= set(shown)
        assert any("abab" in text for text in shown)
        assert any(text.startswith("打印人：司务长　打印时间：") for text in shown)


def test_the_rows_are_streamed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Never more than a page is read ahead of what has been drawn."""
    rows = Streamed(2000)
    read = []
    begin = Document.page

    def page(self: Document, *given: Any) -> None:
        read.append(rows.read)
        begin(self, *given)

    monkeypatch.setattr(Document, "page", page)
    printed = render.pdf(ledger(rows), tmp_path / "a.pdf")
    assert len(read) == printed.page_count > 80
    steps = [later - earlier for earlier, later in zip([0, *read], read, strict=False)]
    assert max(steps) < 30


def test_nothing_of_a_cancelled_print_is_left(tmp_path: Path) -> None:
    """What was there before stays; at the counting of pages as at the drawing."""
    path = tmp_path / "a.pdf"
    for reached in (0, 1):
        path.write_bytes(b"before")

        def cancel(done: int, _total: int | None, reached: int = reached) -> None:
            if done >= reached:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            render.pdf(ledger(Streamed(100)), path, progress=cancel)
        assert [each.name for each in tmp_path.iterdir()] == ["a.pdf"]
        assert path.read_bytes() == b"before"


def test_red_ink_red_rules_and_the_sign_of_what_is_not_posted(paper: Paper, tmp_path: Path) -> None:
    """
    12-05 记-1  注销11月3日记3号凭证   −20.00 (red)      12-31 本月合计  ──
    12-09 记-2  not posted yet        nothing left: 平 0.00   12-31 本年累计  ══
    """
    day = date(2024, 12, 31)
    rows = (
        Row(RowKind.ENTRY, {"date": date(2024, 12, 5), "voucher": "记-1", "summary": "注销11月3日记3号凭证", "debit": Decimal("-20.00"), "side": "side.debit", "balance": Decimal("30.00")}),
        Row(RowKind.ENTRY, {"date": date(2024, 12, 9), "voucher": "记-2", "summary": "报销", "credit": Decimal("30.00"), "side": "side.even", "balance": Decimal("0.00")}, is_posted=False),
        Row(RowKind.MONTH_TOTAL, {"date": day, "summary": "row.month_total", "debit": Decimal("-20.00")}),
        Row(RowKind.YEAR_TOTAL, {"date": day, "summary": "row.year_total", "debit": Decimal("80.00")}),
    )  # fmt: skip
    render.pdf(ledger(rows, include_unposted=True), tmp_path / "a.pdf")
    assert [text for text, ink in paper.texts[0] if ink is Ink.RED] == ["-20.00", "-20.00"]
    assert paper.rules == [[False, True]]
    assert {"记-1", "*记-2", "平", "0.00", "带 * 的行尚未记账"} <= set(paper.all)


def test_a_page_over_the_end_of_a_year_says_which_year(paper: Paper, tmp_path: Path) -> None:
    cells: dict[str, Cell] = {"summary": "购菜", "side": "side.debit", "balance": Decimal(1)}
    days = (date(2024, 12, 30), date(2025, 1, 2))
    rows = tuple(Row(RowKind.ENTRY, {**cells, "date": day}) for day in days)
    render.pdf(ledger(rows), tmp_path / "a.pdf")
    assert {"2024年", "12", "30", "2025.1", "2"} <= set(paper.all)


@given(
    st.lists(st.sampled_from(list(ColumnKind)), min_size=1, max_size=30),
    st.integers(0, 200),
    st.sampled_from([180.0, 265.0]),
)
def test_columns_fill_the_paper_and_never_go_beyond(
    kinds: list[ColumnKind], length: int, width: float
) -> None:
    columns = tuple(Column(f"c{place}", "column.amount", kind) for place, kind in enumerate(kinds))
    shown: Any = {
        ColumnKind.AMOUNT: Decimal(10) ** 12,
        ColumnKind.DATE: date(2024, 1, 1),
        ColumnKind.NUMBER: 7,
    }
    cells = {c.key: shown.get(c.kind, "科目" * length) for c in columns}
    cells |= {c.key: "side.debit" for c in columns if c.kind is ColumnKind.WORD}
    widths = layout.Widths(evolve(ledger(()), columns=columns), find_font())
    widths.see(Row(RowKind.ENTRY, cells))
    made = widths.layout(width)
    assert made.width == pytest.approx(width)
    assert all(place.width > 0 for place in made.places)
    assert 0 < made.size <= layout.SIZE


def test_a_long_text_does_not_take_the_room_of_short_ones() -> None:
    columns = (Column("who", "column.who"), Column("after", "column.after"))
    widths = layout.Widths(evolve(ledger(()), columns=columns), find_font())
    widths.see(Row(RowKind.ENTRY, {"who": "会计主管王晓明", "after": "改后内容" * 500}))
    who, after = widths.layout(120.0).places
    assert 20 < who.width < 40
    assert after.width > 75


# Volumes

#: The small chart, with what is money at hand.
MONEY = Chart.of(
    [
        evolve(each, cash={"1001": Cash.CASH, "1002": Cash.BANK}.get(each.code, Cash.NONE))
        for each in CHART.accounts.values()
    ],
    closing_rules=CHART.closing_rules,
)


def unit(place: str) -> Book:
    """
    January to March 2024: each month 40 withdrawals 工商银行 → 库存现金 of 10.00, 销售 100.00, 费用 30.00.
    opening  工商银行 5,000.00 | 实收资本 5,000.00
    """
    book = create(place, NewBook("测试单位", MONEY, Period(2024, 1), "test"), by="主管")
    book.add_user("制单", [Role.MAKER])
    book.set_opening([debit("100201", "5000.00"), credit("3001", "5000.00")])
    book.start()
    for month in (1, 2, 3):
        maker = book.acting_as("制单")
        for _ in range(40):
            maker.enter(
                date(2024, month, 2), "提现", debit("1001", "10.00"), credit("100201", "10.00")
            )
        maker.enter(
            date(2024, month, 3), "销售", debit("100201", "100.00"), credit("5001", "100.00")
        )
        maker.enter(
            date(2024, month, 4), "办公用品", debit("5602", "30.00"), credit("1001", "30.00")
        )
    return book


@pytest.fixture(scope="module")
def kept_at(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("unit") / "unit.ledger")
    book = unit(place)
    book.__exit__()
    return place


@pytest.fixture
def kept(kept_at: str) -> Iterator[Book]:
    with Book.open(kept_at) as book:
        yield book


def bound(book: Book, kind: BookKind, **more: Any) -> Volume:
    return volume(
        book,
        kind,
        "2024-03",
        from_period="2024-01",
        include_unposted=True,
        lines=book_lines(),
        **more,
    )


def test_a_volume_has_cover_opening_sheet_contents_and_its_accounts(
    kept: Book, paper: Paper, tmp_path: Path
) -> None:
    keeping = Keeping(
        ("李会计",), ("王主管",), (Handover(date(2024, 2, 1), "赵会计", "李会计", "王主管"),)
    )
    made = bound(kept, BookKind.DETAIL, keeping=keeping)
    render.book_pdf(made, tmp_path / "a.pdf")
    cover, opening, contents = (paper.shown(page) for page in range(3))
    assert {
        "测试单位",
        "2024年1月至2024年3月",
        f"从第 1 页至第 {made.page_count} 页，共 {made.page_count} 页",
    } <= set(cover)
    assert {"2024年1月1日", "李会计", "王主管", "赵会计", "2024年2月1日", "签章"} <= set(opening)
    assert {"3001", "实收资本", "5001", "主营业务收入"} <= set(contents)
    assert [account.code for account in made.accounts] == ["3001", "5001", "5602"]
    with pikepdf.open(tmp_path / "a.pdf") as file:
        assert len(file.pages) == len(paper.texts) == 3 + made.page_count
        with file.open_outline() as outline:
            assert [each.title for each in outline.root] == [
                "3001 实收资本",
                "5001 主营业务收入",
                "5602 管理费用",
            ]
    for place, account in enumerate(made.accounts):
        first = paper.shown(2 + account.first_page)
        assert f"科目：{account.code} {account.name}" in first
        assert f"第 {account.first_page} 页　共 {made.page_count} 页" in first
        span = contents[contents.index(account.code) + 2]
        assert span == str(account.first_page) + (
            f"—{account.last_page}" if account.page_count > 1 else ""
        )
        assert account.first_page == (made.accounts[place - 1].last_page + 1 if place else 1)


def test_which_accounts_are_bound(kept: Book) -> None:
    """Leaves that are used; cash and bank have journals; a general ledger has accounts of the first level."""
    for kind, codes in {
        BookKind.GENERAL: ["1001", "1002", "3001", "5001", "5602"],
        BookKind.DETAIL: ["3001", "5001", "5602"],
        BookKind.CASH: ["1001"],
        BookKind.BANK: ["100201"],
    }.items():
        assert [account.code for account in bound(kept, kind).accounts] == codes
    chosen = bound(kept, BookKind.DETAIL, accounts=["5602", "1001", "5602"])
    assert [account.code for account in chosen.accounts] == ["5602", "1001"]


@pytest.mark.parametrize(
    ("kind", "accounts", "heads"),
    [
        (BookKind.GENERAL, (), {"总分类账", "借方", "贷方", "余额"}),
        (BookKind.DETAIL, (), {"明细分类账", "凭证", "借方", "贷方", "余额"}),
        (BookKind.MULTI_COLUMN, ("1002",), {"多栏式明细账", "工商银行"}),
        (BookKind.CASH, (), {"库存现金日记账", "对方科目", "本日合计"}),
        (BookKind.BANK, (), {"银行存款日记账", "对方科目", "结算方式", "票据号", "本日合计"}),
    ],
)
def test_each_kind_of_book_has_its_own_layout(
    kind: BookKind,
    accounts: tuple[str, ...],
    heads: set[str],
    kept: Book,
    paper: Paper,
    tmp_path: Path,
) -> None:
    """The pages are as many as were counted, and numbered on from account to account."""
    made = bound(kept, kind, accounts=accounts)
    printed = render.book_pdf(made, tmp_path / "a.pdf", with_front=False)
    assert printed.page_count == len(paper.texts) == made.page_count
    for number in range(made.page_count):
        assert f"第 {number + 1} 页　共 {made.page_count} 页" in paper.shown(number)
    assert heads <= set(paper.all)
    assert {"月", "日", "2024年", "方向", "本月合计", "本年累计"} <= set(paper.all)


def test_by_hands_custom_a_day_of_one_entry_has_no_total(
    kept: Book, paper: Paper, tmp_path: Path
) -> None:
    """工商银行: 40 withdrawals on the 2nd, one sale on the 3rd."""
    for totals, count in (("always", 6), ("needed", 3)):
        start = len(paper.texts)
        made = bound(kept, BookKind.BANK, totals=totals)
        render.book_pdf(made, tmp_path / "a.pdf", with_front=False)
        drawn = [text for page in paper.texts[start:] for text, _ in page]
        assert drawn.count("本日合计") == count


def test_accounts_that_cannot_be_bound_are_all_named(kept: Book) -> None:
    for kind, accounts, codes in (
        (BookKind.DETAIL, ["1001", "7777", "8888"], ["account.unknown"] * 2),
        (BookKind.CASH, ["3001", "5602"], ["volume.not_of_kind"] * 2),
        (BookKind.MULTI_COLUMN, [], ["volume.empty"]),
    ):
        with pytest.raises(Refused) as refused:
            bound(kept, kind, accounts=accounts)
        assert [problem.code for problem in refused.value.problems] == codes


def test_what_goes_over_the_page_by_account() -> None:
    """Income and expense keep 本年累计, others 本月合计; a general ledger the balance alone."""
    assert carry_of(MONEY, "5001", BookKind.DETAIL) is Carry.YEAR
    assert carry_of(MONEY, "5602", BookKind.DETAIL) is Carry.YEAR
    assert carry_of(MONEY, "1001", BookKind.CASH) is Carry.MONTH
    assert carry_of(MONEY, "5001", BookKind.GENERAL) is Carry.BALANCE


def test_a_book_that_changes_while_it_is_printed_is_refused(tmp_path: Path) -> None:
    """Forty more withdrawals come in after the pages were counted; from a snapshot they are not seen."""
    place = str(tmp_path / "unit.ledger")
    with unit(place) as book, book.snapshot() as still:
        accounts = ["1001"]
        before = bound(book, BookKind.DETAIL, accounts=accounts)
        of_then = bound(still, BookKind.DETAIL, accounts=accounts)
        with Book.open(place, by="制单") as other:
            for _ in range(40):
                other.enter(
                    date(2024, 3, 2), "提现", debit("1001", "10.00"), credit("100201", "10.00")
                )
        with pytest.raises(Refused) as refused:
            render.book_pdf(before, tmp_path / "a.pdf")
        assert [problem.code for problem in refused.value.problems] == ["volume.changed"]
        assert not (tmp_path / "a.pdf").exists()
        render.book_pdf(of_then, tmp_path / "a.pdf")


def test_papers(kept: Book, tmp_path: Path) -> None:
    made = volume(
        kept,
        BookKind.DETAIL,
        "2024-03",
        accounts=["1001"],
        include_unposted=True,
        lines=book_lines("A5"),
    )
    render.book_pdf(made, tmp_path / "a.pdf", paper="A5")
    with pikepdf.open(tmp_path / "a.pdf") as file:
        assert [round(float(each) / drawing.MM) for each in file.pages[0].mediabox] == [
            0,
            0,
            210,
            148,
        ]
    with pytest.raises(Refused) as refused:
        render.pdf(ledger(()), tmp_path / "b.pdf", paper="A9")
    assert [problem.code for problem in refused.value.problems] == ["paper.unknown"]


# Other reports


def test_a_trial_balance_has_its_total_and_heads_on_every_page(
    kept: Book, paper: Paper, tmp_path: Path
) -> None:
    report = reports.trial_balance(kept, "2024-03", include_unposted=True)
    many = evolve(report, rows=tuple(report.rows) * 20)
    render.pdf(many, tmp_path / "a.pdf")
    assert len(paper.texts) > 2
    assert paper.all.count("合计") == 1
    assert "合计" in paper.shown(-1)
    for page in range(len(paper.texts)):
        assert "科目名称" in paper.shown(page)
    assert paper.all.count("库存现金") == 20


@pytest.mark.parametrize("name", ["balance-sheet", "income-statement"])
def test_a_statement_stands_on_one_page_as_its_form(
    name: str, paper: Paper, tmp_path: Path
) -> None:
    chart = load_chart("cn_small_business_2013").chart
    made = NewBook("明达公司", chart, Period(2024, 1), "cn_small_business_2013")
    with create(str(tmp_path / "a.ledger"), made, by="主管") as book:
        book.add_user("会计", [Role.MAKER])
        book.set_opening([debit("1001", "100.00"), credit("3001", "100.00")])
        report = reports.statement_report(book, statement_of(book, name), "2024-01")
    render.pdf(report, tmp_path / "a.pdf")
    assert len(paper.texts) == 1
    assert {"编制单位：明达公司", "单位：元"} <= set(paper.all)
    assert report.form is not None
    assert report.form.number in paper.all
    drawn = {text.strip() for text in paper.all}
    assert {str(row.cells["label"]).strip() for row in report.rows} <= drawn
    if name == "balance-sheet":
        # 货币资金, 流动资产合计, 资产总计; 实收资本, 所有者权益合计, 负债和所有者权益总计: end and beginning.
        assert paper.all.count("100.00") == 12


# The command line


def command(*arguments: object) -> tuple[int, str]:
    told = CliRunner(env={"LEDGERLIB_LANGUAGE": "zh_CN"}).invoke(
        main, [str(each) for each in arguments]
    )
    assert "Traceback" not in told.output
    return told.exit_code, told.output


def test_books_and_ledgers_from_the_command_line(
    kept_at: str, tmp_path: Path, paper: Paper
) -> None:
    out = tmp_path / "a.pdf"
    span = ("--period", "2024-03", "--from-period", "2024-01", "--include-unposted", "-o", out)
    assert (
        command(
            "print",
            "books",
            kept_at,
            "--kind",
            "detail",
            "--keeper",
            "李会计",
            "--volume",
            1,
            "--volumes",
            2,
            *span,
        )[0]
        == 0
    )
    assert {"明细分类账", "李会计", "第 1 册，共 2 册"} <= set(paper.all)
    count = len(paper.texts)
    assert (
        command("print", "ledger", kept_at, "--account", "5602", "--carry", "balance", *span)[0]
        == 0
    )
    assert "账簿启用及交接表" not in [text for page in paper.texts[count:] for text, _ in page]
    assert out.read_bytes().startswith(b"%PDF")
    assert (
        command(
            "print", "books", kept_at, "--kind", "detail", "--volume", 3, "--volumes", 2, *span
        )[0]
        == 2
    )
    status, said = command("print", "ledger", kept_at, "--account", "7777", *span)
    assert (status, "7777" in said) == (1, True)


def test_what_is_drawn_stays_on_the_paper(kept: Book, paper: Paper, tmp_path: Path) -> None:
    render.book_pdf(bound(kept, BookKind.DETAIL), tmp_path / "a.pdf")
    assert paper.boxes
    for box in paper.boxes:
        assert 0 <= box.left < box.right <= drawing.A4.height
        assert 0 <= box.top < box.bottom <= drawing.A4.width

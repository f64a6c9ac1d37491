"""Vouchers as PDF: what stands on which page, the font, files whole or not at all, the commands."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib import (
    Book,
    NewBook,
    Period,
    Refused,
    Role,
    State,
    VoucherFilter,
    create,
    credit,
    debit,
    load_chart,
)
from ledgerlib.cli import main
from ledgerlib.render.paper import fonts
from ledgerlib.render.paper.drawing import (
    A4,
    A5,
    HALF,
    MM,
    Align,
    Box,
    Document,
    Fit,
    Ink,
    Paper,
    fitted,
    wrapped,
)
from ledgerlib.render.paper.fonts import Font, find_font
from ledgerlib.render.paper.vouchers import Layout, voucher_pdf
from ledgerlib.reports.voucher_covers import voucher_covers
from ledgerlib.reports.voucher_forms import FormPage, voucher_forms

JANUARY = VoucherFilter(first="2024-01", last="2024-01", states=list(State))


@cache
def the_font() -> Font | None:
    try:
        return find_font()
    except Refused:
        return None


needs_font = pytest.mark.skipif(the_font() is None, reason="no Chinese font on this machine")


def font() -> Font:
    found = the_font()
    assert found is not None
    return found


def texts(path: Path) -> list[list[tuple[str, tuple[float, ...]]]]:
    """What a reader of the file finds: the texts of each page, with their colour."""
    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
        return [list(_texts_of(page)) for page in pdf.pages]


def _texts_of(page: pikepdf.Page) -> Iterator[tuple[str, tuple[float, ...]]]:
    maps: dict[str, dict[int, str]] = {}
    named, ink = "", (0.0, 0.0, 0.0)
    line = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BT":
                line = ""
            case "Tf":
                named = str(operands[0])
                if named not in maps:
                    maps[named] = _unicode(page.Resources.Font[named])
            case "rg":
                ink = tuple(float(each) for each in operands)
            case "Tj":
                line += "".join(maps[named][code] for code in bytes(operands[0]))
            case "ET" if line:
                yield line, ink


def _unicode(font: Any) -> dict[int, str]:
    """The characters of a font's codes, from the table that it carries for whoever copies its text."""
    assert font.FontDescriptor.FontFile2 is not None, "the font is in the file"
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<(\w+)> <(\w+)>$", table, re.MULTILINE)
    return {int(code, 16): chr(int(sign, 16)) for code, sign in pairs}


def said(path: Path) -> list[str]:
    return [" ".join(text for text, _ in page) for page in texts(path)]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """
    记-1 收入 7 行   记-2 注销（红字）   记-3 作废
    """
    place = str(tmp_path_factory.mktemp("print") / "a.ledger")
    chart = load_chart("cn_small_business_2013").chart
    with create(place, NewBook("某某公司", chart, Period(2024, 1)), by="王主管") as made:
        made.add_user("李会计", [Role.MAKER, Role.POSTER])
        made.start()
        maker = made.acting_as("李会计")
        sold = [credit("5001", f"{n}000.00", f"第{n}笔") for n in range(1, 7)]
        maker.enter(date(2024, 1, 5), "收入", debit("1122", "21000"), *sold, attachments=12)
        red = (debit("1122", "-21000"), credit("5001", "-21000"))
        maker.enter(date(2024, 1, 6), "注销1月5日记1号凭证", *red)
        maker.enter(date(2024, 1, 7), "录错", debit("1122", "1"), credit("5001", "1"))
        maker.void("2024-01/记/3")
        made.review("2024-01", last=1)
        maker.post("2024-01", last=1)
        yield made


def forms(book: Book, rows: int = 5) -> list[FormPage]:
    return list(voucher_forms(book, JANUARY, rows=rows))


@needs_font
def test_two_vouchers_stand_on_a_page_of_a4(book: Book, tmp_path: Path) -> None:
    """记-1 has two pages, which are page one; 记-2 and 记-3 are page two."""
    path = tmp_path / "a.pdf"
    assert voucher_pdf(path, forms(book), title="凭证") == set()
    first, second = said(path)
    for words in (
        "记 账 凭 证", "单位：某某公司", "2024年01月05日", "记字第 0001 号（1/2）", "转下页", "1122 应收账款",
        "记字第 0001 号（2/2）", "合计（大写）：人民币贰万壹仟元整", "¥21,000.00", "附 件 12 张",
        "√", "会计主管：", "记账：李会计", "审核：王主管", "出纳：", "制单：李会计",
    ):  # fmt: skip
        assert words in first
    assert first.count("人民币") == 1, "the total stands on the last page only"
    assert "作 废" in second
    assert "未审核" in second
    assert "人民币负贰万壹仟元整" in second
    assert "√" not in second
    red = {text for text, ink in texts(path)[1] if ink == Ink.RED.value}
    assert red == {"-21,000.00", "¥-21,000.00", "未审核", "作 废"}


@needs_font
@pytest.mark.parametrize(("paper", "pages"), [(HALF, 4), (A5, 3), (A4, 2)])
def test_pages_by_paper(book: Book, tmp_path: Path, paper: Paper, pages: int) -> None:
    """One on the smaller papers; A5 is high enough for the seven lines of 记-1."""
    path, layout = tmp_path / "a.pdf", Layout.of(paper)
    voucher_pdf(path, forms(book, layout.rows), layout)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == pages
        box = [float(each) for each in pdf.pages[0].MediaBox]
    assert box == pytest.approx([0, 0, paper.width * MM, paper.height * MM], abs=0.01)


@needs_font
def test_the_cover_stands_before_the_vouchers(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    covers = voucher_covers(book, JANUARY, volume=1, volumes=2, supervisor="王主管")
    voucher_pdf(path, forms(book), covers=covers)
    cover, first, _ = said(path)
    for words in (
        "会 计 凭 证 封 面", "某某公司", "2024年1月　自1月5日起至1月7日止",
        "记字　自第 0001 号起至第 0003 号止　共 3 张", "记账凭证共 3 张　附件共 12 张",
        "本月共 2 册　本册是第 1 册", "会计主管：王主管", "装订人：", book.chain_head(),
    ):  # fmt: skip
        assert words in cover
    assert "记 账 凭 证" in first


@pytest.mark.parametrize(
    ("text", "paper"),
    [("A4", A4), ("a4横", "A4-landscape"), ("240×140", HALF), ("240*140mm", HALF), ("Ａ５", A5)],
)
def test_papers_are_named_as_people_name_them(text: str, paper: Paper | str) -> None:
    assert paper in (Paper.parse(text), Paper.parse(text).name)


def test_there_is_no_other_paper() -> None:
    with pytest.raises(ValueError, match="B5"):
        Paper.parse("B5")


def test_more_rows_than_there_is_room_for_are_refused(refused: Callable[..., Any]) -> None:
    with refused("print.too_narrow"):
        Layout.of(A4, 4, 20)
    assert Layout.of(A4).rows == Layout.of(HALF).rows == 5
    assert Layout.of(A4).row_height * 5 < A4.height / 2


signs = st.text(st.sampled_from("支付货款购买办公用品ABC 123.45-，（）￥"), min_size=1, max_size=60)


@needs_font
@given(text=signs, width=st.integers(3, 400), size=st.integers(6, 20))
def test_a_text_is_never_wider_than_its_cell(text: str, width: int, size: int) -> None:
    small, shown = fitted(font(), text, width, size)
    assert font().width(shown, small) <= width
    assert shown == text or shown == "" or (shown[-1] == "…" and text.startswith(shown[:-1]))
    assert small >= size * 0.7 - 0.001


@needs_font
@given(amount=st.integers(-(10**15), 10**15), width=st.integers(15, 200))
def test_an_amount_is_never_cut(amount: int, width: int) -> None:
    """Half an amount is a wrong amount: it is made smaller until it fits."""
    size, shown = fitted(font(), f"{amount:,}.00", width, 10, whole=True)
    assert shown == f"{amount:,}.00"
    assert font().width(shown, size) <= width


@needs_font
@given(text=signs, width=st.integers(12, 200), height=st.integers(8, 60))
def test_lines_of_a_cell_stay_in_it(text: str, width: int, height: int) -> None:
    size, lines = wrapped(font(), text, width, min(9, height / 1.15), height)
    assert all(font().width(line, size) <= width for line in lines)
    assert len(lines) * size * 1.15 <= height + 0.001 or len(lines) == 1
    whole = "".join(lines).replace(" ", "")
    assert whole == text.replace(" ", "") or whole.endswith("…") or lines[-1] == ""


@needs_font
def test_what_is_broken_off_leaves_nothing_and_takes_nothing_away(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"as it was")

    def cancel(done: int, total: int | None) -> None:
        if done == 3:
            raise KeyboardInterrupt

    def draw() -> None:
        with Document(path, progress=cancel) as document:
            for _ in range(9):
                document.page()

    with pytest.raises(KeyboardInterrupt):
        draw()
    assert path.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [path]
    with Document(path):
        pass
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1, "a PDF has a page"


@needs_font
def test_pages_do_not_pile_up_in_memory(tmp_path: Path) -> None:
    """Thousands of pages are drawn in the memory of one, but for a kilobyte each."""

    def drawn(pages: int) -> int:
        tracemalloc.start()
        with Document(tmp_path / "a.pdf") as document:
            for page in range(pages):
                document.page()
                for row in range(20):
                    box = Box(20, 10 * row, 100, 8)
                    document.text(box, f"第{page % 9}页第{row}行：购买办公用品", align=Align.RIGHT)
            peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    drawn(10)  # what is remembered of texts that fitted
    few, many = drawn(20), drawn(220)
    assert many - few < 200 * 2500


@needs_font
def test_characters_that_the_font_lacks_are_told(tmp_path: Path) -> None:
    with Document(tmp_path / "a.pdf") as document:
        document.page()
        document.text(Box(0, 0, 90, 9), "张\U0002a6d6某\t某", fit=Fit.WHOLE)
    assert document.lacking == {"\U0002a6d6"}


def test_a_system_without_a_chinese_font(
    monkeypatch: pytest.MonkeyPatch, refused: Callable[..., Any]
) -> None:
    monkeypatch.setattr(fonts, "_on_system", lambda: ())
    monkeypatch.delenv(fonts.VARIABLE, raising=False)
    with refused("font.none"):
        fonts._best.__wrapped__()


def test_fonts_that_will_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: Callable[..., Any]
) -> None:
    outlines = tmp_path / "cff.otf"
    outlines.write_bytes(b"OTTO" + bytes(100))
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00" + bytes(3))
    for name, code in (
        (outlines, "font.outlines"),
        (broken, "font.unreadable"),
        (tmp_path / "none.ttf", "font.not_found"),
    ):
        with refused(code):
            find_font(name)
        monkeypatch.setenv(fonts.VARIABLE, str(name))
        with refused(code):
            find_font()


def test_a_font_without_chinese_will_not_do(refused: Callable[..., Any]) -> None:
    import reportlab

    vera = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    with refused("font.not_chinese"):
        find_font(vera)


@needs_font
def test_a_font_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    path = font().path
    assert find_font(f"{path}#{font().index}") == font()
    assert find_font(path.stem.upper()).path == path
    monkeypatch.setenv(fonts.VARIABLE, str(path))
    assert find_font().path == path


def run(*arguments: object) -> tuple[int, str]:
    told = CliRunner(env={"LEDGERLIB_LANGUAGE": "zh_CN"}).invoke(
        main, [str(each) for each in arguments]
    )
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
    return told.exit_code, told.output


@pytest.fixture
def place(book: Book) -> str:
    with book._reading() as work:
        return str(work.connection.engine.url.database)


@needs_font
def test_vouchers_and_covers_are_printed_by_command(place: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    done = run(
        "print", "vouchers", place, "--period", "2024-01", "--paper", "240x140", "--with-cover",
        "--include-void", "--supervisor", "王主管", "-o", path,
    )  # fmt: skip
    assert done == (0, f"已写入 {path}\n")
    cover, *pages = said(path)
    assert "会 计 凭 证 封 面" in cover
    assert len(pages) == 4
    assert all("会计主管：王主管" in page for page in pages)
    assert (
        run("print", "vouchers", place, "--period", "2024-01", "--posted-only", "-o", path)[0] == 0
    )
    assert len(said(path)) == 1
    assert run("print", "cover", place, "--period", "2024-01", "--volumes", 3, "-o", path)[0] == 0
    assert "本月共 3 册　本册是第 1 册" in said(path)[0]


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (("--period", "2024-02"), 1, "没有要打印的凭证"),
        (("--period", "2024-01", "--word", "银"), 1, "没有凭证字「银」"),
        (("--period", "2024-01", "--from-period", "2024-02"), 1, "2024-02"),
        (("--period", "2024-01", "--paper", "B5"), 2, "没有纸张「B5」"),
        (("--period", "2024-01", "--volume", 2, "--volumes", 1), 2, "第 2 册超出了共 1 册"),
        (("--period", "2024-01", "--font", "no-such.ttf"), 1, "没有字体"),
        (("--period", "2024-01", "--per-page", 4, "--rows", 9), 1, "放不下"),
    ],
)
def test_what_cannot_be_printed_is_told(
    place: str, tmp_path: Path, options: tuple[object, ...], status: int, words: str
) -> None:
    told = run("print", "vouchers", place, *options, "-o", tmp_path / "a.pdf")
    assert told[0] == status
    assert words in told[1]
    assert list(tmp_path.iterdir()) == []


@needs_font
def test_a_folder_that_is_not_there_is_told(place: str, tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.pdf"
    status, told = run("print", "vouchers", place, "--period", "2024-01", "-o", path)
    assert status == 1
    assert str(path) in told


@needs_font
def test_printing_tells_of_every_voucher(book: Book, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    voucher_pdf(tmp_path / "a.pdf", forms(book), progress=lambda *done: told.append(done), total=3)
    assert told == [(1, 3), (2, 3), (3, 3)]


@needs_font
def test_a_long_book_name_and_a_hundred_signs_of_summary_fit(book: Book, tmp_path: Path) -> None:
    """No text leaves the paper, however long."""
    path = tmp_path / "a.pdf"
    long = [
        evolve(
            form, unit="某" * 90, head="1001 库存现金" * 30, head_title="voucher_form.debit_account",
            lines=tuple(evolve(line, summary="支付货款" * 40) for line in form.lines),
        )
        for form in forms(book)
    ]  # fmt: skip
    voucher_pdf(path, long)
    assert all("…" in page for page in said(path))

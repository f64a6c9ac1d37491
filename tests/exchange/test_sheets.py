"""Sheets as people have them: encodings, separators, headers, spreadsheets, and voucher numbers."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ledgerlib import Book, Refused, import_opening, import_vouchers, read_accounts
from ledgerlib.exchange.sheets import HEADERS, read_sheet
from ledgerlib.testing import new_book

TEXT = "凭证号,日期,摘要,科目编码,借方,贷方\n1,2024-01-05,销售货物,1001,12.50,\n"
WANTED = ("voucher_no", "date", "summary", "code", "debit", "credit")
ROW = {
    "voucher_no": "1", "date": "2024-01-05", "summary": "销售货物", "code": "1001",
    "debit": "12.50", "credit": "",
}  # fmt: skip


def rows(path: Path, required: tuple[str, ...] = WANTED) -> list[tuple[int, dict[str, str]]]:
    return [(number, dict(cells)) for number, cells in read_sheet(path, required).rows]


def refused(path: Path, required: tuple[str, ...] = WANTED) -> list[str]:
    with pytest.raises(Refused) as caught:
        rows(path, required)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_separators_and_line_ends(
    encoding: str, separator: str, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes(TEXT.replace(",", separator).replace("\n", ending).encode(encoding))
    assert rows(path) == [(2, ROW)]


def test_a_character_only_gb18030_has(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes(TEXT.replace("销售货物", "㐂䶮𠮷").encode("gb18030"))
    assert rows(path)[0][1]["summary"] == "㐂䶮𠮷"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_refused_by_name(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert refused(path) == ["sheet.encoding"]


def test_a_bad_byte_far_down_is_found(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes(TEXT.encode() + TEXT.splitlines()[1].encode() * 40_000 + b"\xff\xff")
    assert refused(path) == ["sheet.encoding"]


@pytest.mark.parametrize(
    ("key", "title"), [(k, t) for k, titles in HEADERS.items() for t in titles]
)
def test_every_header_means_its_column(key: str, title: str, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(f" {title.upper()} ,其他\n值,x\n", "utf-8")
    sheet = read_sheet(path, (key,))
    assert list(sheet.rows) == [(2, {key: "值"})]
    assert sheet.ignored == ("其他",)


def test_no_header_means_two_columns() -> None:
    titles = [title for each in HEADERS.values() for title in each]
    assert len(titles) == len(set(titles))


def test_blank_rows_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(TEXT.splitlines()[0] + "\n\n,,,,,\n" + TEXT.splitlines()[1] + "\n\n", "utf-8")
    assert rows(path) == [(4, ROW)]


def test_a_quoted_line_break_counts_as_the_row_where_it_ends_or_begins(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    head, row = TEXT.splitlines()
    path.write_text(
        f"{head}\n{row.replace('销售货物', chr(34) + '销售' + chr(10) + '货物' + chr(34))}\n{row}\n",
        "utf-8",
    )
    found = rows(path)
    assert found[0][1]["summary"] == "销售 货物", "a summary has no line ends"
    assert found[1][0] == 4


def test_missing_and_doubled_columns_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("凭证号,日期,日期,科目编码,借方,借方金额\n", "utf-8")
    assert sorted(refused(path)) == ["sheet.column_doubled"] * 2 + ["sheet.column_missing"] * 2


def spreadsheet(path: Path, *lines: list[Any]) -> Path:
    workbook = openpyxl.Workbook()
    for line in lines:
        workbook.active.append(line)
    workbook.save(path)
    return path


TITLES = ["凭证号", "日期", "摘要", "科目编码", "借方", "贷方"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.5, "12.5"), (0.1 + 0.2, "0.3"), (1234567.89, "1234567.89"), (19.99 * 100, "1999"),
        (9999999999999.99, "9999999999999.99"), (-3.14, "-3.14"), (1e15, "1000000000000000"),
        (1e-7, "0.0000001"), (100, "100"), (100.0, "100"), ("１２", "１２"), (None, ""),
        (" 12.50 ", "12.50"),
    ],
)  # fmt: skip
def test_a_spreadsheets_numbers_are_those_its_user_sees(
    cell: Any, text: str, tmp_path: Path
) -> None:
    path = spreadsheet(tmp_path / "v.xlsx", TITLES, ["1", "2024-01-05", "货", "1001", cell, "0"])
    assert rows(path)[0][1]["debit"] == text


@pytest.mark.parametrize(
    "cell",
    [
        datetime.datetime(2024, 1, 5),
        datetime.date(2024, 1, 5),
        datetime.datetime(2024, 1, 5, 13, 30),
    ],
)
def test_a_spreadsheets_days(cell: Any, tmp_path: Path) -> None:
    path = spreadsheet(tmp_path / "v.xlsx", TITLES, [1, cell, "货", 1001, 1, None])
    ((number, cells),) = rows(path)
    assert (number, cells["date"], cells["code"], cells["voucher_no"]) == (
        2,
        "2024-01-05",
        "1001",
        "1",
    )


def test_an_account_code_kept_as_a_number_is_that_code(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path / "v.xlsx", TITLES, [1.0, "2024-01-05", "货", 100201.0, 1, None])
    assert rows(path)[0][1]["code"] == "100201"


def test_a_spreadsheet_is_known_by_its_content(tmp_path: Path) -> None:
    spreadsheet(tmp_path / "v.xlsx", TITLES, ["1", "2024-01-05", "销售货物", "1001", "12.50", None])
    path = (tmp_path / "v.xlsx").rename(tmp_path / "v.csv")
    assert rows(path) == [(2, ROW)]


def test_an_archive_that_is_no_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "v.xlsx").write_bytes(b"PK\x05\x06" + bytes(18))
    assert refused(tmp_path / "v.xlsx") == ["sheet.not_xlsx"]


def test_a_spreadsheet_damaged_inside(tmp_path: Path) -> None:
    """The table of contents is whole, the sheet's own bytes are not."""
    path = spreadsheet(
        tmp_path / "v.xlsx",
        TITLES,
        *([[str(i), "2024-01-05", "货", "1001", i, 0] for i in range(99)]),
    )
    import zipfile

    with zipfile.ZipFile(path) as archive:
        inside = archive.getinfo("xl/worksheets/sheet1.xml")
    raw = bytearray(path.read_bytes())
    at = inside.header_offset + 80
    raw[at : at + 200] = bytes(200)
    path.write_bytes(raw)
    assert refused(path)[0] in ("sheet.not_xlsx", "sheet.unreadable")


def test_accounts_in_chinese_and_english(tmp_path: Path) -> None:
    (tmp_path / "zh.csv").write_text(
        "科目编码,科目名称,余额方向,类别\n5001,收入,贷,损益类\n5602,费用,借,损益\n", "utf-8"
    )
    (tmp_path / "en.csv").write_text(
        "code,name,side,category\n5001,收入,Credit,Income\n5602,费用,DR,expense\n", "utf-8"
    )
    chinese, english = (read_accounts(tmp_path / f"{name}.csv") for name in ("zh", "en"))
    assert chinese.accounts == english.accounts
    assert not chinese.problems + english.problems


# Numbers of vouchers


@pytest.fixture
def book(tmp_path: Path) -> Any:
    with new_book(tmp_path / "numbers.ledger") as made:
        yield made.acting_as("制单")


def entered(book: Book, tmp_path: Path, *names: tuple[str, str]) -> list[str]:
    """Import one small voucher for each (number, day), and tell what the book calls them."""
    path = tmp_path / "numbers.csv"
    lines = [
        f"{name},{day},销售货物,{code},{debit},{credit}"
        for name, day in names
        for code, debit, credit in (("1001", "1", ""), ("5001", "", "1"))
    ]
    path.write_text("\n".join([TEXT.splitlines()[0], *lines]) + "\n", "utf-8")
    import_vouchers(book, path)
    found = []
    for month in sorted({day[:7] for _, day in names}):
        for word in book.words():
            for number in range(1, book.last_number(month, word) + 1):
                try:
                    voucher = book.voucher(f"{month}/{word}/{number}")
                except Refused:
                    continue
                found.append(
                    f"{voucher.key}" + (f" {voucher.reference}" if voucher.reference else "")
                )
    return found


# fmt: off
NUMBERS = [
    # what                          numbers and days of the sheet                                           what the book calls them
    ("each month from 1",           [("1", "2024-01-05"), ("2", "2024-01-06"), ("1", "2024-02-05")],        ["2024-01/记/1", "2024-01/记/2", "2024-02/记/1"]),
    ("running on through the year", [("1", "2024-01-05"), ("2", "2024-01-06"), ("3", "2024-02-05"), ("4", "2024-03-05")],
                                                                                                            ["2024-01/记/1", "2024-01/记/2", "2024-02/记/1", "2024-03/记/1"]),
    ("word and number",             [("付-3", "2024-01-05"), ("付-4", "2024-01-06"), ("收-1", "2024-01-05")], ["2024-01/付/1", "2024-01/付/2", "2024-01/收/1"]),
    ("word and number in words",    [("记字第1号", "2024-01-05"), ("记字2号", "2024-01-05"), ("记3", "2024-01-05")], ["2024-01/记/1", "2024-01/记/2", "2024-01/记/3"]),
    ("full width",                  [("记－１", "2024-01-05"), ("２", "2024-01-05")],                        ["2024-01/记/1", "2024-01/记/2"]),
    ("references",                  [("OK1", "2024-01-05"), ("A5", "2024-01-06"), ("JV-A7", "2024-01-07")], ["2024-01/记/1 OK1", "2024-01/记/2 A5", "2024-01/记/3 JV-A7"]),
    ("a gap is kept",               [("1", "2024-01-05"), ("3", "2024-01-06")],                             ["2024-01/记/1", "2024-01/记/3"]),
    ("a leading zero",              [("001", "2024-01-05"), ("002", "2024-01-06")],                         ["2024-01/记/1", "2024-01/记/2"]),
]
# fmt: on


@pytest.mark.parametrize(("what", "names", "expected"), NUMBERS, ids=[n[0] for n in NUMBERS])
def test_the_numbers_of_vouchers(
    what: str, names: list[tuple[str, str]], expected: list[str], book: Book, tmp_path: Path
) -> None:
    assert sorted(entered(book, tmp_path, *names)) == sorted(expected)


def test_a_second_sheet_goes_on_behind_the_first(book: Book, tmp_path: Path) -> None:
    entered(book, tmp_path, ("1", "2024-01-05"), ("2", "2024-01-06"))
    assert entered(book, tmp_path, ("3", "2024-01-07"), ("4", "2024-02-01")) == [
        "2024-01/记/1", "2024-01/记/2", "2024-01/记/3", "2024-02/记/1",
    ]  # fmt: skip


def test_the_same_sheet_twice_is_refused(book: Book, tmp_path: Path) -> None:
    entered(book, tmp_path, ("1", "2024-01-05"))
    with pytest.raises(Refused) as caught:
        entered(book, tmp_path, ("1", "2024-01-05"))
    assert [problem.code for problem in caught.value.problems] == ["idempotency.again"]


def test_a_number_that_is_taken_is_told_at_its_row(book: Book, tmp_path: Path) -> None:
    entered(book, tmp_path, ("1", "2024-01-05"))
    with pytest.raises(Refused) as caught:
        entered(book, tmp_path, ("1", "2024-01-06"))
    assert [(p.code, p.where["row"]) for p in caught.value.problems] == [("voucher.duplicate", 2)]


def test_the_same_sheet_of_a_word_of_its_own_twice_is_refused(book: Book, tmp_path: Path) -> None:
    entered(book, tmp_path, ("付-3", "2024-01-05"))
    with pytest.raises(Refused):
        entered(book, tmp_path, ("付-3", "2024-01-05"))


def test_rows_that_go_on_without_saying_so_again(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(TEXT + ",,,5001,,12.50\n2,2024-01-06,退货,1001,-1,\n,,,5001,,-1\n", "utf-8")
    assert import_vouchers(book, path).count == 2
    assert [len(book.voucher(f"2024-01/记/{n}").lines) for n in (1, 2)] == [2, 2]
    assert book.voucher("2024-01/记/1").lines[1].summary == "销售货物"


def test_a_zero_line_is_left_out_with_a_note(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(
        TEXT + "1,2024-01-05,销售货物,5001,,12.50\n1,2024-01-05,销售货物,5602,0,\n", "utf-8"
    )
    done = import_vouchers(book, path)
    assert [(note.code, note.where["row"]) for note in done.notes] == [("line.zero_left_out", 4)]
    assert len(book.voucher("2024-01/记/1").lines) == 2


def test_an_opening_sheet_lists_accounts_that_have_nothing(tmp_path: Path) -> None:
    path = tmp_path / "opening.csv"
    path.write_text(
        "科目编码,借方,贷方,备注\n1001,5.00,0,x\n3001,,5.00,\n5602,,,\n2202,0,0,\n", "utf-8"
    )
    with new_book(tmp_path / "o.ledger", started=False) as book:
        done = import_opening(book, path)
        assert (done.count, done.ignored) == (2, ("备注",))
        book.start()


def test_titles_above_the_header_and_totals_below_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    head, row = TEXT.splitlines()
    path.write_text(f"某单位凭证表\n\n{head}\n{row}\n合计,,,,12.50,12.50\n", "utf-8")
    assert [number for number, _ in rows(path)] == [4]

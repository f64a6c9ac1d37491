"""Reading csv and xlsx sheets: encodings, headers in English or Chinese, cells as text."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from attrs import frozen

from ..core.problem import Problem
from ..refusal import Refused

#: What the columns are called: key, and the headers that mean it.
HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("code", "account", "account_code", "科目编码", "科目代码", "科目编号", "编码"),
    "name": ("name", "account_name", "科目名称", "名称"),
    "side": ("side", "normal_side", "余额方向", "方向"),
    "category": ("category", "类别", "科目类别", "科目类型"),
    "disabled": ("disabled", "停用", "禁用"),
    "debit": ("debit", "借方", "借方金额", "期初借方"),
    "credit": ("credit", "贷方", "贷方金额", "期初贷方"),
    "voucher_no": ("voucher_no", "voucher", "凭证号", "凭证编号", "凭证字号"),
    "word": ("word", "凭证字"),
    "date": ("date", "日期", "凭证日期"),
    "summary": ("summary", "摘要"),
    "attachments": ("attachments", "附件数", "附件张数", "附单据数", "附件"),
    "quantity": ("quantity", "数量"),
    "unit": ("unit", "单位", "计量单位"),
    "dimension": ("dimension", "核算项目", "辅助核算"),
    "currency": ("currency", "币别", "币种"),
    "foreign_amount": ("fc_amount", "foreign_amount", "原币金额", "外币金额"),
    "rate": ("rate", "汇率"),
    "reference": ("reference", "参考信息"),
    "price": ("price", "unit_price", "单价"),
    "settlement": ("settlement", "结算方式"),
    "bill_number": ("bill_number", "票据号", "票据号码", "结算号"),
    "bill_day": ("bill_day", "票据日期"),
    # accounts
    "mnemonic": ("mnemonic", "助记码"),
    "dimensions": ("dimensions", "核算项目类别", "辅助核算类别"),
    "currencies": ("currencies", "外币核算", "核算币别"),
    "revalued": ("revalued", "期末调汇"),
    "cash": ("cash", "现金银行", "现金流量属性"),
    "guarded": ("guarded", "赤字控制", "不许赤字"),
    "first_year": ("first_year", "启用年度"),
    "last_year": ("last_year", "停用年度"),
    # values of dimensions
    "kind": ("kind", "核算类别"),
    "parent": ("parent", "上级编码", "上级"),
    # a table from an old chart to a new one
    "old_code": ("old_code", "old_account", "原科目编码", "旧科目编码", "原编码"),
    "new_code": ("new_code", "new_account", "新科目编码", "新编码"),
    "share": ("share", "比例", "份额"),
    "new_dimension": ("new_dimension", "新核算项目"),
    # openings in the middle of a year
    "ytd_debit": ("ytd_debit", "累计借方", "本年累计借方"),
    "ytd_credit": ("ytd_credit", "累计贷方", "本年累计贷方"),
    "actual": ("actual", "损益实际发生额", "实际损益发生额"),
    "ytd_quantity_debit": ("ytd_quantity_debit", "累计借方数量", "累计借方原币"),
    "ytd_quantity_credit": ("ytd_quantity_credit", "累计贷方数量", "累计贷方原币"),
}
#: What a file of Excel before 2007 begins with.
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_KEY_OF = {header: key for key, headers in HEADERS.items() for header in headers}


@frozen
class Sheet:
    """A sheet as it is read: rows of texts by key, each with its number as the user sees it.

    `problems` and `notes` (of rows of totals, which are passed over) grow while the rows are read.
    """

    rows: Iterator[tuple[int, Mapping[str, str]]]
    ignored: tuple[str, ...]
    problems: list[Problem]
    notes: list[Problem]


def read_sheet(
    path: Path, required: tuple[str, ...], more: Mapping[str, str] | None = None
) -> Sheet:
    """Read a csv or xlsx file row by row. Blank rows and rows of totals are passed over.

    `more` are headers beyond `HEADERS` that mean something here, with their keys.

    Raises Refused where the file can't be read as a sheet or lacks a required
    column. A row that is wrong as a row goes to the sheet's problems, and is passed over.
    Columns that mean nothing here are named in `ignored`.
    """
    try:
        raw = _rows(path)
        header, keys = _find_header(raw, required, more or {})
    except OSError as error:
        raise _unreadable(path, error) from error
    found = [
        Problem.of("sheet.column_missing", file=str(path), column=_named(key))
        for key in required
        if key not in keys
    ]
    found += [
        Problem.of("sheet.column_doubled", file=str(path), column=_named(key))
        for key in sorted({key for key in keys if key and keys.count(key) > 1})
    ]
    if found:
        raise Refused(found)
    ignored = tuple(
        title for title, key in zip(header, keys, strict=True) if key is None and title.strip()
    )
    problems: list[Problem] = []
    notes: list[Problem] = []
    return Sheet(_keyed(raw, keys, path, problems, notes), ignored, problems, notes)


def raw_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row of a csv, xlsx or xls file as texts, with its number.

    Raises Refused where the file can't be read as a sheet.
    """
    try:
        yield from _rows(path)
    except OSError as error:
        raise _unreadable(path, error) from error


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open("rb") as file:
        is_xls = file.read(8) == _OLD_EXCEL
    if is_xls:
        return _xls_rows(path)
    return _xlsx_rows(path) if _is_xlsx(path) else _csv_rows(path)


def _unreadable(path: Path, error: OSError) -> Refused:
    code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
    reason = error.strerror or str(error)
    return Refused([Problem.of(code, file=str(path), reason=reason)])


def _named(key: str) -> str:
    """A column as the documentation names it, in English and Chinese."""
    chinese = next(header for header in HEADERS[key] if not header.isascii())
    return f"{HEADERS[key][0]} / {chinese}"


def _find_header(
    raw: Iterator[tuple[int, list[str]]], required: tuple[str, ...], more: Mapping[str, str]
) -> tuple[list[str], list[str | None]]:
    """The row of titles: the first that has most of the required ones, else the very first row."""
    first: list[str] | None = None
    for _, cells in islice(raw, 10):  # above it may stand the name of the sheet and of the unit
        keys = [_key_of(title, more) for title in cells]
        if 2 * len(set(required) & set(keys)) > len(required):
            return cells, keys
        first = first if first is not None or not any(cells) else cells
    first = first or []
    return first, [_key_of(title, more) for title in first]


def _key_of(title: str, more: Mapping[str, str]) -> str | None:
    return _KEY_OF.get(title.strip().lower().replace(" ", "_")) or more.get(title.strip())


def _keyed(
    raw: Iterator[tuple[int, list[str]]],
    keys: list[str | None],
    path: Path,
    problems: list[Problem],
    notes: list[Problem],
) -> Iterator[tuple[int, Mapping[str, str]]]:
    wanted = [(position, key) for position, key in enumerate(keys) if key]
    code_at = keys.index("code") if "code" in keys else len(keys)
    for number, cells in raw:
        if not any(cells):
            continue
        width = len(cells)
        if any(cells[len(keys) :]):
            # An amount with thousands separators that nobody put in quotes looks like this.
            problems.append(Problem.of("sheet.row_too_long", file=path.name, row=number))
        elif not (width > code_at and cells[code_at]) and any(_is_total(cell) for cell in cells):
            notes.append(Problem.of("sheet.total_passed_over", file=path.name, row=number))
        else:
            yield number, {key: cells[at] if at < width else "" for at, key in wanted}


def _is_total(cell: str) -> bool:
    return cell.replace(" ", "").replace("\u3000", "") in ("合计", "总计", "小计", "本页合计")


def _is_xlsx(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
            path.stat()  # a file that is missing is told of as missing
            raise Refused([Problem.of("sheet.not_xlsx", file=str(path))])
        return False
    return True


def encoding_of(path: Path) -> str:
    """UTF-8 with or without a mark at its beginning, or GB 18030; refused where it is neither."""
    with path.open("rb") as file:
        if file.read(3) == codecs.BOM_UTF8:
            return "utf-8-sig"
    for name in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            with path.open("rb") as file:
                while part := file.read(1 << 20):
                    if b"\0" in part:
                        raise Refused([Problem.of("sheet.encoding", file=str(path))])
                    decoder.decode(part)
                decoder.decode(b"", final=True)
            return name
        except UnicodeDecodeError:
            continue
    raise Refused([Problem.of("sheet.encoding", file=str(path))])


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=encoding_of(path), newline="") as file:
        first = file.readline()
        separator = max(",\t;", key=first.count)
        reader = csv.reader(chain([first], file), delimiter=separator, strict=True)
        row = 0
        try:
            for cells in reader:
                row = reader.line_num
                yield row, [_clean(cell) for cell in cells]
        except csv.Error as error:
            problem = Problem.of("sheet.unreadable", file=path.name, row=row + 1, reason=str(error))
            raise Refused([problem]) from error


def _xlsx_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    # openpyxl is slow to import, and most sheets are csv.
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file:  # a file, so that its content counts and not its name
            sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                yield number, [_text(cell) for cell in cells]
    except (
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        zlib.error,
        zipfile.BadZipFile,
        ParseError,
    ) as error:
        raise Refused([Problem.of("sheet.not_xlsx", file=str(path))]) from error


def _xls_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
            yield number, [_text(cell) for cell in cells]
    except CalamineError as error:
        raise Refused([Problem.of("sheet.not_xlsx", file=str(path))]) from error


def _clean(cell: str) -> str:
    """A cell without what no summary holds: line ends, tabs and other control characters."""
    return _CONTROLS.sub(" ", cell).strip()


def _text(cell: Any) -> str:
    """A spreadsheet's cell as the text its user sees.

    A spreadsheet keeps numbers in binary and shows 15 digits of them; those
    15 digits are what was typed, and nothing after them is.
    """
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float):
        return format(Decimal(format(cell, ".15g")), "f")
    return _clean(str(cell))

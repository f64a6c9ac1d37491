"""Reading csv and xlsx sheets: encodings, headers in English or Chinese, cells as text."""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

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
}
_KEY_OF = {header: key for key, headers in HEADERS.items() for header in headers}


@frozen
class Sheet:
    """A sheet as it is read: rows of texts by key, each with its number as the user sees it."""

    rows: Iterator[tuple[int, Mapping[str, str]]]
    ignored: tuple[str, ...]


def read_sheet(path: Path, required: tuple[str, ...]) -> Sheet:
    """Read a csv or xlsx file row by row. Blank rows are passed over.

    Raises Refused where the file can't be read as a sheet or lacks a required
    column. Columns that mean nothing here are named in `ignored`.
    """
    try:
        raw = _xlsx_rows(path) if _is_xlsx(path) else _csv_rows(path)
        header_row, header = next(raw, (1, []))
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        reason = error.strerror or str(error)
        raise Refused([Problem.of(code, file=str(path), reason=reason)]) from error
    keys = [_KEY_OF.get(title.strip().lower().replace(" ", "_")) for title in header]
    missing = [key for key in required if key not in keys]
    doubled = sorted({key for key in keys if key and keys.count(key) > 1})
    problems = [
        Problem.of(
            "sheet.column_missing",
            file=str(path),
            column=" / ".join(HEADERS[key][:1] + HEADERS[key][-3:]),
        )
        for key in missing
    ]
    problems += [Problem.of("sheet.column_doubled", file=str(path), column=key) for key in doubled]
    if problems:
        raise Refused(problems)
    ignored = tuple(
        title for title, key in zip(header, keys, strict=True) if key is None and title.strip()
    )
    return Sheet(_keyed(raw, keys, path), ignored)


def _keyed(
    raw: Iterator[tuple[int, list[str]]], keys: list[str | None], path: Path
) -> Iterator[tuple[int, Mapping[str, str]]]:
    wanted = [(position, key) for position, key in enumerate(keys) if key]
    try:
        for number, cells in raw:
            if any(cells):
                width = len(cells)
                yield number, {key: cells[at] if at < width else "" for at, key in wanted}
    except (csv.Error, UnicodeDecodeError) as error:
        raise Refused(
            [Problem.of("sheet.unreadable", file=str(path), reason=str(error))]
        ) from error


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
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]


def _xlsx_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    # openpyxl is slow to import, and most sheets are csv.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
    except (InvalidFileException, KeyError, ValueError, IndexError, zipfile.BadZipFile) as error:
        raise Refused([Problem.of("sheet.not_xlsx", file=str(path))]) from error
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, [_text(cell) for cell in cells]


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
        shown = format(cell, ".15g")
        return format(float(shown), "f").rstrip("0").rstrip(".") if "e" in shown else shown
    return str(cell).strip()

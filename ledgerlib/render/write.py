"""A report into a file, streamed: memory stays the same whatever its length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..reports.report import Report
from .csv import csv_stream
from .json import json_stream
from .table import table_stream

#: Told how many are written, and of how many if that is known; raise from it to cancel.
Progress = Callable[[int, int | None], None]
#: How many pieces are written between two words of progress.
_OFTEN = 1000
#: A spreadsheet program takes csv for UTF-8 only with the mark at its beginning.
_ENCODINGS = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}


def write(
    report: Report,
    path: str | Path,
    form: str,
    *,
    encoding: str = "utf-8",
    trailer: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write a report as table, csv, json or xlsx, whole or not at all.

    `encoding` is that of csv: "utf-8", with its mark, or "gb18030" (GB 18030, which has every
    character of Unicode, so that none is ever lost). `trailer` ends a csv with lines on where it
    comes from. The book of a report that streams its rows has to be open. Raises OSError where
    the file can't be written, and ValueError for a form or an encoding that there is none of.
    """
    if form not in ("table", "csv", "json", "xlsx"):
        raise ValueError(form)
    if encoding not in _ENCODINGS:
        raise ValueError(encoding)
    with whole(Path(path)) as part:
        if form == "xlsx":
            from .workbook import write_xlsx

            with part.open("wb") as binary:
                write_xlsx(report, binary, progress)
            return
        spelled = _ENCODINGS[encoding] if form == "csv" else "utf-8"
        with part.open("w", encoding=spelled, newline="") as file:
            for number, piece in enumerate(_pieces(report, form, trailer), 1):
                file.write(piece)
                if progress is not None and number % _OFTEN == 0:
                    progress(number, None)


def _pieces(report: Report, form: str, trailer: bool) -> Iterator[str]:
    if form == "csv":
        return csv_stream(report, trailer=trailer)
    return table_stream(report) if form == "table" else json_stream(report)


@contextmanager
def whole(output: Path) -> Iterator[Path]:
    """A file to write to beside the one wanted, in whose place it is put when all went well.

    What stood there before stays where that fails. What is no plain file (a pipe, a device) is
    written to as it is.
    """
    if output.exists() and not output.is_file():
        yield output
        return
    part = output.with_name(f".{output.name}.part")
    try:
        yield part
        part.replace(output)
    except BaseException as error:
        if isinstance(error, OSError):
            error.filename = str(output)
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise

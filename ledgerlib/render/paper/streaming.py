"""A PDF written out page by page: what is finished leaves memory, and the file is whole or not there.

reportlab keeps every page until it saves. Here a page and its content are put to the file as soon
as the page ends; only their places in the file are kept, about a kilobyte a page, and fonts,
contents and the tree of pages follow at the end.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from reportlab.pdfbase import pdfdoc as _untyped

#: Its stubs know little of what is used here.
pdfdoc: Any = _untyped


class _Written(pdfdoc.PDFFile):  # type: ignore[misc]
    """What is added goes to a file, and only its length is kept."""

    def __init__(self, file: IO[bytes], version: tuple[int, int]) -> None:
        super().__init__(version)
        file.writelines(self.strings)  # the first line, already added
        self.strings: list[bytes] = []
        self.write = file.write


class StreamedDocument(pdfdoc.PDFDocument):  # type: ignore[misc]
    """The document behind a canvas, whose finished pages are written out at once."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        # What is no file (a device, a pipe) is written straight to: it only ever grows.
        is_device = path.exists() and not path.is_file()
        self._part = path if is_device else path.with_name(f".{path.name}.part")
        try:
            self._opened: IO[bytes] = self._part.open("wb")
        except OSError as error:
            error.filename = str(path)
            raise
        self._file = _Written(self._opened, self._pdfVersion)
        self._in_order: list[str] = []

    def addPage(self, page: Any) -> None:  # noqa: N802 - reportlab's name
        """Write a finished page and its content out, and keep only where they stand."""
        name = self.thisPageName()
        page.Contents = pdfdoc.PDFStream(content=page.stream, filters=[pdfdoc.PDFZCompress])
        self.Reference(page, name)
        self.Pages.addPage(pdfdoc.PDFObjectReference(name))
        self.pageCounter += 1
        self.inObject = None
        content = self.Reference(page.Contents).name
        for each in (name, content):
            self._write(each)
            self.idToObject[each] = None

    def _write(self, name: str) -> None:
        made = pdfdoc.PDFIndirectObject(name, self.idToObject[name]).format(self)
        try:
            self.idToOffset[name] = self._file.add(made)
        except OSError as error:
            error.filename = str(self._path)
            raise

    def format(self) -> bytes:
        """Write what is left, where the pages are, and the end; nothing of it is given back."""
        catalog, info = self.Reference(self.Catalog), self.Reference(self.info)
        number = 1
        while number in self.numberToId:  # the formatting of one may bring new ones
            name = self.numberToId[number]
            if name not in self.idToOffset:
                self._write(name)
            number += 1
        names = [self.numberToId[each] for each in range(1, number)]
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, names)
        start = self._file.add(table.format(self))
        trailer = pdfdoc.PDFTrailer(
            startxref=start, Size=number, Root=catalog, Info=info, ID=self.ID()
        )
        self._file.add(trailer.format(self))
        return b""

    def finish(self, canvas: Any) -> None:
        """End the document, and put the file in its place."""
        try:
            self.GetPDFData(canvas)
            self._opened.close()
            if self._part != self._path:
                self._part.replace(self._path)
        except OSError as error:
            error.filename = str(self._path)
            raise

    def abandon(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            self._opened.close()
        if self._part != self._path:
            with suppress(OSError):
                self._part.unlink(missing_ok=True)

"""Where a pack is written: a folder or a zip, whole or not at all, with the digest of every file."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from ...core.problem import Problem
from ...refusal import Refused

#: Every file of a zip bears the same time, so that one book gives one zip, bit by bit.
_TIME = (1980, 1, 1, 0, 0, 0)


class Destination:
    """Takes files one behind the other; `digests` grows by the SHA-256 of each."""

    def __init__(self, part: Path, archive: zipfile.ZipFile | None) -> None:
        self._part = part
        self._archive = archive
        self.digests: dict[str, str] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """A file to be written to; its name may have a folder before it."""
        assert name not in self.digests, "a pack has each file once"
        if self._archive is not None:
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            opened: IO[bytes] = self._archive.open(info, "w", force_zip64=True)
        else:
            path = self._part / name
            path.parent.mkdir(exist_ok=True)
            opened = path.open("wb")
        digesting = _Digesting(opened)
        with opened, io.BufferedWriter(digesting, 1 << 16) as buffered:
            yield buffered
        self.digests[name] = digesting.digest.hexdigest()

    def put(self, name: str, content: bytes) -> None:
        """Write a small file at once."""
        with self.file(name) as file:
            file.write(content)


class _Digesting(io.RawIOBase):
    """Hands bytes on, and takes their digest on the way."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.digest = sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.digest.update(content)
        return self.target.write(content)


@contextmanager
def destination(output: Path) -> Iterator[Destination]:
    """A folder that is not there yet (or is empty), or a zip where the name ends so.

    What is under way stands beside it under another name, and is taken away where it fails.
    Refused where the folder has something in it.
    """
    if output.suffix.lower() == ".zip":
        if output.is_dir():
            raise Refused([Problem.of("file.is_folder", file=str(output))])
    elif output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise Refused([Problem.of("pack.folder_taken", file=str(output))])
    part = output.with_name(f".{output.name}.part")
    _clear(part)
    try:
        if output.suffix.lower() == ".zip":
            with zipfile.ZipFile(part, "w") as archive:
                yield Destination(part, archive)
            part.replace(output)
        else:
            part.mkdir(parents=True)
            yield Destination(part, None)
            if output.is_dir():
                output.rmdir()
            part.rename(output)
    except BaseException as error:
        _clear(part)
        if isinstance(error, OSError) and str(error.filename) == str(part):
            error.filename = str(output)  # what was asked for; the name beside it says nothing
        raise


def _clear(part: Path) -> None:
    if part.is_dir() and not part.is_symlink():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink(missing_ok=True)

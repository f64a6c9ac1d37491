"""What is typed and not saved yet, kept on disk until it is: a crash loses nothing.

One file for each voucher under way, in the folder of its book and user; written whole beside
the old one and put in its place, so that a kill at any instant leaves one or the other.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO
from uuid import uuid4

import orjson
from attrs import asdict, fields_dict, frozen

from .model.draft_content import Content, DraftHead, DraftLine
from .settings import home

try:
    import fcntl
except ImportError:  # a system without: then two windows may be offered the same draft
    fcntl = None  # type: ignore[assignment]


@frozen
class KeptDraft:
    """A draft as it is kept. `amends` is the voucher that it will amend, empty for a new one."""

    draft_id: str
    content: Content
    amends: str = ""
    at: str = ""


def new_id() -> str:
    """The name of a new draft; saving under it twice makes one voucher."""
    return uuid4().hex


class Drafts:
    """The drafts of one user in one book.

    `keep` and `drop` return at once: one thread writes, in order, and of several states of one
    draft only the last.
    """

    def __init__(self, place: str, book: str, who: str) -> None:
        named = str(Path(place).resolve()) if "://" not in place else place
        digest = sha256("\0".join((named, book, who)).encode()).hexdigest()[:24]
        self.folder = home() / "drafts" / digest
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drafts")
        self._lock = Lock()
        self._latest: dict[str, KeptDraft | None] = {}
        self._last: Future[None] | None = None
        #: What shows other windows that this one is at work.
        self._token = f"{uuid4().hex}.window"
        self._window: BinaryIO | None = None
        #: Why the last one could not be written, empty where it could.
        self.failure = ""

    def keep(self, draft: KeptDraft) -> None:
        """Keep this state of a draft, in place of the one before."""
        self._submit(draft.draft_id, draft)

    def drop(self, draft_id: str) -> None:
        """The draft is a voucher now, or was given up."""
        self._submit(draft_id, None)

    def _submit(self, draft_id: str, draft: KeptDraft | None) -> None:
        with self._lock:
            is_waiting = draft_id in self._latest
            self._latest[draft_id] = draft
        if not is_waiting:
            self._last = self._thread.submit(self._write, draft_id)

    def _write(self, draft_id: str) -> None:
        with self._lock:
            draft = self._latest.pop(draft_id)
        file = self.folder / f"{draft_id}.json"
        try:
            if draft is None:
                file.unlink(missing_ok=True)
            else:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._window = self._window or _hold(self.folder / self._token)
                _put(file, _as_json(draft, self._token))
            self.failure = ""
        except OSError as error:
            self.failure = error.strerror or str(error)

    def settle(self) -> None:
        """Wait until everything is on disk."""
        if self._last is not None:
            self._last.result()

    def close(self) -> None:
        """Write what is left, and end the thread."""
        self._thread.shutdown(wait=True)
        if self._window is not None:
            self._window.close()
            (self.folder / self._token).unlink(missing_ok=True)
            self._window = None

    def waiting(self) -> list[KeptDraft]:
        """The drafts of an earlier time, oldest first; not those that another window is at.

        A file that can't be read is put aside, so that nothing stands in the way.
        """
        found: list[tuple[float, KeptDraft]] = []
        for file in sorted(self.folder.glob("*.json")):
            try:
                stored = orjson.loads(file.read_bytes())
                window = str(stored["window"])
                if window != self._token and _is_held(self.folder / Path(window).name):
                    continue
                found.append((file.stat().st_mtime, _from_json(file.stem, stored)))
            except (OSError, ValueError, TypeError, AttributeError, KeyError):
                _put_aside(file)
        return [draft for _, draft in sorted(found, key=lambda each: each[0])]


def _put(file: Path, content: bytes) -> None:
    beside = file.with_suffix(f".{os.getpid()}.tmp")
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)


def _put_aside(file: Path) -> None:
    try:
        file.replace(file.with_suffix(".broken"))
    except OSError:
        return


def _hold(file: Path) -> BinaryIO:
    """A file held for as long as this process lives: the system lets go of it, whatever happens."""
    held = file.open("wb")
    if fcntl is not None:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return held


def _is_held(file: Path) -> bool:
    """Whether a process that is alive holds the file."""
    if fcntl is None or not file.exists():
        return False
    try:
        with file.open("rb") as probe:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    file.unlink(missing_ok=True)
    return False


def _as_json(draft: KeptDraft, window: str) -> bytes:
    content = draft.content
    return orjson.dumps(
        {
            "amends": draft.amends,
            "at": draft.at,
            "window": window,
            "head": asdict(content.head),
            "lines": [asdict(line) for line in content.lines],
            "row": content.row,
            "column": content.column,
        }
    )


def _from_json(draft_id: str, stored: dict[str, Any]) -> KeptDraft:
    """A draft as it was kept. Raises where the file holds no draft."""
    names = fields_dict(DraftLine)
    lines = []
    for line in stored["lines"]:
        texts = {key: value for key, value in line.items() if key in names}
        texts["dimensions"] = tuple((str(k), str(v)) for k, v in texts.get("dimensions", ()))
        lines.append(DraftLine(**texts))
    head = DraftHead(
        **{k: str(v) for k, v in stored["head"].items() if k in fields_dict(DraftHead)}
    )
    row = min(max(int(stored["row"]), -1), len(lines) - 1)
    content = Content(head, tuple(lines) or (DraftLine(),), row, str(stored["column"]))
    return KeptDraft(draft_id, content, str(stored["amends"]), str(stored["at"]))

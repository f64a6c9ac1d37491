"""Backup and restore of a set (数据备份, 数据恢复): all of its database as one file, proved on arrival."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from .. import Book, Problem, Refused, back_up, book_names, restore
from . import tables
from .set import GrainSet, Place, open_set


def back_up_set(grain_set: GrainSet, file: str | Path) -> Path:
    """Copy the database of a set into a new file: both books, the set's own rows, whatever is beside.

    The copy is of one moment, and is a set itself. Refused where the file is there already.
    """
    if _is_file(grain_set.where):
        return back_up(grain_set.where, file)
    with grain_set.grain.transaction() as connection:  # nothing changes while it is copied
        made = back_up(grain_set.where, file)
        _put_rows(made, {each: tables.rows(connection, each) for each in tables.ALL})
    return made


def restore_set(file: str | Path, where: Place) -> list[str]:
    """Bring a backup back to a place that has no books yet, and verify each book there.

    Returns the names of the books.
    """
    with open_set(file) as kept, kept.grain.reading() as connection:
        rows = {each: tables.rows(connection, each) for each in tables.ALL}
    names = restore(file, where)
    if not _is_file(where):
        _put_rows(where, rows)
    return names


def clear_and_restore(where: str | Path, file: str | Path, safe: str | Path) -> list[str]:
    """Put a backup in the place of what is there (数据清空与恢复), after a backup of that to `safe`.

    What is there is only replaced once its own backup has been opened and verified, and the backup
    to be restored too. On a server, its administrator empties the database; then `restore_set`.
    """
    if not _is_file(where):
        raise Refused([Problem.of("grain.clear_on_server", file=str(where))])
    place = Path(str(where)).expanduser()
    waiting = place.with_name(f"{place.name}.restoring")
    waiting.unlink(missing_ok=True)  # of a restoring that was broken off
    back_up(place, safe)
    _proved(safe)
    try:
        names = restore_set(file, waiting)
        _settled(waiting)
        for leftover in ("-wal", "-shm"):
            place.with_name(place.name + leftover).unlink(missing_ok=True)
        waiting.replace(place)
    finally:
        for leftover in ("", "-wal", "-shm"):
            waiting.with_name(waiting.name + leftover).unlink(missing_ok=True)
    return names


def _is_file(where: Place) -> bool:
    return "://" not in str(where)


def _proved(file: str | Path) -> None:
    with open_set(file) as kept:
        problems = [
            problem for book in (kept.grain, kept.money) for problem in book.verify().problems
        ]
    if problems:
        raise Refused(problems)


def _settled(file: Path) -> None:
    """Leave nothing of a database outside its file."""
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()


def _put_rows(where: Place, rows: dict[Any, list[Any]]) -> None:
    with (
        Book.open(where, name=min(book_names(where))) as book,
        book.transaction() as connection,
    ):
        tables.make(connection)
        for model, found in rows.items():
            tables.put(connection, *(model(**row._mapping) for row in found))

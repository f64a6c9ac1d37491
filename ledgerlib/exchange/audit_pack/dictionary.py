"""The data dictionary of a pack: which files it has, what their columns are called and mean."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files

from attrs import frozen


@frozen
class Described:
    """A file of a pack, or several of one form, and its columns: unit, meaning in two languages."""

    name: str
    chinese: str
    english: str
    columns: dict[str, tuple[str, str, str]]


@frozen
class Dictionary:
    """All files in the order in which a reader wants them."""

    files: tuple[Described, ...]

    def described(self, name: str) -> Described:
        """The file of this name; there is one, or the pack would hold what nobody explains."""
        return next(each for each in self.files if fnmatch(name, each.name))

    def columns(self, name: str) -> list[str]:
        """The columns of a file, in their order."""
        return list(self.described(name).columns)

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """The dictionary as a table: file, column (none for the file itself), unit, meanings."""
        for each in self.files:
            yield each.name, "", "", each.chinese, each.english
            for column, (unit, chinese, english) in each.columns.items():
                yield each.name, column, unit, chinese, english

    def listed(self) -> str:
        """The files as a list for people to read."""
        return "\n".join(f"- `{e.name}`: {e.chinese} / {e.english}" for e in self.files)


@cache
def read_dictionary() -> Dictionary:
    """The dictionary that comes along."""
    content = tomllib.loads((files(__package__) / "dictionary.toml").read_text("utf-8"))
    return Dictionary(
        tuple(
            Described(
                each["name"], each["zh"], each["en"],
                {row[0]: (row[1], row[2], row[3]) for row in each.get("columns", ())},
            )
            for each in content["file"]
        )
    )  # fmt: skip

"""Where the tables of a TOML file stand: the parser gives values, and their reader asks for lines."""

from __future__ import annotations

import re

from attrs import frozen

_HEADER = re.compile(r"\s*\[\[\s*([\w-]+)\s*\]\]")
_ARRAY = re.compile(r"\s*([\w-]+)\s*=\s*\[")
_ELEMENT = re.compile(r"\s*\{")


@frozen
class Places:
    """The lines of a file, and for each kind of table the line that each of its kind begins in.

    Tables are written [[row]] with their keys below, or as an array of one-line tables:
    row = [ { … }, { … } ], a line each.
    """

    lines: tuple[str, ...]
    begins: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, text: str) -> Places:
        """Look a file through once."""
        lines = tuple(text.splitlines())
        begins: dict[str, tuple[int, ...]] = {}
        array = ""
        for number, line in enumerate(lines):
            if header := _HEADER.match(line):
                array = ""
                begins[header[1]] = (*begins.get(header[1], ()), number)
            elif opened := _ARRAY.match(line):
                array = opened[1]
            elif array and _ELEMENT.match(line):
                begins[array] = (*begins.get(array, ()), number)
            elif line.startswith("]"):
                array = ""
        return cls(lines, begins)

    def line(self, table: str, number: int, key: str) -> int:
        """The line, from 1, of a key of the n-th table of a kind; of the table where it has none."""
        begins = self.begins.get(table, ())
        start = begins[number] if number < len(begins) else 0
        every = sorted(line for lines in self.begins.values() for line in lines)
        end = next((line for line in every if line > start), len(self.lines))
        written = rf"[\"']?{re.escape(key)}[\"']?\s*="
        for wanted in (rf"\s*{written}", rf".*[{{,]\s*{written}"):  # of its own, or within braces
            for at in range(start, end if key else start):
                if re.match(wanted, self.lines[at]):
                    return at + 1
        return start + 1

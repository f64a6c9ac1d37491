"""A transfer as plain texts and whole numbers: what a book keeps of it, and what a toml file says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field

from .account import Side
from .problem import Problem
from .transfer import MONTHLY, WHEN, Transfer, TransferLine

#: What may be said of a transfer and of a line, each with an example.
_TRANSFER: Final = {
    "name": '"计提折旧"',
    "summary": '"…"',
    "word": '"转"',
    "when": '"month", "quarter", "year", [6, 12]',
    "after": '["…"]',
    "line": "[[transfer.line]]",
}
_LINE: Final = {
    "account": '"5602"',
    "debit": '"opening(1601) * 0.5%"',
    "credit": '"difference()"',
    "quantity": '"credit_quantity(5001)"',
    "unit": '"kg"',
    "dimension": '"department:01"',
    "each": '"5001"',
    "by": '["department"]',
    "summary": '"…"',
}
_SIDES: Final = {Side.DEBIT: "debit", Side.CREDIT: "credit"}


def as_content(transfer: Transfer) -> dict[str, Any]:
    """A transfer as plain content, without what is empty; its name is said apart."""
    words = [word for word, months in WHEN.items() if months == transfer.months]
    content: dict[str, Any] = {
        "summary": transfer.summary,
        "word": transfer.word,
        "when": words[0] if words else list(transfer.months),
        "after": list(transfer.after),
        "line": [_line_content(line) for line in transfer.lines],
    }
    return {key: value for key, value in content.items() if value}


def _line_content(line: TransferLine) -> dict[str, Any]:
    content: dict[str, Any] = {
        "account": line.account, _SIDES[line.side]: line.amount, "quantity": line.quantity,
        "unit": line.unit, "dimension": line.dimension, "each": line.each, "by": list(line.by),
        "summary": line.summary,
    }  # fmt: skip
    return {key: value for key, value in content.items() if value}


def from_content(name: str, content: Mapping[str, Any]) -> tuple[Transfer, list[Problem]]:
    """The transfer that plain content stands for, and what can't be read of it."""
    reading = _Reading()
    reading.check_keys(content, _TRANSFER)
    entries = content.get("line", [])
    if not isinstance(entries, list) or not all(isinstance(each, Mapping) for each in entries):
        reading.bad("line", entries, _TRANSFER)
        entries = []
    transfer = Transfer(
        name,
        tuple(reading.line(number, entry) for number, entry in enumerate(entries, 1)),
        reading.text(content, "summary", _TRANSFER),
        reading.text(content, "word", _TRANSFER),
        reading.months(content),
        reading.texts(content, "after", _TRANSFER),
    )
    return transfer, [problem.at(transfer=name) for problem in reading.problems]


@define
class _Reading:
    problems: list[Problem] = field(factory=list)
    place: dict[str, int] = field(factory=dict)

    def add(self, code: str, **values: Any) -> None:
        self.problems.append(Problem.of(code, **self.place, **values))

    def bad(self, key: str, value: Any, known: Mapping[str, str]) -> None:
        """The value of a key is none that it can have."""
        shown = str(value)
        shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
        self.add("transfer.value", key=key, value=shown, sample=known[key])

    def check_keys(self, content: Mapping[str, Any], known: Mapping[str, str]) -> None:
        for key in content:
            if key not in known:
                self.add("transfer.key_unknown", key=key, known=" ".join(known))

    def text(self, content: Mapping[str, Any], key: str, known: Mapping[str, str]) -> str:
        value = content.get(key, "")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # a code or an amount that nobody put in quotes
        if not isinstance(value, str):
            self.bad(key, value, known)
            return ""
        return value.strip()

    def texts(
        self, content: Mapping[str, Any], key: str, known: Mapping[str, str]
    ) -> tuple[str, ...]:
        value = content.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.bad(key, value, known)
            return ()
        return tuple(each.strip() for each in value)

    def months(self, content: Mapping[str, Any]) -> tuple[int, ...]:
        value = content.get("when", "month")
        if isinstance(value, str) and value in WHEN:
            return WHEN[value]
        if isinstance(value, list) and value and all(_is_month(each) for each in value):
            return tuple(sorted(set(value)))
        self.bad("when", value, _TRANSFER)
        return MONTHLY

    def line(self, number: int, entry: Mapping[str, Any]) -> TransferLine:
        self.place = {"line": number}
        self.check_keys(entry, _LINE)
        sides = [side for side, key in _SIDES.items() if key in entry]
        if len(sides) != 1:
            self.add("transfer.side")
        side = sides[0] if sides else Side.DEBIT
        if not entry.get("account"):
            self.add("transfer.key_missing", key="account", sample=_LINE["account"])
        texts = {key: self.text(entry, key, _LINE) for key in _LINE if key != "by"}
        line = TransferLine(
            texts["account"], side, texts[_SIDES[side]], texts["quantity"], texts["unit"],
            texts["dimension"], texts["each"], self.texts(entry, "by", _LINE), texts["summary"],
        )  # fmt: skip
        self.place = {}
        return line


def _is_month(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 12

"""A template as plain texts and whole numbers: what a book keeps of it, and what a toml file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from .account import Side
from .amount import AmountError, exact_text
from .commodity import CommodityKind
from .period import Period
from .problem import Problem
from .template import Every, Recurrence, Share, Template, TemplateLine, TemplateMeasure
from .voucher import DEFAULT_WORD

_KEYS = {"name", "word", "attachments", "total", "every", "day", "first", "last", "lines"}
_LINE_KEYS = {
    "account", "debit", "credit", "summary", "commodity", "dimension", "quantity", "unit",
    "currency", "rate", "settlement",
}  # fmt: skip


def as_content(template: Template) -> dict[str, Any]:
    """A template as plain content, without what is empty; its name is said apart."""
    again = template.recurrence
    content: dict[str, Any] = {"word": template.word, "attachments": template.attachments}
    if template.total is not None:
        content["total"] = exact_text(template.total)
    if again is not None:
        content |= {"every": again.every.value, "day": again.day, "first": str(again.first)}
        content |= {"last": str(again.last)} if again.last is not None else {}
    content["lines"] = [_line_content(line) for line in template.lines]
    return content


def _line_content(line: TemplateLine) -> dict[str, Any]:
    side = "debit" if line.side is Side.DEBIT else "credit"
    content = {
        "account": line.account, side: str(line.amount), "summary": line.summary,
        "commodity": line.commodity, "dimension": line.dimension, "settlement": line.settlement,
    }  # fmt: skip
    if line.measure is not None:
        unit = "currency" if line.measure.kind is CommodityKind.CURRENCY else "unit"
        content |= {unit: line.measure.commodity, "quantity": str(line.measure.quantity)}
        content |= {"rate": str(line.measure.rate)} if line.measure.rate is not None else {}
    return {key: text for key, text in content.items() if text}


def from_content(name: str, content: Mapping[str, Any]) -> tuple[Template, list[Problem]]:
    """The template that plain content stands for, and what can't be read of it."""
    problems = [
        Problem.of("template.key", template=name, key=key, known=" ".join(sorted(_KEYS)))
        for key in content.keys() - _KEYS
    ]
    reading = _Reading(name, problems)
    lines: list[TemplateLine] = []
    entries = content.get("lines", ())
    if not isinstance(entries, list) or not all(isinstance(each, Mapping) for each in entries):
        problems.append(Problem.of("template.malformed", template=name, key="lines", value=""))
        entries = []
    for number, entry in enumerate(entries, 1):
        lines += reading.line(number, entry)
    total = reading.share(content, "total")
    if total is not None and total.fixed is None:
        reading.bad("total", content["total"])
    template = Template(
        name, tuple(lines), str(content.get("word", DEFAULT_WORD)),
        reading.number(content, "attachments", 0), total.fixed if total is not None else None,
        reading.recurrence(content),
    )  # fmt: skip
    return template, problems


@frozen
class _Reading:
    """Reads plain content, and collects what is wrong with it."""

    name: str
    problems: list[Problem]

    def bad(self, key: str, value: object, **places: object) -> None:
        """Remember that what stands under a key can't be read."""
        values = {"template": self.name, "key": key, "value": str(value)[:60], **places}
        self.problems.append(Problem.of("template.malformed", **values))

    def number(self, content: Mapping[str, Any], key: str, otherwise: int) -> int:
        """A whole number."""
        value = content.get(key, otherwise)
        if isinstance(value, bool) or not isinstance(value, int):
            self.bad(key, value)
            return otherwise
        return value

    def share(self, content: Mapping[str, Any], key: str, **places: object) -> Share | None:
        """What stands under a key as a share; None where nothing does."""
        if key not in content:
            return None
        try:
            return Share.of(content[key])
        except (AmountError, TypeError):
            self.bad(key, content[key], **places)
            return Share(fixed=Decimal(0))

    def line(self, number: int, entry: Mapping[str, Any]) -> Iterator[TemplateLine]:
        """The line an entry stands for, if it stands for one."""
        known = " ".join(sorted(_LINE_KEYS))
        for key in entry.keys() - _LINE_KEYS:
            named = {"template": self.name, "key": key, "known": known, "line": number}
            self.problems.append(Problem.of("template.key", **named))
        sides = [key for key in ("debit", "credit") if key in entry]
        if len(sides) != 1:
            self.problems.append(Problem.of("template.side", template=self.name, line=number))
            return
        amount = self.share(entry, sides[0], line=number)
        assert amount is not None
        texts = {key: str(entry.get(key, "")) for key in ("account", "summary", "dimension")}
        measure = None
        unit = "currency" if "currency" in entry else "unit"
        if unit in entry:
            quantity = self.share(entry, "quantity", line=number) or Share(fixed=Decimal(0))
            kind = CommodityKind.CURRENCY if unit == "currency" else CommodityKind.GOODS
            rate = self.share(entry, "rate", line=number)
            measure = TemplateMeasure(str(entry[unit]), quantity, rate, kind)
        yield TemplateLine(
            texts["account"], Side.DEBIT if sides[0] == "debit" else Side.CREDIT, amount,
            texts["summary"], str(entry.get("commodity", "")), texts["dimension"], measure,
            str(entry.get("settlement", "")),
        )  # fmt: skip

    def recurrence(self, content: Mapping[str, Any]) -> Recurrence | None:
        """When it comes again, if it does."""
        if "every" not in content:
            for key in ("day", "first", "last"):
                if key in content:
                    self.bad(key, content[key])
            return None
        try:
            every = Every(content["every"])
        except ValueError:
            self.bad("every", content["every"])
            return None
        first = self._period(content, "first")
        if first is None:
            if "first" not in content:
                self.bad("first", "")
            return None
        day = self.number(content, "day", 31)
        return Recurrence(every, first, day, self._period(content, "last"))

    def _period(self, content: Mapping[str, Any], key: str) -> Period | None:
        if key not in content:
            return None
        try:
            return Period.parse(str(content[key]))
        except ValueError:
            self.bad(key, content[key])
            return None

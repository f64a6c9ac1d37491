"""Voucher templates (模式凭证), and those that come again every month, quarter or year (周期凭证).

A template is a voucher whose amounts are said in advance, are a part of a total, are asked for
when it is used, or are what balances the voucher.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field, frozen

from .account import Side
from .amount import DIVIDING, EXACT, exact, exact_text, rounded
from .commodity import Commodity, CommodityKind
from .period import Period
from .problem import Problem
from .voucher import DEFAULT_WORD, Line, Measure, Settlement, Voucher

#: The word that stands for the amount which balances the voucher.
BALANCE = "balance"


@frozen
class Share:
    """What a line of a template takes: one of `fixed`, `ratio` (of the total) and `blank`, or the balance.

    As text: 1000.00, 30%, ?运费 (a blank, asked for by its name) or balance.
    """

    fixed: Decimal | None = None
    ratio: Decimal | None = None
    blank: str = ""

    @classmethod
    def of(cls, value: Share | Decimal | int | str) -> Share:
        """The share a text stands for. Raises TypeError for a float, AmountError for no amount."""
        if isinstance(value, Share):
            return value
        if not isinstance(value, str):
            return cls(fixed=exact(value))
        text = unicodedata.normalize("NFKC", value).strip()
        if text.lower() in (BALANCE, "平衡", "找平"):
            return cls()
        if text.startswith("?") and text[1:].strip():
            return cls(blank=text[1:].strip())
        if text.endswith("%"):
            return cls(ratio=EXACT.scaleb(exact(text[:-1].strip()), -2))
        return cls(fixed=exact(text))

    @property
    def is_balance(self) -> bool:
        """Whether it is what balances the voucher."""
        return self.fixed is None and self.ratio is None and not self.blank

    def __str__(self) -> str:
        if self.fixed is not None:
            return exact_text(self.fixed)
        if self.ratio is not None:
            return f"{exact_text(EXACT.scaleb(self.ratio, 2))}%"
        return f"?{self.blank}" if self.blank else BALANCE


def _share(value: Share | Decimal | int | str) -> Share:
    return Share.of(value)


def _share_if_any(value: Share | Decimal | int | str | None) -> Share | None:
    return None if value is None else Share.of(value)


@frozen
class TemplateMeasure:
    """The quantity or foreign currency of a template's line; its figures fixed or asked for."""

    commodity: str
    quantity: Share = field(converter=_share)
    rate: Share | None = field(default=None, converter=_share_if_any)
    kind: CommodityKind = CommodityKind.GOODS


@frozen
class TemplateLine:
    """A line of a template. An empty summary stands for the name of the template."""

    account: str
    side: Side
    amount: Share = field(converter=_share)
    summary: str = ""
    commodity: str = ""
    dimension: str = ""
    measure: TemplateMeasure | None = None
    settlement: str = ""

    @property
    def blanks(self) -> list[str]:
        """The names under which it asks for figures."""
        shares = [self.amount]
        if self.measure is not None:
            shares += [self.measure.quantity, *([self.measure.rate] if self.measure.rate else [])]
        return [share.blank for share in shares if share.blank]


class Every(StrEnum):
    """How often something comes again."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months lie between two times."""
        return {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[self]


@frozen
class Recurrence:
    """When a template comes again: every so many months from `first` on, to `last` if there is one.

    `day` is the day of the month, or the last one where the month has no such day: 31 is
    always the last.
    """

    every: Every
    first: Period
    day: int = 31
    last: Period | None = None

    def day_in(self, period: Period) -> date | None:
        """The day on which it is due in a period; None where it is not."""
        if period < self.first or (self.last is not None and period > self.last):
            return None
        passed = (period.year - self.first.year) * 12 + period.month - self.first.month
        if passed % self.every.months:
            return None
        return period.first_day.replace(day=min(self.day, period.last_day.day))


@frozen
class Template:
    """A voucher made in advance under a name. `total` is what ratios are of where nobody says another."""

    name: str
    lines: tuple[TemplateLine, ...]
    word: str = DEFAULT_WORD
    attachments: int = 0
    total: Decimal | None = None
    recurrence: Recurrence | None = None

    @property
    def blanks(self) -> list[str]:
        """The names of the figures that are asked for, each once, in the order of the lines."""
        return list(dict.fromkeys(name for line in self.lines for name in line.blanks))

    @property
    def needs_total(self) -> bool:
        """Whether any line is a part of a total."""
        return any(line.amount.ratio is not None for line in self.lines)


def check_template(template: Template) -> list[Problem]:
    """What is wrong with a template whatever it is used for."""
    problems = []
    if not template.name.strip():
        problems.append(Problem.of("template.unnamed"))
    if not template.lines:
        problems.append(Problem.of("template.empty", template=template.name))
    balancing = [line.commodity for line in template.lines if line.amount.is_balance]
    if len(balancing) != len(set(balancing)):
        problems.append(Problem.of("template.two_balances", template=template.name))
    for number, line in enumerate(template.lines, 1):
        measure = line.measure
        shares = [measure.quantity, measure.rate] if measure is not None else []
        if any(s is not None and s.fixed is None and not s.blank for s in shares):
            problems.append(Problem.of("template.quantity", template=template.name, line=number))
    again = template.recurrence
    if again is not None:
        if not 1 <= again.day <= 31:
            problems.append(Problem.of("template.day", template=template.name, day=again.day))
        asked = template.blanks + (
            ["total"] if template.needs_total and template.total is None else []
        )
        if asked:
            named = {"template": template.name, "names": "、".join(asked)}
            problems.append(Problem.of("template.asks", **named))
    return problems


def fill(
    template: Template,
    day: date,
    commodities: Mapping[str, Commodity],
    currency: str,
    *,
    total: Decimal | None = None,
    amounts: Mapping[str, Decimal] | None = None,
) -> tuple[Voucher, list[Problem]]:
    """The voucher that a template makes on a day, and what it still lacks.

    A ratio that does not come out in the smallest unit is rounded half up, and the balancing
    line takes the rest. Lines that come to nothing are left out.
    """
    given = dict(amounts or {})
    named = {"template": template.name}
    problems = [
        Problem.of("template.missing", **named, name=name)
        for name in template.blanks
        if name not in given
    ]
    known = "、".join(template.blanks) or "-"
    problems += [
        Problem.of("template.not_asked", **named, name=name, known=known)
        for name in given
        if name not in template.blanks
    ]
    if total is not None and not template.needs_total:
        problems.append(Problem.of("template.total_unused", **named))
    total = template.total if total is None else total
    if template.needs_total and total is None:
        problems.append(Problem.of("template.no_total", **named))
    filling = _Filling(given, total or Decimal(0), commodities, currency)
    lines = [filling.line(line, template.name) for line in template.lines]
    lines = [
        evolve(line, amount=filling.balance(lines, number)) if each.amount.is_balance else line
        for number, (each, line) in enumerate(zip(template.lines, lines, strict=True))
    ]
    voucher = Voucher(
        day,
        tuple(line for line in lines if not line.moves_nothing),
        template.word,
        attachments=template.attachments,
    )
    return voucher, problems


@frozen
class _Filling:
    """What the lines of a template are filled in with."""

    given: Mapping[str, Decimal]
    total: Decimal
    commodities: Mapping[str, Commodity]
    currency: str

    def line(self, line: TemplateLine, name: str) -> Line:
        """The line as it will be entered; one that balances the others still at nothing."""
        return Line(
            line.account, line.side, self._amount(line), line.summary or name, line.commodity,
            line.dimension, self._measure(line.measure),
            Settlement(line.settlement) if line.settlement else None,
        )  # fmt: skip

    def _amount(self, line: TemplateLine) -> Decimal:
        if line.amount.ratio is None:
            return self._figure(line.amount)
        commodity = self.commodities.get(line.commodity or self.currency)
        part = DIVIDING.multiply(self.total, line.amount.ratio)
        return rounded(part, commodity.scale if commodity else 2)

    def _figure(self, share: Share) -> Decimal:
        if share.fixed is not None:
            return share.fixed
        return self.given.get(share.blank, Decimal(0))

    def _measure(self, measure: TemplateMeasure | None) -> Measure | None:
        if measure is None:
            return None
        rate = self._figure(measure.rate) if measure.rate is not None else None
        return Measure(measure.commodity, self._figure(measure.quantity), rate, measure.kind)

    def _commodity(self, line: Line) -> str:
        return line.commodity or self.currency

    def balance(self, lines: list[Line], number: int) -> Decimal:
        """What balances the others, on the line's own side; below zero it is red ink."""
        one = lines[number]
        net = Decimal(0)
        for at, line in enumerate(lines):
            if at != number and self._commodity(line) == self._commodity(one):
                same = line.side is one.side
                net = DIVIDING.add(net, line.amount.copy_negate() if same else line.amount)
        return net


def template_of(voucher: Voucher, name: str, currency: str) -> Template:
    """A template with the content of a voucher: its amounts fixed, its bill numbers left out."""
    return Template(
        name, tuple(_template_line(line, currency) for line in voucher.lines), voucher.word,
        voucher.attachments,
    )  # fmt: skip


def _template_line(line: Line, currency: str) -> TemplateLine:
    measure = None
    if line.measure is not None:
        m = line.measure
        measure = TemplateMeasure(m.commodity, m.quantity, m.rate, m.kind)
    commodity = line.commodity if line.commodity != currency else ""
    return TemplateLine(
        line.account, line.side, line.amount, line.summary, commodity, line.dimension,
        measure, line.settlement.method if line.settlement else "",
    )  # fmt: skip

"""Below the grid: totals and 大写, the difference, the account's balance, and what the line's account asks for."""

from __future__ import annotations

from decimal import Decimal

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip

from ..language import text
from ..model.amounts import fitted, grouped
from ..model.draft_content import (
    ACCOUNT,
    BILL,
    BILL_DAY,
    CURRENCY,
    DEBIT,
    DIMENSION,
    FOREIGN,
    METHOD,
    PRICE,
    QUANTITY,
    RATE,
    DraftLine,
)
from ..model.draft_voucher import cell_problem
from ..model.voucher_layout import Field, columns_within, fields_within, right, shortened
from ..problem_text import said
from ..words import in_words
from .voucher_cells import VoucherCells
from .voucher_grid import VoucherGrid

#: How wide the cells of the strip are.
_ROOMS = {
    QUANTITY: 14,
    PRICE: 12,
    CURRENCY: 5,
    FOREIGN: 15,
    RATE: 12,
    METHOD: 12,
    BILL: 14,
    BILL_DAY: 10,
}
_DIMENSION_ROOM = 14
#: Lines of the strip: what one account asks for fits in them.
STRIP = 2
Totals = dict[str, tuple[Decimal, Decimal]]


class VoucherFoot(VoucherCells):
    """Five lines: totals, difference and balance, two of the line's own fields, and what is to be said."""

    DEFAULT_CSS = """
    VoucherFoot { height: 5; width: 1fr; }
    """
    #: The balance of the account under the cursor, as the screen has asked for it.
    balance = ""
    #: What dimension values are called, as far as the screen knows.
    names: dict[tuple[str, str], str]

    def __init__(self) -> None:
        super().__init__()
        self.names = {}
        self._summed: tuple[tuple[DraftLine, ...], Totals] = ((), {})

    @property
    def grid(self) -> VoucherGrid:
        """The grid whose draft is drawn."""
        return self.screen.query_one(VoucherGrid)

    def tell_balance(self, balance: str) -> None:
        """Show the balance of the account under the cursor."""
        if balance != self.balance:
            self.balance = balance
            self.refresh()

    def totals(self) -> Totals:
        """The totals of the draft, added up once for each state of its lines."""
        lines = self.draft.content.lines
        if self._summed[0] is not lines:
            self._summed = (lines, self.draft.totals())
        return self._summed[1]

    def render_line(self, y: int) -> Strip:
        """One of the five lines."""
        if y == 0:
            return self._totals()
        if y == 1:
            return self._difference()
        if y < 2 + STRIP:
            return self._strip(y)
        return self._said()

    def _totals(self) -> Strip:
        draft, style = self.draft, self.style_of("title")
        rules = draft.rules
        debit, credit = self.totals().get(rules.currency, (Decimal(0), Decimal(0)))
        decimals = rules.scales.get(rules.currency, 2)
        places = columns_within(self.size.width)
        room = places[2].begin - 1
        words = ""
        if debit == credit and debit:
            words = in_words(debit, rules.currency, decimals)
        if rules.receives:
            debit, credit = self._received()
        head = shortened(f" {text('entry.total')} {words}", room)
        segments = [Segment(head + " ", style)]
        for place, amount in zip(places[2:], (debit, credit), strict=True):
            shown = (
                right(fitted(amount, decimals, place.width), place.width)
                if amount
                else " " * place.width
            )
            segments.append(
                Segment(shown + " ", style + self.style_of("red") if amount < 0 else style)
            )
        return self.filled(segments, style)

    def _received(self) -> tuple[Decimal, Decimal]:
        """What stands in the columns 收 and 付, whatever side that is."""
        from ..model.amounts import amount_in

        rules = self.draft.rules
        sums = [
            sum(
                (
                    amount_in(x.text(c), rules.decimals(x)) or Decimal(0)
                    for x in self.draft.content.lines
                ),
                Decimal(0),
            )
            for c in ("debit", "credit")
        ]
        return sums[0], sums[1]

    def _difference(self) -> Strip:
        draft = self.draft
        sums = self.totals()
        if sums and all(debit == credit for debit, credit in sums.values()):
            shown, style = f"✓ {text('entry.balanced')}", self.style_of("good")
        else:
            parts = []
            for commodity, (debit, credit) in self.totals().items():
                net = debit - credit
                if net:
                    side = text("entry.more_debit" if net > 0 else "entry.more_credit")
                    unit = "" if commodity == draft.rules.currency else f" {commodity}"
                    parts.append(
                        f"{side} {grouped(abs(net), draft.rules.scales.get(commodity, 2))}{unit}"
                    )
            shown = f"✗ {text('entry.difference')} {'; '.join(parts)}" if parts else ""
            style = self.style_of("wrong")
        width = self.size.width
        segments = [Segment(" "), Segment(shown, style)]
        rest = width - 2 - cell_len(shown)
        if self.balance and rest > 10:
            segments += [Segment(" "), Segment(right(self.balance, rest - 1))]
        return self.filled(segments)

    # What the account of the line asks for

    def _fields(self) -> list[Field]:
        line = self.draft.line
        if line is None:
            return []
        rules = self.draft.rules
        own = [c for c in rules.columns(line) if c in _ROOMS or c.startswith(DIMENSION)]
        wanted = [(c, self._label(c, line), _ROOMS.get(c, _DIMENSION_ROOM)) for c in own]
        return fields_within(self.size.width, wanted, rows=STRIP)

    def _label(self, column: str, line: DraftLine) -> str:
        rules = self.draft.rules
        if column.startswith(DIMENSION):
            kind = column.removeprefix(DIMENSION)
            return rules.kinds.get(kind, kind)
        if column == QUANTITY and rules.unit(line):
            return f"{text('entry.quantity')}({rules.unit(line)})"
        return text(f"entry.{column}")

    def _strip(self, y: int) -> Strip:
        segments: list[Segment] = []
        at = 0
        for field in self._fields():
            if field.row == y - 2:
                segments += [
                    Segment(" " * (field.label_begin - at)),
                    self.label(field.label),
                    Segment(" "),
                ]
                segments += self.cell(self.draft.row, field.place, y, self.style_of("field"))
                at = field.place.end
        return self.filled(segments)

    def _said(self) -> Strip:
        """What is wrong with the cell of the cursor; else what fits to what is typed; else a hint."""
        draft = self.draft
        problem = cell_problem(draft.content, draft.rules, draft.row, draft.column)
        line = draft.line
        typing = draft.content.caret is not None
        if draft.column == ACCOUNT and line is not None and typing and draft.content.here.strip():
            found = self.grid.accounts.find(draft.content.here, 8)
            shown = "  ".join(f"{a.code} {a.name}" for a in found)
            if shown:
                return self.filled([Segment(" "), self.label(shown)])
        if problem is not None:
            return self.filled(
                [Segment(" "), Segment(f"! {said(problem)}", self.style_of("wrong"))]
            )
        return self.filled([Segment(" "), self.label(self._hint(line))])

    def _hint(self, line: DraftLine | None) -> str:
        draft = self.draft
        if line is None:
            return text("entry.hint.head")
        if draft.column.startswith(DIMENSION):
            kind = draft.column.removeprefix(DIMENSION)
            name = self.names.get((kind, draft.content.here))
            if name:
                return f"{draft.content.here} {name}"
            return text(
                "entry.hint.dimension", kind=draft.rules.kinds.get(kind, kind), key=self._key()
            )
        if draft.column == ACCOUNT and line.code:
            return f"{line.code} {self.grid.accounts.full_name(line.code)}"
        if draft.column in ("summary", ACCOUNT, DEBIT, "credit"):
            place = "amount" if draft.column in (DEBIT, "credit") else draft.column
            return text(f"entry.hint.{place}", key=self._key())
        return ""

    def _key(self) -> str:
        return self.app.key_of("cell.lookup")

    def on_click(self, event: events.Click) -> None:
        """A click on a field of the strip."""
        for field in self._fields():
            if field.row == event.y - 2 and field.place.begin <= event.x < field.place.end:
                self.pointed(event, self.draft.row, field.place)

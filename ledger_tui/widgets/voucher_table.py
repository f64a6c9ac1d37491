"""The list of vouchers: a table in which rows can be marked."""

from __future__ import annotations

from ledgerlib import VoucherKey

from ..model.report_pages import ShownRow
from .report_table import ReportTable


class VoucherTable(ReportTable):
    """A table of vouchers; what is marked has a star before it, wherever it stands."""

    help_code = "vouchers"

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.marked: dict[VoucherKey, None] = {}

    def texts(self, shown: ShownRow) -> tuple[str, ...]:
        """The cells, the mark before them."""
        if shown.row.voucher in self.marked:
            return ("*", *shown.texts[1:])
        return shown.texts

    def turn_mark(self) -> None:
        """Mark the voucher under the cursor, or unmark it, and go to the next."""
        key = self.row.voucher if self.row is not None else None
        if key is None:
            return
        if key in self.marked:
            del self.marked[key]
        else:
            self.marked[key] = None
        self.action_move(1)
        self.refresh()

    def mark(self, keys: list[VoucherKey]) -> None:
        """Mark these, and no others."""
        self.marked = dict.fromkeys(keys)
        self.refresh()

    @property
    def chosen(self) -> list[VoucherKey]:
        """Those that are marked, in the order of their numbers; without any the one under the cursor."""
        if self.marked:
            return sorted(self.marked)
        row = self.row
        return [row.voucher] if row is not None and row.voucher is not None else []

"""The list of vouchers: found by a filter, marked, signed, reviewed and posted several at a time."""

from __future__ import annotations

from attrs import evolve
from textual.app import ComposeResult
from textual.widgets import Static

from ledgerlib import Book, State, VoucherFilter, VoucherKey
from ledgerlib.reports import Report

from ..language import library_text, text
from ..model import voucher_filter
from ..model.voucher_list import Order, VoucherQueue, counted, voucher_list
from ..widgets.report_table import ReportTable
from ..widgets.voucher_table import VoucherTable
from .batch_result import BatchResult, Deed, done_one_by_one, told_in_a_line
from .table import TableScreen

#: As many as can be marked at once.
_MOST = 20_000


class VouchersScreen(TableScreen):
    """The vouchers that a filter finds; without one those of the current month and later ones."""

    FAMILIES = ("vouchers",)
    name_code = "vouchers"
    DEFAULT_CSS = """
    VouchersScreen #vouchers-counts { height: 1; text-style: bold; padding: 0 1; }
    VouchersScreen #vouchers-asked { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, asked: VoucherFilter | None = None) -> None:
        super().__init__()
        self._asked = asked
        self.queue = VoucherQueue(asked or VoucherFilter())
        self._counts: dict[State, int] = {}
        self._voiding = 0

    def body(self) -> ComposeResult:
        """Counts, what is asked for, the table."""
        yield Static("", id="vouchers-counts", markup=False)
        yield Static("", id="vouchers-asked", markup=False)
        yield VoucherTable(self.read)

    @property
    def vouchers(self) -> VoucherTable:
        """The table, with what is marked."""
        return self.query_one(VoucherTable)

    def on_mount(self) -> None:
        """The keys are the table's."""
        self.vouchers.focus()

    def make(self, book: Book) -> Report:
        """The list as a report."""
        return voucher_list(book, self.queue, text("vouchers.title"))

    async def reload(self) -> None:
        """Read the list anew; the cursor stays on its voucher, or at its place where that is gone."""
        here = self.app.here
        if self._asked is None and here is not None:
            self._asked = VoucherFilter(first=here.period)
            self.queue = evolve(self.queue, asked=self._asked)
        asked = self.queue.asked
        self._counts = await self.ask(lambda book: counted(book, asked))
        self.report = await self.ask(self.make)
        await self.vouchers.show_again(self.report)
        self._show_head()

    def _show_head(self) -> None:
        counts = [
            f"{text(f'entry.state.{state.value}')} {self._counts.get(state, 0)}"
            for state in (State.DRAFT, State.REVIEWED, State.POSTED, State.VOID)
        ]
        if self.vouchers.marked:
            counts.append(text("vouchers.marked", count=len(self.vouchers.marked)))
        self.query_one("#vouchers-counts", Static).update("   ".join(counts))
        order = text(f"vouchers.order.{self.queue.order.value}")
        asked = f"{voucher_filter.said(self.queue.asked)}   {order}"
        self.query_one("#vouchers-asked", Static).update(asked)

    # Looking through

    def on_report_table_opened(self, event: ReportTable.Opened) -> None:
        """The voucher as it is printed, with those of the list before and behind it."""
        self._open(event.row.voucher)

    def _open(self, key: VoucherKey | None) -> None:
        if key is not None:
            self.app.go("voucher", key, self.queue)

    async def action_vouchers_one_by_one(self) -> None:
        """Review the drafts of the list one by one, each with one key."""
        here = self.app.here
        assert here is not None
        own_too = await self.ask(lambda book: book.policies()["same_person_may_review"] == "yes")
        asked = evolve(
            self.queue.asked, states=(State.DRAFT,), not_maker="" if own_too else here.who
        )
        queue = evolve(self.queue, asked=asked)
        first = await self.ask(queue.first)
        if first is None:
            self.tell(text("vouchers.nothing_to_review", who=here.who), "!")
        else:
            self.app.go("voucher", first.key, queue)

    async def action_vouchers_filter(self) -> None:
        """Ask for other vouchers."""
        from .voucher_filter import FilterDialog

        asked = await self.app.push_screen_wait(FilterDialog(self.queue.asked))
        if asked is not None:
            self._asked = asked
            self.queue = evolve(self.queue, asked=asked)
            self.vouchers.mark([])
            self.vouchers.cursor = 0
            await self.reload()

    async def action_vouchers_order(self) -> None:
        """By number, by day, or the newest first."""
        orders = list(Order)
        order = orders[(orders.index(self.queue.order) + 1) % len(orders)]
        self.queue = evolve(self.queue, order=order)
        await self.reload()

    def action_vouchers_entry(self) -> None:
        """Enter a voucher."""
        self.app.go("entry")

    async def action_vouchers_export(self) -> None:
        """Write the list into a file."""
        await self.export(self.make)

    # Marking

    def action_vouchers_mark(self) -> None:
        """Mark the voucher under the cursor, or unmark it."""
        self.vouchers.turn_mark()
        self._show_head()

    async def action_vouchers_mark_all(self) -> None:
        """Mark all that the filter finds, whether they have been read or not."""
        queue = self.queue
        self.vouchers.mark(await self.ask(lambda book: queue.keys(book, _MOST)))
        self._show_head()

    def action_vouchers_unmark(self) -> None:
        """Mark none."""
        self.vouchers.mark([])
        self._show_head()

    # What is done to several

    async def _batch(self, act: str, deed: Deed) -> None:
        keys = self.vouchers.chosen
        name = library_text(f"act.{act}")
        if not keys:
            self.tell(text("vouchers.none"), "!")
            return
        try:
            batch = await self.work(
                text("batch.under_way", act=name, count=len(keys)),
                lambda book, progress: done_one_by_one(book, keys, deed, progress),
                changes=False,
            )
        finally:  # also where it was cancelled between two
            self.vouchers.mark([])
            await self.app.book_changed()
        if not batch.refused:
            self.tell(told_in_a_line(name, batch))
            return
        chosen = await self.app.push_screen_wait(BatchResult(name, batch))
        self._open(chosen)

    async def action_vouchers_review(self) -> None:
        """Review."""
        await self._batch("review", lambda book, key: book.review(key))

    async def action_vouchers_unreview(self) -> None:
        """Take one's own review back."""
        await self._batch("unreview", lambda book, key: book.unreview(key))

    async def action_vouchers_sign(self) -> None:
        """Sign as the cashier."""
        await self._batch("sign", lambda book, key: book.sign(key))

    async def action_vouchers_unsign(self) -> None:
        """Take one's own signature back."""
        await self._batch("unsign", lambda book, key: book.unsign(key))

    async def action_vouchers_post(self) -> None:
        """Post."""
        await self._batch("post", lambda book, key: book.post(key))

    async def action_vouchers_void(self) -> None:
        """Void drafts; asked twice, for it looks like deleting."""
        if self._is_voiding_sure():
            await self._batch("void", lambda book, key: book.void(key))

    def _is_voiding_sure(self) -> bool:
        count = len(self.vouchers.chosen)
        is_sure, self._voiding = self._voiding == count > 0, count
        if not is_sure:
            key = self.app.key_of("vouchers.void")
            self.tell(text("vouchers.void_again", count=count, key=key), "!")
            self.set_timer(5, self._forget_voiding)
            return False
        self._voiding = 0
        return True

    def _forget_voiding(self) -> None:
        self._voiding = 0

    async def action_vouchers_unvoid(self) -> None:
        """Make voided vouchers drafts again."""
        await self._batch("unvoid", lambda book, key: book.unvoid(key))

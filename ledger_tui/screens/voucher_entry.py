"""Entering vouchers: one after the other, by keys alone; and looking at those that are there."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import evolve
from textual.app import ComposeResult

from ledgerlib import Book, Period, Problem, Refused, Voucher, VoucherKey

from ..drafts import Drafts, KeptDraft, new_id
from ..language import text
from ..model.draft_content import HEAD, SUMMARY, Content, DraftHead
from ..model.draft_voucher import Built, build, content_of
from ..model.voucher_draft import VoucherDraft
from ..widgets.picker import Item, Picker
from ..widgets.voucher_foot import VoucherFoot
from ..widgets.voucher_grid import VoucherGrid
from ..widgets.voucher_head import VoucherHead
from . import entry_book
from .entry_more import EntryMore

#: How long after a key the draft is written to disk.
KEEP_SECONDS = 0.4


class VoucherEntryScreen(EntryMore):
    """A voucher: a new one, or with a key one of the book's, amended where it may be.

    A new voucher that is left for another is parked, and found again behind the last one.
    """

    FAMILIES = ("entry",)
    name_code = "entry"

    def __init__(self, key: VoucherKey | None = None) -> None:
        super().__init__()
        self._wanted = key
        self._chart_version = -1
        self._drafts: Drafts | None = None
        self._drafts_of = ""
        self._saved: Content | None = None
        self._parked: tuple[str, VoucherDraft] | None = None
        self._built = Built(None)
        self._number = 0
        self._leaving = False
        self._is_busy = False
        self._keeping: Any = None

    def body(self) -> ComposeResult:
        """Head, grid, foot."""
        self._grid = VoucherGrid(self._grid.draft)  # composed anew in another language, it goes on
        yield VoucherHead()
        yield self._grid
        yield VoucherFoot()

    def on_mount(self) -> None:
        """The keys go to the grid."""
        self.grid.focus()

    def refresh_chrome(self) -> None:
        """Head and foot speak the language too."""
        super().refresh_chrome()
        for widget in self.query("VoucherHead, VoucherGrid, VoucherFoot"):
            widget.refresh()

    # What is shown

    async def reload(self) -> None:
        """Read the rules of the book where its chart has changed, and the voucher that is shown."""
        self.forget_what_was_asked()
        facts = await self.ask(lambda book: book.facts())
        if self._chart_version != facts.chart_version:
            month = facts.current if self._chart_version < 0 else self.draft.rules.month
            read = await self.ask(lambda book: entry_book.read_rules(book, month))
            self._chart_version = read.version
            self.grid.apply(evolve(self.draft, rules=read.rules))
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            await self.show_voucher(wanted)
        elif self.origin is None and self._saved is None:
            await self.show_new()
        elif self.origin is not None and not self.is_changed:
            await self.show_voucher(self.origin.key)
        self._open_drafts()
        self._refresh_head()
        self.look_around(self.draft, self.draft)

    def _open_drafts(self) -> None:
        """The drafts of the user that is working now; those of an earlier time are offered once."""
        here = self.app.here
        assert here is not None
        if self._drafts_of == here.who:
            return
        if self._drafts is not None:
            self._drafts.close()
        self._drafts_of = here.who
        self._drafts = Drafts(self.app.place, here.name, here.who)
        if self._drafts.waiting():
            self.do(self._offer_drafts(), key="offer")

    async def _offer_drafts(self) -> None:
        """The vouchers that were typed and not saved; one of them may be taken up again."""
        assert self._drafts is not None
        kept = {draft.draft_id: draft for draft in self._drafts.waiting()}
        kept.pop(self.draft_id, None)

        async def source(typed: str, _opened: frozenset[str], _skip: int) -> list[Item]:
            return [_kept_item(each) for each in kept.values() if typed in _kept_item(each).cells[1]]

        if kept:
            picked = await self.app.push_screen_wait(Picker(text("entry.kept", count=len(kept)), source))
            if picked is not None:
                await self._take_up(kept[picked])

    async def _take_up(self, kept: KeptDraft) -> None:
        origin = None
        if kept.amends:
            try:
                origin = await self.ask(lambda book: book.voucher(kept.amends))
            except Refused:
                origin = None  # it has gone meanwhile: what was typed becomes a new voucher
        self._show(kept.content, origin, kept.draft_id)
        self._saved = content_of(origin, self.draft.rules) if origin is not None else Content()
        self._keep_soon()

    async def show_new(self, content: Content | None = None) -> None:
        """A new voucher: empty, or with what a copy or a template brings."""
        here, kept = self.app.here, self._last_used()
        day = kept[0]
        if day is None or here is None or Period.of(day) < here.period:
            today = self.app.today()
            day = await self.ask(lambda book: entry_book.default_day(book, today))
        words = self.draft.rules.words
        word = kept[1] if kept[1] in words else (words[0] if words else "")
        blank = Content(DraftHead(str(day), word), row=0, column=SUMMARY)
        self._show(blank, None, new_id())
        self._saved = self.draft.content
        if content is not None:
            head = evolve(content.head, date=content.head.date or str(day))
            self.grid.apply(self.draft.take(evolve(content, head=head)))

    async def show_voucher(self, key: VoucherKey | str) -> None:
        """A voucher of the book, for amending where that may be."""
        voucher = await self.ask(lambda book: book.voucher(key))
        self._show(content_of(voucher, self.draft.rules), voucher, new_id())
        self._saved = self.draft.content

    def _show(self, content: Content, origin: Voucher | None, draft_id: str) -> None:
        self.origin, self.draft_id = origin, draft_id
        self._leaving = False
        self._built = Built(None)
        reason = self.locked_reason()
        if origin is not None and not reason:
            content = evolve(content, row=0, column=SUMMARY)
        self.forget_what_was_asked()
        month = self.draft.rules.month
        rules = evolve(self.draft.rules, month=month)
        self.grid.apply(VoucherDraft(rules, content, is_locked=bool(reason)))
        self.grid.refresh()
        if reason:
            self.tell(reason, "!")
        self._refresh_head()

    def locked_reason(self) -> str:
        """Why the voucher that is shown can only be read, and what is to be done about it."""
        here, origin = self.app.here, self.origin
        if here is None:
            return ""
        if origin is None:
            return "" if here.may("enter") else text("entry.locked.may_not")
        keys = {
            "reverse": self.app.key_of("entry.reverse"), "void": self.app.key_of("entry.void"),
            "copy": self.app.key_of("entry.copy"),
        }  # fmt: skip
        is_closed = origin.period.key <= here.closed_through
        return entry_book.lock_reason(origin, here.may("amend"), is_closed, keys)

    def _refresh_head(self) -> None:
        origin = self.origin
        if origin is not None:
            key = origin.key
            number = f"{text('entry.number')} {str(key).rpartition('/')[2]}"
            state = text(f"entry.state.{origin.state}")
            people = [origin.maker, origin.reviewer, origin.poster]
            state = f"[{state}] {'/'.join(p for p in people if p)}"
        else:
            number = f"{text('entry.number')} {self._number or ''}{text('entry.provisional')}"
            state = f"[{text('entry.state.new')}]"
        if self.is_changed:
            state = f"{state} *"
        for head in self.query(VoucherHead):
            head.tell(number, state)

    def number_asked(self, number: int) -> None:
        """The number a new voucher would get."""
        self._number = number
        self._refresh_head()

    @property
    def is_changed(self) -> bool:
        """Whether anything has been typed that is not saved."""
        if self._saved is None or self.draft.is_locked:
            return False
        now, saved = self.draft.content, self._saved
        lines = tuple(line for line in now.lines if not line.is_empty)
        before = tuple(line for line in saved.lines if not line.is_empty)
        if lines != before:
            return True
        return now.head != saved.head and (self.origin is not None or bool(lines))

    # As it is typed

    def on_voucher_grid_changed(self, message: VoucherGrid.Changed) -> None:
        """Another draft is shown: head and foot follow, and in a moment it is on disk."""
        before, after = message.before, message.after
        self._leaving = False
        for foot in self.query(VoucherFoot):
            foot.refresh()
        for head in self.query(VoucherHead):
            if HEAD in (before.row, after.row) or before.content.head != after.content.head:
                head.refresh()
        self._refresh_head()
        self.look_around(before, after)
        if before.content.lines != after.content.lines or before.content.head != after.content.head:
            self._keep_soon()

    def on_voucher_grid_read_only(self) -> None:
        """A letter was typed where nothing can be changed."""
        self.tell(self.locked_reason() or text("entry.locked.may_not"), "!")

    def _keep_soon(self) -> None:
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_SECONDS, self._keep)

    def _keep(self) -> None:
        self._keeping = None
        if self._drafts is None:
            return
        if self.is_changed:
            amends = str(self.origin.key) if self.origin is not None else ""
            at = datetime.now().isoformat(timespec="minutes")
            self._drafts.keep(KeptDraft(self.draft_id, self.draft.content, amends, at))
            if self._drafts.failure:
                self.tell(text("entry.not_kept", reason=self._drafts.failure), "!")
        else:
            self._drafts.drop(self.draft_id)

    def _last_used(self) -> tuple[date | None, str]:
        here = self.app.here
        assert here is not None
        kept = self.app.settings.kept.get(f"entry.last {self.app.place} {here.name} {here.who}", ["", ""])
        try:
            return date.fromisoformat(kept[0]), str(kept[1])
        except (ValueError, TypeError, IndexError):
            return None, ""

    def _remember(self, voucher: Voucher) -> None:
        here = self.app.here
        assert here is not None
        name = f"entry.last {self.app.place} {here.name} {here.who}"
        self.app.settings.kept[name] = [str(voucher.day), voucher.word]

    # Saving

    async def action_entry_save(self) -> None:
        """Save the voucher and begin the next; refused, the cursor goes to the first problem."""
        if self.draft.is_locked:
            self.tell(self.locked_reason(), "!")
            return
        draft = self.draft.commit()
        self.grid.apply(draft)
        self._built = built = build(draft.content, draft.rules)
        if built.voucher is None:
            await self._refused(list(built.problems))
            return
        voucher, origin, draft_id = built.voucher, self.origin, self.draft_id
        try:
            saved = await self.ask(lambda book: _saved(book, voucher, origin, draft_id))
        except Refused as refused:
            await self._refused(refused.problems)
            return
        self._remember(saved)
        if self._drafts is not None:
            self._drafts.drop(draft_id)
        if origin is not None:
            await self.show_voucher(saved.key)
        else:
            await self.show_new()
        self.tell(text("entry.saved", key=saved.key, amount=_debit(saved)))
        await self.app.book_changed()

    async def _refused(self, problems: list[Problem]) -> None:
        self.focus_problem(problems[0])
        await self.show_problems(problems)

    def focus_problem(self, problem: Problem) -> None:
        """The cursor to the cell that a problem is about."""
        draft = self.draft
        row, column = self._built.place_of(problem, draft.content, draft.rules)
        self.grid.focus()
        self.grid.apply(draft.move_to(row, column))

    # From one to the next

    async def action_entry_new(self) -> None:
        """A new voucher; one that was left before comes back."""
        if not self._may_go():
            return
        if self.origin is None and self.is_changed:
            self.tell(text("entry.unsaved.new", key=self.app.key_of("entry.save")), "!")
            return
        await self._unpark()

    async def _unpark(self) -> None:
        parked, self._parked = self._parked, None
        if parked is None:
            await self.show_new()
            return
        draft_id, draft = parked
        self._show(draft.content, None, draft_id)
        self._saved = Content(draft.content.head)
        self.grid.apply(evolve(draft, rules=self.draft.rules))

    async def action_entry_previous(self) -> None:
        """The voucher before this one, of the same word."""
        await self._go(-1)

    async def action_entry_next(self) -> None:
        """The voucher behind this one; behind the last the new one."""
        await self._go(1)

    async def _go(self, step: int) -> None:
        if not self._may_go():
            return
        origin = self.origin
        key = origin.key if origin is not None else None
        word = self.draft.content.head.word
        period = self.draft.rules.month
        there = await self.ask(lambda book: entry_book.neighbour(book, key, word, period, step))
        if there is not None:
            if origin is None:
                self._parked = (self.draft_id, self.draft.commit())
            await self.show_voucher(there)
        elif step > 0 and origin is not None:
            await self._unpark()
        else:
            self.tell(text("entry.no_more"), "!")

    def _may_go(self) -> bool:
        """Whether what is shown may be left: changes to a voucher of the book only at the second time."""
        if self.origin is None or not self.is_changed or self._leaving:
            return True
        self._leaving = True
        self.tell(text("entry.unsaved.amended", key=self.app.key_of("entry.save")), "!")
        return False

    async def may_leave(self) -> bool:
        """Leaving with something unsaved takes a second Esc; what is typed is kept and offered again."""
        if self.is_changed and not self._leaving:
            self._leaving = True
            self.tell(text("entry.unsaved.leave", key=self.app.key_of("entry.save")), "!")
            return False
        self._keep()
        if self._parked is not None and self._drafts is not None:
            draft_id, draft = self._parked
            if any(not line.is_empty for line in draft.content.lines):
                self._drafts.keep(KeptDraft(draft_id, draft.content))
        self.app.settings.save()
        return True

    def on_unmount(self) -> None:
        """What is left to write is written."""
        if self._drafts is not None:
            self._keep()
            self._drafts.close()


def _saved(book: Book, voucher: Voucher, origin: Voucher | None, draft_id: str) -> Voucher:
    """Enter a new voucher, once however often it is tried; or amend one of the book's."""
    if origin is not None:
        return book.amend(origin, voucher)
    return book.enter(
        voucher.day, "", *voucher.lines, word=voucher.word, attachments=voucher.attachments,
        reference=voucher.reference, idempotency_key=f"ledger-tui {draft_id}",
    )  # fmt: skip


def _debit(voucher: Voucher) -> str:
    total = sum((line.amount for line in voucher.lines if line.side > 0), Decimal(0))
    return format(total, ",f")


def _kept_item(kept: KeptDraft) -> Item:
    """A kept draft in the list: when, which voucher it amends, its first summary."""
    line = kept.content.lines[0]
    what = kept.amends or text("entry.state.new")
    return Item(kept.draft_id, (kept.at.replace("T", " "), line.summary or "-", line.debit or line.credit, what))



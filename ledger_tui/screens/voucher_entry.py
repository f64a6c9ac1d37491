"""Entering vouchers: one after the other, by keys alone; and looking at those that are there."""

from __future__ import annotations

from attrs import evolve
from textual.app import ComposeResult

from ledgerlib import Period, Problem, Refused, Voucher, VoucherKey

from ..drafts import KeptDraft, new_id
from ..language import text
from ..model.draft_content import HEAD, SUMMARY, Content, DraftHead
from ..model.draft_voucher import Built, build, content_of
from ..model.voucher_draft import VoucherDraft
from ..widgets.voucher_foot import VoucherFoot
from ..widgets.voucher_grid import VoucherGrid
from ..widgets.voucher_head import VoucherHead
from . import entry_book
from .entry_keeping import EntryKeeping


class VoucherEntryScreen(EntryKeeping):
    """A voucher: a new one, or with a key one of the book's, amended where it may be.

    A new voucher that is left for another is parked, and found again behind the last one.
    """

    FAMILIES = ("entry",)
    name_code = "entry"

    def __init__(self, key: VoucherKey | None = None) -> None:
        super().__init__()
        self._wanted = key
        self._chart_version = -1
        self._parked: tuple[str, VoucherDraft] | None = None
        self._built = Built(None)
        self._number = 0
        self._leaving = False

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
        is_locked = bool(self.locked_reason())
        if is_locked != self.draft.is_locked:  # another user works now
            self.grid.apply(evolve(self.draft, is_locked=is_locked))
        self._open_drafts()
        self._refresh_head()
        self.look_around(self.draft, self.draft)

    async def take_up(self, kept: KeptDraft) -> None:
        """Go on with a draft of an earlier time; as a new voucher where the book's has gone on."""
        origin = None
        if kept.amends:
            try:
                origin = await self.ask(lambda book: book.voucher(kept.amends))
            except Refused:
                origin = None
            if origin is not None and self._lock_of(origin):
                origin = None  # it has gone on meanwhile: what was typed becomes a new voucher
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
        return self._lock_of(self.origin)

    def _lock_of(self, origin: Voucher | None) -> str:
        here = self.app.here
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

    # Saving

    async def action_entry_save(self) -> None:
        """Save the voucher and begin the next; refused, the cursor goes to the first problem."""
        if self.draft.is_locked:
            self.tell(self.locked_reason(), "!")
            return
        draft = self.draft.commit()
        self.grid.apply(draft)
        self._built = built = build(draft.content, draft.rules)
        problems = list(built.problems)
        if self.origin is not None and built.voucher is not None:
            problems += _word_changed(self.origin, built.voucher)
        if built.voucher is None or problems:
            await self._refused(problems)
            return
        self.grid.hold()  # what is typed ahead belongs to the next voucher
        try:
            saved = await self._store(built.voucher)
        except Refused as refused:
            problems = refused.problems
        finally:
            self.grid.release()
        if problems:
            await self._refused(problems)
            return
        self.tell(text("entry.saved", key=saved.key, amount=entry_book.debit_of(saved)))
        await self.app.book_changed()

    async def _store(self, voucher: Voucher) -> Voucher:
        """Store the voucher, and show what comes next. Raises Refused."""
        origin, draft_id = self.origin, self.draft_id
        saved = await self.ask(lambda book: entry_book.store(book, voucher, origin, draft_id))
        self._remember(saved)
        for drafts in self._drafts_of.values():
            drafts.drop(draft_id)
        if origin is not None:
            await self.show_voucher(saved.key)
        else:
            await self.show_new()
        return saved

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
        """A new voucher; one that was left before comes back. Pressed twice it clears what was typed."""
        if not self._may_go():
            return
        if self.origin is None and self.is_changed:
            keys = {name: self.app.key_of(f"entry.{name}") for name in ("save", "new")}
            if self.sure(text("entry.unsaved.new", **keys)):
                self.grid.apply(self.draft.take(Content(self.draft.content.head)))
                self.tell(text("entry.cleared", key=self.app.key_of("cell.undo")))
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
                self._keep()
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
        self._keep()
        for drafts in self._drafts_of.values():
            drafts.close()


def _word_changed(origin: Voucher, voucher: Voucher) -> list[Problem]:
    """Whether the word of a voucher of the book was typed over: it keeps its word and number."""
    if voucher.word == origin.word:
        return []
    return [Problem.of("draft.word_fixed", value=voucher.word, word=origin.word, field="word")]

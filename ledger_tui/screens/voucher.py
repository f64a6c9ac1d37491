"""A voucher as it is printed: looked through one by one, reviewed and on to the next with one key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from ledgerlib import Book, Refused, State, Voucher, VoucherKey

from ..action import Action
from ..language import text
from ..model.drilling import HistoryWanted
from ..model.voucher_list import VoucherQueue
from ..widgets.voucher_paper import VoucherPaper
from . import voucher_book
from .base import LedgerScreen
from .voucher_documents import documents_shown

#: How long a question asked twice stands.
_PATIENCE_SECONDS = 5


class VoucherScreen(LedgerScreen[None]):
    """One voucher; PgDn and PgUp lead through the list that it was opened from."""

    FAMILIES = ("voucher",)
    name_code = "voucher"
    DEFAULT_CSS = """
    VoucherScreen #voucher-line { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, key: VoucherKey, queue: VoucherQueue | None = None) -> None:
        super().__init__()
        self.key = key
        self.queue = queue or VoucherQueue()
        self.seen: voucher_book.Seen | None = None
        self._asked = ""

    def body(self) -> ComposeResult:
        """Which voucher, and its form."""
        yield Static("", id="voucher-line", markup=False)
        yield VoucherPaper()

    def on_mount(self) -> None:
        """Up and down scroll the form."""
        self.query_one(VoucherPaper).focus()

    async def reload(self) -> None:
        """Read the voucher as it stands now."""
        await self._show(self.key)

    async def _show(self, key: VoucherKey) -> None:
        before, self.key = self.key, key  # who reads again meanwhile reads this one
        try:
            seen = await self.ask(lambda book: voucher_book.look_at(book, key))
        except Refused:
            self.key = before
            raise
        if self.key != key:
            return
        is_another = self.seen is None or self.seen.row.key != key
        self.seen, self._asked = seen, ""
        paper = self.query_one(VoucherPaper)
        paper.show(seen.page, from_top=is_another)
        self._show_line(seen.voucher)
        self.refresh_chrome()

    def _show_line(self, voucher: Voucher) -> None:
        parts = [str(voucher.key), f"[{text(f'entry.state.{voucher.state.value}')}]"]
        if voucher.reverses is not None:
            parts.append(text("voucher.reverses", voucher=voucher.reverses))
        if voucher.kind.value != "ordinary":
            parts.append(text(f"filter.kind.{voucher.kind.value}"))
        here = self.app.here
        if here is not None and voucher.state is State.DRAFT and self._is_own(here.who):
            parts.append(text("voucher.own_short", who=here.who))
        self.query_one("#voucher-line", Static).update(Text("   ".join(parts)))

    @property
    def voucher(self) -> Voucher:
        """The voucher that is shown."""
        assert self.seen is not None
        return self.seen.voucher

    def _is_own(self, who: str) -> bool:
        seen = self.seen
        return seen is not None and not seen.own_too and seen.voucher.maker == who

    # What can be done now

    def why_not(self, action: Action) -> str:
        """Why not: the user may not, made it themselves, or the voucher is not so far or farther."""
        reason = super().why_not(action)
        if reason or action.family != "voucher":
            return reason
        if self.seen is None:
            return text("voucher.not_there", voucher=self.key)
        here, state = self.app.here, self.seen.voucher.state
        name = action.id.partition(".")[2]
        if (
            name == "review"
            and here is not None
            and state is State.DRAFT
            and self._is_own(here.who)
        ):
            key = self.app.key_of("app.switch_user")
            return text("voucher.own", who=here.who, key=key)
        wanted = _STATES.get(name)
        if wanted is not None and state not in wanted:
            keys = {each: self.app.key_of(f"voucher.{each}") for each in ("unreview", "correct")}
            return text(f"voucher.is_{state.value}", voucher=self.seen.voucher.key, **keys)
        return ""

    # From one to the next

    async def action_voucher_next(self) -> None:
        """The voucher behind this one."""
        await self._step(1)

    async def action_voucher_previous(self) -> None:
        """The voucher before this one."""
        await self._step(-1)

    async def _step(self, step: int) -> None:
        if self.seen is None:
            return
        queue, row = self.queue, self.seen.row
        there = await self.ask(lambda book: voucher_book.beside(book, queue, row, step))
        if there is None:
            self.tell(text("voucher.no_more"), "!")
        else:
            await self._show(there)

    # What becomes of it

    async def action_voucher_review(self) -> None:
        """Review it, and show the next draft that the user may review."""
        seen, queue = self.seen, self.queue
        assert seen is not None
        voucher, row = seen.voucher, seen.row

        def review(book: Book) -> VoucherKey | None:
            book.review(voucher)
            return voucher_book.to_review(book, queue, row, seen.own_too)

        there = await self.ask(review)
        if there is not None:
            self.key = there
        await self.app.book_changed()
        await self._show(self.key)
        code = "voucher.reviewed_next" if there is not None else "voucher.reviewed_last"
        self.tell(text(code, voucher=voucher.key))

    async def _act(self, code: str, deed: Callable[[Book], Any]) -> None:
        key = self.voucher.key
        await self.act(deed)
        await self._show(self.key)
        self.tell(text(code, voucher=key))

    async def action_voucher_unreview(self) -> None:
        """Take one's own review back."""
        voucher = self.voucher
        await self._act("voucher.unreviewed", lambda book: book.unreview(voucher))

    async def action_voucher_sign(self) -> None:
        """Sign it as the cashier."""
        voucher = self.voucher
        await self._act("voucher.signed", lambda book: book.sign(voucher))

    async def action_voucher_unsign(self) -> None:
        """Take one's own signature back."""
        voucher = self.voucher
        await self._act("voucher.unsigned", lambda book: book.unsign(voucher))

    async def action_voucher_post(self) -> None:
        """Post it."""
        voucher = self.voucher
        await self._act("voucher.posted", lambda book: book.post(voucher.key))

    def _sure_of(self, name: str) -> bool:
        """What looks like taking away is asked twice."""
        if self._asked == name:
            self._asked = ""
            return True
        self._asked = name
        key = self.app.key_of(f"voucher.{name}")
        self.tell(text(f"voucher.{name}_again", voucher=self.voucher.key, key=key), "!")
        self.set_timer(_PATIENCE_SECONDS, self._forget_asking)
        return False

    def _forget_asking(self) -> None:
        self._asked = ""

    async def action_voucher_void(self) -> None:
        """Void a draft, or make a voided one a draft again."""
        voucher = self.voucher
        if voucher.state is State.VOID:
            await self._act("voucher.unvoided", lambda book: book.unvoid(voucher))
        elif self._sure_of("void"):
            await self._act("voucher.voided", lambda book: book.void(voucher))

    def action_voucher_amend(self) -> None:
        """Open it for amending."""
        self.app.go("entry", self.voucher.key)

    async def action_voucher_copy(self) -> None:
        """A new draft with its lines, opened for amending."""
        voucher, today = self.voucher, self.app.today()
        made = await self.act(lambda book: voucher_book.copied(book, voucher, today))
        self.app.go("entry", made)

    async def action_voucher_reverse(self) -> None:
        """Enter its reversal as a draft, and show it."""
        if not self._sure_of("reverse"):
            return
        voucher = self.voucher
        made = await self.ask(lambda book: book.reverse(voucher).key)
        await self._show(made)
        await self.app.book_changed()
        self.tell(text("voucher.reversed", voucher=voucher.key, made=made))

    async def action_voucher_correct(self) -> None:
        """Enter its reversal and the right entry, and open that to be put right."""
        if not self._sure_of("correct"):
            return
        voucher = self.voucher
        undone, right = await self.act(lambda book: voucher_book.corrected(book, voucher))
        self.app.go("entry", right)
        self.app.acting.tell(text("voucher.corrected", undone=undone, right=right))

    async def action_voucher_unpost(self) -> None:
        """Take it back from posted, in a reversible book; elsewhere correct it."""
        voucher = self.voucher
        assert self.seen is not None
        if self.seen.regime != "reversible":
            self.tell(text("voucher.irreversible", key=self.app.key_of("voucher.correct")), "!")
            return
        if self._sure_of("unpost"):
            # What was posted behind it goes back with it: numbers are posted in their order.
            deed = _unposting(voucher)
            await self._act("voucher.unposted", deed)

    # What hangs on it

    async def action_voucher_documents(self) -> None:
        """The register of its documents; another may be added, a file or an invoice."""
        await documents_shown(self, self.voucher)

    async def action_voucher_history(self) -> None:
        """The acts that it was in, from the log."""
        wanted = HistoryWanted(key=self.voucher.key)
        report = await self.ask(wanted.made)
        self.app.go("report", wanted, report)


def _unposting(voucher: Voucher) -> Callable[[Book], Any]:
    return lambda book: book.unpost(voucher.period, word=voucher.word, first=voucher.number or 1)


_UNPOSTED = (State.DRAFT, State.REVIEWED)
#: The states in which each can be done; what is not here can be done in any.
_STATES: dict[str, tuple[State, ...]] = {
    "review": (State.DRAFT,), "unreview": (State.REVIEWED,), "sign": _UNPOSTED,
    "unsign": _UNPOSTED, "post": (State.REVIEWED,), "amend": (State.DRAFT,),
    "void": (State.DRAFT, State.VOID), "reverse": (State.POSTED,), "correct": (State.POSTED,),
    "unpost": (State.POSTED,),
}  # fmt: skip

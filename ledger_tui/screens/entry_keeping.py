"""What is typed is kept on disk until it is saved, and offered again; day and word used last are remembered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ledgerlib import Voucher

from ..drafts import Drafts, KeptDraft
from ..language import text
from ..model.draft_content import Content
from ..widgets.picker import Item, Picker
from . import entry_pickers
from .entry_more import EntryMore

#: How long after a key the draft is written to disk.
KEEP_SECONDS = 0.4


class EntryKeeping(EntryMore):
    """The drafts of whoever works, each user's among their own."""

    def __init__(self) -> None:
        super().__init__()
        self._drafts_of: dict[str, Drafts] = {}
        self._saved: Content | None = None
        self._keeping: Any = None

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

    async def take_up(self, kept: KeptDraft) -> None:
        """Go on with a draft of an earlier time."""
        raise NotImplementedError

    @property
    def _drafts(self) -> Drafts | None:
        """The drafts of the user that is working now."""
        here = self.app.here
        return self._drafts_of.get(here.who) if here is not None else None

    def _open_drafts(self) -> None:
        """The drafts of the user that is working now; those of an earlier time are offered once.

        What another user was typing stays among that one's own.
        """
        here = self.app.here
        assert here is not None
        if here.who in self._drafts_of:
            return
        drafts = self._drafts_of[here.who] = Drafts(self.app.place, here.name, here.who)
        if drafts.waiting():
            self.do(self._offer_drafts(), key="offer")

    async def _offer_drafts(self) -> None:
        """The vouchers that were typed and not saved; one of them may be taken up again."""
        drafts = self._drafts
        kept = {draft.draft_id: draft for draft in drafts.waiting()} if drafts is not None else {}
        kept.pop(self.draft_id, None)

        async def source(typed: str, _opened: frozenset[str], _skip: int) -> list[Item]:
            return [
                entry_pickers.kept_draft(each)
                for each in kept.values()
                if typed in each.content.lines[0].summary
            ]

        if kept:
            picked = await self.app.push_screen_wait(
                Picker(text("entry.kept", count=len(kept)), source)
            )
            if picked is not None:
                await self.take_up(kept[picked])

    def _keep_soon(self) -> None:
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_SECONDS, self._keep)

    def _keep(self) -> None:
        self._keeping = None
        drafts = self._drafts
        if drafts is None:
            return
        if self.is_changed:
            amends = str(self.origin.key) if self.origin is not None else ""
            at = datetime.now().isoformat(timespec="minutes")
            drafts.keep(KeptDraft(self.draft_id, self.draft.content, amends, at))
            if drafts.failure:
                self.tell(text("entry.not_kept", reason=drafts.failure), "!")
        else:
            drafts.drop(self.draft_id)

    def _last_used(self) -> tuple[date | None, str]:
        here = self.app.here
        assert here is not None
        kept = self.app.settings.kept.get(
            f"entry.last {self.app.place} {here.name} {here.who}", ["", ""]
        )
        try:
            return date.fromisoformat(kept[0]), str(kept[1])
        except (ValueError, TypeError, IndexError):
            return None, ""

    def _remember(self, voucher: Voucher) -> None:
        here = self.app.here
        assert here is not None
        name = f"entry.last {self.app.place} {here.name} {here.who}"
        self.app.settings.kept[name] = [str(voucher.day), voucher.word]

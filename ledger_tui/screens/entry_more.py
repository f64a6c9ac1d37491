"""What can be made of a voucher beside typing it: a copy, a reversal, a template; voiding it; its documents."""

from __future__ import annotations

from attrs import evolve

from ledgerlib import State, Voucher, VoucherKey

from ..language import text
from ..model.draft_content import Content
from ..model.draft_template import content_of_template, first_open, open_rows
from ..model.draft_voucher import content_of
from ..widgets.calculator import CalculatorDialog
from ..widgets.picker import Picker
from ..widgets.prompt import Prompt
from . import entry_pickers
from .entry_asking import EntryAsking
from .voucher_documents import documents_shown

#: What is picked to register another document.
_ANOTHER = "+"


class EntryMore(EntryAsking):
    """The acts on a voucher that is shown. `origin` is the book's voucher, None for a new one."""

    def __init__(self) -> None:
        super().__init__()
        self.origin: Voucher | None = None
        self.draft_id = ""
        self._voiding = False

    async def show_new(self, content: Content | None = None) -> None:
        """A new voucher, with what a copy or a template brings."""
        raise NotImplementedError

    async def show_voucher(self, key: VoucherKey | str) -> None:
        """A voucher of the book."""
        raise NotImplementedError

    def saved_voucher(self) -> Voucher | None:
        """The book's voucher that is shown; without one it is told that there is none."""
        if self.origin is None:
            self.tell(text("entry.not_saved_yet", key=self.app.key_of("entry.previous")), "!")
        return self.origin

    async def action_entry_copy(self) -> None:
        """A new voucher with the lines of this one."""
        origin = self.saved_voucher()
        if origin is not None:
            content = content_of(origin, self.draft.rules, day=origin.day)
            await self.show_new(evolve(content, head=evolve(content.head, date="")))
            self.tell(text("entry.copied", key=origin.key))

    async def action_entry_reverse(self) -> None:
        """The red reversal of a posted voucher, as a draft of the book."""
        origin = self.saved_voucher()
        if origin is not None:
            made = await self.act(lambda book: book.reverse(origin))
            await self.show_voucher(made.key)
            self.tell(text("entry.reversed", key=origin.key, made=made.key))

    async def action_entry_void(self) -> None:
        """Void a draft of the book, asked twice; or make a voided one a draft again."""
        origin = self.saved_voucher()
        if origin is None:
            return
        if origin.state is State.VOID:
            await self.act(lambda book: book.unvoid(origin))
            await self.show_voucher(origin.key)
            self.tell(text("entry.unvoided", key=origin.key))
            return
        if not self._voiding and origin.state is State.DRAFT:
            self._voiding = True
            self.set_timer(5, self._forget_voiding)
            self.tell(
                text("entry.void_again", key=self.app.key_of("entry.void"), voucher=origin.key), "!"
            )
            return
        self._voiding = False
        await self.act(lambda book: book.void(origin))
        await self.show_voucher(origin.key)
        self.tell(text("entry.voided", key=origin.key))

    def _forget_voiding(self) -> None:
        self._voiding = False

    # Templates

    async def action_entry_template(self) -> None:
        """Take the lines of a template; the cursor goes to the first figure that it leaves open."""
        if not await self.ask(lambda book: book.templates()):
            key = self.app.key_of("entry.keep_template")
            self.tell(text("entry.no_templates", key=key), "!")
            return
        title = text("picker.templates")
        name = await self.app.push_screen_wait(Picker(title, entry_pickers.templates(self.ask)))
        if name is None:
            return
        template = (await self.ask(lambda book: book.templates()))[name]
        total = None
        if template.needs_total and template.total is None:
            asked = await self.app.push_screen_wait(CalculatorDialog())
            if asked is None:
                return
            from ledgerlib import exact

            total = exact(asked)
        rules = self.draft.rules
        await self.show_new(content_of_template(template, rules, total))
        draft = self.draft
        for row in open_rows(template) if not template.blanks else []:
            side = rules.column(draft.content.lines[row], template.lines[row].side)
            draft = draft.move_to(row, side).balance()
        place = first_open(draft.content, rules)
        self.grid.apply(draft.move_to(*place) if place is not None else draft.first())
        if template.blanks:
            self.tell(text("entry.template_asks", names="、".join(template.blanks)))

    async def action_entry_keep_template(self) -> None:
        """Keep the voucher's content as a template under a name."""
        origin = self.saved_voucher()
        if origin is None:
            return
        name = await self.app.push_screen_wait(
            Prompt(text("entry.template_name"), help_code="template_name")
        )
        if name:
            await self.act(lambda book: book.save_as_template(origin, name))
            self.tell(text("entry.template_kept", name=name))

    # Documents

    async def action_entry_documents(self) -> None:
        """The register of documents behind the voucher; another may be added, a file or an invoice."""
        origin = self.saved_voucher()
        if origin is not None:
            await documents_shown(self, origin)

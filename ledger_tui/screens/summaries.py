"""What is kept to be used again: summaries with their codes, and templates of vouchers."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerlib import Book, Template

from ..language import library_text, text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen


class SummariesScreen(ListScreen):
    """Summaries first, then templates."""

    FAMILIES = ("list", "rows")
    name_code = "summaries"
    needs = "define"

    def __init__(self) -> None:
        super().__init__()
        self._summaries: dict[str, tuple[str, str]] = {}
        self._templates: dict[str, Template] = {}

    def columns(self) -> Sequence[Col]:
        """Which of the two, code, text, account or when."""
        return (
            Col(text("summaries.what"), 8), Col(text("summaries.code"), 12),
            Col(text("summaries.text")), Col(text("summaries.account"), 16),
        )  # fmt: skip

    async def read(self) -> Sequence[Line]:
        """All of both."""

        def read(book: Book) -> tuple[list[tuple[str, str, str]], dict[str, Template]]:
            kept = [(each.code, each.text, each.account) for each in book.summaries()]
            return kept, book.templates()

        kept, self._templates = await self.ask(read)
        self._summaries = {code: (words, account) for code, words, account in kept}
        lines = [
            Line(f"s {code}", (text("summaries.summary"), code, words, account))
            for code, words, account in kept
        ]
        for name, template in self._templates.items():
            again = template.recurrence
            when = library_text(f"every.{again.every}") if again is not None else ""
            lines.append(Line(f"t {name}", (text("summaries.template"), "", name, when)))
        return lines

    def said(self) -> str:
        """How many of each."""
        return text(
            "summaries.said", summaries=len(self._summaries), templates=len(self._templates)
        )

    def detail(self, line: Line) -> str:
        """The lines of a template."""
        template = self._templates.get(line.key[2:]) if line.key.startswith("t ") else None
        if template is None:
            return ""
        return "  ".join(
            f"{library_text('side.debit' if x.side > 0 else 'side.credit')} {x.account} {x.amount}"
            for x in template.lines
        )

    async def _edit(self, code: str) -> None:
        words, account = self._summaries.get(code, ("", ""))
        asks = [
            Ask("code", text("summaries.code"), code, help_code="summaries.code"),
            Ask("text", text("summaries.text"), words, help_code="summaries.text"),
            Ask("account", text("summaries.account"), account, "account",
                help_code="summaries.account"),
        ]  # fmt: skip

        async def deed(values: dict[str, str]) -> None:
            chosen = values["account"].split()[0] if values["account"] else ""
            await self.act(lambda book: book.set_summary(values["code"], values["text"], chosen))

        if await self.app.push_screen_wait(FormDialog(text("summaries.edit"), asks, deed)):
            self.tell(text("summaries.done"))

    async def action_list_open(self) -> None:
        """Change the summary under the cursor; templates are made from a voucher."""
        if self.key.startswith("s "):
            await self._edit(self.key[2:])
        elif self.key:
            self.tell(
                text("summaries.from_voucher", key=self.app.key_of("entry.keep_template")), "!"
            )

    async def action_rows_add(self) -> None:
        """A new summary."""
        await self._edit("")

    async def action_rows_remove(self) -> None:
        """Take the one under the cursor away."""
        kind, name = self.key[:1], self.key[2:]
        if kind == "s":
            await self.act(lambda book: book.remove_summary(name))
        elif kind == "t":
            await self.act(lambda book: book.remove_template(name))
        self.tell(text("summaries.done"))

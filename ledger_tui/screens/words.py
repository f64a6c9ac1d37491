"""Voucher words, and what each demands of its vouchers."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerlib import WORD_SETS, Demand, Problem, Refused, Word

from ..language import library_text, text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.form import ChoiceDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen


class WordsScreen(ListScreen):
    """The voucher words of the book."""

    FAMILIES = ("list", "rows", "words")
    name_code = "words"
    needs = "word"

    def __init__(self) -> None:
        super().__init__()
        self._words: list[Word] = []

    def columns(self) -> Sequence[Col]:
        """The word, its rule, of which accounts."""
        return Col(text("words.word"), 10), Col(text("words.demand"), 24), Col(text("words.of"))

    async def read(self) -> Sequence[Line]:
        """All words, in their order."""
        self._words = await self.ask(lambda book: book.word_rules())
        return [
            Line(word.word, (word.word, text(f"words.rule.{word.demand or 'none'}"), _of(word)))
            for word in self._words
        ]

    def said(self) -> str:
        """How many."""
        return text("words.said", count=len(self._words))

    async def _edit(self, word: Word | None) -> None:
        demands = [(each.value, text(f"words.rule.{each or 'none'}")) for each in Demand]
        asks = [
            Ask("word", text("words.word"), word.word if word else "", help_code="words.word"),
            Ask("demand", text("words.demand"), word.demand.value if word else "", "choice",
                demands, "words.demand"),
            Ask("of", text("words.of"), " ".join(word.of) if word else "", help_code="words.of"),
        ]  # fmt: skip

        async def deed(values: dict[str, str]) -> None:
            demand, of = Demand(values["demand"]), tuple(values["of"].split())
            if not values["word"]:
                raise Refused([Problem.of("words.unnamed", field="word")])
            if bool(demand) != bool(of):
                raise Refused([Problem.of("words.half", field="of")])
            made = Word(values["word"], demand, of)
            others = [each for each in self._words if word is None or each.word != word.word]
            at = self._words.index(word) if word in self._words else len(others)
            if word is None and any(each.word == made.word for each in others):
                raise Refused([Problem.of("words.there", word=made.word, field="word")])
            await self._set([*others[:at], made, *others[at:]])

        title = text("words.new") if word is None else text("words.edit", word=word.word)
        if await self.app.push_screen_wait(FormDialog(title, asks, deed)):
            self.tell(text("words.done"))

    async def _set(self, words: Sequence[Word]) -> None:
        await self.act(lambda book: book.set_words(words))

    async def action_list_open(self) -> None:
        """Another rule for the word under the cursor."""
        word = next((each for each in self._words if each.word == self.key), None)
        if word is not None:
            await self._edit(word)

    async def action_rows_add(self) -> None:
        """A new word."""
        await self._edit(None)

    async def action_rows_remove(self) -> None:
        """Take a word away that has no vouchers."""
        left = [each for each in self._words if each.word != self.key]
        await self._set(left)
        self.tell(text("words.done"))

    async def action_words_set(self) -> None:
        """The words of one of the usual sets, in place of these."""
        options = [
            (name, " ".join(word.word for word in words)) for name, words in WORD_SETS.items()
        ]
        chosen = await self.app.push_screen_wait(ChoiceDialog(text("words.sets"), options))
        if chosen is not None:
            await self.act(lambda book: book.set_words(chosen))
            self.tell(text("words.done"))


def _of(word: Word) -> str:
    cash = ("cash", "bank", "equivalent")
    return " ".join(library_text(f"cash.{each}") if each in cash else each for each in word.of)

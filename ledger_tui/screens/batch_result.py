"""What became of several vouchers: which are done, which were refused and why, each with its cure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from attrs import define, field
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledgerlib import Book, Problem, Refused, VoucherKey

from ..language import text
from ..problem_text import cure, message
from ..widgets.footer import LedgerFooter
from .dialog import Dialog

#: Entries that are listed at most; of more it is said how many there are.
_MOST = 500


@define
class Batch:
    """What became of each voucher."""

    done: list[VoucherKey] = field(factory=list)
    refused: list[tuple[VoucherKey, list[Problem]]] = field(factory=list)


def done_one_by_one(
    book: Book,
    keys: Sequence[VoucherKey],
    act: Callable[[Book, VoucherKey], object],
    progress: Callable[..., None],
) -> Batch:
    """Do an act to each voucher by itself, so that what is refused keeps none of the others back.

    Each is a transaction of its own; cancelled between two, those before are done.
    """
    batch = Batch()
    for number, key in enumerate(keys):
        progress(number, len(keys))
        try:
            act(book, key)
            batch.done.append(key)
        except Refused as refused:
            batch.refused.append((key, refused.problems))
    return batch


class BatchResult(Dialog[VoucherKey]):
    """The result list; Enter opens the voucher of the highlighted line."""

    FAMILIES = ("dialog",)
    DEFAULT_CSS = """
    BatchResult OptionList { height: auto; max-height: 15; border: none; padding: 0; background: $surface; }
    """

    def __init__(self, act: str, batch: Batch) -> None:
        super().__init__()
        self._act = act
        self._batch = batch
        self._keys: list[VoucherKey] = []

    def compose(self) -> ComposeResult:
        """How many, then the refused ones with why, then those done; keys."""
        done, refused = self._batch.done, self._batch.refused
        with Vertical(id="dialog"):
            title = text("batch.title", act=self._act, done=len(done), refused=len(refused))
            yield Static(title, id="title", markup=False)
            yield OptionList(*self._options(), compact=True, id="results")
            if any(problem.code == "review.own" for _, its in refused for problem in its):
                key = self.app.key_of("app.switch_user")
                yield Static(text("batch.own", key=key), id="own", markup=False)
            yield LedgerFooter()

    def _options(self) -> list[Option]:
        shown = []
        for key, problems in self._batch.refused[:_MOST]:
            told = Text(f"✗ {key}  ", "bold")
            for number, problem in enumerate(problems):
                told.append("\n   " if number else "", "")
                told.append(f"{message(problem)}\n   -> {cure(problem)}", "not bold")
            shown.append(Option(told))
            self._keys.append(key)
        for key in self._batch.done[: max(0, _MOST - len(shown))]:
            shown.append(Option(Text(f"✓ {key}  {self._act}")))
            self._keys.append(key)
        more = len(self._batch.done) + len(self._batch.refused) - len(shown)
        if more:
            shown.append(Option(Text(text("batch.more", count=more)), disabled=True))
        return shown

    def on_mount(self) -> None:
        """The first line is highlighted."""
        results = self.query_one(OptionList)
        results.highlighted = 0 if self._keys else None
        results.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the voucher."""
        self.dismiss(self._keys[event.option_index])

    def action_dialog_accept(self) -> None:
        """All is read."""
        self.dismiss(None)


def told_in_a_line(act: str, batch: Batch) -> str:
    """A batch in which nothing was refused, for the footer."""
    if len(batch.done) == 1:
        return text("batch.one", act=act, voucher=batch.done[0])
    return text("batch.all", act=act, count=len(batch.done))


#: What is done to one voucher of a batch.
Deed = Callable[[Book, VoucherKey], Any]

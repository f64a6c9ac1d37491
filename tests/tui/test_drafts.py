"""What is typed and not saved is on disk within the second, whatever becomes of the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ledger_tui.drafts import Drafts, KeptDraft, new_id
from ledger_tui.model.draft_content import Content, DraftHead, DraftLine

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_lines = st.builds(
    DraftLine, _texts, _texts, _texts, _texts, _texts, quantity=_texts, settlement=_texts,
    dimensions=st.lists(st.tuples(_texts, _texts), max_size=2).map(tuple), is_repeated=st.booleans(),
)  # fmt: skip


@given(
    st.builds(DraftHead, _texts, _texts, _texts, _texts),
    st.lists(_lines, min_size=1, max_size=4),
    _texts,
)
def test_a_draft_comes_back_letter_by_letter(
    head: DraftHead, lines: list[DraftLine], amends: str
) -> None:
    drafts = Drafts("/tmp/x.ledger", "账", "司务长")
    kept = KeptDraft("one", Content(head, tuple(lines)), amends, "2008-12-05T10:00")
    drafts.keep(kept)
    drafts.close()
    assert Drafts("/tmp/x.ledger", "账", "司务长").waiting() == [kept]


def test_each_user_and_book_has_its_own_and_a_saved_one_is_gone(tmp_path: Path) -> None:
    place = str(tmp_path / "a.ledger")
    mine = Drafts(place, "账", "司务长")
    first, second = (
        KeptDraft(new_id(), Content(lines=(DraftLine(summary=s),))) for s in ("甲", "乙")
    )
    for number in range(50):
        mine.keep(KeptDraft(first.draft_id, Content(lines=(DraftLine(summary=str(number)),))))
    mine.keep(first)
    mine.keep(second)
    mine.settle()
    assert mine.waiting() == [first, second]
    assert Drafts(place, "账", "主管").waiting() == []
    assert Drafts(place, "另一账", "司务长").waiting() == []
    mine.drop(first.draft_id)
    mine.close()
    assert mine.waiting() == [second]


def test_a_file_that_holds_no_draft_is_put_aside(tmp_path: Path) -> None:
    drafts = Drafts(str(tmp_path / "a.ledger"), "账", "司务长")
    drafts.folder.mkdir(parents=True)
    for number, content in enumerate((b"", b"{}", b"[1]", b'{"lines": 3, "head": 1}')):
        (drafts.folder / f"{number}.json").write_bytes(content)
    assert drafts.waiting() == []
    assert len(list(drafts.folder.glob("*.broken"))) == 4


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path, home: Path) -> None:
    home.parent.mkdir(exist_ok=True)
    home.write_text("in the way")
    drafts = Drafts(str(tmp_path / "a.ledger"), "账", "司务长")
    drafts.keep(KeptDraft("one", Content()))
    drafts.settle()
    assert drafts.failure
    assert drafts.waiting() == []


_TYPES_FOR_EVER = """
import sys, time
from ledger_tui.drafts import Drafts, KeptDraft
from ledger_tui.model.draft_content import Content, DraftLine
drafts = Drafts(sys.argv[1], "账", "司务长")
for number in range(10**9):
    drafts.keep(KeptDraft("one", Content(lines=(DraftLine(summary="购买蔬菜" * 50 + str(number)),))))
    if number == 20:
        drafts.settle()
        print("ready", flush=True)
    time.sleep(0.0005)
"""


def test_a_kill_at_any_instant_leaves_a_whole_draft(tmp_path: Path, home: Path) -> None:
    place = str(tmp_path / "a.ledger")
    for wait in (0.0, 0.013):
        child = subprocess.Popen(
            [sys.executable, "-c", _TYPES_FOR_EVER, place],
            stdout=subprocess.PIPE,
            env=dict(os.environ),
        )
        assert child.stdout is not None
        child.stdout.readline()
        assert Drafts(place, "账", "司务长").waiting() == [], "another window is at it"
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        (kept,) = Drafts(place, "账", "司务长").waiting()
        assert kept.content.lines[0].summary.startswith("购买蔬菜" * 50)

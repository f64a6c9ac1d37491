"""The grid draws the draft in its place: widths of Chinese letters, the caret, red ink, long texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.pilot import Pilot

from ledger_tui.app import LedgerApp
from ledger_tui.model.draft_content import DraftLine
from ledger_tui.model.voucher_layout import (
    caret_at,
    columns_within,
    fields_within,
    right,
    shortened,
    window,
)
from ledger_tui.screens.voucher_entry import VoucherEntryScreen
from ledger_tui.widgets.voucher_grid import VoucherGrid

from .conftest import screen_text, settled

_texts = st.text("购买蔬菜abc１２－ ,.。", max_size=60)


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_the_columns_fill_the_width_and_never_overlap(width: int) -> None:
    places = columns_within(width)
    assert [p.column for p in places] == ["summary", "account", "debit", "credit"]
    for one, other in zip(places, places[1:], strict=False):
        assert one.end + 1 == other.begin
    assert places[-1].end == width - 1
    assert places[2].width >= len("999,999,999.99")


@given(_texts, st.integers(4, 40), st.data())
def test_the_caret_is_always_within_what_is_seen(
    text: str, width: int, data: st.DataObject
) -> None:
    caret = data.draw(st.integers(0, len(text)))
    shown, at = window(text, caret, width)
    assert cell_len(shown) == width
    assert 0 <= at < width
    before = text[:caret]
    if cell_len(before) < width:
        assert at == cell_len(before)


@given(_texts, st.integers(2, 40))
def test_a_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(shortened(text, width)) == width
    assert cell_len(right(text, width)) in (width, width - 1) or cell_len(text) > width


@given(_texts, st.integers(0, 130))
def test_a_click_falls_between_letters(text: str, cells: int) -> None:
    caret = caret_at(text, cells)
    assert cell_len(text[:caret]) <= cells or caret == 0
    assert caret == len(text) or cell_len(text[: caret + 1]) > cells


@given(
    st.lists(st.tuples(st.text("数量单价", min_size=1, max_size=4), st.integers(4, 24)), max_size=9)
)
def test_fields_stand_one_behind_the_other_within_the_width(wanted: list[tuple[str, int]]) -> None:
    fields = fields_within(80, [(str(n), label, room) for n, (label, room) in enumerate(wanted)])
    for one, other in zip(fields, fields[1:], strict=False):
        assert (one.row, one.place.end) < (other.row, other.label_begin) or one.row < other.row
    assert all(field.place.end <= 80 for field in fields)


def grid(app: LedgerApp) -> VoucherGrid:
    screen = app.screen
    assert isinstance(screen, VoucherEntryScreen)
    return screen.grid


async def _open(app: LedgerApp, pilot: Pilot[Any]) -> None:
    app.go("entry")
    await settled(app, pilot)


def test_the_terminals_cursor_follows_for_the_input_method(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await _open(app, pilot)
        grid(app).post_message(events.Paste("购买"))
        await settled(app, pilot)
        assert app.cursor_position == Offset(4 + 4, 4)
        await pilot.press("home")
        await settled(app, pilot)
        assert app.cursor_position == Offset(4, 4)
        assert screen_text(app).splitlines()[4].startswith("  1 购买")

    drive(acts, mess_fund, "司务长")


def test_red_ink_has_its_colour_and_its_sign(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await _open(app, pilot)
        lines = (DraftLine("退款", "401", "401", debit="-1234567.80"), DraftLine("x"))
        draft = grid(app).draft
        grid(app).apply(draft.take(evolve(draft.content, lines=lines, row=1)))
        await settled(app, pilot)
        (amount,) = [s for s in grid(app).render_line(0) if "-1,234,567.80" in s.text]
        assert amount.style is not None
        assert amount.style.color == grid(app).get_component_rich_style("cell--red").color

    drive(acts, mess_fund, "司务长")


def test_a_long_voucher_scrolls_with_the_cursor(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await _open(app, pilot)
        lines = tuple(DraftLine(f"第{n}笔", "401", "401", debit="1.00") for n in range(1, 301))
        draft = grid(app).draft
        grid(app).apply(draft.take(evolve(draft.content, lines=lines)))
        await pilot.press("ctrl+end")
        await settled(app, pilot)
        assert "300 第300笔" in screen_text(app)
        assert "300.00" in screen_text(app), "the total of all lines"
        await pilot.press("ctrl+home")
        await settled(app, pilot)
        assert "  1 第1笔" in screen_text(app)

    drive(acts, mess_fund, "司务长")


def test_the_mouse_points_at_cells_of_grid_head_and_strip(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await _open(app, pilot)
        await pilot.click("VoucherGrid", offset=(60, 0))
        assert (grid(app).draft.row, grid(app).draft.column) == (0, "debit")
        await pilot.click("VoucherHead", offset=(8, 0))
        assert (grid(app).draft.row, grid(app).draft.column) == (-1, "date")
        await pilot.click("VoucherHead", offset=(8, 0))
        assert grid(app).draft.content.caret == 2
        bank = DraftLine("取款", "102", "102")
        grid(app).apply(
            grid(app).draft.take(
                evolve(grid(app).draft.content, lines=(bank,), row=0, column="summary")
            )
        )
        await settled(app, pilot)
        await pilot.click("VoucherFoot", offset=(12, 2))
        assert grid(app).draft.column == "settlement"

    drive(acts, mess_fund, "司务长")


def test_what_is_wrong_is_marked_with_a_sign_and_said_below(
    mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        await _open(app, pilot)
        grid(app).apply(grid(app).draft.move_to(0, "debit").type("12.345"))
        await settled(app, pilot)
        assert "  1 " in screen_text(app), "not yet while it is typed"
        grid(app).apply(grid(app).draft.commit())
        await settled(app, pilot)
        shown = screen_text(app)
        assert "  1!" in shown
        assert "!12.345" in shown
        assert "! " in shown.splitlines()[-2]

    drive(acts, mess_fund, "司务长")


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_cell_has_the_colours_of_the_theme(
    theme: str, mess_fund: str, drive: Callable[..., LedgerApp]
) -> None:
    """What is drawn without a colour would stand in those of the terminal, dark on dark at times."""

    async def acts(app: LedgerApp, pilot: Pilot[Any]) -> None:
        app.theme = theme
        await _open(app, pilot)
        grid(app).apply(grid(app).draft.type("取款").enter().type("102").enter().type("支票"))
        await settled(app, pilot)
        for name in ("VoucherHead", "VoucherGrid", "VoucherFoot"):
            widget = app.screen.query_one(name)
            for y in range(widget.size.height):
                for segment in widget.render_line(y):
                    style = segment.style
                    assert style is not None
                    assert style.color is not None, (name, y, segment)
                    assert style.bgcolor is not None, (name, y, segment)
                    assert style.color != style.bgcolor, (name, y, segment)

    drive(acts, mess_fund, "司务长")

"""Dimensions: the kinds, and the values of one of them, read by pages however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from ledgerlib import Book, DimensionKind, DimensionValue, Problem, Refused, initials

from ..language import text
from ..widgets.ask_form import Ask, FormDialog
from ..widgets.form import ChoiceDialog
from ..widgets.row_list import Col, Line
from .list_screen import ListScreen

#: Values read at a time.
PAGE = 200


class DimensionsScreen(ListScreen):
    """The values of a kind."""

    FAMILIES = ("list", "rows", "dimensions")
    name_code = "dimensions"
    needs = "dimension"

    def __init__(self) -> None:
        super().__init__()
        self._kinds: dict[str, DimensionKind] = {}
        self._kind = ""
        self._values: dict[str, DimensionValue] = {}
        self._has_more = False

    def columns(self) -> Sequence[Col]:
        """Code, name, the one above, mnemonic, state."""
        return (
            Col(text("dimensions.code"), 14), Col(text("dimensions.name")),
            Col(text("dimensions.parent"), 14), Col(text("dimensions.mnemonic"), 12),
            Col("", 6),
        )  # fmt: skip

    async def read(self) -> Sequence[Line]:
        """The kinds, and the first page of the values."""
        self._kinds = await self.ask(lambda book: book.dimension_kinds())
        if self._kind not in self._kinds:
            self._kind = next(iter(self._kinds), "")
        self._values = {}
        return await self._page()

    async def _page(self) -> list[Line]:
        kind, sought = self._kind, self.sought
        if not kind:
            return []
        after = max(self._values, default="")

        def read(book: Book) -> list[DimensionValue]:
            return book.find_dimension_values(kind, sought, after=after, limit=PAGE)

        page = await self.ask(read)
        self._has_more = len(page) == PAGE
        self._values |= {value.code: value for value in page}
        return [self._line(value) for value in page]

    def _line(self, value: DimensionValue) -> Line:
        level = 0
        parent = value.parent
        while parent in self._values and level < 8:
            level, parent = level + 1, self._values[parent].parent
        name = f"{'  ' * level}{value.name}"
        state = text("dimensions.disabled") if value.is_disabled else ""
        cells = (value.code, name, value.parent, value.mnemonic, state)
        return Line(value.code, cells, dim=value.is_disabled)

    def fill(self, key: str = "") -> None:
        """What was read: the book has found it already."""
        self.list.show(self.lines, key or self.key)
        self._say()

    async def _find(self, begun: str, *, is_begun: bool = True) -> None:
        await super()._find(begun, is_begun=is_begun)
        await self.reload()

    async def action_app_back(self) -> None:
        """Esc: first all values again."""
        had = bool(self.sought)
        await super().action_app_back()
        if had:
            await self.reload()

    def on_row_list_near_end(self) -> None:
        """Read the next page."""
        if self._has_more:
            self.do(self._read_on(), key="more")

    async def _read_on(self) -> None:
        more = await self._page()
        self.lines += more
        self.list.add(more)

    def said(self) -> str:
        """Which kind, and the others."""
        kind = self._kinds.get(self._kind)
        if kind is None:
            return text("dimensions.no_kind", key=self.app.key_of("dimensions.new_kind"))
        names = " ".join(each.name for each in self._kinds.values())
        more = "+" if self._has_more else ""
        state = text("dimensions.open") if kind.is_open else text("dimensions.closed")
        count = f"{len(self._values)}{more}"
        return text("dimensions.said", kind=kind.name, count=count, state=state, kinds=names)

    async def action_dimensions_kind(self) -> None:
        """Another kind."""
        options = [(code, f"{kind.name} ({code})") for code, kind in self._kinds.items()]
        title = text("dimensions.which")
        chosen = await self.app.push_screen_wait(ChoiceDialog(title, options, self._kind))
        if chosen is not None:
            self._kind, self.sought = chosen, ""
            await self.reload()

    async def action_dimensions_new_kind(self) -> None:
        """A new kind, or another name for one that is there."""
        asks = [
            Ask("code", text("dimensions.kind_code"), "", "text",
                [(code, text(f"dimensions.standard.{code}")) for code in STANDARD],
                "dimensions.kind_code"),
            Ask("name", text("dimensions.kind_name"), help_code="dimensions.kind_name"),
            Ask("open", text("dimensions.is_open"), "no", "switch", help_code="dimensions.is_open"),
        ]  # fmt: skip

        async def deed(values: dict[str, str]) -> str:
            is_open = values["open"] == "yes"
            code = values["code"]
            await self.act(
                lambda book: book.set_dimension_kind(code, values["name"], is_open=is_open)
            )
            return code

        done = await self.app.push_screen_wait(FormDialog(text("dimensions.new_kind"), asks, deed))
        if done is not None:
            self._kind = str(done)
            await self.reload()

    async def _edit(self, value: DimensionValue | None, *, below: str = "") -> None:
        kind = self._kinds.get(self._kind)
        if kind is None:
            self.tell(text("dimensions.no_kind", key=self.app.key_of("dimensions.new_kind")), "!")
            return
        asks = [] if value else [Ask("code", text("dimensions.code"), help_code="dimensions.code")]
        asks += [
            Ask(name, text(f"dimensions.{name}"), shown, help_code=f"dimensions.{name}")
            for name, shown in (
                ("name", value.name if value else ""),
                ("parent", value.parent if value else below),
                ("mnemonic", value.mnemonic if value else ""),
            )
        ]

        async def deed(values: dict[str, str]) -> str:
            code = value.code if value else values["code"]
            if value is None and code in self._values:
                raise Refused([Problem.of("dimensions.there", value=code, field="code")])
            made = DimensionValue(
                kind.code, code, values["name"], values["parent"],
                value.is_disabled if value else False,
                values["mnemonic"] or initials(values["name"]),
            )  # fmt: skip
            await self.act(lambda book: book.set_dimension_values([made]))
            return code

        title = text("dimensions.edit" if value else "dimensions.new", kind=kind.name)
        done = await self.app.push_screen_wait(FormDialog(title, asks, deed))
        if done is not None:
            await self.reload()
            self.fill(str(done))
            self.tell(text("dimensions.done", code=done))

    async def action_list_open(self) -> None:
        """Change the value under the cursor."""
        value = self._values.get(self.key)
        if value is not None:
            await self._edit(value)

    async def action_rows_add(self) -> None:
        """A new value."""
        await self._edit(None)

    async def action_dimensions_below(self) -> None:
        """A new value below the one under the cursor."""
        await self._edit(None, below=self.key)

    async def action_rows_remove(self) -> None:
        """Let a value be used no more."""
        value = self._values.get(self.key)
        if value is not None:
            changed = evolve(value, is_disabled=not value.is_disabled)
            await self.act(lambda book: book.set_dimension_values([changed]))
            self.tell(text("dimensions.done", code=value.code))


#: The kinds that every trade program has, by their codes.
STANDARD = ("partner", "department", "employee", "project", "cash_flow")

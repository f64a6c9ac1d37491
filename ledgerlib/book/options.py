"""What was chosen when a book was made (单位类型, 险种), and what its chart has brought along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from ..core.account import Side
from ..core.chart import Chart
from ..core.parallel import Pairing
from ..core.provisions import Provisions
from ..store import definitions
from .dimensions import _add_kinds, _write_values
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def options(book: Book) -> dict[str, str]:
    """What was chosen when the book was made, by option: {"insurance": "employee_medical"}."""
    with book._reading() as work:
        return read_options(work)


def read_options(work: Work) -> dict[str, str]:
    """What was chosen, inside a unit of work."""
    found = definitions.definitions(work.connection, work.book_id, "option")
    return {option: content["value"] for option, content in found.items()}


def keep_choice(connection: Connection, book_id: int, chart: Chart, chosen: dict[str, str]) -> None:
    """Keep what was chosen, the parts that balance by themselves, and the pairings of accounts."""
    names = {
        (option.code, value.code): (option.name, value.name)
        for option in chart.provisions.options
        for value in option.values
    }
    for option, value in chosen.items():
        name, value_name = names[option, value]
        kept = {"value": value, "name": name, "value_name": value_name}
        definitions.put(connection, book_id, "option", option, kept)
    for part in chart.parts:
        codes = {"name": part.name, "codes": list(part.codes)}
        definitions.put(connection, book_id, "part", part.code, codes)
    for number, pairing in enumerate(chart.provisions.pairings, 1):
        content: dict[str, Any] = {
            "name": pairing.name, "accounts": list(pairing.accounts), "budget": pairing.budget,
            "side": int(pairing.side or 0), "excluding": list(pairing.excluding),
            "beside": list(pairing.beside), "is_money": int(pairing.is_money), "is_trigger": int(pairing.is_trigger),
            "follows": int(pairing.follows),
        }  # fmt: skip
        definitions.put(connection, book_id, "pairing", f"{number:03}", content)


def read_pairings(work: Work) -> tuple[Pairing, ...]:
    """The pairings of the book, in the order of its chart."""
    return tuple(
        Pairing(
            name=content["name"],
            accounts=tuple(content["accounts"]),
            budget=content["budget"],
            side=Side(content["side"]) if content["side"] else None,
            excluding=tuple(content["excluding"]),
            beside=tuple(content["beside"]),
            is_money=bool(content["is_money"]),
            is_trigger=bool(content["is_trigger"]),
            follows=bool(content["follows"]),
        )
        for content in definitions.definitions(work.connection, work.book_id, "pairing").values()
    )


def keep_provisions(work: Work, who: str, provisions: Provisions) -> None:
    """Make the kinds of dimension that the chart declares, and their values."""
    if provisions.kinds:
        _add_kinds(work, who, list(provisions.kinds))
    if provisions.values:
        _write_values(work, who, list(provisions.values))

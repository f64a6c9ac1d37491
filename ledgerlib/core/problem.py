"""A problem is a value: what is wrong, where, and (in the catalogs) how to cure it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

#: The keys of a problem's values that say where it is, from the outside in.
PLACES = (
    "file",
    "row",
    "cell",
    "book",
    "period",
    "transfer",
    "voucher",
    "line",
    "account",
    "field",
)


@frozen
class Problem:
    """One thing that stands in the way of an act.

    `code` names the kind of problem and never changes; the catalogs under
    `ledgerlib/locale` hold its message and cure in each language. `values`
    fill the message in; those named in `PLACES` also say where it is.
    """

    code: str
    values: Mapping[str, Any] = field(factory=dict)

    @classmethod
    def of(cls, code: str, **values: Any) -> Problem:
        """A problem of this kind, with the values its message speaks of."""
        return cls(code, values)

    def at(self, **places: Any) -> Problem:
        """The same problem, seen from further out: at this row of that file."""
        return Problem(self.code, {**places, **self.values})

    @property
    def where(self) -> dict[str, Any]:
        """Where it is: only the places, from the outside in."""
        return {place: self.values[place] for place in PLACES if place in self.values}

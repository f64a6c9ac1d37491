"""The register of source documents against what the records tell of it: added, changed, removed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import shake_256
from itertools import islice
from typing import Any

from attrs import define

from ..core.canonical import as_text
from ..core.problem import Problem
from ..store import attachments as store
from ..store import records, vouchers
from .attachments import shown
from .vouchers import label
from .work import Work

#: Bits of a document's mark: so many that nobody finds others with the same sum.
_BITS = 2048


@define
class Documents:
    """A sum over documents, the same in whatever order they come, and taken back one by one.

    However many there are, nothing but the sum is held in memory (AdHash).
    """

    total: int = 0

    def follow(self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """Take one document out of the sum, and another in."""
        change = (_mark(after) if after else 0) - (_mark(before) if before else 0)
        self.total = (self.total + change) % (1 << _BITS)


def _mark(document: Mapping[str, Any]) -> int:
    return int.from_bytes(shake_256(_told(document).encode()).digest(_BITS // 8))


def _told(document: Mapping[str, Any]) -> str:
    return as_text({key: value for key, value in document.items() if key != "documents"})


def check_documents(work: Work, told: Documents) -> Iterable[Problem]:
    """The documents, named by their vouchers, that are not as the records tell."""
    found = Documents()
    for voucher_id, attachment in store.everything(work.connection, work.book_id):
        found.follow(None, shown(voucher_id, attachment))
    if found == told:
        return []
    return list(islice(_named(work), 100)) or [Problem.of("verify.documents", voucher="-")]


def _named(work: Work) -> Iterable[Problem]:
    """Which they are: looked for only where something is wrong."""
    expected: dict[tuple[int, int], str] = {}
    names: dict[int, str] = {}
    for row in records.read(work.connection, work.book_id):
        if row.act == "attach":
            after = json.loads(row.after)
            expected[after["voucher_id"], after["ordinal"]] = _told(after)
            names[after["voucher_id"]] = row.subject
        elif row.act == "renumber" and row.before:
            for voucher in json.loads(row.before)["removed"]:
                for document in voucher.get("documents", ()):
                    expected.pop((document["voucher_id"], document["ordinal"]), None)
    for voucher_id, attachment in store.everything(work.connection, work.book_id):
        told = expected.pop((voucher_id, attachment.ordinal), "")
        if told != _told(shown(voucher_id, attachment)):
            yield _problem(work, voucher_id, names)
    for voucher_id, _ordinal in expected:
        yield _problem(work, voucher_id, names)


def _problem(work: Work, voucher_id: int, names: Mapping[int, str]) -> Problem:
    head = vouchers.head_by_id(work.connection, work.book_id, voucher_id)
    name = label(head) if head is not None else names.get(voucher_id, str(voucher_id))
    return Problem.of("verify.documents", voucher=name)

"""The canonical encoding: whoever has Python's json and hashlib computes the same digests."""

from __future__ import annotations

import json
import unicodedata
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.canonical import (
    as_text,
    content_digest,
    encoded,
    nfc,
    record_digest,
    voucher_digest,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
VALUES = st.recursive(TEXTS | NUMBERS, lambda inner: st.lists(inner, max_size=4), max_leaves=10)

HEAD = [7, 202401, "记", 17, 20240105, "ordinary", 2, "", 0, "制单", "", "审核", "记账"]
LINES = [
    [1, 1, "CNY", 1, 31000, "购买蔬菜", 0, "", 0, ""],
    [2, 2, "CNY", -1, 31000, "购买蔬菜", 0, "大米", 50000, "4.60"],
]
RECORD = [3, "2024-01-05T08:00:00.000000+00:00", "制单", "enter", "2024-01/记/17", "", "{}"]


def plain_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def other(value: int | str) -> int | str:
    return value + 1 if isinstance(value, int) else value + "x"


def test_a_voucher_digest_is_sha256_of_plain_json() -> None:
    wanted = sha256(plain_json(["ledgerlib.voucher/1", *HEAD, LINES])).hexdigest()
    assert voucher_digest(HEAD, LINES) == wanted
    assert voucher_digest(tuple(HEAD), [tuple(line) for line in LINES]) == wanted


def test_the_digest_of_a_known_voucher_never_changes() -> None:
    """Version 1 is for ever: a book kept today must verify in thirty years."""
    assert voucher_digest(HEAD, LINES) == (
        "6c7749866a9a50e5380c710bd8d91b2827fb4d0cbc0897216b44d06429b0e619"
    )
    assert record_digest("", RECORD) == (
        "5f2dbd5c9234c0784e73db771a055a0b5b40cc87cfd6a2388e51e4358d3609c9"
    )


@pytest.mark.parametrize("at", range(len(HEAD)))
def test_the_digest_changes_with_every_field_of_the_head(at: int) -> None:
    changed = [*HEAD[:at], other(HEAD[at]), *HEAD[at + 1 :]]
    assert voucher_digest(changed, LINES) != voucher_digest(HEAD, LINES)


@pytest.mark.parametrize("row", range(len(LINES)))
@pytest.mark.parametrize("at", range(len(LINES[0])))
def test_the_digest_changes_with_every_field_of_a_line(row: int, at: int) -> None:
    lines = [list(line) for line in LINES]
    lines[row][at] = other(lines[row][at])
    assert voucher_digest(HEAD, lines) != voucher_digest(HEAD, LINES)


def test_the_digest_changes_with_order_and_number_of_lines() -> None:
    digests = [voucher_digest(HEAD, each) for each in (LINES, LINES[::-1], LINES[:1], [])]
    assert len(set(digests)) == 4


@pytest.mark.parametrize("at", range(len(RECORD)))
def test_a_record_digest_changes_with_every_field_and_with_the_one_before(at: int) -> None:
    digest = record_digest("aa", RECORD)
    changed = [*RECORD[:at], other(RECORD[at]), *RECORD[at + 1 :]]
    assert record_digest("aa", changed) != digest
    assert record_digest("ab", RECORD) != digest
    wanted = sha256(plain_json(["ledgerlib.record/1", "aa", *RECORD])).hexdigest()
    assert digest == wanted


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_it_is_what_pythons_own_json_gives(values: list[Any]) -> None:
    assert b"[" + encoded(values) + b"]" == plain_json(values)
    assert content_digest(values) == sha256(plain_json(values)).hexdigest()


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_different_contents_have_different_digests(one: list[Any], two: list[Any]) -> None:
    assert (content_digest(one) == content_digest(two)) == (one == two)


@given(TEXTS)
def test_texts_are_kept_in_nfc(text: str) -> None:
    assert nfc(text) == unicodedata.normalize("NFC", text)
    assert nfc(nfc(text)) == nfc(text)


def test_composed_and_decomposed_are_the_same_text() -> None:
    assert nfc("Cafe\u0301") == nfc("Caf\u00e9") == "Caf\u00e9"
    assert nfc("か\u3099") == "が"


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_what_a_record_keeps_is_the_same_in_any_order(content: dict[str, Any]) -> None:
    turned = dict(reversed(list(content.items())))
    assert as_text(turned) == as_text(content)
    assert json.loads(as_text(content)) == content


def test_nothing_is_the_empty_text() -> None:
    assert as_text(None) == ""
    assert as_text({}) == "{}"

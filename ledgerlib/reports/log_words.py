"""What a record holds, told in words (财会〔2024〕12号 第三十二条: 操作内容)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ..core.period import Period, day_from_key
from ..language import catalog, language, text

#: Digests say nothing to a reader; the chain has them.
_UNREADABLE = ("digest", "chart_digest", "password_digest")
#: A line as a record keeps it begins with account, side, amount, commodity.
_OF_LINE = 4


def in_words(content: str) -> str:
    """The content of a record as name: value, without digests, in the reader's language."""
    if not content:
        return ""
    value = json.loads(content)
    return _content(value) if isinstance(value, dict) else _plain(value)


def _content(content: Mapping[str, Any]) -> str:
    told = (
        f"{_name(name)}{text('log.colon')}{_told(name, value)}"
        for name, value in content.items()
        if name not in _UNREADABLE and value not in ("", [], {}, None)
    )
    return text("log.between").join(told)


def _named(*codes: str) -> str:
    """The first of these texts that the catalog has, or nothing."""
    known = catalog(language())
    return next((known[code] for code in codes if code in known), "")


def _name(name: str) -> str:
    """What stands under a name: a field of the log's, a policy, a column; else the name itself."""
    return _named(f"log.{name}", f"policy.{name}", f"field.{name}", f"column.{name}") or name


def _told(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return text("log.within", content=_content(value))
    told = _TOLD.get(name)
    return told(value) if told is not None else _plain(value)


def _plain(value: Any) -> str:
    """A value that is nothing particular: lists apart from each other, empty parts left out."""
    if isinstance(value, bool):
        return text("log.yes" if value else "log.no")
    if isinstance(value, dict):
        return _content(value)
    if isinstance(value, list):
        parts = (_plain(each) for each in value if each not in ("", [], None))
        mark = "list.comma" if any(isinstance(each, list) for each in value) else "log.space"
        return text(mark).join(parts)
    return str(value)


def _month(value: Any) -> str:
    is_key = isinstance(value, int) and 0 < value % 100 < 13
    return str(Period.from_key(value)) if is_key else _plain(value)


def _day(value: Any) -> str:
    try:
        return day_from_key(value).isoformat()
    except (TypeError, ValueError):
        return _plain(value)


def _coded(*prefixes: str) -> Callable[[Any], str]:
    """Values that are codes of the library's: each by its name."""

    def told(value: Any) -> str:
        if isinstance(value, bool):
            return _plain(value)
        words = value if isinstance(value, list) else str(value).split()
        named = (
            _named(*(f"{prefix}.{word}" for prefix in prefixes)) or _plain(word) for word in words
        )
        return text("list.comma").join(named)

    return told


def _rows(prefix: str) -> Callable[[Any], str]:
    """Lists of lists in which codes of the library's stand among other things."""

    def told(value: Any) -> str:
        if not isinstance(value, list) or not all(isinstance(each, list) for each in value):
            return _plain(value)
        named = [[_named(f"{prefix}.{part}") or part for part in each] for each in value]
        return _plain(named)

    return told


def _rule(rule: str) -> str:
    """The rule of a voucher word: 借方必有 库存现金 银行存款."""
    demand, *of = rule.split() or [""]
    parts = [_named(f"log.{demand}") or demand, *(_named(f"cash.{each}") or each for each in of)]
    return text("log.space").join(part for part in parts if part)


def _words(value: Any) -> str:
    """Voucher words with their rules."""
    if not isinstance(value, list) or not all(isinstance(e, list) and len(e) == 2 for e in value):
        return _plain(value)
    told = (
        text("log.word_with_rule", word=word, rule=_rule(rule)) if rule else str(word)
        for word, rule in value
    )
    return text("list.comma").join(told)


def _lines(value: Any) -> str:
    """The lines of a voucher, each with its side in words; or only how many there are."""
    if not isinstance(value, list):
        return _plain(value)
    found = []
    for line in value:
        if not isinstance(line, list) or len(line) < _OF_LINE or line[1] not in (1, -1):
            found.append(_plain(line))
            continue
        side = text("side.debit" if line[1] == 1 else "side.credit")
        found.append(_plain([side, line[0], *line[2:]]).replace(text("list.comma"), " "))
    return text("log.between_lines").join(found)


_TOLD: Mapping[str, Callable[[Any], str]] = {
    "roles": _coded("role"),
    "period": _month, "start_period": _month, "closed_through": _month, "locked_through": _month,
    "day": _day,
    "method": _coded("log"), "regime": _coded("log"), "state": _coded("log"),
    "added": _rows("log"), "removed": _rows("log"), "kinds": _rows("kind"), "kind": _coded("log", "kind"),
    "lines": _lines, "words": _words,
}  # fmt: skip

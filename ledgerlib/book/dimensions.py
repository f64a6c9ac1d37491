"""Dimensions (核算项目) of a book: their kinds and values, and what lines say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from ..core.canonical import content_digest, nfc
from ..core.dimension import (
    FORBIDDEN,
    STANDARD_KINDS,
    DimensionKind,
    DimensionValue,
    check_value,
    circles,
    kind_code,
    label_of,
    parse_label,
)
from ..core.problem import Problem
from ..core.voucher import Line
from ..pinyin import initials
from ..refusal import Refused, refuse_if
from ..store import dimensions as store
from .work import Work

if TYPE_CHECKING:
    from .book import Book


def dimension_kinds(book: Book) -> dict[str, DimensionKind]:
    """The kinds of dimension of the book, by code."""
    with book._reading() as work:
        return dict(work.known.kinds)


def dimension_values(book: Book, kind: str) -> Iterator[DimensionValue]:
    """The values of a kind in the order of their codes; streamed, for there may be a million."""
    with book._reading() as work:
        known = _known_kind(work, kind)
        yield from store.values(work.connection, work.book_id, known.code)


def set_dimension_kind(
    book: Book, code: str, name: str = "", *, is_open: bool | None = None
) -> None:
    """Add a kind of dimension, or change one. An open kind takes new values as vouchers bring them."""
    code, name = nfc(code.strip()), nfc(name.strip())
    code = kind_code(code)
    if not code or FORBIDDEN.search(code) or " " in code:
        raise Refused([Problem.of("dimension.kind_code", value=code)])
    with book._acting("dimension") as work:
        before = work.known.kinds.get(code)
        kept_name = before.name if before else STANDARD_KINDS.get(code, code)
        kept_open = before.is_open if before else False
        kind = DimensionKind(code, name or kept_name, kept_open if is_open is None else is_open)
        if kind != before:
            _add_kinds(work, book.who, [kind])


def _add_kinds(work: Work, who: str, kinds: list[DimensionKind]) -> None:
    before = [work.known.kinds[k.code] for k in kinds if k.code in work.known.kinds]
    store.set_kinds(work.connection, work.book_id, kinds)
    work.chart_changed()
    work.record(
        who, "dimension", " ".join(kind.code for kind in kinds),
        {"kinds": [[k.code, k.name, int(k.is_open)] for k in before]} if before else None,
        {"kinds": [[k.code, k.name, int(k.is_open)] for k in kinds]},
    )  # fmt: skip


def add_kinds_of_accounts(work: Work, who: str, demanded: Iterable[str]) -> None:
    """Make the kinds that accounts demand and the book does not have yet."""
    missing = [kind for kind in dict.fromkeys(demanded) if kind not in work.known.kinds]
    if missing:
        _add_kinds(work, who, [DimensionKind(k, STANDARD_KINDS.get(k, k)) for k in missing])


def set_dimension_values(book: Book, values: Iterable[DimensionValue]) -> int:
    """Add values, or change those that have the code; returns how many were new or changed.

    All or nothing. The kinds must be there. A value that stands below another needs that
    one in the book or among these.
    """
    with book._acting("dimension") as work:
        wanted = [
            evolve(
                value, kind=kind_code(nfc(value.kind), work.known.kinds), code=nfc(value.code),
                name=nfc(value.name), mnemonic=value.mnemonic or initials(value.name),
            )
            for value in values
        ]  # fmt: skip
        problems = [
            problem.at(line=number) for number, value in enumerate(wanted, 1)
            for problem in check_value(value)
        ]  # fmt: skip
        by_kind: dict[str, dict[str, DimensionValue]] = {}
        for number, value in enumerate(wanted, 1):
            if value.kind not in work.known.kinds:
                problems.append(_unknown_kind(work, value.kind).at(line=number))
            elif value.code in by_kind.setdefault(value.kind, {}):
                problem = Problem.of("dimension.duplicate", dimension=value.code, line=number)
                problems.append(problem)
            else:
                by_kind[value.kind][value.code] = value
        changed: list[DimensionValue] = []
        for kind, given in by_kind.items():
            before = store.find_values(work.connection, work.book_id, kind, list(given))
            changed += [value for code, value in given.items() if before.get(code) != value]
            problems += _check_parents(work, kind, given)
        refuse_if(problems)
        if changed:
            _write_values(work, book.who, changed)
        return len(changed)


def _check_parents(work: Work, kind: str, given: Mapping[str, DimensionValue]) -> Iterator[Problem]:
    parents = store.parents(work.connection, work.book_id, kind)
    parents |= {code: value.parent for code, value in given.items() if value.parent}
    wanted = {value.parent for value in given.values() if value.parent} - given.keys()
    there = store.find_values(work.connection, work.book_id, kind, list(wanted))
    for code, value in given.items():
        if value.parent and value.parent not in given and value.parent not in there:
            yield Problem.of("dimension.no_parent", dimension=code, parent=value.parent)
    for code in circles(parents):
        if code in given:
            yield Problem.of("dimension.circle", dimension=code)


def _write_values(work: Work, who: str, values: list[DimensionValue]) -> None:
    store.set_values(work.connection, work.book_id, values)
    shown = [[v.kind, v.code, v.name, v.parent, int(v.is_disabled), v.mnemonic] for v in values]
    subject = " ".join(f"{v.kind}:{v.code}" for v in values[:5])
    after = {"values": shown[:100], "count": len(shown), "digest": content_digest(shown)}
    work.record(who, "dimension", subject, None, after)


def _known_kind(work: Work, kind: str) -> DimensionKind:
    found = work.known.kinds.get(kind_code(nfc(kind), work.known.kinds))
    if found is None:
        raise Refused([_unknown_kind(work, kind)])
    return found


def _unknown_kind(work: Work, kind: str) -> Problem:
    known = "、".join(f"{k.code} {k.name}" for k in work.known.kinds.values()) or "-"
    return Problem.of("dimension.kind_unknown", kind=kind, known=known, field="dimension")


@define
class Labels:
    """The dimensions of lines on their way into the book: brought to one form, checked, interned."""

    work: Work
    who: str
    #: Whether kinds that the book lacks are made (and stay open), as an import does.
    make_missing: bool = False
    _forms: dict[str, str] = field(factory=dict)
    _known: set[str] = field(factory=set)

    def in_form(self, line: Line) -> Line:
        """The line with its dimension in the one form that its combination has."""
        text = line.dimension
        form = self._forms.get(text)
        if form is None:
            try:
                form = label_of(parse_label(text, self.work.known.kinds))
            except ValueError:
                form = text  # told of where the line is checked
            if len(self._forms) > 50_000:
                self._forms.clear()
            self._forms[text] = form
        return line if form == text else evolve(line, dimension=form)

    def check(self, labels: Iterable[str]) -> dict[str, list[Problem]]:
        """What is wrong with combinations in form; those with nothing wrong are interned."""
        fresh = set(labels) - self._known - {""}
        if not fresh:
            return {}
        parsed = {}
        for label in fresh:
            try:
                parsed[label] = parse_label(label)
            except ValueError:
                continue
        by_kind: dict[str, set[str]] = {}
        for values in parsed.values():
            for kind, code in values.items():
                by_kind.setdefault(kind, set()).add(code)
        wrong = self._check_values(by_kind)
        found = {
            label: [wrong[pair] for pair in values.items() if pair in wrong]
            for label, values in parsed.items()
        }
        sound = [label for label, problems in found.items() if not problems]
        store.intern(self.work.connection, self.work.book_id, sound)
        if len(self._known) > 50_000:
            self._known.clear()
        self._known.update(sound)
        return {label: problems for label, problems in found.items() if problems}

    def _check_values(self, by_kind: Mapping[str, set[str]]) -> dict[tuple[str, str], Problem]:
        work = self.work
        missing_kinds = [kind for kind in sorted(by_kind) if kind not in work.known.kinds]
        if missing_kinds and self.make_missing:
            kinds = [DimensionKind(k, STANDARD_KINDS.get(k, k), True) for k in missing_kinds]
            _add_kinds(work, self.who, kinds)
        wrong: dict[tuple[str, str], Problem] = {}
        fresh: list[DimensionValue] = []
        for kind, codes in sorted(by_kind.items()):
            known = work.known.kinds.get(kind)
            if known is None:
                wrong |= {(kind, code): _unknown_kind(work, kind) for code in codes}
                continue
            there = store.find_values(work.connection, work.book_id, kind, codes)
            for code in sorted(codes):
                value = there.get(code)
                named = {"dimension": code, "kind": known.name, "field": "dimension"}
                if value is not None and value.is_disabled:
                    wrong[kind, code] = Problem.of("dimension.disabled", **named)
                elif value is None and known.is_open:
                    fresh.append(DimensionValue(kind, code, code, mnemonic=initials(code)))
                elif value is None:
                    wrong[kind, code] = Problem.of("dimension.unknown", **named)
        if fresh and not wrong:
            _write_values(work, self.who, fresh)
        return wrong

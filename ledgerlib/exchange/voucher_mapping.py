"""The voucher sheet of another program, read by a mapping into the columns of our own sheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from attrs import define, field

from ..book import Book
from ..core.amount import AmountError, exact
from ..core.chart import Chart
from ..core.dimension import FORBIDDEN, DimensionKind, kind_code
from ..core.period import parse_day
from ..core.problem import Problem
from ..refusal import Refused
from .lines import DIMENSION
from .mapping_schema import COLUMNS, VoucherMapping, from_content, read_mapping, ready_mappings
from .sheets import HEADERS, Sheet, raw_rows

#: What goes over as it is.
_PLAIN: Final = (
    "summary", "debit", "credit", "attachments", "quantity", "unit", "price", "foreign_amount",
    "rate", "dimension", "settlement", "bill_number", "word",
)  # fmt: skip
#: People of the other program: they did nothing in this book, so their names are remarks.
_PEOPLE: Final = {"maker": "制单", "reviewer": "审核", "cashier": "出纳", "poster": "记账"}
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
_WHOLE = re.compile(r"(-?\d+)\.0+")
_LEADING_CODE = re.compile(r"([0-9][0-9A-Za-z.\-]*)[\s_:：-]*(.*)")
_MOST_ITEMS = 8


def find_mapping(book: Book, name: str) -> VoucherMapping:
    """The mapping of this name: one of the book's, one that comes along, or a file's.

    Refused where there is none, with those that there are.
    """
    kept = book.mappings()
    if name in kept:
        return from_content(name, kept[name])
    if name in ready_mappings():
        return ready_mappings()[name]
    if name.endswith(".toml"):
        return read_mapping(Path(name))
    known = "、".join([*kept, *ready_mappings()])
    raise Refused([Problem.of("definition.unknown", name=name, known=known)])


def mapped_sheet(book: Book, path: Path, mapping: VoucherMapping) -> Sheet:
    """The rows of a sheet in the columns of our own voucher sheet.

    Refused where the sheet lacks the columns that the mapping needs. What is wrong with a row
    goes to the sheet's problems; rows of totals are passed over and noted.
    """
    rows = raw_rows(path)
    titles = _header(rows, mapping)
    places = {
        key: at
        for key, wanted in mapping.columns.items()
        if (at := _place(titles, wanted)) is not None
    }
    kinds = {
        key: found for key, wanted in mapping.dimensions.items() if (found := _places(titles, wanted))
    }  # fmt: skip
    items = _items(titles, mapping)
    wanting = [
        Problem.of("mapping.title", file=path.name, name=" | ".join(t for k in keys for t in mapping.columns.get(k, ())))
        for keys in (("date",), ("number", "voucher_no"), ("summary",),
                     ("code", "account", "account_name"), ("debit", "amount"))
        if not any(key in places for key in keys)
    ]  # fmt: skip
    if wanting:
        raise Refused(wanting)
    used = {*places.values(), *(at for found in kinds.values() for at in found)}
    used |= {at for pair in items for at in pair}
    ignored = tuple(title for at, title in enumerate(titles) if title and at not in used)
    reader = _Mapped(
        book, book.chart(), book.dimension_kinds(), path.name, mapping, places, kinds, items
    )
    return Sheet(reader.rows(rows), ignored, reader.problems, reader.notes)


def _plain(title: str) -> str:
    return unicodedata.normalize("NFKC", title).replace(" ", "").replace("*", "").upper()


def _places(titles: Sequence[str], wanted: Sequence[str]) -> list[int]:
    plain = [_plain(title) for title in titles]
    return [plain.index(_plain(each)) for each in wanted if _plain(each) in plain]


def _place(titles: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next(iter(_places(titles, wanted)), None)


def _items(titles: Sequence[str], mapping: VoucherMapping) -> list[tuple[int, int]]:
    """Pairs of columns with the kind and the code of a dimension: FCLSNAME1, FOBJID1; FCLSNAME2 …"""
    pairs = []
    for number in range(1, _MOST_ITEMS + 1):
        kind, code = (
            _place(titles, [f"{title}{number}" for title in mapping.columns.get(key, ())])
            for key in ("item_kind", "item_code")
        )
        if kind is not None and code is not None:
            pairs.append((kind, code))
    return pairs


def _header(rows: Iterator[tuple[int, list[str]]], mapping: VoucherMapping) -> list[str]:
    """The row of titles: the one the mapping names, else that of the first ten with the most of them."""
    wanted = {_plain(title) for titles in mapping.columns.values() for title in titles}
    best: list[str] = []
    most = 0
    for number, cells in rows:
        known = sum(_plain(cell) in wanted for cell in cells)
        if mapping.header_row == number or (not mapping.header_row and known >= 4):
            return cells
        if known > most:
            best, most = cells, known
        if number >= max(10, mapping.header_row):
            break
    return best


@define
class _Mapped:
    """Turns the rows of one sheet into ours."""

    book: Book
    chart: Chart
    known_kinds: Mapping[str, DimensionKind]
    file: str
    mapping: VoucherMapping
    places: Mapping[str, int]
    kinds: Mapping[str, list[int]]
    items: list[tuple[int, int]]
    problems: list[Problem] = field(factory=list)
    notes: list[Problem] = field(factory=list)
    _values: dict[str, dict[str, str]] = field(factory=dict)
    _by_name: dict[str, str] = field(factory=dict)
    _before: dict[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for code, account in self.chart.accounts.items():
            path = [self.chart.accounts[each].name for each in reversed(self.chart.ancestors(code))]
            self._by_name["\0".join([*path, account.name])] = code
        wanted = {*self.kinds, *self.mapping.kinds.values(), self.mapping.name_tail}
        for kind in wanted & self.known_kinds.keys():  # before the act of entering begins
            values = self._values[kind] = {}
            for value in self.book.dimension_values(kind):
                values.setdefault(value.name, value.code)
                values[value.code] = value.code
        names = [account.name for account in self.chart.accounts.values()]
        for code, account in self.chart.accounts.items():
            if names.count(account.name) == 1:  # a name alone is enough where no other has it
                self._by_name.setdefault(account.name, code)

    def rows(self, raw: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows in our columns. What only the first row of a voucher says is filled down."""
        for number, row in raw:
            if not any(row):
                continue
            theirs = {key: row[at] if at < len(row) else "" for key, at in self.places.items()}
            named = any(theirs.get(key) for key in ("code", "account", "account_name"))
            total = any(cell.replace(" ", "") in self.mapping.total_words for cell in row)
            if not named and total:
                self.notes.append(Problem.of("sheet.total_passed_over", file=self.file, row=number))
                continue
            yield number, self._cells(number, theirs, row)

    def _cells(self, row: int, theirs: dict[str, str], raw: list[str]) -> dict[str, str]:
        self._fill_down(theirs)
        cells = {key: theirs.get(key, "") for key in _PLAIN}
        cells["code"], tail = self._account(theirs)
        cells["date"] = self._day(theirs.get("date", ""))
        cells["bill_day"] = self._day(theirs.get("bill_day", ""))
        number = theirs.get("number", "") or theirs.get("voucher_no", "")
        cells["voucher_no"] = _WHOLE.sub(r"\1", number)
        cells["currency"] = theirs.get("currency", "")
        if cells["currency"] in self.mapping.own_currency:
            cells["currency"] = ""
        if not cells["currency"]:
            cells["foreign_amount"] = ""
        for key in ("quantity", "price"):  # nothing, as many programs write it
            cells[key] = "" if _is_zero(cells[key]) else cells[key]
        cells["rate"] = cells["rate"] if cells["currency"] else ""
        cells["attachments"] = _WHOLE.sub(r"\1", cells["attachments"])
        self._by_direction(cells, theirs, row)
        self._dimensions(cells, theirs, raw, tail)
        self._check_period(cells, theirs, row)
        people = [f"{word} {theirs[key]}" for key, word in _PEOPLE.items() if theirs.get(key)]
        cells["reference"] = theirs.get("reference", "") or "；".join(people)
        return cells

    def _fill_down(self, theirs: dict[str, str]) -> None:
        keys = ("number", "voucher_no", "word")
        if not any(theirs.get(key) for key in keys[:2]):
            for key in ("date", *keys, "attachments", "reference", *_PEOPLE):
                theirs[key] = theirs.get(key) or self._before.get(key, "")
        elif not theirs.get("date") and all(theirs.get(k) == self._before.get(k) for k in keys):
            theirs["date"] = self._before.get("date", "")
        self._before = theirs

    def _day(self, text: str) -> str:
        """The day as we write it; what is none stays as it is, and is refused where it is used."""
        plain = _TIME.sub("", unicodedata.normalize("NFKC", text).strip())
        for form in self.mapping.date_formats:
            try:
                return datetime.strptime(plain, form).date().isoformat()
            except ValueError:
                continue
        try:
            return parse_day(plain).isoformat()
        except ValueError:
            return text

    def _account(self, theirs: dict[str, str]) -> tuple[str, str]:
        """The code of a row's account, and what its full name has beyond the account's own names."""
        text = unicodedata.normalize(
            "NFKC", theirs.get("code") or theirs.get("account", "")
        ).strip()
        name = unicodedata.normalize("NFKC", theirs.get("account_name", "")).strip()
        code, rest = self._code(text)
        if code:
            return code, self._tail(code, rest or name)
        found, tail = self._named(text or name)
        if found:
            return found, tail
        return _WHOLE.sub(r"\1", text) or name, ""  # told of as an account that there is not

    def _code(self, text: str) -> tuple[str, str]:
        """The account of the chart that a text begins with the code of: 1122.01 应收账款_甲公司."""
        match = _LEADING_CODE.fullmatch(text)
        if match is None:
            return "", ""
        for code, rest in ((match[1], match[2]), (_WHOLE.sub(r"\1", text), "")):
            plain = code.rstrip(".-")
            joined = plain
            for sign in self.mapping.code_separators:
                joined = joined.replace(sign, "")
            for each in (plain, joined):
                if each in self.chart.accounts:
                    return each, rest
        return "", ""

    def _split(self, name: str) -> list[str]:
        signs = re.escape(self.mapping.name_separators)
        return (
            [part.strip() for part in re.split(f"[{signs}]+", name) if part.strip()]
            if signs
            else [name]
        )

    def _named(self, name: str) -> tuple[str, str]:
        """The account with the longest run of names at the beginning of a full name."""
        parts = self._split(name)
        for end in range(len(parts), 0, -1):
            code = self._by_name.get("\0".join(parts[:end]))
            if code and (end == len(parts) or self.mapping.name_tail):
                return code, "_".join(parts[end:])
        return "", ""

    def _tail(self, code: str, name: str) -> str:
        """What a full name has beyond the names of an account known by its code."""
        if not self.mapping.name_tail or not name:
            return ""
        own = [self.chart.accounts[e].name for e in (*reversed(self.chart.ancestors(code)), code)]
        parts = self._split(name)
        for names in (own, own[-1:]):
            if parts[: len(names)] == names:
                return "_".join(parts[len(names) :])
        return ""

    def _by_direction(self, cells: dict[str, str], theirs: dict[str, str], row: int) -> None:
        if "debit" in self.places or not theirs.get("amount"):
            return
        said = _WHOLE.sub(r"\1", theirs.get("direction", "")).strip()
        side = "debit" if said in self.mapping.debit_words else "credit"
        if side == "credit" and said not in self.mapping.credit_words:
            problem = Problem.of("mapping.direction", value=said, field="side")
            self.problems.append(problem.at(file=self.file, row=row))
        cells[side] = theirs["amount"]

    def _dimensions(
        self, cells: dict[str, str], theirs: dict[str, str], raw: list[str], tail: str
    ) -> None:
        found: dict[str, str] = {}
        for kind, places in self.kinds.items():
            text = next((raw[at] for at in places if at < len(raw) and raw[at]), "")
            if text:
                found[kind] = text
        for at_kind, at_code in self.items:
            if max(at_kind, at_code) < len(raw) and raw[at_kind] and raw[at_code]:
                found[self._kind(raw[at_kind])] = raw[at_code]
        for part in re.split("[;；]", theirs.get("item", "")):
            pieces = [piece for piece in re.split(r"-{2,}|[:：/]", part.strip()) if piece]
            if len(pieces) >= 2:
                found[self._kind(pieces[0])] = pieces[1]
        if tail and self.mapping.name_tail:
            found.setdefault(self.mapping.name_tail, tail)
        for kind, text in found.items():
            cells[f"{DIMENSION}{kind}"] = self._value(kind, text)

    def _kind(self, name: str) -> str:
        return self.mapping.kinds.get(name) or kind_code(name, self.known_kinds)

    def _value(self, kind: str, text: str) -> str:
        """The code of a value from its code, its name, or both: 001 甲公司."""
        known = self._values.get(kind, {})
        text = _WHOLE.sub(r"\1", unicodedata.normalize("NFC", text.strip()))
        first = re.split(r"[\s_-]", text, maxsplit=1)[0]
        return known.get(text) or known.get(first) or FORBIDDEN.sub("-", text).replace(" ", "")

    def _check_period(self, cells: dict[str, str], theirs: dict[str, str], row: int) -> None:
        """Whether the period a row names is that of its date."""
        said = re.findall(r"\d+", theirs.get("period", ""))
        try:
            day = parse_day(cells["date"])
        except ValueError:
            return
        month = int(said[-1]) % 100 if said and len(said[-1]) <= 6 else day.month
        if month != day.month and theirs.get("period"):
            problem = Problem.of("mapping.other_period", period=theirs["period"], day=str(day))
            self.problems.append(problem.at(file=self.file, row=row))


def _is_zero(text: str) -> bool:
    try:
        return bool(text) and not exact(text)
    except AmountError:
        return False


def guess_mapping(path: Path, name: str = "") -> tuple[VoucherMapping, tuple[str, ...]]:
    """A mapping for a sheet from its titles, and the titles that nobody knows.

    What our own sheets and the mappings that come along call their columns is known. Refused
    with the columns that are not found.
    """
    known: dict[str, list[str]] = {key: [] for key in COLUMNS}
    dimensions: dict[str, list[str]] = {}
    for each in ready_mappings().values():
        for key, theirs in each.columns.items():
            known[key] += theirs
        for kind, theirs in each.dimensions.items():
            dimensions.setdefault(kind, []).extend(theirs)
    for key in COLUMNS:
        known[key] += HEADERS.get(key, ())
    everything = {key: tuple(dict.fromkeys(names)) for key, names in known.items() if names}
    wide = VoucherMapping("", everything)
    titles = _header(raw_rows(path), wide)
    columns: dict[str, list[str]] = {}
    taken: set[int] = set()
    for key, named in everything.items():
        found = [at for at in _places(titles, named) if at not in taken]
        if found and key not in ("item_kind", "item_code"):
            columns[key] = [titles[found[0]]]
            taken.add(found[0])
    for key in ("item_kind", "item_code"):
        if _items(titles, wide):
            columns[key] = list(everything[key])
    by_kind = {kind: [titles[at] for at in _places(titles, w)] for kind, w in dimensions.items()}
    taken |= {titles.index(title) for found in by_kind.values() for title in found}
    taken |= {at for pair in _items(titles, wide) for at in pair}
    kinds = {k: v for each in ready_mappings().values() for k, v in each.kinds.items()}
    content = {
        "columns": columns, "kinds": kinds if "item" in columns or "item_kind" in columns else {},
        "dimensions": {kind: found for kind, found in by_kind.items() if found},
    }  # fmt: skip
    mapping = from_content(name or path.stem, content)
    return mapping, tuple(t for at, t in enumerate(titles) if t and at not in taken)

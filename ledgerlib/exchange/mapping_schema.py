"""A column mapping: which column of another program's voucher sheet is which of ours, as TOML data.

name = "甲公司"
header_row = 3                     # the row of titles; found by itself where it is not said
date_formats = ["%m/%d/%Y"]        # beside the usual ones
code_separators = ".-"             # taken out of codes: 1122.01 is 112201
name_separators = "_/"             # between the names of a full account name: 应收账款_甲公司
name_tail = "partner"              # what follows the account's own names is a value of this kind
debit_words = ["借"]               # what the column of the direction says
credit_words = ["贷"]
total_words = ["合计"]             # rows with one of these and no account are passed over
own_currency = ["RMB", "人民币"]    # what the book's own currency is called there

[columns]                          # ours = theirs, or several of which the first there is counts
date = "日期"
number = ["凭证号", "凭证编号"]

[dimensions]                       # kinds of dimensions = columns that hold their values
partner = ["客户", "供应商"]

[kinds]                            # what they call a kind of dimension = what we do
客户 = "partner"
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from ..core.problem import Problem
from ..refusal import Refused, refuse_if

#: What a column of ours may be. `voucher_no` is word and number in one; `account` is a code, a
#: full name, or both; `amount` goes with `direction`; `item` is 客户---001---甲公司.
COLUMNS: Final = (
    "date", "year", "period", "word", "number", "voucher_no", "summary", "code", "account_name",
    "account", "debit", "credit", "amount", "direction", "attachments", "quantity", "unit",
    "price", "currency", "foreign_amount", "rate", "dimension", "item", "item_kind", "item_code",
    "settlement", "bill_number", "bill_day", "reference", "maker", "reviewer", "cashier", "poster",
)  # fmt: skip
#: Of each of these at least one must be there.
_NEEDED: Final = (
    ("date",),
    ("number", "voucher_no"),
    ("summary",),
    ("code", "account", "account_name"),
    ("debit", "amount"),
)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _columns(value: Any) -> bool:
    return isinstance(value, dict) and all(_texts(v) or _text(v) and v for v in value.values())


def _names(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_text, value.values()))


def _row(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 100


#: What may stand in a mapping: what its value must be, and an example of it.
_SCHEMA: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    "name": (_text, '"…"'),
    "title": (_text, '"…"'),
    "source": (_text, '"…"'),
    "header_row": (_row, "1"),
    "date_formats": (_texts, '["%m/%d/%Y"]'),
    "code_separators": (_text, '".-"'),
    "name_separators": (_text, '"_/"'),
    "name_tail": (_text, '"partner"'),
    "debit_words": (_texts, '["借"]'),
    "credit_words": (_texts, '["贷"]'),
    "total_words": (_texts, '["合计"]'),
    "own_currency": (_texts, '["RMB"]'),
    "columns": (_columns, '{ date = "日期" }'),
    "dimensions": (_columns, '{ partner = ["客户"] }'),
    "kinds": (_names, '{ 客户 = "partner" }'),
}
Titles = Mapping[str, tuple[str, ...]]


@frozen
class VoucherMapping:
    """How a voucher sheet of another program is read. See the module for what each part means."""

    name: str
    columns: Titles
    title: str = ""
    header_row: int = 0
    date_formats: tuple[str, ...] = ()
    code_separators: str = ".-"
    name_separators: str = "_/\\-"
    name_tail: str = ""
    debit_words: tuple[str, ...] = ("借", "借方", "1", "D", "Dr")
    credit_words: tuple[str, ...] = ("贷", "贷方", "0", "-1", "C", "Cr")
    total_words: tuple[str, ...] = ("合计", "总计", "小计", "本页合计")
    own_currency: tuple[str, ...] = ("RMB", "人民币", "本位币", "CNY")
    dimensions: Titles = field(factory=dict)
    kinds: Mapping[str, str] = field(factory=dict)

    def content(self) -> dict[str, Any]:
        """The mapping as plain data, as it is stored and written as TOML."""
        plain: dict[str, Any] = {
            "title": self.title, "header_row": self.header_row,
            "date_formats": list(self.date_formats), "code_separators": self.code_separators,
            "name_separators": self.name_separators, "name_tail": self.name_tail,
            "debit_words": list(self.debit_words), "credit_words": list(self.credit_words),
            "total_words": list(self.total_words), "own_currency": list(self.own_currency),
            "columns": {key: list(titles) for key, titles in self.columns.items()},
            "dimensions": {key: list(titles) for key, titles in self.dimensions.items()},
            "kinds": dict(self.kinds),
        }  # fmt: skip
        return {key: value for key, value in plain.items() if value or key == "name_separators"}

    def as_toml(self) -> str:
        """The mapping as the text of a file, to be put right by hand."""
        plain = {"name": self.name, **self.content()}
        tables = {key: plain.pop(key) for key in ("columns", "dimensions", "kinds") if key in plain}
        lines = [f"{key} = {_toml(value)}" for key, value in plain.items()]
        for key, table in tables.items():
            lines += ["", f"[{key}]"]
            lines += [f"{_key(name)} = {_toml(value)}" for name, value in table.items()]
        return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else _toml(name)


def from_content(name: str, content: Mapping[str, Any]) -> VoucherMapping:
    """The mapping that plain data stands for. Refused with all that is wrong with it."""
    problems = []
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key not in _SCHEMA:
            problems.append(Problem.of("mapping.key", name=key, known=" ".join(_SCHEMA)))
        elif not _SCHEMA[key][0](value):
            problems.append(Problem.of("mapping.value", name=key, sample=_SCHEMA[key][1]))
        else:
            values[key] = value
    columns = _titles(values.get("columns", {}))
    for key in columns:
        if key not in COLUMNS:
            problems.append(Problem.of("mapping.column", name=key, known=" ".join(COLUMNS)))
    if "columns" in values or "columns" not in content:
        problems += [
            Problem.of("mapping.lacks", name=" | ".join(wanted))
            for wanted in _NEEDED
            if not any(key in columns for key in wanted)
        ]
        for one, other in (("amount", "direction"), ("debit", "credit")):
            if one in columns and other not in columns:
                problems.append(Problem.of("mapping.lacks", name=other))
    refuse_if(problems)
    plain: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in values.items()
        if key not in ("name", "source", "columns", "dimensions", "kinds")
    }
    return VoucherMapping(
        name, columns, dimensions=_titles(values.get("dimensions", {})),
        kinds=values.get("kinds", {}), **plain,
    )  # fmt: skip


def _titles(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {key: (v,) if isinstance(v, str) else tuple(v) for key, v in table.items()}


def read_mapping(path: Path) -> VoucherMapping:
    """The mapping of a file. Its name is the file's where it says none."""
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        reason = error.strerror or str(error)
        raise Refused([Problem.of(code, file=str(path), reason=reason)]) from error
    except ValueError as error:
        raise Refused(
            [Problem.of("mapping.not_toml", file=str(path), reason=str(error))]
        ) from error
    name = content.get("name")
    try:
        return from_content(name if isinstance(name, str) and name else path.stem, content)
    except Refused as refused:
        raise Refused(problem.at(file=path.name) for problem in refused.problems) from None


@cache
def ready_mappings() -> dict[str, VoucherMapping]:
    """The mappings that come along, by name."""
    home = files(__package__) / "mappings"
    found = {}
    for each in sorted(home.iterdir(), key=lambda each: each.name):
        if each.name.endswith(".toml"):
            content = tomllib.loads(each.read_text("utf-8"))
            found[content["name"]] = from_content(content["name"], content)
    return found

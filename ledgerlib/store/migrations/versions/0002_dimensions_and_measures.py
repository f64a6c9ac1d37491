"""Dimensions, measures, words with rules, people with passwords, parts of numbers, registers.

The turnovers are made anew from the posted lines, by measure and by dimension. The
labels that lines were given so far become kinds that stay open, with their values.
"""

import re
import unicodedata
from pathlib import Path

from alembic import op
from sqlalchemy import text as sql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: The kinds that have a name of their own in this version.
NAMES = {
    "partner": "往来单位", "department": "部门", "employee": "职员", "project": "项目",
    "cash_flow": "现金流量项目", "other": "其他",
}


def _values_of(label: str) -> dict[str, str]:
    """The values of a label as version 0002 reads it; what has no kinds is of the kind "other"."""
    codes = {name: code for code, name in NAMES.items() if code != "other"}
    found: dict[str, str] = {}
    for part in re.split("[;；|]", unicodedata.normalize("NFC", label)):
        kind, sign, value = part.replace("：", ":").partition(":")
        kind, value = codes.get(kind.strip(), kind.strip()), value.strip()
        if not (sign and kind and value) or kind in found or re.search(r"[:\x00-\x1f]", value):
            text = re.sub(r"[:：;；|\x00-\x1f]", "-", label)
            return {"other": unicodedata.normalize("NFC", text).strip() or "-"}
        found[kind] = value
    return found


def upgrade() -> None:
    """Alter and make tables, count the turnovers anew, take the labels apart."""
    connection = op.get_bind()
    dialect = connection.dialect.name
    script = Path(__file__).with_name(f"{Path(__file__).stem}.{dialect}.sql").read_text("utf-8")
    for statement in script.rstrip("\n").split("\n--;;\n"):
        connection.exec_driver_sql(statement.replace("%", "%%") if dialect != "sqlite" else statement)
    kinds, values, parts = set(), set(), set()
    for book_id, dimension_id, label in connection.execute(
        sql("SELECT book_id, dimension_id, label FROM dimension")
    ).fetchall():
        for kind, code in _values_of(label).items():
            kinds.add((book_id, kind))
            values.add((book_id, kind, code))
            parts.add((book_id, kind, code, dimension_id))
    for b, k in sorted(kinds):
        connection.execute(sql("INSERT INTO dimension_kind VALUES (:b, :k, :n, :o)"),
                           {"b": b, "k": k, "n": NAMES.get(k, k), "o": True})
    for b, k, c in sorted(values):
        connection.execute(
            sql("INSERT INTO dimension_value VALUES (:b, :k, :c, :c, '', :d, '')"),
            {"b": b, "k": k, "c": c, "d": False},
        )
    for b, k, c, number in sorted(parts):
        connection.execute(sql("INSERT INTO dimension_part VALUES (:b, :k, :c, :d)"),
                           {"b": b, "k": k, "c": c, "d": number})

"""Dimensions, measures, words with rules, people with passwords, parts of numbers, registers.

The turnovers are made anew from the posted lines, by measure and by dimension. The
labels that lines were given so far become kinds that stay open, with their values.
"""

from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Alter and make tables, count the turnovers anew, take the labels apart."""
    connection = op.get_bind()
    dialect = connection.dialect.name
    script = Path(__file__).with_name(f"{Path(__file__).stem}.{dialect}.sql").read_text("utf-8")
    for statement in script.rstrip("\n").split("\n--;;\n"):
        connection.exec_driver_sql(statement.replace("%", "%%") if dialect != "sqlite" else statement)
    kinds, values, parts = set(), set(), set()
    for book_id, dimension_id, label in connection.execute(
        text("SELECT book_id, dimension_id, label FROM dimension")
    ).fetchall():
        for part in label.split(";"):
            kind, sign, code = part.partition(":")
            kind, code = (kind, code) if sign else ("other", part)
            kinds.add((book_id, kind))
            values.add((book_id, kind, code))
            parts.add((book_id, kind, code, dimension_id))
    for b, k in sorted(kinds):
        connection.execute(text("INSERT INTO dimension_kind VALUES (:b, :k, :k, :o)"),
                           {"b": b, "k": k, "o": True})
    for b, k, c in sorted(values):
        connection.execute(
            text("INSERT INTO dimension_value VALUES (:b, :k, :c, :c, '', :d, '')"),
            {"b": b, "k": k, "c": c, "d": False},
        )
    for b, k, c, number in sorted(parts):
        connection.execute(text("INSERT INTO dimension_part VALUES (:b, :k, :c, :d)"),
                           {"b": b, "k": k, "c": c, "d": number})

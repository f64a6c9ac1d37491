"""The first schema, frozen as SQL for each database; its statements are parted by --;; lines."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables and guards of the first version."""
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"0001_first.{dialect}.sql").read_text("utf-8")
    for statement in script.split("\n--;;\n"):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if dialect != "sqlite" else statement)

"""Lines know the day of their voucher, so that a ledger is read in order from any day on."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day to the lines, and the indexes and guards that go by it."""
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"{Path(__file__).stem}.{dialect}.sql").read_text("utf-8")
    for statement in script.rstrip("\n").split("\n--;;\n"):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if dialect != "sqlite" else statement)

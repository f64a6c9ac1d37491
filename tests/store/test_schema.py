"""The schema: made at once or by migrations it is the same; older is migrated, newer refused."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from ledgerlib import Book, DimensionKind, Measure, Refused, credit, debit
from ledgerlib.core.balance import Detail
from ledgerlib.store import engine, schema, tables
from ledgerlib.testing import new_book


def test_book_id_leads_every_key() -> None:
    for table in tables.ALL:
        assert next(iter(table.primary_key.columns)).name == "book_id", table.name
        for index in table.indexes:
            assert next(iter(index.columns)).name == "book_id", index.name
        for constraint in table.constraints:
            columns = [column.name for column in getattr(constraint, "columns", ())]
            assert not columns or columns[0] == "book_id" or "CHECK" in repr(constraint).upper(), (
                constraint
            )
        for constraint in table.foreign_key_constraints:
            assert constraint.column_keys[0] == "book_id"


def _guards(connection: Connection) -> set[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal"
        " AND c.relnamespace = current_schema()::regnamespace"
    )
    return set(connection.scalars(text(query)))


def test_migrations_from_nothing_make_the_same_schema(new_place) -> None:
    new_book(made_at_once := new_place())
    migrated = new_place()
    made, empty = (engine.connect(engine.url_of(place)) for place in (made_at_once, migrated))
    with made.connect() as connection:
        guards = _guards(connection)
        assert len(guards) >= 15
    schema._migrate(empty, schema._scripts(empty))
    with empty.connect() as connection:
        assert schema.version_of(connection) == schema.VERSION
        assert _guards(connection) == guards
        context = MigrationContext.configure(
            connection, opts={"version_table": "ledgerlib_version"}
        )
        assert compare_metadata(context, SQLModel.metadata) == []
    for each in (made, empty):
        each.dispose()


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a version 0004 had come, which adds a column."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    (folder / "versions" / "0004_note.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = '0004', '0003'\n"
        "def upgrade():\n"
        "    op.execute('ALTER TABLE commodity ADD COLUMN note VARCHAR')\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "VERSION", "0004")


def test_an_older_book_is_migrated_after_a_backup(
    place: str, request: pytest.FixtureRequest
) -> None:
    with new_book(place) as book:
        head = book.chain_head()
    request.getfixturevalue("next_version")
    with Book.open(place) as book:
        assert book.chain_head() == head
        assert book.verify().is_sound
    opened = engine.connect(engine.url_of(place))
    with opened.connect() as connection:
        assert schema.version_of(connection) == "0004"
        connection.execute(text("SELECT note FROM commodity"))
    opened.dispose()
    if "://" not in place:
        (backup,) = Path(place).parent.glob("*.before-0004-from-0003")
        assert backup.stat().st_size > 0


#: The head of the chain of the book in book_of_0001.sql, as its own library printed it.
HEAD_OF_0001 = "c6c9251c021ee18acb87bf89cb6d2d1a8042ef03a8b07702505825a4f9111d22"


@pytest.fixture
def old_place(place: str) -> str:
    """
    A book as the library of schema 0001 left it: 2023-12 closed and rolled over, 2024-01 open.

    2023-12  期初  现金 100.00  工行 700.00（银行:工行）  应付 300.00（往来单位:甲）  实收资本 500.00
             记-1  现金 80.00（客户:甲，大米 20 kg）       收入 80.00（部门:01;项目:p1）
             记-2  管理费用 30.00（部门:01）              现金 30.00
             记-3  工行 71.23（USD 10.00）                应付 71.23（往来单位:甲）
             记-4  管理费用 5.00（部门：02；项目：p2）    现金 5.00（张三）
             记-5  财务费用 −2.00（a:b:c）                现金 −2.00
             记-6 记-7  结转
    2024-01  记-1  现金 40.00（客户:甲，大米 10 kg）       收入 40.00（部门:01;项目:p1）
             记-2  应付 20.00（往来单位:甲）              现金 20.00
             记-3  管理费用 9.00（部门:01）  现金 9.00，草稿
    """
    opened = engine.connect(engine.url_of(place))
    script = schema.MIGRATIONS / "versions" / f"0001_first.{opened.dialect.name}.sql"
    statements = script.read_text("utf-8").split("\n--;;\n")
    guards = [each for each in statements if each.startswith(("CREATE TRIGGER", "CREATE FUNCTION"))]
    rows = Path(__file__).with_name("book_of_0001.sql").read_text("utf-8").split(";\n")
    version = [
        "CREATE TABLE ledgerlib_version (version_num VARCHAR(32) NOT NULL)",
        "INSERT INTO ledgerlib_version VALUES ('0001')",
    ]
    with opened.begin() as connection:
        for each in (*[x for x in statements if x not in guards], *rows, *guards, *version):
            if each.strip():
                connection.exec_driver_sql(each.replace("%", "%%"))
    opened.dispose()
    return place


def closings(book: Book, period: str) -> dict[Detail, tuple[int, int]]:
    """What stands on each detail at the end of a period, in money and in what it measures."""
    found = book.details(period).details
    return {
        detail: (measured.amount.closing_minor, measured.quantity.closing_minor)
        for detail, measured in found.items()
        if measured.amount.closing_minor or measured.quantity.closing_minor
    }


def test_a_book_of_the_first_schema_comes_along_whole(old_place: str) -> None:
    """It is sound, its chain goes on, and its figures are there by dimension and measure."""
    with Book.open(old_place) as book:
        found = book.verify(anchor=HEAD_OF_0001)
        assert found.problems == []
        assert (found.chain_head, found.vouchers) == (HEAD_OF_0001, 9)
        assert closings(book, "2023-12") == {
            Detail("1001"): (72_00, 0),
            Detail("1001", "other:张三"): (-5_00, 0),
            Detail("1001", "客户:甲", "大米"): (80_00, 20_000_000),
            Detail("100201", "", "USD"): (71_23, 10_00),
            Detail("100201", "银行:工行"): (700_00, 0),
            Detail("2202", "partner:甲"): (-371_23, 0),
            Detail("3001"): (-500_00, 0),
            Detail("3104"): (-47_00, 0),
            # The old library carried profit and loss account by account, whatever they were for.
            Detail("5001", "department:01;project:p1"): (-80_00, 0),
            Detail("5001"): (80_00, 0),
            Detail("5602", "department:01"): (30_00, 0),
            Detail("5602", "department:02;project:p2"): (5_00, 0),
            Detail("5602"): (-35_00, 0),
            Detail("5603", "other:a-b-c"): (-2_00, 0),
            Detail("5603"): (2_00, 0),
        }
        of_one = book.details("2023-12", dimension={"部门": ["02"]}).details
        assert {d.account: m.amount.debit_minor for d, m in of_one.items()} == {"5602": 5_00}
        assert book.dimension_kinds()["partner"] == DimensionKind("partner", "往来单位", True)
        assert [v.code for v in book.dimension_values("department")] == ["01", "02"]
        figures = book.figures("2024-01").figures
        assert (figures["1001"].opening_minor, figures["1001"].closing_minor) == (147_00, 167_00)


def test_a_book_of_the_first_schema_is_kept_on(old_place: str) -> None:
    """Entries for the same people as before join theirs; the month is carried, closed, and sound."""
    with Book.open(old_place, by="制单") as book:
        rice = Measure("大米", Decimal(5), Decimal(4))
        book.enter(
            date(2024, 1, 8), "售米", debit("1001", "20", dimension="客户:甲", measure=rice),
            credit("5001", "20", dimension="项目:p1;部门:01"),
        )  # fmt: skip
        book.enter(
            date(2024, 1, 9), "欠款", debit("5602", "3", dimension="other:张三"),
            credit("2202", "3", dimension="往来单位:甲"),
        )  # fmt: skip
        reversed_ = book.reverse("2023-12/记/4")
        assert [line.dimension for line in reversed_.lines] == [
            "department:02;project:p2", "other:张三",
        ]  # fmt: skip
        book.acting_as("审核").review()
        book.acting_as("记账").post()
        for voucher in book.carry_forward("2024-01"):
            book.acting_as("审核").review(voucher)
        book.acting_as("记账").post()
        assert book.can_close("2024-01") == []
        book.acting_as("记账").close("2024-01")
        (partner,) = book.details(
            "2024-01", accounts=["2202"], dimension={"partner": ["甲"]}
        ).details
        assert partner == Detail("2202", "partner:甲")
        assert book.figures("2024-01").figures["5602"].closing_minor == 0
        assert {d for d in closings(book, "2024-01") if d.account.startswith("5")} == set()
        assert book.verify(anchor=HEAD_OF_0001).is_sound


def test_a_newer_book_is_refused(place: str) -> None:
    new_book(place).__exit__()
    opened = engine.connect(engine.url_of(place))
    with opened.begin() as connection:
        connection.execute(text("UPDATE ledgerlib_version SET version_num = '0009'"))
    opened.dispose()
    with pytest.raises(Refused) as refused:
        Book.open(place)
    (problem,) = refused.value.problems
    assert problem.code == "schema.newer"
    assert "升级" in str(refused.value)

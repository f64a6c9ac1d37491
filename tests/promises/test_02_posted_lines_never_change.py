"""Promise 2: a posted line can't change, by whatever way one comes; and where someone forces it, verify says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from ledgerlib import (
    Book,
    Measure,
    Refused,
    Role,
    Settlement,
    Voucher,
    VoucherKey,
    credit,
    debit,
)  # fmt: skip
from ledgerlib.store import tables
from ledgerlib.store.engine import connect, url_of
from ledgerlib.testing import new_book

By = Callable[..., Any]
Refusal = Callable[..., Any]

FROZEN = {
    "voucher": "voucher_id = 1",
    "line": "voucher_id = 1 AND line_no = 1",
    "record": "sequence = 6",
    "posted_voucher": "voucher_id = 1",
}


def _other(column: str, kind: str) -> str:
    """Another value for a column, in SQL; keys of periods stay periods."""
    if column in ("side",):
        return "-side"
    return f"{column} + 1" if "INT" in kind else f"{column} || 'x'"


@pytest.mark.parametrize("table", FROZEN)
def test_no_column_of_what_is_posted_takes_another_value(
    table: str, month: Book, by_hand: By, place: str
) -> None:
    """UPDATE on every column of a posted voucher, its lines, its digest and the records."""
    through = []
    with by_hand(place) as hand:
        before = hand.table(table)
        for column in getattr(tables, table).columns:
            # Another value, and even the same one.
            for value in (_other(column.name, str(column.type)), column.name):
                statement = f"UPDATE {table} SET {column.name} = {value} WHERE {FROZEN[table]}"
                if "guard" not in hand.refusal_of(statement):
                    through.append(statement)
        assert hand.table(table) == before
    assert not through


@pytest.mark.parametrize("table", FROZEN)
def test_nothing_posted_is_deleted(table: str, month: Book, by_hand: By, place: str) -> None:
    """DELETE of one row, and of the whole table."""
    with by_hand(place) as hand:
        before = hand.table(table)
        assert "guard" in hand.refusal_of(f"DELETE FROM {table} WHERE {FROZEN[table]}")
        assert "guard" in hand.refusal_of(f"DELETE FROM {table}")
        assert hand.table(table) == before
    assert month.verify().is_sound


@pytest.mark.parametrize("table", ["opening_balance", "book"])
def test_openings_and_the_nature_of_a_started_book_stay(
    table: str, month: Book, by_hand: By, place: str
) -> None:
    """Openings of a started book, its regime, its start and its currency are as fixed as a posted line."""
    changes = {
        "opening_balance": [
            "UPDATE opening_balance SET amount_minor = amount_minor + 1",
            "UPDATE opening_balance SET account_id = 2 WHERE line_no = 1",
            "DELETE FROM opening_balance",
            "INSERT INTO opening_balance SELECT book_id, period, 9, account_id, commodity, side,"
            " amount_minor, dimension_id, measure_commodity, measure_minor, 0, 0, 0, 0, 0, 0"
            " FROM opening_balance WHERE line_no = 1",
        ],
        "book": [
            "UPDATE book SET regime = 'reversible'",
            "UPDATE book SET currency = 'USD'",
            "UPDATE book SET start_period = 202312",
            "UPDATE book SET is_started = (1 = 0)",
            "DELETE FROM book",
        ],
    }
    with by_hand(place) as hand:
        for statement in changes[table]:
            assert "guard" in hand.refusal_of(statement), statement
    assert month.verify().is_sound


LINE = (
    "INSERT INTO line SELECT book_id, {to}, line_no + 8, period, account_id, commodity, side,"
    " amount_minor, summary, dimension_id, measure_commodity, measure_minor, rate, settlement,"
    " bill_number, bill_day, day FROM line WHERE voucher_id = {source}"
)


def test_a_posted_voucher_takes_no_more_lines(month: Book, by_hand: By, place: str) -> None:
    """Not even lines that balance, and none moved in from a draft; none moved out to a draft."""
    draft = month.acting_as("制单").enter(
        date(2024, 1, 9), "x", debit("1001", "1"), credit("5001", "1")
    )
    with by_hand(place) as hand:
        for statement in (
            LINE.format(to=1, source=1),
            LINE.format(to=1, source=draft.voucher_id),
            f"UPDATE line SET voucher_id = 1, line_no = line_no + 8 WHERE voucher_id = {draft.voucher_id}",
            f"UPDATE line SET voucher_id = {draft.voucher_id}, line_no = line_no + 8 WHERE voucher_id = 1",
        ):
            assert "guard" in hand.refusal_of(statement), statement
    assert len(month.voucher("2024-01/记/1").lines) == 2


def test_no_way_of_writing_a_row_anew_goes_around_the_guards(
    month: Book, by_hand: By, place: str
) -> None:
    """REPLACE removes a row and writes another, upserts change one in passing: all are refused."""
    copy = {
        name: ", ".join(column.name for column in getattr(tables, name).columns)
        for name in (*FROZEN, "book", "opening_balance")
    }
    changes = {
        "voucher": copy["voucher"]
        .replace("state", "'draft'")
        .replace("reviewer", "''")
        .replace("poster", "''"),
        "line": copy["line"].replace("amount_minor", "amount_minor + 1"),
        "record": copy["record"].replace("who", "'别人'"),
        "posted_voucher": copy["posted_voucher"].replace("digest", "'0'"),
        "book": copy["book"].replace("regime", "'reversible'"),
        "opening_balance": copy["opening_balance"].replace("amount_minor", "amount_minor + 1"),
    }
    through = []
    with by_hand(place) as hand:
        before = hand.everything()
        for name, columns in changes.items():
            keys = [column.name for column in getattr(tables, name).primary_key.columns]
            first = "regime" if name == "book" else copy[name].split(", ")[-1]
            where = FROZEN.get(name, "book_id = 1")
            source = f"INTO {name} SELECT {columns} FROM {name} WHERE {where}"
            ways = [
                f"INSERT {source} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {first} = excluded.{first}"
            ]
            if hand.database == "sqlite":
                ways += [f"REPLACE {source}", f"INSERT OR REPLACE {source}"]
            through += [way.split(" SELECT")[0] for way in ways if not hand.refusal_of(way)]
        assert hand.everything() == before
    assert not through


def test_a_draft_does_not_push_a_posted_voucher_out(month: Book, by_hand: By, place: str) -> None:
    """UPDATE OR REPLACE gives the draft 记-3 the number, or the id, of the posted 记-1."""
    month.acting_as("制单").enter(date(2024, 1, 9), "x", debit("1001", "1"), credit("5001", "1"))
    through = []
    with by_hand(place) as hand:
        way = "UPDATE OR REPLACE" if hand.database == "sqlite" else "UPDATE"
        for column in ("number", "voucher_id"):
            statement = f"{way} voucher SET {column} = 1 WHERE state = 'draft'"
            if not hand.refusal_of(statement):
                through.append(statement)
    assert not through


@pytest.mark.postgresql
def test_no_table_is_emptied_at_once(new_postgresql: Callable[[], str], by_hand: By) -> None:
    """TRUNCATE passes row triggers by; it is refused all the same."""
    place = new_postgresql()
    with new_book(place, opening=(debit("1001", "1"), credit("3001", "1"))) as book:
        _post_one(book, 5)
        with by_hand(place) as hand:
            before = hand.everything()
            for table in (*FROZEN, "opening_balance", "book", "account"):
                assert "guard" in hand.refusal_of(f"TRUNCATE {table} CASCADE"), table
            assert hand.everything() == before
        assert book.verify().is_sound


@pytest.mark.parametrize("change", ["amount", "summary", "move", "delete", "head", "record"])
def test_the_orm_changes_nothing_posted(change: str, month: Book, by_hand: By, place: str) -> None:
    """A program that maps the tables itself gets no further than plain SQL."""
    with by_hand(place) as hand:
        before = hand.everything()
    engine = connect(url_of(place))
    try:
        with Session(engine) as session:
            line = session.exec(select(tables.Line).where(tables.Line.voucher_id == 1)).first()
            head = session.get(tables.Voucher, (1, 1))
            record = session.get(tables.Record, (1, 2))
            assert line is not None
            assert head is not None
            assert record is not None
            if change == "amount":
                line.amount_minor += 1
            elif change == "summary":
                line.summary = "别的"
            elif change == "move":
                line.account_id += 1
            elif change == "delete":
                session.delete(line)
            elif change == "head":
                head.day += 1
            else:
                record.who = "别人"
            with pytest.raises(DBAPIError, match="guard"):
                session.commit()
    finally:
        engine.dispose()
    with by_hand(place) as hand:
        assert hand.everything() == before


def test_the_api_has_no_act_that_changes_what_is_posted(month: Book, refused: Refusal) -> None:
    """Amend, void, unvoid, unreview, review, post, unpost, renumber: a posted voucher stays."""
    key = VoucherKey.parse("2024-01/记/1")
    before = month.voucher(key)
    changed = Voucher(date(2024, 1, 5), (debit("1001", "1", "x"), credit("5001", "1", "x")))
    for who in ("主管", "制单"):
        book = month.acting_as(who)
        with refused("voucher.is_posted"):
            book.amend(key, changed)
        with refused("voucher.is_posted"):
            book.void(key)
        with refused("voucher.is_posted"):
            book.unvoid(key)
        assert book.renumber("2024-01") == {}
        assert book.renumber("2024-01", by_date=True) == {}
    with refused("unreview.nothing"):
        month.acting_as("审核").unreview(key)
    with refused("unreview.nothing"):
        month.acting_as("审核").unreview("2024-01")
    with refused("voucher.is_posted"):
        month.acting_as("审核").review(key)
    with refused("post.nothing"):
        month.acting_as("记账").post(key)
    with refused("unpost.irreversible"):
        month.unpost("2024-01")
    with refused("reopen.irreversible"):
        month.reopen("2024-01")
    assert month.voucher(key) == before


def test_a_draft_taken_back_by_plain_sql_in_a_reversible_book_is_seen(
    place: str, by_hand: By
) -> None:
    """In the reversible regime the guards know a way back; without its record verify tells of it."""
    with new_book(place, regime="reversible") as book:
        _post_one(book, 5)
        with by_hand(place) as hand:
            assert hand.refusal_of("UPDATE voucher SET state = 'draft', poster = ''")
            assert hand.refusal_of(
                "UPDATE voucher SET state = 'reviewed', poster = '', day = day + 1"
            )
            hand.run("UPDATE voucher SET state = 'reviewed', poster = ''")
            hand.run("UPDATE turnover SET debit_minor = 0, credit_minor = 0")
        assert not book.verify().is_sound


def test_a_line_keeps_the_month_of_its_voucher(
    month: Book, is_refused: By, by_hand: By, place: str
) -> None:
    """
    2024-01 closed.  2024-02 记-1: its lines are set to 2024-01 by plain SQL while it is a draft.
    Posting it must not change the figures of the closed month.
    """
    _close_january(month)
    january = month.figures("2024-01").figures
    draft = month.acting_as("制单").enter(
        date(2024, 2, 5), "x", debit("1001", "7"), credit("3001", "7")
    )
    with by_hand(place) as hand:
        move = f"UPDATE line SET period = 202401 WHERE voucher_id = {draft.voucher_id}"
        if hand.refusal_of(move):
            return
        hand.run(move)
    month.acting_as("审核").review(draft)
    is_refused(lambda: month.acting_as("记账").post("2024-02"))
    assert month.figures("2024-01").figures == january


def test_a_closed_month_is_not_opened_by_plain_sql(month: Book, by_hand: By, place: str) -> None:
    """closed_through set back, a voucher posted into the month, closed_through set again: refused or seen."""
    _close_january(month)
    with by_hand(place) as hand:
        back = "UPDATE book SET closed_through = 202312"
        if hand.refusal_of(back):
            return
        hand.run(back)
    _post_one(month, 20)
    with by_hand(place) as hand:
        hand.run("UPDATE book SET closed_through = 202401")
    assert not month.verify().is_sound


def _post_one(book: Book, day: int) -> None:
    book.acting_as("制单").enter(date(2024, 1, day), "x", debit("1001", "7"), credit("3001", "7"))
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")


def _close_january(book: Book) -> None:
    book.acting_as("制单").carry_forward("2024-01")
    book.acting_as("审核").review("2024-01")
    book.acting_as("记账").post("2024-01")
    book.acting_as("记账").close("2024-01")


#: What someone changes who has dropped the triggers first.
FORGERIES = {
    "an amount": "UPDATE line SET amount_minor = amount_minor + 1 WHERE voucher_id = 1",
    "an amount on both sides, and the turnovers": (
        "UPDATE line SET amount_minor = amount_minor + 1 WHERE voucher_id = 1;"
        "UPDATE turnover SET debit_minor = debit_minor + 1 WHERE account_id = 1;"
        "UPDATE turnover SET credit_minor = credit_minor + 1 WHERE account_id = 9"
    ),
    "a side": "UPDATE line SET side = -side WHERE voucher_id = 1",
    "an account of a line": "UPDATE line SET account_id = 2 WHERE voucher_id = 1 AND line_no = 1",
    "a summary": "UPDATE line SET summary = '别的' WHERE voucher_id = 1 AND line_no = 1",
    "a rate": "UPDATE line SET rate = '9' WHERE voucher_id = 1 AND line_no = 1",
    "a measure": "UPDATE line SET measure_minor = 9 WHERE voucher_id = 1 AND line_no = 1",
    "whom a line was for, exchanged": (
        "UPDATE line SET dimension_id = dimension_id + 1 WHERE dimension_id <> 0"
    ),
    "a settlement": "UPDATE line SET settlement = '电汇' WHERE voucher_id = 2 AND line_no = 2",
    "a bill's number": "UPDATE line SET bill_number = '0013' WHERE voucher_id = 2 AND line_no = 2",
    "a bill's day": "UPDATE line SET bill_day = 20240107 WHERE voucher_id = 2 AND line_no = 2",
    "a settlement where there was none": (
        "UPDATE line SET settlement = '支票' WHERE voucher_id = 1 AND line_no = 1"
    ),
    "a line gone": "DELETE FROM line WHERE voucher_id = 1 AND line_no = 2",
    "lines moved to another month, and the turnovers": (
        "UPDATE line SET period = 202402 WHERE period = 202401;"
        "UPDATE turnover SET period = 202402 WHERE period = 202401"
    ),
    "a day": "UPDATE voucher SET day = 20240131 WHERE voucher_id = 1",
    "a number": "UPDATE voucher SET number = 7 WHERE voucher_id = 2",
    "a part": "UPDATE voucher SET part = 1 WHERE voucher_id = 2",
    "a cashier": "UPDATE voucher SET cashier = '出纳' WHERE voucher_id = 2",
    "a word": "UPDATE voucher SET word = '收' WHERE voucher_id = 2",
    "a kind": "UPDATE voucher SET kind = 'closing' WHERE voucher_id = 2",
    "attachments": "UPDATE voucher SET attachments = 3 WHERE voucher_id = 2",
    "a reference": "UPDATE voucher SET reference = 'x' WHERE voucher_id = 2",
    "a maker": "UPDATE voucher SET maker = '审核' WHERE voucher_id = 2",
    "a reviewer": "UPDATE voucher SET reviewer = '主管' WHERE voucher_id = 2",
    "a poster": "UPDATE voucher SET poster = '主管' WHERE voucher_id = 2",
    "a voucher taken back": "UPDATE voucher SET state = 'reviewed' WHERE voucher_id = 2",
    "a digest": "UPDATE posted_voucher SET digest = '0' WHERE voucher_id = 1",
    "a digest gone": "DELETE FROM posted_voucher WHERE voucher_id = 1",
    "a digest more": "INSERT INTO posted_voucher VALUES (1, 99, 1, '0')",
    "a turnover": "UPDATE turnover SET debit_minor = debit_minor + 1 WHERE account_id = 1",
    "turnovers on both sides": (
        "UPDATE turnover SET debit_minor = debit_minor + 1 WHERE account_id = 1;"
        "UPDATE turnover SET credit_minor = credit_minor + 1 WHERE account_id = 9"
    ),
    "turnovers gone": "DELETE FROM turnover",
    "a turnover more": "INSERT INTO turnover VALUES (1, 202405, 1, 'CNY', '', (1 = 0), 5, 0, 0, 0)",
    "a quantity in the turnovers": (
        "UPDATE turnover SET measure_debit_minor = 1 WHERE measure_debit_minor > 1"
    ),
    "a turnover by dimension": "UPDATE dimension_turnover SET debit_minor = debit_minor + 1",
    "a quantity by dimension": "UPDATE dimension_turnover SET measure_debit_minor = 1",
    "turnovers by dimension gone": "DELETE FROM dimension_turnover",
    "a turnover by dimension more": (
        "INSERT INTO dimension_turnover SELECT book_id, 2, dimension_id, period, commodity,"
        " measure_commodity, is_closing, 1, 1, 0, 0 FROM dimension_turnover"
    ),
    "an opening": "UPDATE opening_balance SET amount_minor = amount_minor + 1",
    "an opening of another account": "UPDATE opening_balance SET account_id = 2 WHERE line_no = 1",
    "openings gone": "DELETE FROM opening_balance",
    "openings of another month": (
        "INSERT INTO opening_balance SELECT book_id, 202403, line_no, account_id, commodity, side,"
        " amount_minor, dimension_id, measure_commodity, measure_minor, 0, 0, 0, 0, 0, 0"
        " FROM opening_balance"
    ),
    "the name of an account": "UPDATE account SET name = '别的' WHERE code = '1001'",
    "the code of an account": "UPDATE account SET code = '1009' WHERE code = '1001'",
    "the side of an account": "UPDATE account SET normal_side = -1 WHERE code = '1001'",
    "the category of an account": "UPDATE account SET category = 'expense' WHERE code = '1001'",
    "an account disabled": "UPDATE account SET is_disabled = (1 = 1) WHERE code = '2202'",
    "what an account demands": "UPDATE account SET dimensions = '客户' WHERE code = '2202'",
    "the unit of an account": "UPDATE account SET unit = 'kg' WHERE code = '2202'",
    "the currencies of an account": "UPDATE account SET currencies = 'USD' WHERE code = '2202'",
    "whether an account is revalued": (
        "UPDATE account SET is_revalued = (1 = 0) WHERE code = '2202'"
    ),
    "whether an account is cash": "UPDATE account SET cash = 'cash' WHERE code = '1001'",
    "whether an account is guarded": "UPDATE account SET is_guarded = (1 = 1) WHERE code = '1001'",
    "the years of an account": "UPDATE account SET last_year = 2023 WHERE code = '2202'",
    "the mnemonic of an account": "UPDATE account SET mnemonic = 'x' WHERE code = '2202'",
    "an account more": (
        "INSERT INTO account VALUES (1, 99, '9999', '小金库', 'asset', 1, (1 = 0), '', '', '', '',"
        " (1 = 1), '', (1 = 0), 0, 0)"
    ),
    "a closing rule": "DELETE FROM closing_rule WHERE ordinal = 1",
    "a record": "UPDATE record SET after = '' WHERE sequence = 2",
    "who did it": "UPDATE record SET who = '别人' WHERE sequence = 6",
    "when it was done": "UPDATE record SET at = '2020-01-01T00:00:00+00:00' WHERE sequence = 6",
    "a record gone": "DELETE FROM record WHERE sequence = 3",
    "all records": "DELETE FROM record",
    "roles": "UPDATE book_user SET roles = 'supervisor' WHERE name = '制单'",
    "roles that are none": "UPDATE book_user SET roles = 'king' WHERE name = '制单'",
    "a user disabled": "UPDATE book_user SET is_enabled = (1 = 0) WHERE name = '审核'",
    "a user more": "INSERT INTO book_user VALUES (1, '鬼', 'supervisor', (1 = 1), '', '', '', 0)",
    "whom a user may enter for": "UPDATE book_user SET accounts = '1' WHERE name = '制单'",
    "which words a user may use": "UPDATE book_user SET words = '收' WHERE name = '制单'",
    "a password taken away": "UPDATE book_user SET password = '' WHERE name = '出纳'",
    "a password exchanged": (
        "UPDATE book_user SET password = (SELECT password FROM book_user WHERE name = '出纳')"
        " WHERE name = '主管'"
    ),
    "a password of one's own": "UPDATE book_user SET password = '$argon2id$x' WHERE name = '出纳'",
    "a rule of a word": "UPDATE voucher_word SET rule = 'has cash' WHERE word = '记'",
    "a policy": "INSERT INTO policy VALUES (1, 'same_person_may_review', 'yes')",
    "how far it is closed": "UPDATE book SET closed_through = 202401",
    "how far it is locked": "UPDATE book SET locked_through = 202312",
    "the regime": "UPDATE book SET regime = 'reversible'",
    "the start": "UPDATE book SET start_period = 202312",
    "whether it is started": "UPDATE book SET is_started = (1 = 0)",
    "the name of the book": "UPDATE book SET name = '别的单位'",
    "the method": "UPDATE book SET method = 'receive_pay'",
    "the code rule": "UPDATE book SET code_rule = '4-1'",
    "the decimals of the currency": "UPDATE commodity SET scale = 3 WHERE code = 'CNY'",
    "the decimals of goods": "UPDATE commodity SET scale = 3 WHERE code = 'kg'",
    "the parts of a combination": "UPDATE dimension_part SET code = '乙'",
    "a part of a combination gone": "DELETE FROM dimension_part",
    "whom a line was for": "UPDATE dimension SET label = '客户:乙'",
}


@pytest.fixture
def rich(place: str) -> Iterator[Book]:
    """
    2024-01  期初  现金 100.00  实收资本 100.00
             记-1  借 现金 80.00 （客户:甲，20 kg × 4.00）  贷 收入 80.00
             记-2  借 费用 30.00                            贷 现金 30.00（现金支票 0012）
    出纳 has a password.
    """
    with new_book(place, opening=(debit("1001", "100"), credit("3001", "100"))) as book:
        cheque = date(2024, 1, 6)
        kilograms = Measure("kg", Decimal("20"), Decimal("4.00"))
        sold = Voucher(
            date(2024, 1, 5),
            (
                debit("1001", "80", "售米", dimension="客户:甲", measure=kilograms),
                credit("5001", "80", "售米"),
            ),
        )
        spent = Voucher(
            date(2024, 1, 6),
            (
                debit("5602", "30", "办公"),
                credit("1001", "30", "办公", settlement=Settlement("现金支票", "0012", cheque)),
            ),
        )
        book.add_user("出纳", [Role.CASHIER])
        book.set_password("出纳的口令，够长", name="出纳")
        book.acting_as("制单").enter_many([sold, spent], make_missing=True)
        book.acting_as("审核").review("2024-01")
        book.acting_as("记账").post("2024-01")
        assert book.verify().is_sound
        yield book


def _forge(hand: Any, forgery: str) -> None:
    for statement in forgery.split(";"):
        assert hand.run(statement) >= 1, f"{statement} changed nothing"


def test_verify_finds_what_was_changed_without_the_guards(
    rich: Book, by_hand: By, place: str
) -> None:
    """Someone drops the triggers and changes a row. The book, opened anew, does not verify."""
    not_found, broken = [], []
    with by_hand(place, commit=False) as hand:
        hand.drop_the_guards()
        for name, forgery in FORGERIES.items():
            savepoint = hand.connection.begin_nested()
            _forge(hand, forgery)
            try:
                if Book.open(hand.connection).verify().is_sound:
                    not_found.append(name)
            except Exception as error:
                broken.append(f"{name}: {error!r}")
            savepoint.rollback()
    assert (not_found, broken) == ([], [])
    assert rich.verify().is_sound


def test_verify_believes_the_database_and_not_its_memory(
    rich: Book, by_hand: By, place: str
) -> None:
    """The book was open all the while, and remembers its chart as it was before."""
    not_found = []
    with by_hand(place, commit=False) as hand:
        remembering = Book.open(hand.connection)
        assert remembering.verify().is_sound
        hand.drop_the_guards()
        for name, forgery in FORGERIES.items():
            if "account" in name or "rule" in name:
                savepoint = hand.connection.begin_nested()
                _forge(hand, forgery)
                if remembering.verify().is_sound:
                    not_found.append(name)
                savepoint.rollback()
    assert not_found == []


@pytest.mark.parametrize("regime", ["irreversible", "reversible"])
def test_a_voucher_removed_with_all_that_hangs_on_it_is_found(
    regime: str, place: str, by_hand: By
) -> None:
    """The last voucher, its lines and its part of the turnovers are gone, in either regime."""
    with new_book(place, regime=regime) as book:
        _post_one(book, 5)
        _post_one(book, 6)
        with by_hand(place) as hand:
            hand.drop_the_guards()
            for forgery in (
                "DELETE FROM line WHERE voucher_id = 2",
                "DELETE FROM voucher WHERE voucher_id = 2",
                "UPDATE turnover SET debit_minor = 700 WHERE debit_minor > 0",
                "UPDATE turnover SET credit_minor = 700 WHERE credit_minor > 0",
            ):
                _forge(hand, forgery)
        assert not book.verify().is_sound


#: What came to vouchers later: how money moved, parts of one number, signatures.
LATER = {
    "a settlement": "UPDATE line SET settlement = '电汇' WHERE settlement <> ''",
    "a settlement where there was none": "UPDATE line SET settlement = '电汇' WHERE line_no = 1",
    "a bill's number": "UPDATE line SET bill_number = '0013' WHERE bill_number = '0012'",
    "a bill's day": "UPDATE line SET bill_day = bill_day + 1 WHERE bill_day > 0",
    "a part changed": "UPDATE voucher SET part = part + 5 WHERE part > 0",
    "a part taken away": "UPDATE voucher SET part = 0 WHERE part = 1",
    "a signature": "UPDATE voucher SET cashier = '出纳'",
    "a part more": (
        "UPDATE voucher SET number = 1, part = 3 WHERE number = 2"
    ),
}  # fmt: skip


def test_settlements_and_parts_of_what_is_posted_stay(
    place: str, by_hand: By, refused: Refusal
) -> None:
    """
    2024-01  记-1.1  借 工行 80.00（电汇 0012）  贷 收入 80.00      记-1.2  the same once more
             记-2    借 费用 30.00  贷 现金 30.00（现金支票 0012）     all posted
    """
    cheque = Settlement("现金支票", "0012", date(2024, 1, 6))
    parts = [
        Voucher(
            date(2024, 1, 5),
            (
                debit("100201", "80", "售出", settlement=Settlement("电汇", "0012")),
                credit("5001", "80", "售出"),
            ),
            number=1,
            part=part,
        )
        for part in (1, 2)
    ]
    with new_book(place) as book:
        maker = book.acting_as("制单")
        maker.enter_many(parts)
        maker.enter(
            date(2024, 1, 6), "办公", debit("5602", "30"), credit("1001", "30", settlement=cheque)
        )
        book.acting_as("审核").review()
        book.acting_as("记账").post()
        assert book.voucher("2024-01/记/2").lines[1].settlement == cheque
        assert str(book.voucher("2024-01/记/1.2").key) == "2024-01/记/1.2"
        with by_hand(place) as hand:
            before = hand.everything()
            for name, statement in LATER.items():
                assert "guard" in hand.refusal_of(statement), name
            assert hand.everything() == before
        for key in ("2024-01/记/1.1", "2024-01/记/2"):
            with refused("voucher.is_posted"):
                maker.amend(key, parts[0])
        assert book.verify().is_sound
        with by_hand(place, commit=False) as hand:
            hand.drop_the_guards()
            not_found = []
            for name, statement in LATER.items():
                savepoint = hand.connection.begin_nested()
                assert hand.run(statement) >= 1, name
                if Book.open(hand.connection).verify().is_sound:
                    not_found.append(name)
                savepoint.rollback()
        assert not_found == []


def test_openings_are_as_fixed_as_a_posted_line_from_the_first_posting_on(
    place: str, by_hand: By, refused: Refusal
) -> None:
    """Until then they can be put right; afterwards neither Python nor SQL touches them."""
    with new_book(place, opening=(debit("1001", "1"), credit("3001", "1"))) as book:
        change = "UPDATE opening_balance SET amount_minor = amount_minor"
        with by_hand(place) as hand:
            assert hand.refusal_of(change) == ""
        book.set_opening([debit("1001", "2"), credit("3001", "2")])
        _post_one(book, 5)
        with by_hand(place) as hand:
            assert "guard" in hand.refusal_of(change)
        with refused("opening.posted"):
            book.set_opening([debit("1001", "1"), credit("3001", "1")])
        assert book.verify().is_sound


def test_a_password_exchanged_by_plain_sql_opens_the_door_and_is_seen(
    place: str, by_hand: By, refused: Refusal
) -> None:
    """A hash taken from another user, or none: whoever wrote it can act, and verify tells of it."""
    with new_book(place) as book:
        book.set_password("审核的口令，够长", name="审核")
        with by_hand(place, commit=False) as hand:
            hand.run("UPDATE book_user SET password = '' WHERE name = '审核'")
            intruder = Book.open(hand.connection, by="审核")
            with pytest.raises(Refused):
                intruder.review()  # nothing to review, but believed
            assert [p.code for p in intruder.verify().problems] == ["verify.users"]
        assert book.verify().is_sound

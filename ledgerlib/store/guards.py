"""Database guards: triggers that keep the promises against plain SQL, on both databases.

A posted voucher, its lines, the records and the openings of a started book can't
be changed or removed; a voucher becomes posted only from reviewed, and only
balanced; the regime of a book never changes. Where a book was created with the
reversible regime, the one way back is from posted to reviewed.
"""

from __future__ import annotations

from sqlalchemy import Connection

_FROZEN = (
    "book_id", "voucher_id", "period", "word", "number", "day", "kind", "attachments",
    "reference", "reverses_id", "maker", "cashier", "reviewer", "part",
)  # fmt: skip

_REGIME = "(SELECT regime FROM book WHERE book_id = {row}.book_id)"
_STATE = (
    "(SELECT state FROM voucher WHERE book_id = {row}.book_id AND voucher_id = {row}.voucher_id)"
)
_OF_DRAFT = (
    "EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id"
    " AND state = 'draft' AND period = NEW.period AND day = NEW.day)"
)
#: Openings can be put right until the first voucher is posted; those a roll-over brought never.
_OPENED = (
    "(EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = {row}.book_id) OR {row}.period >"
    " (SELECT start_period FROM book WHERE book_id = {row}.book_id))"
)
_UNBALANCED = (
    "EXISTS (SELECT 1 FROM line WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id"
    " GROUP BY commodity HAVING SUM(side * amount_minor) <> 0"
    " OR MIN(day) <> NEW.day OR MAX(day) <> NEW.day)"
)
_EMPTY = (
    "NOT EXISTS (SELECT 1 FROM line WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id)"
)
_UNPOSTING = (
    "NEW.state = 'reviewed' AND NEW.poster = '' AND "
    + _REGIME.format(row="OLD")
    + " = 'reversible' AND "
    + " AND ".join(f"NEW.{name} = OLD.{name}" for name in _FROZEN)
)

#: name, table, operation, condition under which it refuses, what it says.
_RULES: list[tuple[str, str, str, str, str]] = [
    ("voucher_starts_as_draft", "voucher", "INSERT", "NEW.state <> 'draft'",
     "a voucher is entered as a draft"),
    ("voucher_keeps_its_place", "voucher", "UPDATE",
     "NEW.book_id <> OLD.book_id OR NEW.voucher_id <> OLD.voucher_id OR NEW.period <> OLD.period",
     "a voucher keeps its period"),
    ("voucher_posted_stays", "voucher", "UPDATE", f"OLD.state = 'posted' AND NOT ({_UNPOSTING})",
     "a posted voucher cannot be changed"),
    ("voucher_posted_from_reviewed", "voucher", "UPDATE",
     "NEW.state = 'posted' AND OLD.state NOT IN ('reviewed', 'posted')",
     "only a reviewed voucher can be posted"),
    ("voucher_posted_remains", "voucher", "DELETE", "OLD.state = 'posted'",
     "a posted voucher cannot be removed"),
    ("line_of_draft_changes", "line", "UPDATE",
     f"{_STATE.format(row='OLD')} <> 'draft' OR NOT {_OF_DRAFT}",
     "lines change only while the voucher is a draft, and keep its day"),
    ("line_of_draft_removed", "line", "DELETE",
     f"{_STATE.format(row='OLD')} NOT IN ('draft', 'void')",
     "lines are removed only while the voucher is a draft"),
    ("record_stays", "record", "UPDATE", "", "a record cannot be changed"),
    ("record_remains", "record", "DELETE", "", "a record cannot be removed"),
    ("posted_voucher_stays", "posted_voucher", "UPDATE", "", "the digest of a posting cannot be changed"),
    ("posted_voucher_remains", "posted_voucher", "DELETE", "", "the digest of a posting cannot be removed"),
    ("opening_stays", "opening_balance", "UPDATE", _OPENED.format(row="OLD"),
     "openings of a book with postings cannot be changed"),
    ("opening_remains", "opening_balance", "DELETE", _OPENED.format(row="OLD"),
     "openings of a book with postings cannot be removed"),
    ("opening_not_added", "opening_balance", "INSERT",
     "EXISTS (SELECT 1 FROM posted_voucher WHERE book_id = NEW.book_id) AND NEW.period <="
     " (SELECT start_period FROM book WHERE book_id = NEW.book_id)",
     "openings of a book with postings cannot be added to"),
    ("attachment_stays", "attachment", "UPDATE",
     "OLD.is_withdrawn OR NOT NEW.is_withdrawn OR NEW.sha256 <> OLD.sha256"
     " OR NEW.invoice_code <> OLD.invoice_code OR NEW.invoice_number <> OLD.invoice_number"
     " OR NEW.voucher_id <> OLD.voucher_id OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name",
     "a registered document can only be withdrawn"),
    ("attachment_remains", "attachment", "DELETE", f"{_STATE.format(row='OLD')} = 'posted'",
     "a registered document of a posted voucher cannot be removed"),
    ("book_nature_stays", "book", "UPDATE",
     "NEW.regime <> OLD.regime OR NEW.start_period <> OLD.start_period"
     " OR NEW.currency <> OLD.currency OR (OLD.is_started AND NOT NEW.is_started)",
     "regime, start and currency of a book cannot be changed"),
    ("book_stays_closed", "book", "UPDATE",
     "NEW.locked_through < OLD.locked_through OR NEW.closed_through < NEW.locked_through"
     " OR (NEW.closed_through < OLD.closed_through AND OLD.regime <> 'reversible')",
     "a closed period stays closed"),
    ("book_remains", "book", "DELETE", "OLD.is_started", "a started book cannot be removed"),
]  # fmt: skip

#: SQLite's REPLACE puts a row in another's place without asking the guards against removal.
_REPLACING = [
    (
        f"{table}_not_replaced",
        table,
        "INSERT",
        f"EXISTS (SELECT 1 FROM {table} WHERE "
        + " AND ".join(f"{c} = NEW.{c}" for c in columns)
        + ")",
        "a row does not take the place of another",
    )
    for table, columns in {
        "record": ("book_id", "sequence"),
        "posted_voucher": ("book_id", "sequence", "voucher_id"),
        "book": ("book_id",),
        "opening_balance": ("book_id", "period", "line_no"),
        "attachment": ("book_id", "voucher_id", "ordinal"),
    }.items()
]
_SAME_NUMBER = (
    "EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND period = NEW.period"
    " AND word = NEW.word AND number = NEW.number AND part = NEW.part AND number > 0"
    " AND state = 'posted')"
)
_REPLACING += [
    ("voucher_not_replaced", "voucher", "INSERT",
     "EXISTS (SELECT 1 FROM voucher WHERE book_id = NEW.book_id AND voucher_id = NEW.voucher_id)"
     f" OR {_SAME_NUMBER}", "a row does not take the place of another"),
    ("voucher_not_pushed_out", "voucher", "UPDATE",
     f"(NEW.word <> OLD.word OR NEW.number <> OLD.number OR NEW.part <> OLD.part) AND {_SAME_NUMBER}",
     "a row does not take the place of another"),
]  # fmt: skip

#: Checked a row at a time on SQLite, a statement at a time on PostgreSQL, where bulk rows are many.
_BULK_RULES = [
    ("line_added_to_draft", "line", "INSERT", f"NOT {_OF_DRAFT}",
     "lines are added only while the voucher is a draft, on its day"),
    ("voucher_posted_in_balance", "voucher", "UPDATE",
     f"NEW.state = 'posted' AND ({_EMPTY} OR {_UNBALANCED})",
     "only a voucher in balance, its lines on its day, can be posted"),
]  # fmt: skip

#: The part of a condition that PostgreSQL can decide without calling a function.
_PLAIN_PART = {"voucher_posted_stays": "OLD.state = 'posted'"}

#: What a refusal of the database begins with, so that it is told from other errors.
REFUSAL = "ledgerlib guard: "


def install(connection: Connection) -> None:
    """Create every guard in the database behind this connection."""
    statements = _sqlite() if connection.dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} WHEN {condition or 'TRUE'} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}{message}'); END"
        for name, table, operation, condition, message in _RULES + _BULK_RULES + _REPLACING
    ]


def _postgresql() -> list[str]:
    statements = []
    for name, table, operation, condition, message in _RULES:
        # What needs no look at other tables is decided before the function is called.
        plain = condition if "SELECT" not in condition else _PLAIN_PART.get(name, "")
        when = f"WHEN ({plain}) " if plain else ""
        statements += [
            _function(name, f"IF {condition or 'TRUE'} THEN {_raise(message)} END IF;", operation),
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {when}"
            f"EXECUTE FUNCTION {name}()",
        ]
    statements += [
        _function(
            "line_added_to_draft",
            "IF EXISTS (SELECT 1 FROM fresh JOIN voucher v ON v.book_id = fresh.book_id"
            " AND v.voucher_id = fresh.voucher_id"
            " WHERE v.state <> 'draft' OR v.period <> fresh.period OR v.day <> fresh.day)"
            f" THEN {_raise(_BULK_RULES[0][4])} END IF;",
            "INSERT",
        ),
        "CREATE TRIGGER line_added_to_draft AFTER INSERT ON line REFERENCING NEW TABLE AS fresh"
        " FOR EACH STATEMENT EXECUTE FUNCTION line_added_to_draft()",
        _function(
            "voucher_posted_in_balance",
            "IF EXISTS (SELECT 1 FROM fresh LEFT JOIN line l ON l.book_id = fresh.book_id"
            " AND l.voucher_id = fresh.voucher_id WHERE fresh.state = 'posted'"
            " GROUP BY fresh.book_id, fresh.voucher_id, l.commodity"
            " HAVING COALESCE(SUM(l.side * l.amount_minor), 1) <> 0"
            " OR MIN(l.day) <> MAX(fresh.day) OR MAX(l.day) <> MAX(fresh.day))"
            f" THEN {_raise(_BULK_RULES[1][4])} END IF;",
            "UPDATE",
        ),
        "CREATE TRIGGER voucher_posted_in_balance AFTER UPDATE ON voucher"
        " REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION voucher_posted_in_balance()",
        _function("table_remains", _raise("these tables cannot be emptied"), "DELETE"),
    ]
    statements += [
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        "EXECUTE FUNCTION table_remains()"
        for table in ("book", "voucher", "line", "record", "posted_voucher", "opening_balance")
    ]
    return statements


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{REFUSAL}{message}' USING ERRCODE = 'integrity_constraint_violation';"


def _function(name: str, body: str, operation: str) -> str:
    row = "OLD" if operation == "DELETE" else "NEW"
    # The server can't know how few rows a statement changes, and would read whole tables to join them.
    by_index = "SET enable_hashjoin = off SET enable_mergejoin = off" if "fresh" in body else ""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {by_index} AS "
        f"$guard$ BEGIN {body} RETURN {row}; END $guard$"
    )

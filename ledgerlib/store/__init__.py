"""Persistence: SQLModel tables, engines, migrations, database guards.

Everything reads and writes through Core statements on SQLModel's tables;
every statement names `book_id`. Amounts are whole minor units in BIGINT, days
whole numbers (20080105), periods whole numbers (200801).
"""

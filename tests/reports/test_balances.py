"""Reports of balances: whatever was entered, their rows add up, and all of them tell the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlib import Book, Line, Period, Voucher, credit, debit, reports
from ledgerlib.reports import Report, Row, RowKind
from ledgerlib.testing import LEAVES, balanced_lines, new_book

from .conftest import company_at, institution_at

ZERO = Decimal("0.00")
DIMENSIONS = (
    "", "department:01", "department:02", "partner:甲", "department:01;partner:甲",
    "department:02;partner:乙", "partner:乙", "department:03;partner:甲",
)  # fmt: skip
PAIRS = ("opening", "", "closing")


@st.composite
def businesses(draw: Any) -> list[Voucher]:
    """Vouchers of January to March, with red ink, with dimensions on some of their lines."""
    days = st.dates(date(2024, 1, 1), date(2024, 3, 31))
    made = []
    for day in sorted(draw(st.lists(days, min_size=1, max_size=7))):
        lines = tuple(
            evolve(line, dimension=draw(st.sampled_from(DIMENSIONS)))
            for line in draw(balanced_lines())
        )
        made.append(Voucher(day, lines, attachments=draw(st.integers(0, 3))))
    return made


OPENINGS = st.lists(
    st.tuples(st.sampled_from(LEAVES), st.integers(-(10**6), 10**6).filter(bool)), max_size=4
)


@contextmanager
def book_of(vouchers: list[Voucher], opening: list[tuple[str, int]]) -> Iterator[Book]:
    """A book whose January and February are posted and closed by hand, and March not posted."""
    lines: list[Line] = [debit(code, Decimal(minor).scaleb(-2)) for code, minor in opening]
    whole = sum((line.amount for line in lines), ZERO)
    if lines and whole:
        lines.append(credit("3001", whole))
    with (
        tempfile.TemporaryDirectory() as folder,
        new_book(
            Path(folder) / "b.ledger", opening=tuple(lines) if whole else (), started=False
        ) as book,
    ):
        for kind in ("department", "partner"):
            book.set_dimension_kind(kind, is_open=True)
        book.start()
        book.acting_as("制单").enter_many(vouchers)
        used = {str(Period.of(voucher.day)) for voucher in vouchers}
        if "2024-01" in used:
            post(book, "2024-01")
        while book.acting_as("记账").carry_forward("2024-01"):
            post(book, "2024-01")
        book.close("2024-01")
        if "2024-02" in used:
            post(book, "2024-02")
        yield book


def post(book: Book, month: str) -> None:
    book.acting_as("审核").review(month)
    book.acting_as("记账").post(month)


def net(cells: Any, part: str) -> Decimal:
    """A balance, debit positive, however its columns are laid out."""
    if f"{part}_balance" in cells:
        sign = {"side.debit": 1, "side.credit": -1, "side.even": 0}[cells[f"{part}_side"]]
        return sign * cells[f"{part}_balance"] + ZERO
    return Decimal(cells[f"{part}_debit"] - cells[f"{part}_credit"])


def must_come_out(report: Report) -> None:
    """Opening + debit − credit = closing on every row, and in the totals."""
    for cells in [*(row.cells for row in report.rows), report.totals]:
        assert net(cells, "opening") + cells["debit"] - cells["credit"] == net(cells, "closing"), (
            cells
        )


def rows_of(report: Report) -> dict[str, Row]:
    return {row.account: row for row in report.rows}


@given(businesses(), OPENINGS)
@settings(max_examples=10)
def test_a_trial_balance_adds_up_at_every_level_and_in_every_layout(
    vouchers: list[Voucher], opening: list[tuple[str, int]]
) -> None:
    """The sums of the first level are those of the leaves; all layouts tell the same balances."""
    with book_of(vouchers, opening) as book:
        for options in (
            {}, {"include_unposted": True}, {"from_period": "2024-01"}, {"with_closing": False},
        ):  # fmt: skip
            period = "2024-03" if "include_unposted" in options else "2024-02"
            made = {
                sides: reports.trial_balance(book, period, sides=sides, columns=10, **options)
                for sides in ("actual", "account", "one")
            }
            for report in made.values():
                if options.get("with_closing", True):
                    must_come_out(report)
            rows = {sides: rows_of(report) for sides, report in made.items()}
            assert rows["actual"].keys() == rows["account"].keys() == rows["one"].keys()
            for code, row in rows["actual"].items():
                assert min(row.cells[f"closing_{side}"] for side in ("debit", "credit")) == 0  # type: ignore[type-var]
                for part in ("year_opening", "opening", "closing"):
                    shown = {net(rows[sides][code].cells, part) for sides in rows}
                    assert len(shown) == 1, (code, part)
            first = reports.trial_balance(book, period, level=1, columns=10, **options)
            leaves = reports.trial_balance(book, period, only_leaves=True, columns=10, **options)
            signed = [
                reports.trial_balance(book, period, sides="account", **chosen, **options).totals
                for chosen in ({"level": 1}, {"only_leaves": True}, {})  # type: ignore[var-annotated]
            ]
            assert signed[0] == signed[1] == signed[2]
            for report in (first, leaves):
                for key in report.totals:
                    assert report.totals[key] == sum(row.cells[key] for row in report.rows) + ZERO  # type: ignore[misc]
            for key in ("debit", "credit", "ytd_debit", "ytd_credit"):
                assert first.totals[key] == leaves.totals[key] == made["actual"].totals[key]
            for part in ("year_opening", "opening", "closing"):
                assert net(first.totals, part) == net(leaves.totals, part) == 0
            check = reports.trial_check(book, period, **options)
            assert check.parameters["balances"] is True
            assert all(check.totals[key] == first.totals[key] for key in check.totals)


@given(businesses(), OPENINGS)
@settings(max_examples=10)
def test_what_is_below_an_account_adds_up_to_it_and_dimensions_agree(
    vouchers: list[Voucher], opening: list[tuple[str, int]]
) -> None:
    """Details = account; combinations, across and down, = the balances of one kind alone."""
    with book_of(vouchers, opening) as book:
        plain = rows_of(reports.trial_balance(book, "2024-02"))
        detailed = reports.trial_balance(book, "2024-02", by_dimension=True, by_measure=True)
        must_come_out(detailed)
        accounts = [row for row in detailed.rows if "dimension" not in row.cells]
        assert {row.account: row.cells["closing_debit"] for row in accounts} == {
            code: row.cells["closing_debit"] for code, row in plain.items()
        }
        whole = book.details("2024-02").details
        below = sum(
            (net(r.cells, "closing") for r in detailed.rows if r.cells.get("dimension")), ZERO
        )
        kept = sum(m.amount.closing_minor for d, m in whole.items() if d.dimension)
        assert below == Decimal(kept).scaleb(-2)
        for kind, across in (("partner", "department"), ("department", "partner")):
            single = reports.dimension_balance(book, kind, "2024-02", sides="account", columns=6)
            must_come_out(single)
            must_come_out(reports.dimension_balance(book, kind, "2024-02"))
            years = [
                reports.dimension_balance(book, kind, "2024-02", columns=10, with_closing=closing)
                for closing in (True, False)
            ]
            assert [net(each.totals, "year_opening") for each in years] == [
                sum((net(row.cells, "year_opening") for row in each.rows), ZERO) for each in years
            ]
            assert net(years[0].totals, "year_opening") == net(years[1].totals, "year_opening")
            for figure in ("closing", "debit", "credit"):
                for account in ("", "1001"):
                    chosen = {"accounts": [account]} if account else {}
                    crossed = reports.dimension_combinations(
                        book, kind, across, "2024-02", figure=figure, **chosen
                    )
                    keys = [c.key for c in crossed.columns if c.key.startswith("of:")]
                    alone: dict[Any, Decimal] = {}
                    for row in single.rows:
                        if not account or row.account == account:
                            amount = (
                                net(row.cells, "closing")
                                if figure == "closing"
                                else row.cells[figure]
                            )
                            value = row.cells["dimension"]
                            alone[value] = alone.get(value, ZERO) + amount  # type: ignore[operator]
                    said = -1 if "贷方为正" in crossed.remarks[0] else 1
                    sign = said if figure == "closing" else 1
                    found = {
                        row.cells["dimension"]: row.cells["total"] * sign for row in crossed.rows
                    }  # type: ignore[operator]
                    assert {k: v for k, v in found.items() if v} == {
                        k: v for k, v in alone.items() if v
                    }
                    for row in crossed.rows:
                        assert row.cells["total"] == sum(row.cells[key] for key in keys) + ZERO  # type: ignore[misc]
                    for key in (*keys, "total"):
                        assert (
                            crossed.totals[key]
                            == sum(row.cells[key] for row in crossed.rows) + ZERO
                        )  # type: ignore[misc]


@given(businesses(), OPENINGS, st.booleans())
@settings(max_examples=10)
def test_days_follow_one_another_and_end_where_the_period_does(
    vouchers: list[Voucher], opening: list[tuple[str, int]], include_unposted: bool
) -> None:
    """Each day opens with what the day before closed with; the last closes as the trial balance does."""
    unposted = {"include_unposted": include_unposted}
    with book_of(vouchers, opening) as book:
        first, last = date(2024, 1, 1), date(2024, 3, 31)
        standing: dict[str, Decimal] = {
            row.account: net(row.cells, "opening")
            for row in reports.trial_balance(book, "2024-01", **unposted).rows  # type: ignore[arg-type]
        }
        chained = reports.account_day(book, last, from_day=first, each_day=True, **unposted)  # type: ignore[arg-type]
        by_day: dict[Any, dict[str, Any]] = {}
        for row in chained.rows:
            by_day.setdefault(row.cells["date"], {})[row.account] = row.cells
        day = first
        while day <= last:
            for code, cells in by_day.get(day, {}).items():
                assert net(cells, "opening") == standing.get(code, ZERO), (day, code)
                standing[code] = net(cells, "closing")
                assert net(cells, "opening") + cells["debit"] - cells["credit"] == standing[code]
            shown = by_day.get(day, {}).keys()
            assert all(code in shown for code, balance in standing.items() if balance)
            day += timedelta(days=1)
        end = reports.trial_balance(book, "2024-03", from_period="2024-01", **unposted)  # type: ignore[arg-type]
        closing = {row.account: net(row.cells, "closing") for row in end.rows}
        assert {c: b for c, b in standing.items() if b} == {c: b for c, b in closing.items() if b}
        whole = reports.account_day(book, last, from_day=first, **unposted)  # type: ignore[arg-type]
        must_come_out(evolve(whole, totals=whole.rows[0].cells) if whole.rows else end)
        summary = reports.day_summary(book, last, from_day=first, **unposted)  # type: ignore[arg-type]
        must_come_out(summary)
        for part in PAIRS:
            head = f"{part}_" if part else ""
            assert summary.totals[f"{head}debit"] == summary.totals[f"{head}credit"]
        moved = rows_of(summary)
        for code, row in rows_of(end).items():
            if code in moved:
                assert moved[code].cells["debit"] == row.cells["debit"]
                assert moved[code].cells["credit"] == row.cells["credit"]
        vouchers_sum = reports.voucher_summary(
            book,
            "2024-03",
            from_period="2024-01",
            level=9,
            **unposted,  # type: ignore[arg-type]
        )
        assert vouchers_sum.totals["debit"] == vouchers_sum.totals["credit"]
        assert {c: (r.cells["debit"], r.cells["credit"]) for c, r in rows_of(vouchers_sum).items() if any(
            (r.cells["debit"], r.cells["credit"]))} == {
            c: (r.cells["debit"], r.cells["credit"]) for c, r in rows_of(end).items() if any(
            (r.cells["debit"], r.cells["credit"]))}  # fmt: skip


# By hand, on both databases


@pytest.fixture
def company(place: str) -> Iterator[Book]:
    with company_at(place) as book:
        yield book


def test_the_daily_report_of_a_day(company: Book) -> None:
    """
    1002 银行存款   98,000 at first; 01-01 收 22,600; 01-04 付 18,000; 01-06 付 6,000; 01-08 收 4,000
    """
    day = rows_of(reports.account_day(company, date(2024, 1, 4), accounts=["1002"]))["1002"].cells
    assert (day["opening_side"], day["opening_balance"]) == ("side.debit", Decimal("120600.00"))
    assert (day["debit"], day["debits"], day["credit"], day["credits"]) == (
        ZERO,
        0,
        Decimal("18000.00"),
        1,
    )
    assert day["closing_balance"] == Decimal("102600.00")
    span = reports.account_day(
        company, date(2024, 1, 8), from_day=date(2024, 1, 4), accounts=["1002"]
    )
    assert span.parameters["when"] == "2024-01-04 … 2024-01-08"
    cells = rows_of(span)["1002"].cells
    assert (cells["debits"], cells["credits"]) == (1, 2)
    assert cells["closing_balance"] == Decimal("100600.00")


def test_the_summary_of_vouchers_names_its_vouchers(company: Book) -> None:
    """记字第2号至第4号: 赊销 11,300 成本 14,000 付货款 18,000, 43,300 on both sides."""
    report = reports.voucher_summary(company, "2024-01", words=["记"], first=2, last=4)
    assert report.totals == {"debit": Decimal("43300.00"), "credit": Decimal("43300.00")}
    assert report.remarks == ("记字第2号至第4号 共3张 附件0张",)
    assert {row.account for row in report.rows} == {
        "1122",
        "5001",
        "2221",
        "5401",
        "1405",
        "2202",
        "1002",
    }


def test_missing_numbers_are_named_wherever_a_report_goes_out(company: Book, refused: Any) -> None:
    """记-13 to 记-15 in February; 14 is void and then renumbered away by hand: nothing may hide it."""
    maker = company.acting_as("会计")
    for day in (1, 2, 3):
        maker.enter(date(2024, 2, day), "购办公用品", debit("5602", "10"), credit("1001", "10"))
    made = reports.with_numbers(company, reports.trial_balance(company, "2024-02"))
    assert made.remarks == ("凭证连续编号",)
    maker.void("2024-02/记/2")
    summary = reports.voucher_summary(company, "2024-02", include_unposted=True)
    assert summary.remarks == ("记字第1号至第3号 共2张 附件0张",)
    assert not any(row.is_posted for row in summary.rows)
    assert reports.voucher_summary(company, "2024-02").rows == ()
    with refused("word.unknown"):
        reports.voucher_summary(company, "2024-02", words=["付"])
    with refused("period.backwards"):
        reports.account_day(company, date(2024, 1, 1), from_day=date(2024, 1, 2))
    with refused("period.before_start"):
        reports.day_summary(company, date(2023, 12, 31))
    with refused("account.unknown"):
        reports.account_day(company, date(2024, 1, 1), accounts=["9"])


def test_a_gap_is_said_in_the_remarks(place: str, by_hand: Any) -> None:
    """Someone takes 记-2 out behind the library's back: every export says so."""
    with new_book(place) as book:
        for day in (1, 2, 3):
            book.acting_as("制单").enter(
                date(2024, 1, day), "提现", debit("1001", "1"), credit("3001", "1")
            )
    with by_hand(place) as hand:
        hand.drop_the_guards()
        hand.run("UPDATE voucher SET number = 9 WHERE number = 2")
    with Book.open(place) as book:
        made = reports.with_numbers(book, reports.trial_balance(book, "2024-01"))
        assert made.remarks == ("凭证断号：2024-01 记字2、4-8号",)
        summary = reports.voucher_summary(book, "2024-01", include_unposted=True)
        assert summary.remarks == ("记字第1号至第9号 共3张 附件0张 （缺2、4-8号）",)


def test_which_accounts_are_shown(company: Book) -> None:
    """现金 has movement and a balance, 固定资产 a balance alone, 研发支出 is below a parent."""

    def codes(**options: Any) -> list[str]:
        return list(rows_of(reports.trial_balance(company, "2024-01", **options)))

    assert "1601" in codes(shown="balance")
    assert "1601" not in codes(shown="movement")
    assert "2202" in codes(shown="movement")
    assert codes(shown="all") == list(company.chart().accounts)
    assert codes(from_account="1001", to_account="1122") == ["1001", "1002", "1122"]
    assert codes(to_account="4301", from_account="4301") == ["4301", "430101"], (
        "what is below the last too"
    )
    assert codes(accounts=["4301"], only_leaves=True) == ["430101"]
    assert codes(accounts=["4301"], level=1) == ["4301"]
    assert {
        each.cells["level"] for each in reports.trial_balance(company, "2024-01", level=1).rows
    } == {1}
    with pytest.raises(ValueError, match="nonsense"):
        codes(shown="nonsense")
    with pytest.raises(ValueError, match="7"):
        codes(columns=7)


def test_columns_and_their_groups(company: Book) -> None:
    for columns, groups in (
        (6, ["opening_balance", "turnover", "closing_balance"]),
        (8, ["opening_balance", "turnover", "year_to_date", "closing_balance"]),
        (
            10,
            [
                "year_opening_balance",
                "opening_balance",
                "turnover",
                "year_to_date",
                "closing_balance",
            ],
        ),
    ):
        report = reports.trial_balance(company, "2024-01", columns=columns)
        found = list(dict.fromkeys(c.group for c in report.columns if c.group))
        assert found == [f"column.{group}" for group in groups]
        assert len([c for c in report.columns if c.group]) == columns
        assert set(report.totals) == {c.key for c in report.columns if c.group}


def test_what_is_not_posted_is_marked_account_by_account(company: Book) -> None:
    company.acting_as("会计").enter(
        date(2024, 1, 31), "购办公用品", debit("5602", "10"), credit("1001", "10")
    )
    rows = rows_of(
        reports.trial_balance(company, "2024-01", include_unposted=True, by_dimension=True)
    )
    assert {code for code, row in rows.items() if not row.is_posted} == {"1001", "5602"}
    assert all(row.is_posted for row in reports.trial_balance(company, "2024-01").rows)
    day = reports.account_day(company, date(2024, 1, 31), include_unposted=True)
    assert {row.account for row in day.rows if not row.is_posted} == {"1001", "5602"}


def test_the_proof_before_a_book_is_started_shows_the_difference(place: str) -> None:
    """
    1001 库存现金   期初借 100.00
                    贷方无 ⇒ 差额 100.00 on the credit side
    """
    with new_book(place, started=False) as book:
        book.set_opening([debit("1001", "100")])
        report = reports.trial_check(book, "2024-01")
    assert report.parameters["balances"] is False
    assert report.remarks == ("试算不平衡，差额见表",)
    last = report.rows[-1]
    assert (last.kind, last.cells["name"], last.cells["opening_credit"]) == (
        RowKind.SUBTOTAL, "row.difference", Decimal("100.00"),
    )  # fmt: skip


def test_the_proof_adds_up_each_part_that_balances_by_itself(place: str) -> None:
    """Of a public institution: 财务会计 and 预算会计 are each in balance (平行记账)."""
    with institution_at(place) as book:
        report = reports.trial_check(book, "2024-01")
    sums = [row.cells for row in report.rows if row.kind is RowKind.SUBTOTAL]
    assert len(sums) == 2
    for cells in (*sums, report.totals):
        assert all(cells[f"{p}debit"] == cells[f"{p}credit"] for p in ("opening_", "", "closing_"))
    assert sums[0]["closing_debit"] + sums[1]["closing_debit"] == report.totals["closing_debit"]  # type: ignore[operator]


def test_a_table_of_too_many_columns_is_refused(place: str, refused: Any) -> None:
    with new_book(place) as book:
        for kind in ("department", "partner"):
            book.set_dimension_kind(kind, is_open=True)
        lines = [debit("1001", "1", dimension=f"department:01;partner:p{n}") for n in range(201)]
        book.acting_as("制单").enter(date(2024, 1, 1), "多户", *lines, credit("3001", "201"))
        crossed = {"include_unposted": True}
        with refused("dimension.too_many"):
            reports.dimension_combinations(book, "department", "partner", "2024-01", **crossed)  # type: ignore[arg-type]
        turned = reports.dimension_combinations(book, "partner", "department", "2024-01", **crossed)  # type: ignore[arg-type]
        assert len(turned.rows) == 201  # type: ignore[arg-type]
        with refused("dimension.crossed"):
            reports.dimension_combinations(book, "部门", "department", "2024-01")
        with refused("dimension.kind_unknown"):
            reports.dimension_combinations(book, "partner", "无", "2024-01")


def test_over_the_end_of_a_year(place: str) -> None:
    """
    2024-12  借 库存现金 100 贷 收入 100
    2025-01  借 库存现金  50 贷 收入  50       over both months: 150; the year to date: 50
    """
    with new_book(place, start=Period(2024, 12)) as book:
        for day, amount in ((date(2024, 12, 31), "100"), (date(2025, 1, 2), "50")):
            book.acting_as("制单").enter(day, "销售", debit("1001", amount), credit("5001", amount))
        cash = rows_of(
            reports.trial_balance(
                book, "2025-01", from_period="2024-12", columns=10, include_unposted=True
            )
        )["1001"].cells
        assert [cash[key] for key in ("opening_debit", "debit", "ytd_debit", "year_opening_debit", "closing_debit")] == [
            Decimal(each) for each in ("0.00", "150.00", "50.00", "100.00", "150.00")
        ]  # fmt: skip
        day = rows_of(reports.account_day(book, date(2025, 1, 2), include_unposted=True))[
            "1001"
        ].cells
        assert (day["opening_balance"], day["closing_balance"]) == (
            Decimal("100.00"),
            Decimal("150.00"),
        )

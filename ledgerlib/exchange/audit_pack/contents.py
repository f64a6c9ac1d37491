"""What an auditor's pack holds, file by file. Everything in it is of one moment of the book."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ...book import Book
from ...book import auditing as act
from ...book.work import Progress
from ...core.period import Period, day_from_key
from ...core.rate import RateKind
from ...core.voucher import VoucherKey
from . import balances, presented
from .destination import destination
from .dictionary import read_dictionary
from .writing import Writing, canonical, day_text, period_text, yes

FORMAT: Final = "ledgerlib.audit_pack/1"


@frozen
class Pack:
    """A pack that was written. `seal` is the SHA-256 of its list of digests, and so of all of it."""

    vouchers: int
    lines: int
    records: int
    chain_head: str
    seal: str
    first: Period
    last: Period
    is_whole: bool


def write_audit_pack(
    book: Book,
    output: Path,
    *,
    period: Period | str | None = None,
    from_period: Period | str | None = None,
    include_unposted: bool = False,
    progress: Progress | None = None,
) -> Pack:
    """Write the pack of a book as a folder, or as a zip where the name ends so; whole or not at all.

    Of the whole book unless a period, or a span that ends with it, is named. The records of
    the chain, the register of documents and what is of no period go with it in any case.
    Works in any state of the book and alters nothing. Raises Refused where the span is none,
    or where the folder has something in it.
    """
    with book.snapshot() as still:
        facts = act.audited_facts(still)
        first, last = _span(still, facts, period, from_period)
        with destination(output) as target:
            writing = Writing(
                still, facts, first, last, include_unposted, target, read_dictionary(),
                still.chart(), progress,
            )  # fmt: skip
            return _write(writing)


def _span(
    book: Book, facts: act.AuditedFacts, period: Period | str | None, begin: Period | str | None
) -> tuple[Period, Period]:
    """The periods asked for; the whole book reaches to what is closed, or to the last voucher."""
    start = facts.facts.start
    latest = facts.with_vouchers[1] if facts.with_vouchers else start.key
    end = Period.from_key(max(latest, facts.facts.closed_through, start.key))
    first = begin if begin is not None else period if period is not None else start
    span = book.figures(first, period if period is not None else end)
    return span.first, span.last


def _write(writing: Writing) -> Pack:
    """Every file, the list of their digests last."""
    facts, target = writing.facts.facts, writing.target
    with target.file("log.jsonl") as file:
        for record in act.audited_records(writing.book):
            file.write(canonical(list(record[1:])) + b"\n")
            writing.records += 1
    _write_setting_up(writing)
    writing.table("posted.csv", act.audited_postings(writing.book))
    writing.table("openings.csv", _openings(writing))
    _write_vouchers(writing)
    writing.table("attachments.csv", _attachments(writing.book))
    balances.write(writing)
    presented.write(writing)
    is_whole = writing.first == facts.start and writing.last.key >= writing.facts.last_posted
    manifest = {
        "format": FORMAT, "book": facts.name, "currency": facts.currency, "regime": facts.regime,
        "first": str(writing.first), "last": str(writing.last), "is_whole": yes(is_whole),
        "include_unposted": yes(writing.include_unposted), "vouchers": writing.vouchers,
        "lines": writing.lines, "records": writing.records, "chain_head": writing.facts.head[1],
    }  # fmt: skip
    target.put("pack.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")
    writing.table("data_dictionary.csv", writing.dictionary.rows())
    here = files(__package__)
    target.put("check_pack.py", (here / "check_pack.py").read_bytes())
    readme = (here / "README.md").read_text("utf-8")
    target.put("README.md", readme.format(**manifest, files=writing.dictionary.listed()).encode())
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(target.digests.items()))
    target.put("sha256sums.txt", sums.encode())
    return Pack(
        writing.vouchers, writing.lines, writing.records, writing.facts.head[1],
        sha256(sums.encode()).hexdigest(), writing.first, writing.last, is_whole,
    )  # fmt: skip


def _write_setting_up(writing: Writing) -> None:
    """The book's facts, chart, commodities, dimensions, rates, people and policies."""
    found, book = writing.facts, writing.book
    facts, chart = found.facts, writing.chart
    shown = {
        "name": facts.name, "chart": facts.chart, "currency": facts.currency,
        "method": facts.method, "regime": facts.regime, "code_rule": facts.code_rule,
        "start_period": str(facts.start), "is_started": yes(facts.is_started),
        "closed_through": period_text(facts.closed_through),
        "locked_through": period_text(facts.locked_through) if facts.locked_through else "",
        "created_at": facts.created_at,
    }  # fmt: skip
    writing.table("book.csv", shown.items())
    writing.target.put("chart.json", canonical(found.chart) + b"\n")
    ids = {code: number for number, code in writing.codes.items()}
    writing.table(
        "accounts.csv",
        (
            (ids[a.code], a.code, a.name, chart.parents[a.code] or "", chart.level(a.code),
             a.category.value, a.normal_side.name.lower(), yes(chart.is_leaf(a.code)),
             yes(a.is_disabled), a.mnemonic, " ".join(a.dimensions), a.unit,
             " ".join(a.currencies), yes(a.is_revalued), a.cash.value, yes(a.is_guarded),
             a.first_year or "", a.last_year or "")
            for a in chart.accounts.values()
        ),
    )  # fmt: skip
    writing.table("commodities.csv", found.chart[2])
    writing.table("words.csv", found.words.items())
    kinds = book.dimension_kinds().values()
    writing.table("dimension_kinds.csv", ((k.code, k.name, yes(k.is_open)) for k in kinds))
    writing.table(
        "dimension_values.csv",
        (
            (v.kind, v.code, v.name, v.parent, yes(v.is_disabled), v.mnemonic)
            for kind in kinds
            for v in book.dimension_values(kind.code)
        ),
    )
    writing.table("dimensions.csv", act.audited_combinations(book))
    writing.table(
        "rates.csv",
        (
            (r.currency, r.kind, period_text(r.at) if r.kind == RateKind.CLOSING
             else day_text(r.at), r.rate)
            for r in found.rates
        ),
    )  # fmt: skip
    policies = book.policies()
    writing.table(
        "policies.csv", ((name, value, yes(name in found.policies)) for name, value in policies.items())
    )  # fmt: skip
    writing.table(
        "users.csv",
        (
            (name, roles, accounts, words, yes(password))
            for name, (roles, accounts, words, password) in sorted(found.users.items())
        ),
    )


def _openings(writing: Writing) -> Iterator[tuple[Any, ...]]:
    for row, label in act.audited_openings(writing.book):
        money, measure = row.commodity, row.measure_commodity
        yield (
            period_text(row.period), row.line_no, row.account_id, writing.codes[row.account_id],
            money, "debit" if row.side > 0 else "credit", writing.amount(row.amount_minor, money),
            row.dimension_id, label, measure,
            writing.amount(row.measure_minor, measure) if measure else "",
            *(writing.amount(each, money) for each in row[10:14]),
            *(writing.amount(each, measure) if measure else "" for each in row[14:16]),
        )  # fmt: skip


def _attachments(book: Book) -> Iterator[tuple[Any, ...]]:
    for voucher_id, a in act.audited_attachments(book):
        yield (
            voucher_id, a.ordinal, a.kind.value, a.name, a.sha256, a.invoice_code,
            a.invoice_number, yes(a.is_withdrawn),
        )  # fmt: skip


def _write_vouchers(writing: Writing) -> None:
    """Heads and lines. The book is read once for each, so that neither waits for the other."""
    writing.table("vouchers.csv", _heads(writing))
    writing.table("lines.csv", _lines(writing))


def _vouchers(writing: Writing) -> Iterator[act.AuditedVoucher]:
    return act.audited_vouchers(
        writing.book, writing.first, writing.last, include_unposted=writing.include_unposted
    )


def _heads(writing: Writing) -> Iterator[tuple[Any, ...]]:
    for each in _vouchers(writing):
        h = each.head
        writing.vouchers += 1
        if writing.progress and writing.vouchers % 500 == 0:
            writing.progress(writing.vouchers, None)
        yield (
            h.voucher_id, period_text(h.period), h.word, h.number, h.part, day_text(h.day),
            h.kind, h.attachments, h.reference, h.reverses_id, h.state, h.maker, h.cashier,
            h.reviewer, h.poster, each.posted_in or "", each.digest, len(each.lines),
        )  # fmt: skip


def _lines(writing: Writing) -> Iterator[tuple[Any, ...]]:
    accounts = writing.chart.accounts
    for each in _vouchers(writing):
        h = each.head
        key = str(VoucherKey(Period.from_key(h.period), h.word, h.number, h.part))
        day = day_from_key(h.day).isoformat()
        for (
            _, _, line_no, _, account_id, commodity, side, minor, summary, dimension_id, measure,
            measure_minor, rate, settlement, bill_number, bill_day, *_,
        ) in each.lines:  # fmt: skip
            writing.lines += 1
            code, amount = writing.codes[account_id], writing.amount(minor, commodity)
            yield (
                h.voucher_id, line_no, key, day, account_id, code, accounts[code].name, summary,
                amount if side > 0 else "", amount if side < 0 else "", commodity,
                dimension_id, each.labels[dimension_id], measure,
                writing.amount(measure_minor, measure) if measure else "", rate, settlement,
                bill_number, day_text(bill_day),
            )  # fmt: skip

"""The auditor's pack: it proves itself, and its checker finds whatever was done to it."""

from __future__ import annotations

import ast
import contextlib
import csv
import hashlib
import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ledgerlib import (
    Book,
    CommodityKind,
    Measure,
    Period,
    Voucher,
    credit,
    debit,
    exact,
    write_audit_pack,
)
from ledgerlib.cli import main
from ledgerlib.exchange.audit_pack import check_pack
from ledgerlib.exchange.audit_pack.dictionary import read_dictionary
from ledgerlib.testing import new_book

CHECKER = Path(check_pack.__file__)


def usd(amount: str) -> Measure:
    return Measure("USD", exact(amount), exact("7.1"), CommodityKind.CURRENCY)


def of(partner: str) -> str:
    return f"partner:{partner}"


JANUARY = [
    Voucher(
        date(2024, 1, 5),
        (
            debit("100201", "710.00", "甲公司汇入“货款”,100美元", measure=usd("100.00")),
            credit("5001", "710.00", "甲公司汇入“货款”,100美元", dimension=of("甲")),
        ),
        reference="A/7",
    ),
    Voucher(date(2024, 1, 9), (debit("5602", "50", "办公费"), credit("1001", "50", "办公费"))),
    Voucher(  # red ink: 退货
        date(2024, 1, 20),
        (
            debit("100201", "-71.00", "退货", measure=usd("-10.00")),
            credit("5001", "-71.00", "退货", dimension=of("甲")),
        ),
    ),
]
FEBRUARY = [
    Voucher(
        date(2024, 2, 3),
        (debit("5602", "30", "运费", dimension=of("乙")), credit("2202", "30", "运费", dimension=of("乙"))),
    ),
    Voucher(date(2024, 2, 4), (debit("2202", "12", "付款", dimension=of("乙")), credit("1001", "12", "付款"))),
]  # fmt: skip


def keep(book: Book, vouchers: list[Voucher], month: int) -> None:
    """Enter, review, post, carry forward and close a month."""
    maker, reviewer, poster = (book.acting_as(who) for who in ("制单", "审核", "记账"))
    period = Period(2024, month)
    if vouchers:
        maker.enter_many(vouchers, make_missing=True)
        reviewer.review(period)
        poster.post(period)
    if maker.carry_forward(period):
        reviewer.review(period)
        poster.post(period)
    poster.close(period)


def kept_book(place: str, regime: str = "irreversible") -> Book:
    """
    期初       借 库存现金 100.00  贷 实收资本 100.00
    2024-01   closed      2024-02  closed
    2024-03   one draft, one void
    """
    opening = (debit("1001", "100"), credit("3001", "100"))
    book = new_book(place, regime=regime, opening=opening)
    book.set_policy("years_ahead", "2")
    book.set_policy("revalue_before_close", "no")
    keep(book, JANUARY, 1)
    keep(book, FEBRUARY, 2)
    maker = book.acting_as("制单")
    maker.attach("2024-01/记/1", "electronic", "发票.pdf", invoice_number="0001", sha256="ab" * 32)
    maker.enter(date(2024, 3, 1), "借款", debit("1001", "8"), credit("2202", "8"))
    maker.enter(date(2024, 3, 2), "错的", debit("1001", "9"), credit("2202", "9"))
    maker.void("2024-03/记/2")
    return book


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of the whole book."""
    folder = tmp_path_factory.mktemp("pack")
    with kept_book(str(folder / "book.ledger")) as book:
        write_audit_pack(book, folder / "pack", include_unposted=True)
    return folder / "pack"


def check(where: Path, anchor: str = "", seal: str = "") -> str:
    """What the checker finds, as it prints it; nothing where all agrees."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        count = check_pack.check(where, anchor, seal)
    assert bool(count) == ("✗" in told.getvalue())
    return "\n".join(line for line in told.getvalue().splitlines() if line.startswith("✗"))


def seal_again(where: Path) -> None:
    """Make the list of digests anew, as whoever alters a file would."""
    files = (each for each in where.rglob("*") if each.is_file() and each.name != "sha256sums.txt")
    sums = {
        each.relative_to(where).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in files
    }
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    (where / "sha256sums.txt").write_text(text, "utf-8")


def rewritten(where: Path, name: str, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Change the rows of a csv file, and seal the pack again."""
    with (where / name).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), reader.fieldnames
    change(rows)
    with (where / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns or [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    seal_again(where)


def test_a_pack_proves_itself_on_both_databases(place: str, tmp_path: Path) -> None:
    with kept_book(place) as book:
        head = book.chain_head()
        made = write_audit_pack(book, tmp_path / "pack", include_unposted=True)
        assert made.is_whole
        assert (made.vouchers, made.chain_head) == (9, head)
        assert book.chain_head() == head, "taking a book out leaves no trace in it"
        assert check(tmp_path / "pack", anchor=head, seal=made.seal) == ""
        assert "没有这个链头" in check(tmp_path / "pack", anchor="0" * 64)
        assert "封印不符" in check(tmp_path / "pack", seal="0" * 64)


def test_the_checker_needs_nothing_but_python(pack: Path) -> None:
    """It runs in a bare interpreter, from the pack's own folder, and is written for Python 3.8."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(pack / "check_pack.py")], capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stdout.decode()
    assert "全部一致。 / Everything agrees." in ran.stdout.decode()
    ast.parse(CHECKER.read_text("utf-8"), feature_version=(3, 8))
    assert (pack / "check_pack.py").read_bytes() == CHECKER.read_bytes()


def test_any_byte_that_is_changed_is_found(pack: Path, tmp_path: Path) -> None:
    chance = random.Random(2024)
    here = tmp_path / "pack"
    shutil.copytree(pack, here)
    files = sorted(each for each in here.rglob("*") if each.is_file())
    for file in [*files, *chance.choices(files, k=40)]:
        whole = file.read_bytes()
        at = chance.randrange(len(whole))
        file.write_bytes(
            whole[:at] + bytes([whole[at] ^ chance.randrange(1, 256)]) + whole[at + 1 :]
        )
        assert check(here), f"{file.name} at {at}"
        file.write_bytes(whole)
    assert check(here) == ""


def test_files_that_are_added_or_taken_away_are_found(pack: Path, tmp_path: Path) -> None:
    here = tmp_path / "pack"
    shutil.copytree(pack, here)
    (here / "more.csv").write_text("x")
    assert "多出文件：more.csv" in check(here)
    (here / "more.csv").unlink()
    (here / "rates.csv").unlink()
    assert "缺少文件：rates.csv" in check(here)


ATTACKS: dict[str, tuple[str, Callable[[list[dict[str, str]]], object]]] = {
    "the last voucher is dropped": ("vouchers.csv", lambda rows: rows.pop()),
    "the last posted voucher is dropped": (
        "vouchers.csv", lambda rows: rows.remove([r for r in rows if r["state"] == "posted"][-1])
    ),
    "two vouchers change places": ("vouchers.csv", lambda rows: rows.insert(0, rows.pop(1))),
    "an amount": ("lines.csv", lambda rows: rows[0].update(debit="711.00")),
    "an amount on both sides": (
        "lines.csv", lambda rows: (rows[2].update(debit="51.00"), rows[3].update(credit="51.00"))
    ),
    "a summary": ("lines.csv", lambda rows: rows[0].update(summary="别的")),
    "an account": ("lines.csv", lambda rows: rows[0].update(account_id="4", account="100202")),
    "the name of an account in a line": (
        "lines.csv", lambda rows: rows[0].update(account_name="别的")
    ),
    "a dimension": ("lines.csv", lambda rows: rows[1].update(dimension="partner:乙")),
    "a quantity": ("lines.csv", lambda rows: rows[0].update(measure="101.00")),
    "a maker": ("vouchers.csv", lambda rows: rows[0].update(maker="别人")),
    "a number": ("vouchers.csv", lambda rows: rows[0].update(number="99")),
    "a posted voucher becomes a draft": (
        "vouchers.csv", lambda rows: rows[0].update(state="draft", posted_in="", digest="")
    ),
    "a digest": ("posted.csv", lambda rows: rows[0].update(digest="0" * 64)),
    "a posting is dropped": ("posted.csv", lambda rows: rows.pop()),
    "an opening": ("openings.csv", lambda rows: rows[0].update(amount="101.00")),
    "an opening is dropped": ("openings.csv", lambda rows: rows.pop()),
    "a balance": ("balances.csv", lambda rows: rows[0].update(balance="1.00")),
    "a balance and its turnover": (
        "balances.csv",
        lambda rows: rows[-1].update(
            debit=f"{float(rows[-1]['debit']) + 1:.2f}",
            balance=f"{float(rows[-1]['balance']) + 1:.2f}",
        ),
    ),
    "a balance is dropped": ("balances.csv", lambda rows: rows.pop()),
    "a year to date": ("balances.csv", lambda rows: rows[-1].update(ytd_credit="0.01")),
    "a balance of a partner": ("detail_balances.csv", lambda rows: rows[-1].update(debit="0.01")),
    "a balance of a partner is dropped": (
        "detail_balances.csv", lambda rows: rows.remove([r for r in rows if r["dimension"]][0])
    ),
    "an account's name": ("accounts.csv", lambda rows: rows[0].update(name="别的")),
    "an account is taken out": ("accounts.csv", lambda rows: rows.pop()),
    "a policy": ("policies.csv", lambda rows: rows[0].update(value="yes", is_set="yes")),
    "a role": ("users.csv", lambda rows: rows[0].update(roles="supervisor maker")),
    "a document": ("attachments.csv", lambda rows: rows[0].update(invoice_number="0002")),
    "a document is taken out": ("attachments.csv", lambda rows: rows.pop()),
    "continuity": ("numbers.csv", lambda rows: rows[0].update(posted="9")),
    "how far it is closed": ("book.csv", lambda rows: rows[8].update(value="2024-01")),
    "a statement's total": (
        "trial_balances/2024-01.csv", lambda rows: rows[0].update({list(rows[0])[3]: "9.00"})
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_who_seals_the_pack_again_is_found_by_what_it_says(
    pack: Path, tmp_path: Path, attack: str
) -> None:
    here = tmp_path / "pack"
    shutil.copytree(pack, here)
    seal_again(here)
    assert check(here) == "", "sealed again without a change it is as it was"
    rewritten(here, *ATTACKS[attack])
    found = check(here)
    assert found
    assert "文件已被改动" not in found, "it is found by its meaning"


def forge(here: Path) -> None:
    """Alter a posted voucher, and compute its digest, that of its posting and the whole chain anew."""
    rewritten(
        here, "lines.csv",
        lambda rows: (rows[2].update(debit="51.00"), rows[3].update(credit="51.00")),
    )  # fmt: skip
    told = {}

    def freeze(rows: list[dict[str, str]]) -> None:
        row = rows[1]
        with (here / "lines.csv").open(encoding="utf-8-sig", newline="") as file:
            own = [r for r in csv.DictReader(file) if r["voucher_id"] == row["voucher_id"]]
        accounts = {"5602": 10, "1001": 1}
        lines = [
            [int(r["line_no"]), accounts[r["account"]], "CNY", 1 if r["debit"] else -1, 5100,
             r["summary"], 0, "", 0, ""] for r in own
        ]  # fmt: skip
        head = [
            int(row["voucher_id"]), 202401, "记", 2, 20240109, "ordinary", 0, "", 0, "制单", "",
            "审核", "记账",
        ]  # fmt: skip
        row["digest"] = _sha(["ledgerlib.voucher/1", *head, lines])
        told[row["voucher_id"]] = row["digest"]

    rewritten(here, "vouchers.csv", freeze)
    rewritten(
        here, "posted.csv",
        lambda rows: [r.update(digest=told.get(r["voucher_id"], r["digest"])) for r in rows],
    )  # fmt: skip
    with (here / "posted.csv").open(encoding="utf-8-sig", newline="") as file:
        frozen = list(csv.DictReader(file))
    records, previous = [], ""
    for line in (here / "log.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record[3] == "post":
            some = "".join(r["digest"] for r in frozen if int(r["sequence"]) == record[0])
            after = json.loads(record[6]) | {"digest": hashlib.sha256(some.encode()).hexdigest()}
            record[6] = _json(after)
        previous = record[7] = _sha(["ledgerlib.record/1", previous, *record[:7]])
        records.append(_json(record) + "\n")
    (here / "log.jsonl").write_text("".join(records), "utf-8", newline="")
    manifest = json.loads((here / "pack.json").read_text("utf-8"))
    text = json.dumps(manifest | {"chain_head": previous}, ensure_ascii=False, indent=1) + "\n"
    (here / "pack.json").write_text(text, "utf-8", newline="")
    seal_again(here)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _sha(value: object) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()


def test_who_forges_the_whole_chain_is_found_by_a_head_noted_before(
    pack: Path, tmp_path: Path
) -> None:
    here = tmp_path / "pack"
    shutil.copytree(pack, here)
    head = json.loads((here / "pack.json").read_text("utf-8"))["chain_head"]
    forge(here)
    found = check(here)
    assert "余额不符" in found, "the balances still tell"
    assert "凭证与记账时不同" not in found
    assert "操作记录链" not in found
    assert "没有这个链头" in check(here, anchor=head)


@pytest.mark.parametrize(
    ("first", "last", "proved"),
    [("2024-01", "2024-01", True), ("2024-02", "2024-02", False), ("2024-02", "2024-03", False),
     ("2024-01", "2024-12", True)],
)  # fmt: skip
def test_a_span_proves_what_can_be_proved_of_it(
    tmp_path: Path, first: str, last: str, proved: bool
) -> None:
    with kept_book(str(tmp_path / "book.ledger")) as book:
        made = write_audit_pack(book, tmp_path / "pack", from_period=first, period=last)
        assert made.is_whole == ((first, last) == ("2024-01", "2024-12"))
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert check_pack.check(tmp_path / "pack") == 0, told.getvalue()
    assert ("期初余额为账簿所记" in told.getvalue()) == (not proved)
    rewritten(tmp_path / "pack", "vouchers.csv", lambda rows: rows.pop())
    assert "缺少 1 张已记账凭证" in check(tmp_path / "pack")


def test_a_book_without_openings_has_spans_too(tmp_path: Path) -> None:
    with new_book(tmp_path / "book.ledger") as book:
        book.set_policy("revalue_before_close", "no")
        keep(book, JANUARY, 1)
        keep(book, FEBRUARY, 2)
        for first in ("2024-01", "2024-02"):
            write_audit_pack(book, tmp_path / first, from_period=first)
            assert check(tmp_path / first) == ""


def test_a_book_in_any_state_is_taken_out(tmp_path: Path) -> None:
    """Not started, only openings, only drafts, everything unposted again, rolled over."""
    with new_book(tmp_path / "a.ledger", started=False) as book:
        write_audit_pack(book, tmp_path / "not started", include_unposted=True)
        book.set_opening([debit("1001", "100"), credit("3001", "99")])
        write_audit_pack(book, tmp_path / "unbalanced openings")
    with new_book(tmp_path / "b.ledger") as book:
        book.acting_as("制单").enter_many(JANUARY, make_missing=True)
        write_audit_pack(book, tmp_path / "drafts")
        write_audit_pack(book, tmp_path / "drafts shown", include_unposted=True)
    assert "借贷不平" in check(tmp_path / "unbalanced openings"), "it says what is so"
    for name in ("not started", "drafts", "drafts shown"):
        assert check(tmp_path / name) == "", name
    with kept_book(str(tmp_path / "c.ledger"), "reversible") as book:
        book.reopen("2024-02")
        book.unpost("2024-02")
        write_audit_pack(book, tmp_path / "unposted")
        book.acting_as("记账").post("2024-02")
        write_audit_pack(book, tmp_path / "posted again")
    for name in ("unposted", "posted again"):
        assert check(tmp_path / name) == "", name
        rewritten(tmp_path / name, "vouchers.csv", lambda rows: rows.pop())
        assert check(tmp_path / name), name


def test_a_year_that_is_rolled_over(tmp_path: Path) -> None:
    """From the January after a roll-over the records prove the openings again."""
    with new_book(
        tmp_path / "book.ledger", opening=(debit("1001", "9"), credit("3001", "9"))
    ) as book:
        book.set_policy("revalue_before_close", "no")
        keep(book, JANUARY, 1)
        for month in range(2, 13):
            keep(book, FEBRUARY if month == 2 else [], month)
        book.roll_over(2024)
        write_audit_pack(book, tmp_path / "pack")
        write_audit_pack(book, tmp_path / "january", period="2025-01")
    assert check(tmp_path / "pack") == ""
    assert check(tmp_path / "january") == ""
    rewritten(tmp_path / "january", "openings.csv", lambda rows: rows[-1].update(amount="1.00"))
    assert "期初余额与记录不符" in check(tmp_path / "january")


def test_a_pack_is_written_whole_or_not_at_all(
    tmp_path: Path, refused: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("x")
    with kept_book(str(tmp_path / "book.ledger")) as book:
        with refused("pack.folder_taken"):
            write_audit_pack(book, taken)
        with refused("period.before_start"):
            write_audit_pack(book, tmp_path / "pack", period="2023-12")

        monkeypatch.setattr("ledgerlib.exchange.audit_pack.presented.write", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_audit_pack(book, tmp_path / "pack.zip")
        with pytest.raises(ZeroDivisionError):
            write_audit_pack(book, tmp_path / "pack")
    assert {each.name for each in tmp_path.iterdir()} - {"book.ledger-wal", "book.ledger-shm"} == {
        "book.ledger", "taken",
    }  # fmt: skip


def test_a_zip_holds_the_same_and_is_the_same_twice(tmp_path: Path, pack: Path) -> None:
    with kept_book(str(tmp_path / "book.ledger")) as book:
        first = write_audit_pack(book, tmp_path / "1.zip")
        second = write_audit_pack(book, tmp_path / "2.zip")
        folder = write_audit_pack(book, tmp_path / "folder")
    assert first == second == folder
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    assert check(tmp_path / "1.zip", seal=first.seal) == ""
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "folder" / name).read_bytes()


def test_the_dictionary_explains_every_column_and_no_password_leaves(pack: Path) -> None:
    for file in sorted(pack.rglob("*.csv")):
        name = file.relative_to(pack).as_posix()
        described = read_dictionary().described(name)
        assert described.chinese
        with file.open(encoding="utf-8-sig", newline="") as opened:
            columns = next(csv.reader(opened))
        if described.columns:
            assert columns == list(described.columns), name
            assert all(zh and en for _, zh, en in described.columns.values())
    assert not any(b"$argon2" in file.read_bytes() for file in pack.rglob("*") if file.is_file())


def test_on_the_command_line(tmp_path: Path) -> None:
    place = tmp_path / "book.ledger"
    with kept_book(str(place)):
        pass
    output = tmp_path / "审计.zip"
    done = CliRunner().invoke(
        main, ["audit-pack", str(place), "-o", str(output), "--format", "json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    checked = CliRunner().invoke(main, ["check-pack", str(output), "--anchor", told["head"]])
    assert (checked.exit_code, "全部一致" in checked.output) == (0, True)
    checked = CliRunner().invoke(main, ["check-pack", str(output), "--seal", told["head"]])
    assert checked.exit_code == 1


def test_a_password_stays_in_the_book(tmp_path: Path) -> None:
    with new_book(tmp_path / "book.ledger") as book:
        book.set_password("知之为知之，不知为不知", name="审核")
        write_audit_pack(book, tmp_path / "pack")
    assert check(tmp_path / "pack") == ""
    assert "审核,reviewer,,,yes" in (tmp_path / "pack" / "users.csv").read_text("utf-8-sig")
    assert not any(b"$argon2" in f.read_bytes() for f in (tmp_path / "pack").rglob("*.*"))


def test_unreadable_is_told_and_not_thrown(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 no zip")
    assert "无法读取" in check(tmp_path / "x.zip")

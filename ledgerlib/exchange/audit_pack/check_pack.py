#!/usr/bin/env python3
"""检验审计数据包 / Checks an auditor's pack.

    python check_pack.py [数据包 PACK] [--anchor 链头 HEAD] [--seal 封印 SEAL]

PACK is a folder or a zip; the folder this file is in where none is named. Needs nothing but
Python 3.8, shares no code with the program that wrote the pack, changes nothing. Exit status 0
where all agrees, 1 where anything was found.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Any

    #: Accounts by their numbers; balances by period, account and commodity; what openings come to.
    Accounts = dict[int, dict[str, str]]
    Kept = dict[tuple[int, str, str], list[int]]
    ByAccount = dict[tuple[int, int, str], int]
    Openings = tuple[ByAccount, dict[int, list[int]], dict[tuple[int, str], list[int]]]

SUMS = "sha256sums.txt"
PRIME = 2**521 - 1
KEY = os.urandom(32)
#: How many findings are printed; all are counted.
MOST = 100
SUM_OF_LINES = re.compile(r"\s*-?\s*L\w+(\s*[+-]\s*L\w+)*\s*")


class Pack:
    """The files of a folder or a zip, read as streams."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.zip = zipfile.ZipFile(str(path)) if self.path.is_file() else None

    def names(self) -> list[str]:
        """Every file there is."""
        if self.zip:
            return self.zip.namelist()
        return [
            each.relative_to(self.path).as_posix()
            for each in self.path.rglob("*")
            if not each.is_dir()
        ]

    def open(self, name: str) -> IO[bytes]:
        """A file as a stream of bytes."""
        return self.zip.open(name) if self.zip else (self.path / name).open("rb")

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of a csv file by the names of its columns."""
        with self.open(name) as file:
            text = io.TextIOWrapper(file, "utf-8-sig", newline="")
            yield from csv.DictReader(text, strict=True)

    def cells(self, name: str) -> Iterator[list[str]]:
        """The rows of a csv file as lists, without its titles."""
        with self.open(name) as file:
            reader = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""), strict=True)
            next(reader)
            yield from reader


class Found:
    """What was found, and said as it goes, in Chinese and English."""

    def __init__(self) -> None:
        self.count = 0

    def wrong(self, chinese: str, english: str) -> None:
        """Say that something is wrong; of very many only the first."""
        self.count += 1
        if self.count <= MOST:
            print("✗ " + chinese + " / " + english)

    def right(self, chinese: str, english: str) -> None:
        """Say what was proved."""
        print("✓ " + chinese + " / " + english)

    def note(self, chinese: str, english: str) -> None:
        """Say what can't be proved."""
        print("· " + chinese + " / " + english)


def canonical(value: Any) -> bytes:
    """The encoding that digests are taken over."""
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode("utf-8")  # fmt: skip


def sha(data: bytes) -> str:
    """A SHA-256 as text."""
    return hashlib.sha256(data).hexdigest()


def mark(*key: Any) -> int:
    """A large number for a key, drawn anew in every run: sums of marks tell sums by key apart."""
    return int.from_bytes(hashlib.sha512(KEY + repr(key).encode()).digest(), "big") % PRIME


def minor(text: str, scale: int) -> int:
    """Exact text as whole minor units; it must have all its decimals."""
    if not text:
        return 0
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?" if scale else r"-?[0-9]+", text):
        raise ValueError(text)
    if len(text.partition(".")[2]) != scale:
        raise ValueError(text)
    return int(text.replace(".", ""))


def key_of(text: str) -> int:
    """2024-01 as 202401, 2024-01-31 as 20240131, nothing as 0."""
    return int(text.replace("-", "") or 0)


def month(key: int) -> str:
    """202401 as 2024-01."""
    return f"{key // 100:04d}-{key % 100:02d}"


def flag(text: str) -> int:
    """Yes or no as a number."""
    return {"yes": 1, "no": 0}[text]


def check_files(pack: Pack, found: Found, seal: str) -> None:
    """Every file by its SHA-256; none missing, none besides."""
    digests = {}
    for name in pack.names():
        if name in digests:
            found.wrong("文件出现两次：" + name, "file there twice: " + name)
        whole = hashlib.sha256()
        with pack.open(name) as file:
            part = file.read(1 << 20)
            while part:
                whole.update(part)
                part = file.read(1 << 20)
        digests[name] = whole.hexdigest()
    sums = digests.pop(SUMS, "")
    with pack.open(SUMS) as file:
        listed = file.read()
    lines = [line.partition("  ") for line in listed.decode("utf-8").splitlines()]
    told = {name: digest for digest, _, name in lines}
    for name in sorted(set(told) | set(digests)):
        if name not in digests:
            found.wrong("缺少文件：" + name, "file missing: " + name)
        elif name not in told:
            found.wrong("多出文件：" + name, "file not in the list: " + name)
        elif told[name] != digests[name]:
            found.wrong("文件已被改动：" + name, "file altered: " + name)
    expected = "".join(f"{told[n]}  {n}\n" for n in sorted(told))
    if listed != expected.encode("utf-8"):
        found.wrong(SUMS + " 的写法已被改动", SUMS + " is not as it was written")
    if seal and seal != sums:
        found.wrong("封印不符：" + sums, "another seal: " + sums)
    count = len(digests)
    found.right(f"{count} 个文件的 SHA-256", f"SHA-256 of {count} files")


class Story:
    """What the records tell about how the book should stand."""

    def __init__(self) -> None:
        self.head, self.count = "", 0
        #: The period of each act of posting, by its record; how many were unposted, by period.
        self.postings: dict[int, int] = {}
        self.unposted: dict[int, int] = {}
        #: The digest of the openings of each period that has any.
        self.openings: dict[int, str] = {}
        self.chart = ""
        self.closed: int | None = None
        self.locked, self.started = 0, False
        self.nature: dict[str, Any] = {}
        #: Roles, accounts, words and the digest of the password's hash, by name.
        self.users: dict[str, list[str]] = {}
        self.policies: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self.documents = 0

    def take(self, who: str, act: str, subject: str, before: Any, after: Any) -> None:
        """Follow one record."""
        self.chart = after.get("chart_digest", self.chart)
        self.closed = after.get("closed_through", self.closed)
        self.locked = max(self.locked, after.get("locked_through", 0))
        if act in ("opening", "start", "roll_over"):
            self.openings[after["period"]] = after["digest"]
        if act == "new":
            self.nature = after["book"]
            self.users[who] = ["supervisor", "", "", ""]
            self.policies.update(after.get("policies", {}))
            self.words = dict(after.get("words", ()))
        elif act == "user" and after.get("removed"):
            self.users.pop(subject, None)
        elif act == "user":
            password = self.users.get(subject, ["", "", "", ""])[3]
            told = [after["roles"], after.get("accounts", ""), after.get("words", ""), password]
            self.users[subject] = told
        elif act == "password":
            self.users[subject][3] = after["password_digest"]
        elif act == "word":
            self.words = dict(after["words"])
        elif act == "attach":
            self.follow(before or None, after)
        elif act == "renumber":
            for voucher in before.get("removed", ()):
                for document in voucher.get("documents", ()):
                    self.follow(document, None)
        elif act == "policy":
            self.policies[subject] = after["value"]
        elif act == "unpost":
            period = key_of(subject[:7])
            self.unposted[period] = self.unposted.get(period, 0) + before["vouchers"]
        elif act == "start":
            self.started = True

    def follow(self, before: Any, after: Any) -> None:
        """A document comes to the register, or leaves it."""
        for document, sign in ((before, -1), (after, 1)):
            if document:
                plain = {k: v for k, v in document.items() if k != "documents"}
                self.documents = (
                    self.documents + sign * mark("document", canonical(plain))
                ) % PRIME


def read_chain(pack: Pack, found: Found, anchor: str) -> tuple[Story, Any]:
    """The chain from its first record to its head, and the digests that acts of posting froze."""
    story = Story()
    frozen = pack.cells("posted.csv")
    row = next(frozen, None)
    anchored = not anchor
    with pack.open("log.jsonl") as file:
        for line in file:
            record = json.loads(line)
            sequence, at, who, act, subject, before, after, digest = record
            fields = ["ledgerlib.record/1", story.head, sequence, at, who, act, subject, before]
            told = sha(canonical([*fields, after]))
            if sequence != story.count + 1 or told != digest or canonical(record) + b"\n" != line:
                found.wrong(
                    f"操作记录链在第 {sequence} 条断开", f"chain broken at record {sequence}"
                )
                break
            story.head, story.count = digest, sequence
            anchored = anchored or digest == anchor
            told = json.loads(after) if after else {}
            story.take(who, act, subject, json.loads(before) if before else {}, told)
            if act == "post":
                whole, last = hashlib.sha256(), 0
                while row is not None and int(row[0]) == sequence and int(row[1]) > last:
                    whole.update(row[2].encode("ascii"))
                    last, row = int(row[1]), next(frozen, None)
                story.postings[sequence] = key_of(subject[:7])
                if whole.hexdigest() != told["digest"]:
                    found.wrong(
                        f"第 {sequence} 条记账的凭证摘要不符",
                        f"digests of posting {sequence} differ",
                    )
    if row is not None:
        found.wrong(
            "posted.csv 中有没有记录的记账", "posted.csv holds a posting that no record tells of"
        )
    with pack.open("pack.json") as file:
        manifest = json.loads(file.read().decode("utf-8"))
    if story.head != manifest["chain_head"] or story.count != manifest["records"]:
        found.wrong(
            "链头与 pack.json 不符：" + story.head,
            "the head is not that of pack.json: " + story.head,
        )
    if not anchored:
        found.wrong("链中没有这个链头：" + anchor, "this head is not in the chain: " + anchor)
    found.right(
        f"{story.count} 条操作记录，链头 {story.head}",
        f"{story.count} records, head {story.head}",
    )  # fmt: skip
    return story, manifest


def check_book(pack: Pack, found: Found, story: Story) -> tuple[Accounts, dict[str, int]]:
    """Facts, chart, people, policies, words and documents against the records."""
    facts = {row["fact"]: row["value"] for row in pack.rows("book.csv")}
    start = key_of(facts["start_period"])
    closed = story.closed
    if closed is None:
        closed = start - 1 if start % 100 > 1 else start - 89
    told = {key: str(value) for key, value in story.nature.items()}
    told["start_period"] = facts["start_period"] if story.nature["start_period"] == start else "?"
    told["is_started"] = "yes" if story.started else "no"
    told["closed_through"] = month(closed)
    told["locked_through"] = month(story.locked) if story.locked else ""
    for name, value in told.items():
        if facts.get(name) != value:
            found.wrong(f"账套的 {name} 与记录不符", f"{name} of the book is not as recorded")
    with pack.open("chart.json") as file:
        text = file.read()
    if sha(text[:-1]) != story.chart or text[-1:] != b"\n":
        found.wrong("科目表与记录不符", "the chart is not as recorded")
    chart = json.loads(text)
    if list(map(shown_account, pack.rows("accounts.csv"))) != chart[0]:
        found.wrong("accounts.csv 与科目表不符", "accounts.csv is not the chart")
    commodities = [[r["code"], int(r["scale"]), r["kind"]] for r in pack.rows("commodities.csv")]
    if commodities != chart[2]:
        found.wrong("commodities.csv 与科目表不符", "commodities.csv is not the chart's")
    users = {
        r["name"]: [r["roles"], r["accounts"], r["words"], r["has_password"]]
        for r in pack.rows("users.csv")
    }
    recorded = {n: [*u[:3], "yes" if u[3] else "no"] for n, u in story.users.items()}
    if users != recorded:
        found.wrong("用户与记录不符", "users are not as recorded")
    policies = {r["name"]: r["value"] for r in pack.rows("policies.csv") if flag(r["is_set"])}
    if policies != story.policies:
        found.wrong("设置与记录不符", "policies are not as recorded")
    words = {r["word"]: r["rule"] for r in pack.rows("words.csv") if r["rule"]}
    if words != {word: rule for word, rule in story.words.items() if rule}:
        found.wrong("凭证字与记录不符", "voucher words are not as recorded")
    register = Story()
    for row in pack.rows("attachments.csv"):
        numbers = {"voucher_id": int(row["voucher_id"]), "ordinal": int(row["ordinal"])}
        register.follow(None, {**row, **numbers, "is_withdrawn": flag(row["is_withdrawn"])})
    if register.documents != story.documents:
        found.wrong("附件登记与记录不符", "the register of documents is not as recorded")
    for row in pack.rows("dimensions.csv"):
        if dimension_id(row["label"]) != int(row["dimension_id"]):
            found.wrong("核算项目组合不符：" + row["label"], "combination altered: " + row["label"])
    if not found.count:
        found.right(
            "科目、用户、设置、附件与记录一致", "chart, users, policies, documents as recorded"
        )
    accounts = {int(r["account_id"]): r for r in pack.rows("accounts.csv")}
    return accounts, {r["code"]: int(r["scale"]) for r in pack.rows("commodities.csv")}


def shown_account(row: dict[str, str]) -> list[Any]:
    """An account as the chart's digest has it."""
    plain = [
        int(row["account_id"]), row["code"], row["name"], row["category"],
        {"debit": 1, "credit": -1}[row["normal_side"]], flag(row["is_disabled"]),
    ]  # fmt: skip
    more = [
        row["mnemonic"], row["dimensions"].split(), row["unit"], row["currencies"].split(),
        flag(row["is_revalued"]), row["cash"], flag(row["is_guarded"]),
        int(row["first_year"] or 0), int(row["last_year"] or 0),
    ]  # fmt: skip
    return plain if more == ["", [], "", [], 1, "", 0, 0, 0] else plain + more


def dimension_id(label: str) -> int:
    """The number that stands for a combination of dimensions."""
    return (
        int.from_bytes(hashlib.sha256(label.encode("utf-8")).digest()[:8], "big") >> 1
        if label
        else 0
    )


class Sums:
    """What lines come to: by account, and below it as sums of marks."""

    def __init__(self) -> None:
        #: Debit and credit, and of these by closing vouchers; by period, account and commodity.
        self.turnovers: dict[tuple[int, int, str], list[int]] = {}
        #: By period: the marks of everything debited and credited, in money and in measures.
        self.details: dict[int, list[int]] = {}
        #: By period and word and state: how many, which numbers, which parts of them.
        self.numbers: dict[tuple[str, str], dict[str, Any]] = {}
        self.vouchers = self.lines = 0

    def add(
        self,
        period: int,
        closing: bool,
        account: int,
        dimension: int,
        commodity: str,
        measure: str,
        side: int,
        amount: int,
        quantity: int,
    ) -> None:
        """Take one line in."""
        four = self.turnovers.setdefault((period, account, commodity), [0, 0, 0, 0])
        at = 0 if side > 0 else 1
        four[at] += amount
        four[at + 2] += amount * closing
        marks = self.details.setdefault(period, [0, 0, 0, 0])
        of_key = mark(account, dimension, commodity, measure)
        marks[at] = (marks[at] + of_key * amount) % PRIME
        marks[at + 2] = (marks[at + 2] + of_key * quantity) % PRIME


def check_vouchers(
    pack: Pack,
    found: Found,
    story: Story,
    manifest: Any,
    accounts: Accounts,
    scales: dict[str, int],
) -> Sums:
    """Every voucher: its digest, its balance, its number, and none missing of what was posted."""
    first, last = key_of(manifest["first"]), key_of(manifest["last"])
    sums, wrong = Sums(), found.count
    frozen = (
        r for r in pack.cells("posted.csv") if first <= story.postings.get(int(r[0]), 0) <= last
    )
    lines = pack.rows("lines.csv")
    skipped, before = 0, (0, 0)
    line = next(lines, None)
    for row in pack.rows("vouchers.csv"):
        sums.vouchers += 1
        name = "{}/{}/{}".format(row["period"], row["word"], row["number"])
        name += "." + row["part"] if row["part"] != "0" else ""
        own = []
        while line is not None and line["voucher_id"] == row["voucher_id"]:
            own.append(line)
            line = next(lines, None)
        digest = check_voucher(found, row, own, name, accounts, scales, sums)
        is_posted = row["state"] == "posted"
        order = (int(row["posted_in"]) if is_posted else 10**18, int(row["voucher_id"]))
        if order <= before or not first <= key_of(row["period"]) <= last:
            found.wrong("凭证不在其位：" + name, "voucher out of place: " + name)
        before = order
        if not is_posted:
            if row["posted_in"] or row["digest"] or manifest["include_unposted"] != "yes":
                found.wrong(
                    "未记账凭证有误：" + name, "a voucher that is not posted is wrong: " + name
                )
            continue
        wanted = [row["posted_in"], row["voucher_id"], row["digest"]]
        told = next(frozen, None)
        while told is not None and told != wanted:
            skipped += 1
            told = next(frozen, None)
        if told is None or digest != row["digest"]:
            found.wrong("凭证与记账时不同：" + name, "voucher is not as it was posted: " + name)
    skipped += sum(1 for _ in frozen)
    allowed = sum(n for period, n in story.unposted.items() if first <= period <= last)
    if skipped != allowed:
        count = abs(skipped - allowed)
        found.wrong(f"缺少 {count} 张已记账凭证", f"{count} posted vouchers are missing")
    if line is not None:
        found.wrong("lines.csv 中有不属于任何凭证的分录", "lines.csv holds a line of no voucher")
    if [sums.vouchers, sums.lines] != [manifest["vouchers"], manifest["lines"]]:
        found.wrong("凭证或分录数与 pack.json 不符", "counts are not those of pack.json")
    check_numbers(pack, found, manifest, sums)
    if found.count == wrong:
        found.right(
            f"{sums.vouchers} 张凭证、{sums.lines} 条分录：摘要、借贷、编号",
            f"{sums.vouchers} vouchers, {sums.lines} lines: digests, debit = credit, numbers",
        )  # fmt: skip
    return sums


def check_voucher(
    found: Found,
    row: dict[str, str],
    own: list[dict[str, str]],
    name: str,
    accounts: Accounts,
    scales: dict[str, int],
    sums: Sums,
) -> str:
    """One voucher: it balances, and its lines say what it says. Returns its digest."""
    plain: list[Any] = []
    net: dict[str, int] = {}
    period, closing = key_of(row["period"]), row["kind"] == "closing"
    for number, line in enumerate(own, 1):
        account, money, measure = (
            int(line["account_id"]),
            line["commodity"],
            line["measure_commodity"],
        )
        side = 1 if line["debit"] else -1
        amount = minor(line["debit"] or line["credit"], scales[money])
        quantity = minor(line["measure"], scales[measure]) if measure else 0
        net[money] = net.get(money, 0) + side * amount
        plain.append([
            int(line["line_no"]), account, money, side, amount, line["summary"],
            int(line["dimension_id"]), measure, quantity, line["rate"], line["settlement"],
            line["bill_number"], key_of(line["bill_date"]),
        ])  # fmt: skip
        known = accounts.get(account, {"code": "", "name": ""})
        same = [
            line["voucher"],
            line["date"],
            line["account"],
            line["account_name"],
            line["line_no"],
        ]
        if (
            same != [name, row["date"], known["code"], known["name"], str(number)]
            or bool(line["debit"]) == bool(line["credit"])
            or dimension_id(line["dimension"]) != int(line["dimension_id"])
        ):
            found.wrong(f"分录有误：{name} {number}", f"line is wrong: {name} {number}")
        if row["state"] != "void":
            sums.add(
                period,
                closing,
                account,
                int(line["dimension_id"]),
                money,
                measure,
                side,
                amount,
                quantity,
            )
        sums.lines += 1
    if (
        any(net.values())
        or len(own) != int(row["lines"])
        or not own
        or key_of(row["date"]) // 100 != period
    ):
        found.wrong(
            "凭证借贷不平或分录不全：" + name, "voucher does not balance, or lacks lines: " + name
        )
    states = sums.numbers.setdefault((row["period"], row["word"]), {})
    kept = states.setdefault(row["state"], [0, bytearray(), set()])
    number, part = int(row["number"]), int(row["part"])
    kept[0] += 1
    kept[1].extend(bytes(max(0, number + 1 - len(kept[1]))))
    if (kept[1][number] and not part) or (number, part) in kept[2]:
        found.wrong("凭证号重复：" + name, "number given twice: " + name)
    kept[1][number] = 1
    if part:
        kept[2].add((number, part))
    head = [
        int(row["voucher_id"]), period, row["word"], number, key_of(row["date"]), row["kind"],
        int(row["attachments"]), row["reference"], int(row["reverses_id"]), row["maker"],
        row["cashier"], row["reviewer"], row["poster"],
    ]  # fmt: skip
    if part or any(any(line[10:]) for line in plain):
        return sha(canonical(["ledgerlib.voucher/2", *head, plain, part]))
    return sha(canonical(["ledgerlib.voucher/1", *head, [line[:10] for line in plain]]))


def check_numbers(pack: Pack, found: Found, manifest: Any, sums: Sums) -> None:
    """Numbers of posted vouchers run from 1 without a gap, and numbers.csv says the same."""
    told = {(r["period"], r["word"]): r for r in pack.rows("numbers.csv")}
    for place in sorted(set(told) | set(sums.numbers)):
        states = sums.numbers.get(place, {})
        kept = states.get("posted", [0, bytearray(b"\0"), set()])
        row = told.get(place)
        shown = (
            ["posted"]
            if manifest["include_unposted"] != "yes"
            else ["posted", "reviewed", "draft", "void"]
        )
        counts = [states.get(state, [0])[0] for state in shown]
        if any(b == 0 for b in kept[1][1:]):
            found.wrong(
                "凭证号不连续：{} {}".format(*place), "numbers have a gap: {} {}".format(*place)
            )
        if row is None or counts != [int(row[state]) for state in shown]:
            found.wrong(
                "numbers.csv 不符：{} {}".format(*place),
                "numbers.csv differs: {} {}".format(*place),
            )


def check_openings(
    pack: Pack, found: Found, story: Story, scales: dict[str, int], accounts: Accounts
) -> Openings:
    """Opening balances against the records. Returns them by period and account, and as marks."""
    by_account: ByAccount = {}
    marks: dict[int, list[int]] = {}
    year: dict[tuple[int, str], list[int]] = {}
    digests, dimensions = {}, 0
    for row in pack.rows("openings.csv"):
        period, account = key_of(row["period"]), int(row["account_id"])
        money, measure = row["commodity"], row["measure_commodity"]
        side = {"debit": 1, "credit": -1}[row["side"]]
        amount = minor(row["amount"], scales[money])
        quantity = minor(row["measure"], scales[measure]) if measure else 0
        names = ["ytd_debit", "ytd_credit", "ytd_closing_debit", "ytd_closing_credit"]
        more = [minor(row[name], scales[money]) for name in names]
        names = ["ytd_measure_debit", "ytd_measure_credit"]
        more += [minor(row[name], scales[measure]) if measure else 0 for name in names]
        plain = [
            period, int(row["line_no"]), account, money, side, amount, int(row["dimension_id"]),
            measure, quantity,
        ]  # fmt: skip
        if period not in digests:
            digests[period] = hashlib.sha256(b"[")
        else:
            digests[period].update(b",")
        digests[period].update(canonical(plain + more if any(more) else plain))
        place = (period, account, money)
        by_account[place] = by_account.get(place, 0) + side * amount
        there = year.setdefault((account, money), [0, 0])
        there[0] += more[0] + more[2]
        there[1] += more[1] + more[3]
        of_key = mark(account, int(row["dimension_id"]), money, measure)
        two = marks.setdefault(period, [0, 0])
        two[0] = (two[0] + of_key * side * amount) % PRIME
        two[1] = (two[1] + of_key * side * quantity) % PRIME
        dimensions += dimension_id(row["dimension"]) != int(row["dimension_id"])
        dimensions += accounts[account]["code"] != row["account"]
    for digest in digests.values():
        digest.update(b"]")
    empty = sha(b"[]")
    told = {period: digest for period, digest in story.openings.items() if digest != empty}
    if {period: digest.hexdigest() for period, digest in digests.items()} != told or dimensions:
        found.wrong("期初余额与记录不符", "opening balances are not as recorded")
    return by_account, marks, year


def check_balances(
    pack: Pack,
    found: Found,
    story: Story,
    manifest: Any,
    sums: Sums,
    openings: Openings,
    accounts: Accounts,
    scales: dict[str, int],
) -> Kept:
    """Balances by account and period: opening + lines = closing, parents = what is below them."""
    by_account, _marks, year_before = openings
    first, wrong = key_of(manifest["first"]), found.count
    base = story.nature["start_period"]
    before: dict[Any, int] = {}
    year: dict[Any, list[int]] = {}
    kept: Kept = {}
    seen = set()
    opened = {(a, c): n for (p, a, c), n in by_account.items() if p == first}
    proved = first == base or first in story.openings
    for row in pack.rows("balances.csv"):
        period, account, money = key_of(row["period"]), int(row["account_id"]), row["commodity"]
        place, code = (account, money), row["account"]
        names = ("opening", "debit", "credit", "closing_debit", "closing_credit", "ytd_debit",
                 "ytd_credit", "balance")  # fmt: skip
        amounts = [minor(row[name], scales[money]) for name in names]
        kept[(period, code, money)] = amounts
        is_leaf = flag(row["is_leaf"])
        expected = before.get(place, 0)
        if place not in before and period == first:
            expected = opened.get(place, 0) if proved else amounts[0]
        lines = sums.turnovers.get((period, account, money), [0, 0, 0, 0])
        seen.add((period, account, money))
        ytd = year.get((place, period // 100), [0, 0])
        if (place, period // 100) not in year and base // 100 == period // 100:
            ytd = list(year_before.get(place, [0, 0]))
        ytd = [ytd[0] + amounts[1], ytd[1] + amounts[2]]
        year[(place, period // 100)] = ytd
        counted = proved and (first % 100 == 1 or first == base or period // 100 > first // 100)
        bad = amounts[0] + amounts[1] - amounts[2] != amounts[7]
        bad = bad or bool(is_leaf) and (amounts[0] != expected or amounts[1:5] != lines)
        bad = bad or bool(is_leaf) and counted and amounts[5:7] != ytd
        bad = bad or accounts[account]["code"] != code or accounts[account]["name"] != row["name"]
        bad = bad or accounts[account]["is_leaf"] != row["is_leaf"]
        before[place] = amounts[7]
        if bad:
            found.wrong(
                "余额不符：{} {}".format(row["period"], code),
                "balance differs: {} {}".format(row["period"], code),
            )
    check_tree(found, kept, accounts)
    standing = {(first, *place) for place, amount in opened.items() if amount}
    moved = {place for place, four in sums.turnovers.items() if any(four)}
    if (standing | moved) - seen:
        found.wrong("balances.csv 缺少科目", "balances.csv lacks accounts")
    if not proved:
        found.note(
            "数据包从 {} 开始，期初余额为账簿所记，只证明期初 + 分录 = 期末".format(manifest["first"]),
            "the pack begins with {}: its openings are what the book says".format(manifest["first"]),
        )  # fmt: skip
    if found.count == wrong:
        found.right(
            "各科目各期间：期初 + 分录 = 期末", "opening + lines = closing, by account and period"
        )
    return kept


def check_tree(found: Found, kept: Kept, accounts: Accounts) -> None:
    """Accounts with others below them show their sum, and every period's sums are equal."""
    parents = {row["code"]: row["parent"] for row in accounts.values()}
    below: Kept = {}
    whole: dict[tuple[int, str], list[int]] = {}
    for (period, code, money), amounts in kept.items():
        parent = parents.get(code, "")
        sums = (
            below.setdefault((period, parent, money), [0] * 8)
            if parent
            else whole.setdefault((period, money), [0] * 8)
        )
        sums[:] = map(int.__add__, sums, amounts)
    for place, sums in below.items():
        if kept.get(place) != sums and any(sums):
            found.wrong(
                "上级科目不等于下级之和：{} {}".format(*place[:2]),
                "account is not the sum of those below: {} {}".format(*place[:2]),
            )
    for (period, _money), sums in whole.items():
        if sums[0] or sums[7] or sums[1] != sums[2]:
            found.wrong(f"借贷不平：{period}", f"debit and credit differ: {period}")


def check_details(
    pack: Pack,
    found: Found,
    manifest: Any,
    sums: Sums,
    openings: Openings,
    accounts: Accounts,
    scales: dict[str, int],
) -> None:
    """Balances below the account against lines and openings, however many there are."""
    _by_account, opened, _year = openings
    first, wrong = key_of(manifest["first"]), found.count
    turned: dict[int, list[int]] = {}
    begun = [0, 0]
    before_key: Any = None
    before = (0, 0, 0)
    for row in pack.rows("detail_balances.csv"):
        account, dimension, period = (
            int(row["account_id"]),
            int(row["dimension_id"]),
            key_of(row["period"]),
        )
        money, measure = row["commodity"], row["measure_commodity"]
        names = ("opening", "debit", "credit", "balance")
        a = [minor(row[name], scales[money]) for name in names]
        q = [minor(row[name + "_measure"], scales[measure]) if measure else 0 for name in names]
        key = (account, dimension, money, measure)
        of_key = mark(*key)
        if key == before_key:
            bad = (a[0], q[0]) != before[1:] or period <= before[0]
        else:
            begun = [(begun[0] + of_key * a[0]) % PRIME, (begun[1] + of_key * q[0]) % PRIME]
            bad = period < first
        before_key, before = key, (period, a[3], q[3])
        bad = bad or a[0] + a[1] - a[2] != a[3] or q[0] + q[1] - q[2] != q[3]
        bad = (
            bad
            or dimension_id(row["dimension"]) != dimension
            or accounts[account]["code"] != row["account"]
        )
        if bad:
            label = "{} {} {}".format(row["period"], row["account"], row["dimension"])
            found.wrong("核算项目余额不符：" + label, "balance of dimension differs: " + label)
        marks = turned.setdefault(period, [0, 0, 0, 0])
        marks[:] = [
            (m + of_key * n) % PRIME
            for m, n in ((marks[0], a[1]), (marks[1], a[2]), (marks[2], q[1]), (marks[3], q[2]))
        ]
    for period in sorted(set(turned) | set(sums.details)):
        if turned.get(period, [0] * 4) != sums.details.get(period, [0] * 4):
            found.wrong(
                f"核算项目发生额与分录不符：{period}",
                f"turnovers by dimension differ from the lines: {period}",
            )
    standing, last = list(begun), key_of(manifest["last"])
    behind = last + 1 if last % 100 < 12 else last + 89
    for period in sorted(set(opened) | set(sums.details)):
        if first <= period <= behind and period in opened and opened[period] != standing:
            found.wrong(
                f"核算项目期初与记录不符：{period}", f"openings by dimension differ: {period}"
            )
        marks = sums.details.get(period, [0] * 4) if period >= first else [0] * 4
        standing = [
            (standing[0] + marks[0] - marks[1]) % PRIME,
            (standing[1] + marks[2] - marks[3]) % PRIME,
        ]
    if found.count == wrong:
        found.right("核算项目、数量、外币余额", "balances by dimension and measure")


def check_trial_balances(
    pack: Pack, found: Found, manifest: Any, kept: Kept, scales: dict[str, int]
) -> None:
    """Trial balances show the balances, each on the side where it stands."""
    wrong = found.count
    with_figures: dict[int, dict[str, list[int]]] = {}
    for (period, code, money), amounts in kept.items():
        if money == manifest["currency"] and any(amounts[:3] + amounts[5:]):
            with_figures.setdefault(period, {})[code] = amounts
    scale = scales[manifest["currency"]]
    for name in sorted(n for n in pack.names() if n.startswith("trial_balances/")):
        expected = with_figures.pop(key_of(name[15:22]), {})
        for cells in pack.cells(name):
            shown = [minor(cell, scale) for cell in cells[3:11]]
            if not cells[0]:
                continue
            a = expected.pop(cells[0], [0] * 8)
            opening, closing = [max(a[0], 0), max(-a[0], 0)], [max(a[7], 0), max(-a[7], 0)]
            if shown != [*opening, *a[1:3], *a[5:7], *closing]:
                found.wrong(
                    f"试算平衡表不符：{name} {cells[0]}",
                    f"trial balance differs: {name} {cells[0]}",
                )
        if expected:
            found.wrong("试算平衡表缺少科目：" + name, "trial balance lacks accounts: " + name)
    if found.count == wrong:
        found.right("试算平衡表", "trial balances")


def check_statements(pack: Pack, found: Found, scales: dict[str, int], manifest: Any) -> None:
    """Totals of statements that only add up other lines are added up again."""
    tables: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    done, wrong = 0, found.count
    for row in pack.rows("statements.csv"):
        place = (row["statement"], row["period"], row["column"])
        tables.setdefault(place, []).append((row["line"], row["formula"], row["amount"]))
    scale = scales[manifest["currency"]]
    for place, rows in tables.items():
        values = {line: minor(amount, scale) for line, _formula, amount in rows if line}
        for line, formula, amount in rows:
            if (
                amount
                and formula
                and SUM_OF_LINES.fullmatch(unicodedata.normalize("NFKC", formula))
            ):
                terms = re.findall(r"([+-]?)\s*L(\w+)", formula)
                if not all(name in values for _sign, name in terms):
                    continue
                total = sum(values[name] * (-1 if sign == "-" else 1) for sign, name in terms)
                done += 1
                if total != minor(amount, scale):
                    found.wrong(
                        "报表合计不符：{} {} {} 行次 ".format(*place) + line,
                        "total differs: {} {} {} line ".format(*place) + line,
                    )
    if found.count == wrong:
        found.right(f"报表的 {done} 个合计", f"{done} totals of statements")


def check(path: str | Path, anchor: str = "", seal: str = "") -> int:
    """Check everything; returns how much was found."""
    found = Found()
    try:
        pack = Pack(path)
        if SUMS not in pack.names():
            found.wrong(f"不是审计数据包：没有 {SUMS}", f"not an auditor's pack: no {SUMS} in it")
            return found.count
        check_files(pack, found, seal)
        story, manifest = read_chain(pack, found, anchor)
        accounts, scales = check_book(pack, found, story)
        sums = check_vouchers(pack, found, story, manifest, accounts, scales)
        openings = check_openings(pack, found, story, scales, accounts)
        kept = check_balances(pack, found, story, manifest, sums, openings, accounts, scales)
        check_details(pack, found, manifest, sums, openings, accounts, scales)
        check_trial_balances(pack, found, manifest, kept, scales)
        check_statements(pack, found, scales, manifest)
    except Exception as error:  # whatever can't be read has been altered
        reason = f"{type(error).__name__}: {error}"
        found.wrong("数据包无法读取：" + reason, "the pack can't be read: " + reason)
    if found.count:
        print(f"发现 {found.count} 个问题。 / {found.count} problems found.")
    else:
        print("全部一致。 / Everything agrees.")
    return found.count


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, check, and say by the exit status what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("pack", nargs="?", default=str(Path(__file__).resolve().parent))
    parser.add_argument("--anchor", default="")
    parser.add_argument("--seal", default="")
    asked = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    return 1 if check(asked.pack, asked.anchor, asked.seal) else 0


if __name__ == "__main__":
    sys.exit(main())

"""From a draft to the voucher that the book takes, and from a voucher of the book to a draft."""

from __future__ import annotations

from datetime import date

from attrs import evolve, field, frozen

from ledgerlib import (
    CommodityKind,
    Line,
    Measure,
    Problem,
    Settlement,
    Side,
    Voucher,
    exact_text,
    label_of,
    parse_label,
)

from .amounts import amount_in, half_width, plain, read_amount
from .draft_content import (
    ACCOUNT,
    AMOUNTS,
    ATTACHMENTS,
    BILL_DAY,
    CREDIT,
    CURRENCY,
    DAY,
    DEBIT,
    DIMENSION,
    FIGURES,
    FOREIGN,
    HEAD,
    HEAD_COLUMNS,
    PRICE,
    QUANTITY,
    RATE,
    SUMMARY,
    WORD,
    Content,
    DraftHead,
    DraftLine,
    EntryRules,
    day_of,
)


@frozen
class Built:
    """What a draft comes to: the voucher, or the problems that keep it from being one.

    `rows` are the rows of the draft that its lines stand in: empty ones are left out.
    """

    voucher: Voucher | None
    problems: tuple[Problem, ...] = ()
    rows: tuple[int, ...] = field(default=())

    def place_of(self, problem: Problem, content: Content, rules: EntryRules) -> tuple[int, str]:
        """The cell that a problem is about, its own or one that the book has told of."""
        number, name = problem.values.get("line"), str(problem.values.get("field", ""))
        if not isinstance(number, int):
            if name in HEAD_COLUMNS or not self.rows:
                return HEAD, name if name in HEAD_COLUMNS else DAY
            last = content.lines[self.rows[-1]]  # of the voucher as a whole: it does not balance
            return self.rows[-1], CREDIT if last.credit and not last.debit else DEBIT
        row = self.rows[number - 1] if 0 < number <= len(self.rows) else HEAD
        if row == HEAD:
            return HEAD, DAY
        line = content.lines[row]
        columns = rules.columns(line)
        if name == "amount":
            name = CREDIT if line.credit and not line.debit else DEBIT
        if name == "dimension":
            kind = problem.values.get("kind", "")
            wanted = [c for c in columns if c.startswith(DIMENSION)]
            exact = [
                c
                for c in wanted
                if c == f"{DIMENSION}{kind}" or rules.kinds.get(c.removeprefix(DIMENSION)) == kind
            ]
            name = (exact or wanted or [ACCOUNT])[0]
        return row, name if name in columns else ACCOUNT


def cell_problem(content: Content, rules: EntryRules, row: int, column: str) -> Problem | None:
    """What is wrong with the text of a cell; nothing is wrong with one that is blank."""
    text = content.text(row, column)
    if not text.strip():
        return None
    if row == HEAD:
        return _head_problem(column, text, rules)
    line = content.lines[row]
    if column == ACCOUNT:
        return None if line.code else _account_problem(text, rules)
    if column in FIGURES:
        found = read_amount(text, rules.decimals_of(line, column))
        if isinstance(found, Problem):
            return found
        if column == CREDIT and line.debit.strip():
            return Problem.of("draft.both_sides")
        if column == QUANTITY and line.code and not rules.unit(line):
            return Problem.of("draft.no_unit", account=line.code)
    if column == BILL_DAY and day_of(text, rules.month) is None:
        return Problem.of("draft.day", value=text)
    return None


def _head_problem(column: str, text: str, rules: EntryRules) -> Problem | None:
    if column == DAY and day_of(text, rules.month) is None:
        return Problem.of("draft.day", value=text)
    if column == WORD and half_width(text).strip() not in rules.words:
        return Problem.of("draft.word", value=text, known=" ".join(rules.words))
    if column == ATTACHMENTS and _count(text) is None:
        return Problem.of("draft.attachments", value=text)
    return None


def _account_problem(text: str, rules: EntryRules) -> Problem:
    parent = rules.accounts.parent_meant(text)
    if parent is not None:
        return Problem.of("draft.account_parent", account=parent.code, name=parent.name)
    if len(rules.accounts.find(text, 2)) > 1:
        return Problem.of("draft.account_several", value=text)
    return Problem.of("draft.account_unknown", value=text)


def _count(text: str) -> int | None:
    text = half_width(text).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def build(content: Content, rules: EntryRules) -> Built:
    """The voucher of a draft, or everything that keeps it from being one, with its places."""
    rows = tuple(row for row, line in enumerate(content.lines) if not line.is_empty)
    problems = [
        problem.at(field=column)
        for column in HEAD_COLUMNS
        if (problem := cell_problem(content, rules, HEAD, column)) is not None
    ]
    if not content.head.date.strip():
        problems.append(Problem.of("draft.no_day", field=DAY))
    if not content.head.word.strip():
        problems.append(Problem.of("draft.no_word", field=WORD))
    for number, row in enumerate(rows, 1):
        problems += [each.at(line=number) for each in _line_problems(content, rules, row)]
    if not rows:
        problems.append(Problem.of("draft.empty"))
    if problems:
        return Built(None, tuple(problems), rows)
    head = content.head
    day = day_of(head.date, rules.month)
    assert day is not None
    lines = tuple(_line(content.lines[row], rules) for row in rows)
    voucher = Voucher(
        day, lines, half_width(head.word).strip(), attachments=_count(head.attachments or "0") or 0,
        reference=head.reference,
    )  # fmt: skip
    return Built(voucher, (), rows)


def _line_problems(content: Content, rules: EntryRules, row: int) -> list[Problem]:
    """What keeps a line from being one: cells that can't be read, and those without which there is none."""
    line = content.lines[row]
    problems = [
        problem.at(field=column)
        for column in rules.columns(line)
        if (problem := cell_problem(content, rules, row, column)) is not None
    ]
    if not line.account.strip() and not line.code:
        problems.append(Problem.of("draft.account_missing", field=ACCOUNT))
    if not line.summary.strip():
        problems.append(Problem.of("draft.summary_missing", field=SUMMARY))
    if not any(line.text(column).strip() for column in AMOUNTS):
        problems.append(Problem.of("draft.amount_missing", field=DEBIT))
    if line.price.strip() and not line.quantity.strip():
        problems.append(Problem.of("draft.quantity_missing", field=QUANTITY))
    is_base = line.currency.strip() in ("", rules.currency)
    if not is_base and not line.foreign_amount.strip():
        problems.append(Problem.of("draft.foreign_missing", currency=line.currency, field=FOREIGN))
    if is_base and (line.foreign_amount.strip() or line.rate.strip()):
        problems.append(Problem.of("draft.currency_missing", field=CURRENCY))
    if line.quantity.strip() and line.foreign_amount.strip():
        problems.append(Problem.of("draft.two_measures", field=QUANTITY))
    return problems


def _line(line: DraftLine, rules: EntryRules) -> Line:
    """A line of which every cell can be read."""
    column = next(each for each in AMOUNTS if line.text(each).strip())
    amount = amount_in(line.text(column), rules.decimals(line))
    assert amount is not None
    day = day_of(line.bill_day, rules.month) if line.bill_day.strip() else None
    settled = line.settlement or line.bill_number or day
    return Line(
        line.code, rules.side(line, column), amount, line.summary, line.commodity,
        label_of({kind: value.strip() for kind, value in line.dimensions if value.strip()}),
        _measure(line, rules),
        Settlement(line.settlement, line.bill_number, day) if settled else None,
    )  # fmt: skip


def _measure(line: DraftLine, rules: EntryRules) -> Measure | None:
    quantity = amount_in(line.quantity, rules.decimals_of(line, QUANTITY))
    if quantity is not None:
        price = amount_in(line.price, rules.decimals_of(line, PRICE))
        return Measure(rules.unit(line), quantity, price, CommodityKind.GOODS)
    foreign = amount_in(line.foreign_amount, rules.decimals_of(line, FOREIGN))
    if foreign is None:
        return None
    rate = amount_in(line.rate, rules.decimals_of(line, RATE))
    return Measure(line.currency, foreign, rate, CommodityKind.CURRENCY)


def content_of(voucher: Voucher, rules: EntryRules, *, day: date | None = None) -> Content:
    """A voucher of the book as a draft has it; with a day, a copy of it for that day.

    A copy leaves behind what belongs to the one voucher: documents, reference, bill numbers.
    """
    is_copy = day is not None
    head = DraftHead(
        str(day or voucher.day), voucher.word,
        "" if is_copy or not voucher.attachments else str(voucher.attachments),
        "" if is_copy else voucher.reference,
    )  # fmt: skip
    lines = tuple(_draft_line(line, rules, is_copy=is_copy) for line in voucher.lines)
    return Content(head, lines or (DraftLine(),))


def _draft_line(line: Line, rules: EntryRules, *, is_copy: bool) -> DraftLine:
    draft = DraftLine(
        summary=line.summary,
        account=line.account,
        code=line.account,
        dimensions=tuple(sorted(parse_label(line.dimension).items())) if line.dimension else (),
        commodity="" if line.commodity == rules.currency else line.commodity,
    )
    decimals = rules.decimals(draft)
    draft = draft.with_text(rules.column(draft, Side(line.side)), plain(line.amount, decimals))
    if line.settlement is not None:
        bill = line.settlement
        draft = evolve(draft, settlement=bill.method)
        if not is_copy:
            draft = evolve(draft, bill_number=bill.number, bill_day=str(bill.day or ""))
    measure = line.measure
    if measure is None:
        return draft
    rate = exact_text(measure.rate) if measure.rate is not None else ""
    if measure.kind is CommodityKind.CURRENCY:
        figure = plain(measure.quantity, rules.scales.get(measure.commodity, 2))
        return evolve(draft, currency=measure.commodity, foreign_amount=figure, rate=rate)
    account = rules.accounts.get(line.account)
    own = account is not None and account.unit == measure.commodity
    return evolve(
        draft, quantity=exact_text(measure.quantity), price=rate,
        unit="" if own else measure.commodity,
    )  # fmt: skip

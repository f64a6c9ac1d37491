"""What a key does within one cell of a draft, and what becomes of a cell's text when it is left."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from enum import Enum

from attrs import evolve

from .amounts import amount_in, half_width, negated, plain
from .draft_content import (
    ACCOUNT,
    AMOUNTS,
    ATTACHMENTS,
    BILL_DAY,
    CURRENCY,
    DAY,
    DEBIT,
    DIMENSION,
    FIGURES,
    FOREIGN,
    HEAD,
    PRICE,
    QUANTITY,
    RATE,
    SUMMARY,
    WORD,
    Content,
    DraftLine,
    EntryRules,
    day_of,
)

#: Sums never round: what does not fit is an error of ours.
EXACT = Context(prec=60, traps=[Inexact])
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP)
_SIGNED = re.compile(r"-?[\d.,]+-?", re.ASCII)
#: The two copying signs; a Chinese input method makes 。。 and 、、 of them.
_PREVIOUS, _FIRST = "..", ("//", "、、")
#: Cells of codes and figures, in which full-width letters are the plain ones.
_NARROW = (*FIGURES, DAY, ATTACHMENTS, BILL_DAY, CURRENCY)
#: The measures of a line: what is counted, and what one of it is worth.
_MEASURES = ((QUANTITY, PRICE), (FOREIGN, RATE))


class Sign(Enum):
    """A key that is no letter, but an operation on the line."""

    FLIP = "space"
    BALANCE = "="


def cleaned(text: str) -> str:
    """What comes in at once, on one line and without control characters."""
    text = re.sub(r"[\r\n\t]+", " ", text)
    return "".join(sign for sign in text if not unicodedata.category(sign).startswith("Cc"))


def typed(content: Content, rules: EntryRules, text: str) -> Content | Sign:
    """The content after a letter, or after several that an input method or the clipboard brings."""
    text = cleaned(text)
    column = content.column
    if column in FIGURES and content.row != HEAD:
        return _typed_figure(content, rules, half_width(text))
    if column in _NARROW:
        text = half_width(text).strip()
    if not text:
        return content
    content = inserted(content, text)
    return _copied(content) if column == SUMMARY else content


def _typed_figure(content: Content, rules: EntryRules, text: str) -> Content | Sign:
    if content.column in AMOUNTS and text in (" ", "="):
        return Sign.FLIP if text == " " else Sign.BALANCE
    text = text.strip()
    if text == "-":
        return turned_red(content, rules)
    if not _SIGNED.fullmatch(text) or "-" not in text:
        return inserted(content, text) if text else content
    return turned_red(inserted(content, text.strip("-")), rules)  # -310 and 310- from the clipboard


def inserted(content: Content, text: str) -> Content:
    """The text at the caret; in place of what is there where the cell is selected as a whole."""
    here, caret = content.here, content.caret
    if caret is None:
        here, caret = "", 0
    changed = content.with_text(content.row, content.column, here[:caret] + text + here[caret:])
    return evolve(changed, caret=caret + len(text))


def _copied(content: Content) -> Content:
    """A summary that is one of the copying signs gives way to the one it stands for, if there is one."""
    sign = half_width(content.here)
    if sign not in (_PREVIOUS, *_FIRST) or content.row < 1:
        return content
    source = content.row - 1 if sign == _PREVIOUS else 0
    summary = content.lines[source].summary
    return evolve(content.with_text(content.row, SUMMARY, summary), caret=None)


def without_letter(content: Content, before: int) -> Content:
    """The content without the letter at the caret (0) or before it (-1), or without all of a selected cell."""
    here, caret = content.here, content.caret
    if caret is None:
        return (
            evolve(content.with_text(content.row, content.column, ""), caret=0) if here else content
        )
    at = caret + before
    if not 0 <= at < len(here):
        return content
    changed = content.with_text(content.row, content.column, here[:at] + here[at + 1 :])
    return evolve(changed, caret=at)


def turned_red(content: Content, rules: EntryRules) -> Content:
    """The figure under the cursor with its sign turned.

    An amount that is quantity × price takes the quantity along, so that both stay of one sign.
    """
    line, column, here = content.line, content.column, content.here
    assert line is not None, "the head has no figures"
    caret = content.caret
    if not here:
        return evolve(content.with_text(content.row, column, "-"), caret=1)
    turned = negated(here)
    if caret is not None:
        caret = max(0, caret + len(turned) - len(here))
    for quantity, price in _MEASURES if column in AMOUNTS else ():
        product = _product(line, rules, quantity, price)
        if product is not None and product == amount_in(here, rules.decimals(line)):
            line = line.with_text(quantity, negated(line.text(quantity)))
    return evolve(content.with_line(content.row, line.with_text(column, turned)), caret=caret)


def _product(line: DraftLine, rules: EntryRules, quantity: str, price: str) -> Decimal | None:
    """Quantity × price, rounded half up once to what the amount has; None where either is missing."""
    count = amount_in(line.text(quantity), rules.decimals_of(line, quantity))
    each = amount_in(line.text(price), rules.decimals_of(line, price))
    if count is None or each is None:
        return None
    unit = Decimal(1).scaleb(-rules.decimals(line))
    return EXACT.multiply(count, each).quantize(unit, context=_ROUNDING)


def committed(
    content: Content, rules: EntryRules, before: Content, row: int, column: str
) -> Content:
    """The content when a cell is left: its text in the form in which it is kept.

    A text that can't be read stays as it is. `before` is what there was before the cell was
    typed in: an amount that was quantity × price then follows what these have become.
    """
    text = content.text(row, column)
    if row == HEAD:
        form = _head_form(column, text, rules)
        return content if form == text else content.with_text(row, column, form)
    line = content.lines[row]
    if column == ACCOUNT:
        changed = _with_account(line, rules)
    else:
        form = _form(line, column, text, rules)
        changed = line if form == text else line.with_text(column, form)
    was = before.lines[row] if row < len(before.lines) else line
    for quantity, price in _MEASURES:
        if column in (quantity, price) and changed.text(column) != was.text(column):
            changed = _with_product(changed, was, rules, quantity, price)
    return content if changed == line else content.with_line(row, changed)


def _head_form(column: str, text: str, rules: EntryRules) -> str:
    if column == DAY:
        day = day_of(text, rules.month)
        return str(day) if day is not None else text
    if column in (WORD, ATTACHMENTS):
        return half_width(text).strip()
    return text


def _form(line: DraftLine, column: str, text: str, rules: EntryRules) -> str:
    """A cell's text in the form in which it is kept; as it is where it can't be read."""
    if column in FIGURES:
        decimals = rules.decimals_of(line, column)
        amount = amount_in(text, decimals)
        if amount is None:
            return text
        return plain(amount, decimals if column in (*AMOUNTS, FOREIGN) else 0)
    if column == BILL_DAY:
        day = day_of(text, rules.month)
        return str(day) if day is not None else text
    if column == CURRENCY:
        return half_width(text).strip().upper()
    if column.startswith(DIMENSION):
        return half_width(text).strip()
    return text


def _with_account(line: DraftLine, rules: EntryRules) -> DraftLine:
    """The line with the account that is meant, and the currency that it is kept in where there is one."""
    if line.code or not line.account.strip():
        return line
    account = rules.accounts.resolve(line.account)
    if account is None:
        return line
    line = evolve(line, account=account.code, code=account.code)
    if len(account.currencies) == 1 and not line.currency:
        line = evolve(line, currency=account.currencies[0])
    return line


def _with_product(
    line: DraftLine, was: DraftLine, rules: EntryRules, quantity: str, price: str
) -> DraftLine:
    """The line with quantity × price as its amount, unless someone has typed another there.

    Without an amount yet it goes to the side on which the account grows; Space brings it over.
    """
    product = _product(line, rules, quantity, price)
    if product is None:
        return line
    column = next((each for each in AMOUNTS if line.text(each)), "")
    earlier = _product(was, rules, quantity, price)
    if column and amount_in(line.text(column), rules.decimals(line)) != earlier:
        return line
    if not column:
        account = rules.accounts.get(line.code)
        column = rules.column(line, account.normal_side) if account is not None else DEBIT
    return line.with_text(column, plain(product, rules.decimals(line)))

"""Commands that enter what happens to a unit's grain: events, issue, consumption, counting, the year's end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from .. import Book, Period, Refused, Voucher
from ..console import DAY, PERIOD, ask_password, period_option, say_done
from ..grain import (
    EVENTS,
    Entry,
    MessFund,
    approve,
    borrow_for,
    check_stock,
    consume,
    convert,
    enter_entries,
    enter_event,
    event_of,
    import_year,
    issue,
    paid,
    received,
    take_stock,
    transfer_to_mess,
)
from ..language import text
from .grain import acting, grain, open_kept, weights_of

day_option = click.option("--date", "day", type=DAY, required=True, help=text("help.date"))
summary_option = click.option("--summary", default="", help=text("help.grain_summary"))
weights_argument = click.argument("weights", nargs=-1)


def mess_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which mess-fund book takes a price difference in."""
    for option in (
        click.option("--mess-fund", default="401", show_default=True, help=text("help.grain_fund")),
        click.option("--mess-into", default="102", show_default=True, help=text("help.grain_into")),
        click.option("--mess-by", default="", help=text("help.grain_mess_by")),
        click.option("--mess-place", default="", help=text("help.grain_mess_place")),
        click.option("--mess", default="", help=text("help.grain_mess")),
    ):
        command = option(command)
    return command


def mess_of(
    by: str, mess: str, mess_place: str, mess_by: str, mess_into: str, mess_fund: str
) -> MessFund | None:
    """The mess fund that was named, if one was."""
    if not mess:
        return None
    return MessFund(mess, mess_by or by, mess_place or None, mess_into, mess_fund)


def _logged_in(book: str, fund: MessFund | None) -> MessFund | None:
    """The mess fund with the password of whoever enters there, asked for where they have one."""
    if fund is None:
        return None
    with Book.open(fund.where or book, name=fund.name) as mess:
        if any(user.name == fund.by and user.password for user in mess.people()):
            return evolve(fund, password=ask_password(text("ask.password", name=fund.by)))
    return fund


def _entered(voucher: Voucher) -> None:
    say_done("grain_entered", voucher=str(voucher.key), summary=voucher.lines[0].summary)


@grain.command(name="event", help=text("help.grain_event"))
@acting
@click.argument("event")
@weights_argument
@day_option
@click.option("--amount", default="", help=text("help.grain_amount"))
@summary_option
@click.option("--attachments", type=int, default=0, help=text("help.attachments"))
@click.option("--borrow", is_flag=True, help=text("help.grain_borrow"))
def event_(
    book: str, unit: str, by: str, form: str, event: str, weights: tuple[str, ...], day: date,
    amount: str, summary: str, attachments: int, borrow: bool,
) -> None:  # fmt: skip
    """Enter one of the nine events."""
    found, quantities = event_of(event), weights_of(weights)
    if bool(amount) == bool(quantities):
        raise click.UsageError(text("usage.grain_event"))
    with open_kept(book, unit, by) as kept, kept.both():
        if found is EVENTS["consume"]:
            if borrow and (lent := borrow_for(kept, day, quantities)):
                _entered(lent)
            if problems := check_stock(kept, day, quantities):
                raise Refused(problems)  # says how much to borrow, where the book only says no
        _entered(
            enter_event(
                kept, found, day, amount or quantities, summary=summary, attachments=attachments
            )
        )


_ENTRY = re.compile(
    r"(?P<way>[收付])[:：]?(?P<account>[\w.-]+?)[:：](?:(?P<item>[^=＝]+)[=＝])?(?P<weight>[^=＝:：]+)"
)


@grain.command(name="entry", help=text("help.grain_entry"))
@acting
@click.argument("entries", nargs=-1, required=True)
@day_option
@click.option("--summary", required=True, help=text("help.grain_summary"))
@click.option("--money", "in_money", is_flag=True, help=text("help.grain_in_money"))
def entry(
    book: str, unit: str, by: str, form: str, entries: tuple[str, ...], day: date, summary: str,
    in_money: bool,
) -> None:  # fmt: skip
    """Enter a voucher by hand: 收:102:米=5 付:101:米=5."""
    with open_kept(book, unit, by) as kept:
        wanted = [_entry(each) for each in entries]
        _entered(enter_entries(kept.money if in_money else kept.grain, day, summary, wanted))


def _entry(given: str) -> Entry:
    match = _ENTRY.fullmatch(given)
    if match is None:
        raise click.UsageError(text("usage.grain_entry", value=given))
    act = received if match["way"] == "收" else paid
    try:
        return act(match["account"], match["weight"], match["item"] or "")
    except ValueError:
        raise click.UsageError(text("usage.grain_entry", value=given)) from None


@grain.command(name="issue", help=text("help.grain_issue"))
@acting
@weights_argument
@day_option
@click.option("--persons", type=int, required=True, help=text("help.grain_persons"))
def issue_(
    book: str, unit: str, by: str, form: str, weights: tuple[str, ...], day: date, persons: int
) -> None:
    """Write the issue sheet of a day."""
    with open_kept(book, unit, by) as kept:
        found = issue(kept, day, persons, weights_of(weights))
    told = "、".join(f"{each.item} {each.issued_grams / 1000:.3f}" for each in found)
    say_done("grain_issue", date=str(day), persons=persons, issued=told)


@grain.command(name="consume", help=text("help.grain_consume"))
@acting
@period_option
@summary_option
@click.option("--borrow", is_flag=True, help=text("help.grain_borrow"))
def consume_(
    book: str, unit: str, by: str, form: str, period: Period, summary: str, borrow: bool
) -> None:
    """Enter a month's consumption."""
    with open_kept(book, unit, by) as kept:
        _entered(consume(kept, period, summary=summary, borrow=borrow))


@grain.command(name="count", help=text("help.grain_count"))
@acting
@weights_argument
@day_option
@summary_option
def count(
    book: str, unit: str, by: str, form: str, weights: tuple[str, ...], day: date, summary: str
) -> None:
    """Take stock."""
    with open_kept(book, unit, by) as kept:
        voucher = take_stock(kept, day, weights_of(weights), summary=summary)
    if voucher is None:
        say_done("grain_count", date=str(day))
    else:
        _entered(voucher)


@grain.command(name="convert", help=text("help.grain_convert"))
@acting
@click.argument("raw")
@click.argument("product")
@day_option
@click.option("--rate", required=True, help=text("help.grain_rate"))
@summary_option
def convert_(
    book: str, unit: str, by: str, form: str, raw: str, product: str, day: date, rate: str,
    summary: str,
) -> None:  # fmt: skip
    """Convert 稻谷=100 into 米 at a rate."""
    ((item, weight),) = weights_of((raw,)).items()
    with open_kept(book, unit, by) as kept:
        _entered(convert(kept, day, item, weight, product, rate, summary=summary))


@grain.command(name="transfer", help=text("help.grain_transfer"))
@acting
@day_option
@click.option("--amount", required=True, help=text("help.grain_amount"))
@mess_options
def transfer(book: str, unit: str, by: str, form: str, day: date, amount: str, **mess: str) -> None:
    """Hand a price difference to a mess fund, in both books or in neither."""
    fund = mess_of(by, **mess)
    if fund is None:
        raise click.UsageError(text("usage.grain_mess"))
    with open_kept(book, unit, by) as kept:
        logged_in = _logged_in(book, fund)
        assert logged_in is not None
        tied = transfer_to_mess(kept, day, amount, logged_in)
    say_done("grain_transfer", ours=str(tied.ours.key), theirs=str(tied.theirs.key))


@grain.command(name="approve", help=text("help.grain_approve"))
@acting
@weights_argument
@day_option
@click.option("--year", type=int, required=True, help=text("help.grain_year"))
@click.option("--document", required=True, help=text("help.grain_document"))
@click.option("--withdrawn", multiple=True, help=text("help.grain_withdrawn"))
def approve_(
    book: str, unit: str, by: str, form: str, weights: tuple[str, ...], day: date, year: int,
    document: str, withdrawn: tuple[str, ...],
) -> None:  # fmt: skip
    """Enter an approval of final accounts."""
    with open_kept(book, unit, by) as kept:
        back = weights_of(withdrawn)
        _entered(approve(kept, year, day, document, weights_of(weights), back))


@grain.command(name="import", help=text("help.grain_import"))
@acting
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--period", type=PERIOD, help=text("help.period"))
@mess_options
def import_(
    book: str, unit: str, by: str, form: str, sheet: Path, period: Period | None, **mess: str
) -> None:
    """Enter the rows of a sheet of events."""
    with open_kept(book, unit, by) as kept:
        fund = _logged_in(book, mess_of(by, **mess))
        count_ = import_year(kept, sheet, mess=fund, period=period)
    say_done("grain_import", count=count_, file=sheet.name)

"""Commands over a unit's grain set: made, begun, handed over, closed, kept safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from .. import Period, Refused
from ..console import DAY, PERIOD, ask_password, form_option, period_option, say_done
from ..grain import (
    ITEMS,
    GrainSet,
    NewSet,
    Person,
    add_item,
    back_up_set,
    clear_and_restore,
    close_month,
    import_openings,
    import_rations,
    make_set,
    open_set,
    restore_set,
    roll_over_set,
    set_password,
    set_ration,
    start_set,
    take_over,
    verify_set,
)
from ..language import text
from .app import main


@main.group(help=text("help.grain"))
def grain() -> None:
    """A unit's grain set."""


def acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Arguments of every act on a set: where it is, of which unit, and who acts."""
    for option in (
        form_option,
        click.option("--by", required=True, help=text("help.by")),
        click.option("--unit", default="", help=text("help.grain_unit")),
        click.argument("book"),
    ):
        command = option(command)
    return command


def open_kept(book: str, unit: str, by: str) -> GrainSet:
    """Open a set to act in it; the password is taken from the environment or asked for."""
    kept = open_set(book, by=by, unit=unit)
    try:
        if any(user.name == kept.who and user.password for user in kept.grain.people()):
            return kept.acting_as(by, ask_password(text("ask.password", name=by)))
    except BaseException:
        kept.__exit__()
        raise
    return kept


def weights_of(given: tuple[str, ...]) -> dict[str, str]:
    """Kilograms by item as they were given: 米=100 面=50. Wrong usage where one has none."""
    found: dict[str, str] = {}
    for each in given:
        item, sign, weight = each.replace("＝", "=").partition("=")
        if not (item.strip() and sign and weight.strip()) or item.strip() in found:
            raise click.UsageError(text("usage.grain_weight", value=each))
        found[item.strip()] = weight.strip()
    return found


def _person(given: str) -> Person:
    """Rank and name as they were given: 中队长 张三; the last word is the name."""
    rank, _, name = given.strip().rpartition(" ")
    return Person(name, rank.strip())


@grain.command(name="new", help=text("help.grain_new"))
@click.argument("book")
@click.option("--unit", required=True, help=text("help.grain_unit"))
@click.option("--start", type=PERIOD, required=True, help=text("help.start_period"))
@click.option("--supervisor", required=True, help=text("help.grain_supervisor"))
@click.option("--keeper", required=True, help=text("help.grain_keeper"))
@click.option("--item", "items", multiple=True, default=ITEMS, help=text("help.grain_items"))
@form_option
def new(
    book: str, unit: str, start: Period, supervisor: str, keeper: str, items: tuple[str, ...],
    form: str,
) -> None:  # fmt: skip
    """Make both books of a set."""
    wanted = NewSet(unit, start, _person(supervisor), _person(keeper), items)
    with make_set(book, wanted) as made:
        say_done("grain_new", grain=made.grain.facts().name, money=made.money_name,
                 items="、".join(made.items))  # fmt: skip


@grain.command(name="item", help=text("help.grain_item"))
@acting
@click.argument("item")
def item_(book: str, unit: str, by: str, form: str, item: str) -> None:
    """Add an item."""
    with open_kept(book, unit, by) as kept:
        add_item(kept, item)
        say_done("grain_item", item=item, items="、".join(kept.items))


@grain.command(name="opening", help=text("help.grain_opening"))
@acting
@click.argument("sheet", type=click.Path(path_type=Path))
def opening(book: str, unit: str, by: str, form: str, sheet: Path) -> None:
    """Enter what both books begin with."""
    with open_kept(book, unit, by) as kept:
        say_done("grain_opening", count=import_openings(kept, sheet))


@grain.command(name="start", help=text("help.grain_start"))
@acting
def start_(book: str, unit: str, by: str, form: str) -> None:
    """Start both books."""
    with open_kept(book, unit, by) as kept:
        start_set(kept)
        say_done("grain_start", unit=kept.unit)


@grain.command(name="ration", help=text("help.grain_ration"))
@acting
@click.argument("weights", nargs=-1)
@click.option("--from", "from_day", type=DAY, help=text("help.grain_from"))
@click.option("--sheet", type=click.Path(path_type=Path), help=text("help.grain_ration_sheet"))
def ration(
    book: str, unit: str, by: str, form: str, weights: tuple[str, ...], from_day: date | None,
    sheet: Path | None,
) -> None:  # fmt: skip
    """Set rations, from a day on."""
    if (sheet is None) == (from_day is None or not weights):
        raise click.UsageError(text("usage.grain_ration"))
    with open_kept(book, unit, by) as kept:
        count = import_rations(kept, sheet) if sheet else 0
        with kept.both():
            for item, weight in weights_of(weights).items():
                assert from_day is not None
                set_ration(kept, item, weight, from_day)
                count += 1
        say_done("grain_ration", count=count)


@grain.command(name="take-over", help=text("help.grain_take_over"))
@acting
@click.option("--date", "day", type=DAY, required=True, help=text("help.date"))
@click.option("--supervisor", required=True, help=text("help.grain_supervisor"))
@click.option("--keeper", required=True, help=text("help.grain_keeper"))
def take_over_(
    book: str, unit: str, by: str, form: str, day: date, supervisor: str, keeper: str
) -> None:
    """Hand the set over."""
    with open_kept(book, unit, by) as kept:
        take_over(kept, day, _person(supervisor), _person(keeper))
        say_done("grain_take_over", date=str(day), supervisor=supervisor, keeper=keeper)


@grain.command(name="password", help=text("help.grain_password"))
@acting
@click.argument("who", required=False)
def password(book: str, unit: str, by: str, form: str, who: str | None) -> None:
    """Set a password in both books."""
    name = who or by
    with open_set(book, by=by, unit=unit) as plain:
        has_one = any(user.name == by and user.password for user in plain.grain.people())
        old = ask_password(text("ask.password", name=by)) if has_one else ""
        with plain.acting_as(by, old) if has_one else plain as kept:
            new = ask_password(
                text("ask.new_password", name=name), "LEDGERLIB_NEW_PASSWORD", twice=True
            )
            set_password(kept, new, name=name, old=old)
    say_done("user_password", name=name)


@grain.command(name="close", help=text("help.grain_close"))
@acting
@period_option
def close(book: str, unit: str, by: str, form: str, period: Period) -> None:
    """Close a month in both books."""
    with open_kept(book, unit, by) as kept:
        close_month(kept, period)
        say_done("grain_close", period=str(period))


@grain.command(name="roll-over", help=text("help.grain_roll_over"))
@acting
@click.argument("year", type=int)
def roll_over(book: str, unit: str, by: str, form: str, year: int) -> None:
    """Roll both books over to the next year."""
    with open_kept(book, unit, by) as kept:
        grain_count, money_count = roll_over_set(kept, year)
        say_done("grain_roll_over", year=year, grain=grain_count, money=money_count)


@grain.command(name="verify", help=text("help.grain_verify"))
@click.argument("book")
@click.option("--unit", default="", help=text("help.grain_unit"))
@form_option
def verify(book: str, unit: str, form: str) -> None:
    """Verify both books, and the set's own rows against their vouchers."""
    with open_set(book, unit=unit) as kept:
        found = verify_set(kept)
        if found:
            raise Refused(found)
        say_done("grain_verify", unit=kept.unit)


@grain.command(name="backup", help=text("help.grain_backup"))
@click.argument("book")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--unit", default="", help=text("help.grain_unit"))
@form_option
def backup(book: str, file: Path, unit: str, form: str) -> None:
    """Copy the whole set into a file."""
    with open_set(book, unit=unit) as kept:
        say_done("backup", file=str(back_up_set(kept, file)))


@grain.command(name="restore", help=text("help.grain_restore"))
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("book")
@click.option("--clear", is_flag=True, help=text("help.grain_clear"))
@click.option("--backup", "safe", type=click.Path(path_type=Path), help=text("help.grain_safe"))
@form_option
def restore_(file: Path, book: str, clear: bool, safe: Path | None, form: str) -> None:
    """Bring a backup of a set back."""
    if clear != (safe is not None):
        raise click.UsageError(text("usage.grain_clear"))
    names = clear_and_restore(book, file, safe) if safe else restore_set(file, book)
    say_done("restore", books="、".join(names), place=book)

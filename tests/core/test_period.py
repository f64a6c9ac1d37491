"""Periods are the months of the calendar, in order, however they are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlib.core.period import Period, day_from_key, day_key, parse_day

PERIODS = st.builds(Period, st.integers(1000, 9998), st.integers(1, 12))
DAYS = st.dates(date(1000, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "2008-01",
        "2008/1",
        "2008.1",
        "200801",
        "2008年1月",
        "2008年01月",
        "２００８－０１",
        " 2008-1 ",
    ],
)
def test_january_2008_however_it_is_written(text: str) -> None:
    assert Period.parse(text) == Period(2008, 1)


@pytest.mark.parametrize(
    "text", ["", "2008", "2008-13", "2008-00", "0000-01", "08-01", "2008-01-05", "一月", "2008-1-"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        Period.parse(text)


@given(PERIODS)
def test_a_period_comes_back_from_text_and_key(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert Period.parse(period) is period
    assert Period.from_key(period.key) == period


@given(PERIODS)
def test_the_month_after_begins_the_day_after_the_last(period: Period) -> None:
    assert period.next().first_day == period.last_day + timedelta(days=1)
    assert period.next().previous() == period.previous().next() == period
    assert period.previous() < period < period.next()


@given(PERIODS, PERIODS)
def test_periods_texts_and_keys_order_as_time_does(one: Period, other: Period) -> None:
    assert (one < other) == (str(one) < str(other)) == (one.key < other.key)
    assert (one < other) == (one.first_day < other.first_day)


@given(DAYS)
def test_a_day_falls_in_its_month(day: date) -> None:
    period = Period.of(day)
    assert period.first_day <= day <= period.last_day
    assert day_key(day) // 100 == period.key
    assert day_from_key(day_key(day)) == day


def test_december_is_followed_by_january() -> None:
    assert Period(2008, 12).next() == Period(2009, 1)
    assert Period(2009, 1).previous() == Period(2008, 12)
    assert Period(2008, 2).last_day == date(2008, 2, 29)
    assert Period(2100, 2).last_day == date(2100, 2, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2008-01-05",
        "2008/1/5",
        "2008.1.5",
        "20080105",
        "2008年1月5日",
        "２００８．１．５",
        " 2008-1-5 ",
    ],
)
def test_the_fifth_of_january_however_it_is_written(text: str) -> None:
    assert parse_day(text) == date(2008, 1, 5)


@pytest.mark.parametrize(
    "text", ["", "2008-01", "2008-02-30", "2007-02-29", "20081301", "1月5日", "05/01/2008"]
)
def test_a_day_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar words it in its own way
        parse_day(text)

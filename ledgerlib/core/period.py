"""An accounting period: a calendar month of a calendar year (会计法 第十一条)."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from attrs import frozen

_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})"
)


@frozen(order=True)
class Period:
    """One month, written 2008-01. Periods order as time does."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str | Period) -> Period:
        """The period that a text names: 2008-01, 2008/1, 200801, 2008年1月.

        Raises ValueError for anything else.
        """
        if isinstance(text, Period):
            return text
        match = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
            raise ValueError(text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Period:
        """The period a day falls in."""
        return cls(day.year, day.month)

    @classmethod
    def from_key(cls, key: int) -> Period:
        """The period of a database key such as 200801."""
        return cls(*divmod(key, 100))

    @property
    def key(self) -> int:
        """The whole number that stands for it in the database: 200801."""
        return self.year * 100 + self.month

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def next(self) -> Period:
        """The month after."""
        return Period(self.year + 1, 1) if self.month == 12 else Period(self.year, self.month + 1)

    def previous(self) -> Period:
        """The month before."""
        return Period(self.year - 1, 12) if self.month == 1 else Period(self.year, self.month - 1)

    def before(self, months: int) -> Period:
        """The month so many months before, but never before the first of the calendar."""
        count = max(self.year * 12 + self.month - 1 - months, 12)
        return Period(count // 12, count % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def months(first: Period, last: Period) -> Iterator[Period]:
    """The months of a span, first and last inclusive."""
    while first <= last:
        yield first
        first = first.next()


def parse_day(text: str) -> date:
    """The day that a text names: 2008-01-05, 2008/1/5, 2008.1.5, 20080105, 2008年1月5日.

    Raises ValueError for anything else, and for days no calendar has.
    """
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match:
        raise ValueError(text)
    return date(*(int(part) for part in match.groups() if part is not None))


def day_key(day: date) -> int:
    """The whole number that stands for a day in the database: 20080105."""
    return day.year * 10000 + day.month * 100 + day.day


def day_from_key(key: int) -> date:
    """The day of a database key such as 20080105."""
    return date(key // 10000, key // 100 % 100, key % 100)

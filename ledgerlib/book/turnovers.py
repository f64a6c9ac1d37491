"""What lines come to: the turnovers that posting adds, with those by measure and by dimension."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from ..core.voucher import Kind
from ..store import balances
from ..store.vouchers import Head, LineRow
from .work import Work

#: How many turnovers by dimension are held before they are written.
_HELD = 50_000


@define
class Turnovers:
    """Turnovers on their way into the database. `sign` is -1 where lines are taken back out."""

    sign: int = 1
    by_account: dict[balances.TurnoverKey, list[int]] = field(factory=dict)
    by_dimension: dict[balances.DimensionKey, list[int]] = field(factory=dict)

    def take(self, head: Head, lines: Iterable[LineRow]) -> bool:
        """Add a voucher's lines, and say whether they are sound.

        They balance in every commodity, there are any, and each stands in the
        voucher's own period in whole minor units (SQLite would let plain SQL put
        half a fen there).
        """
        closing = head.kind == Kind.CLOSING
        month = head.period
        sign = self.sign
        accounts, dimensions = self.by_account, self.by_dimension
        sums: dict[str, int] = {}
        for (
            _, _, _, period, account_id, commodity, side, amount, _, dimension_id,
            measure_commodity, measure, *_,
        ) in lines:  # fmt: skip
            if period != month or type(amount) is not int or type(measure) is not int:
                return False
            sums[commodity] = sums.get(commodity, 0) + side * amount
            key = (period, account_id, commodity, measure_commodity, closing)
            four = accounts.get(key)
            if four is None:
                four = accounts[key] = [0, 0, 0, 0]
            credit = side < 0
            four[credit] += sign * amount
            if measure:
                four[2 + credit] += sign * measure
            if dimension_id:
                place = (account_id, dimension_id, period, commodity, measure_commodity, closing)
                four = dimensions.get(place)
                if four is None:
                    four = dimensions[place] = [0, 0, 0, 0]
                four[credit] += sign * amount
                four[2 + credit] += sign * measure
        return bool(sums) and not any(sums.values())

    def write(self, work: Work, *, all_of_them: bool = True) -> None:
        """Write what is held: all of it, or the turnovers by dimension where they have become many."""
        if all_of_them or len(self.by_dimension) > _HELD:
            balances.add_dimension_turnovers(work.connection, work.book_id, self.by_dimension)
            self.by_dimension.clear()
        if all_of_them:
            balances.add_turnovers(work.connection, work.book_id, self.by_account)
            self.by_account.clear()

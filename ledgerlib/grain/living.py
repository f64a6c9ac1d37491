"""Which vouchers behind the set's own rows still stand: a voided one takes what it entered with it."""

from __future__ import annotations

from .. import VoucherFilter
from .set import GrainSet

#: What the references of vouchers begin with that rows of the set's own stand behind.
CONSUMPTION, COUNTING, CONVERSION = "粮秣消耗", "粮秣盘点", "粮秣折算"


def living(grain_set: GrainSet, mark: str) -> set[int]:
    """The numbers of the vouchers with such a reference that are not void, and have not gone since."""

    def read() -> set[int]:
        found = grain_set.grain.vouchers_in(VoucherFilter(text=mark))
        return {v.voucher_id for v in found if v.voucher_id and v.reference.startswith(mark)}

    return grain_set.remembered(mark, read)

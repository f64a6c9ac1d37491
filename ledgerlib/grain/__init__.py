"""The grain books of a squad (军粮): quantities by 收付 bookkeeping, beside the money of their price differences.

An ordinary user of `Book`. A set is two books made together, the 粮秣账 in kilograms and the 粮差账
in money; its acts are functions that take the set first. Everything is built on vouchers of those
books; what a voucher can't hold (rations, issue sheets, stock-takings) is in tables of the set's own.

Classified accounts may not be kept on a system that is not for them (涉密会计资料不得在非涉密系统处理,
财会〔2024〕11号 第四十一条): whether a unit's grain is classified is for the unit to say, before.
"""

from . import reports
from .backup import back_up_set, clear_and_restore, restore_set
from .borrowing import borrow_for, check_stock, shortfall, still_owed
from .consuming import consume
from .converting import Conversion, conversions, convert
from .entries import Direction, Entry, check_entries, entry_of, line_of, paid, received
from .events import EVENTS, Event, enter_entries, enter_event, event_of
from .issuing import Issue, issue, issued_not_entered, issues, planned
from .rations import Ration, rations, rations_on, set_ration
from .set import (
    ITEMS,
    Custody,
    GrainSet,
    NewSet,
    Person,
    add_item,
    check_openings,
    make_set,
    open_set,
    set_openings,
    set_password,
    start_set,
    take_over,
)
from .sheets import import_openings, import_rations, import_year
from .stock_taking import Counted, compare_stock, stock_takes, take_stock
from .tie import Matched, MessFund, Tied, reconcile, transfer_to_mess
from .verifying import verify_set
from .volume import grain_volume
from .year_end import (
    Approval,
    Left,
    approvals,
    approve,
    close_month,
    left_over,
    made_up_of,
    roll_over_set,
)

__all__ = [
    "EVENTS", "ITEMS", "Approval", "Conversion", "Counted", "Custody", "Direction", "Entry", "Event",
    "GrainSet", "Issue", "Left", "Matched", "MessFund", "NewSet", "Person", "Ration", "Tied",
    "add_item", "approvals", "approve", "back_up_set", "borrow_for", "check_entries", "check_openings",
    "check_stock", "clear_and_restore", "close_month", "compare_stock", "consume", "conversions",
    "convert", "enter_entries", "enter_event", "entry_of", "event_of", "grain_volume", "import_openings", "import_rations", "import_year", "issue",
    "issued_not_entered", "issues", "left_over", "line_of", "made_up_of", "make_set", "open_set",
    "paid", "planned", "rations", "rations_on", "received", "reconcile", "reports", "restore_set",
    "roll_over_set", "set_openings", "set_password", "set_ration", "shortfall", "start_set", "still_owed",
    "stock_takes", "take_over", "take_stock", "transfer_to_mess", "verify_set",
]  # fmt: skip

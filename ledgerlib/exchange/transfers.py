"""Transfers by formula from a toml file (自动转账):

[[transfer]]
name = "计提附加税"
when = "month"           # or "quarter", "year", or months: [6, 12]; without it every month
after = ["结转销售成本"]  # these come first; those whose accounts it reads do anyway
summary = "计提本月附加税" # without it the name
word = "转"               # without it the book's word for such vouchers

[[transfer.line]]
account = "5403"
debit = "credit(222101) * (7% + 3%)"

[[transfer.line]]
account = "222108"
credit = "credit(222101) * 7%"

[[transfer.line]]
account = "222113"
credit = "difference()"

[[transfer]]
name = "结转销售成本"

[[transfer.line]]
each = "5001"             # a line for each account below 5001, and each of its dimensions
by = ["product"]          # told apart by these kinds; without it by all
account = "5401"
debit = "cost(1405, credit_quantity(5001))"

[[transfer.line]]
each = "5001"
by = ["product"]
account = "1405"
credit = "counterpart()"
quantity = "credit_quantity(5001)"
unit = "件"               # without it the unit that the account is kept in
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from ..core.problem import Problem
from ..core.transfer import Transfer
from ..core.transfer_content import from_content
from ..refusal import Refused, refuse_if


def read_transfers(path: Path) -> list[Transfer]:
    """The transfers of a file, in its order. Refused with all that can't be read of it."""
    try:
        # Amounts that nobody put in quotes are read as texts: never as binary fractions.
        content = tomllib.loads(path.read_text("utf-8-sig"), parse_float=str)
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        reason = error.strerror or str(error)
        raise Refused([Problem.of(code, file=str(path), reason=reason)]) from error
    except ValueError as error:
        problem = Problem.of("transfer.not_toml", file=path.name, reason=str(error))
        raise Refused([problem]) from error
    problems = [
        Problem.of("transfer.key_unknown", key=key, known="transfer")
        for key in content
        if key != "transfer"
    ]
    entries = content.get("transfer")
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        problems.append(Problem.of("transfer.key_missing", key="transfer", sample="[[transfer]]"))
        entries = []
    transfers = []
    for entry in entries:
        transfer, found = from_content(str(entry.get("name", "")), entry)
        transfers.append(transfer)
        problems += found
    refuse_if(problem.at(file=path.name) for problem in problems)
    return transfers

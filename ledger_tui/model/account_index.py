"""The accounts of a chart, found while they are typed: by code, name, or the initials of its pinyin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from attrs import frozen

from ledgerlib import Account, Chart

from .amounts import half_width

#: As many as a list on the screen shows before someone types another letter.
MOST = 200


@frozen
class Branch:
    """An account in the tree, as the picker shows it. Only what takes entries can be picked."""

    account: Account
    level: int
    is_leaf: bool
    is_open: bool = False


class AccountIndex:
    """The accounts of a chart that are not disabled, ready to be found within a key's time."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        usable = [a for a in chart.accounts.values() if not a.is_disabled]
        self._usable = usable
        self._by_code = sorted((a.code.lower(), a.code) for a in usable)
        self._by_mnemonic = sorted((a.mnemonic.lower(), a.code) for a in usable if a.mnemonic)
        self._names = [(a.name.lower(), a.code) for a in usable]
        self._children: dict[str | None, list[str]] = {}
        for account in usable:
            self._children.setdefault(chart.parents[account.code], []).append(account.code)

    def __len__(self) -> int:
        return len(self._usable)

    def get(self, code: str) -> Account | None:
        """The account with this code, disabled ones too: old vouchers have them."""
        return self._chart.accounts.get(code)

    def is_leaf(self, code: str) -> bool:
        """Whether nothing stands below it."""
        return self._chart.is_leaf(code)

    def takes_entries(self, code: str) -> bool:
        """Whether entries may be made on it."""
        return code in self._chart.postable

    def is_bank(self, code: str) -> bool:
        """Whether its money moves by cheque or transfer, so that a settlement is asked for."""
        return code in self._chart.accounts and self._chart.cash(code) in ("bank", "equivalent")

    def full_name(self, code: str) -> str:
        """Its name behind those above it: 银行存款/工商银行."""
        accounts = self._chart.accounts
        above = [accounts[each].name for each in reversed(self._chart.ancestors(code))]
        return "/".join([*above, accounts[code].name])

    def find(self, text: str, most: int = MOST) -> list[Account]:
        """Accounts for what has been typed so far, the best first.

        Those whose code begins with it, then those whose mnemonic does, then those whose name
        or full name holds it, each in the order of codes.
        """
        wanted = half_width(text).strip().lower()
        if not wanted:
            return self._usable[:most]
        found: dict[str, None] = {}
        for ordered in (self._by_code, self._by_mnemonic):
            found |= dict.fromkeys(sorted(_beginning(ordered, wanted, most)))
        if len(found) < most:
            found |= {code: None for name, code in self._names if wanted in name}
        if not found:
            found |= dict.fromkeys(self._by_words(wanted))
        return [self._chart.accounts[code] for code in list(found)[:most]]

    def _by_words(self, wanted: str) -> Iterable[str]:
        """Accounts that have every word in their full name: 银行 工商, 银行/工商."""
        words = wanted.replace("/", " ").split()
        if len(words) < 2:
            return
        for account in self._usable:
            full = self.full_name(account.code).lower()
            if all(word in full for word in words):
                yield account.code

    def resolve(self, text: str) -> Account | None:
        """The account that takes entries and is meant by a text; None where it is not one alone.

        A whole code comes first, then a whole mnemonic, a whole name, and at last the only one
        that is found.
        """
        wanted = half_width(text).strip()
        if not wanted:
            return None
        head = wanted.split()[0]
        for code in (wanted, head):  # "1002 银行存款", as it is shown
            if self.takes_entries(code):
                return self._chart.accounts[code]
            if code in self._chart.accounts:
                return None  # a parent, or a disabled one: never something else instead
        low = wanted.lower()
        for same in (
            [a for a in self._usable if a.mnemonic.lower() == low],
            [a for a in self._usable if a.name.lower() == low],
            self.find(wanted),
        ):
            leaves = [a for a in same if self.takes_entries(a.code)]
            if len(leaves) == 1:
                return leaves[0]
            if leaves:
                return None
        return None

    def parent_meant(self, text: str) -> Account | None:
        """The account above others that a text names, and that takes no entries itself."""
        code = half_width(text).strip()
        account = self.get(code)
        return account if account is not None and not self.is_leaf(code) else None

    def tree(self, opened: Iterable[str] = ()) -> list[Branch]:
        """The accounts as a tree, those below an opened one shown."""
        is_open = set(opened)
        rows: list[Branch] = []

        def grow(parent: str | None, level: int) -> None:
            for code in self._children.get(parent, []):
                leaf = code not in self._children
                rows.append(Branch(self._chart.accounts[code], level, leaf, code in is_open))
                if code in is_open and not leaf:
                    grow(code, level + 1)

        grow(None, 1)
        return rows

    def above(self, code: str) -> list[str]:
        """The codes above an account: what must be open for it to be seen."""
        return self._chart.ancestors(code) if code in self._chart.accounts else []


def _beginning(ordered: Sequence[tuple[str, str]], text: str, most: int) -> list[str]:
    """The codes of those that begin with a text, in a list that is in order."""
    first = bisect_left(ordered, (text, ""))
    found = []
    for key, code in ordered[first : first + most]:
        if not key.startswith(text):
            break
        found.append(code)
    return found

"""The counter accounts of a line (对方科目): what stands against it in its voucher.

Against one line there is one answer. Where many stand against many (多借多贷), what belongs together
is found only as far as the amounts leave no doubt; the rest is said to be open, never guessed:

1. what balances by itself one line behind the other belongs together, as it was written;
2. a single line on one side has all lines of the other side against it;
3. an amount that stands once on each side belongs together;
4. a line that is the sum of some lines of the other side, in one way only, belongs to these.

Red ink stays on its own side. Where a voucher has lines on one side only (an amount moved from one
account to another by red and blue), what is taken off stands against what is put on.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from attrs import define, field, frozen

from .account import Side

#: Lines of one side among which sums are looked for; beyond, their number grows out of hand.
_MOST_ADDED = 10


@frozen
class Entry:
    """A line as it stands in its voucher. `group` is what balances by itself: a commodity, a part."""

    account: str
    side: Side
    amount_minor: int
    group: Hashable = ""

    @property
    def debit_minor(self) -> int:
        """What it moves, debit positive."""
        return self.side * self.amount_minor


@frozen
class Counter:
    """What stands against a line.

    `lines` are the positions in the voucher of the lines against it, and `amounts` how much of
    it belongs to each, on its own side; they add up to it. There are none where many stand
    against many and the amounts leave it open.
    """

    lines: tuple[int, ...] = ()
    amounts: tuple[int, ...] = ()
    #: The accounts of these lines, each once, in the order of the voucher.
    accounts: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether there is no doubt about the accounts: 多借多贷 is what leaves one."""
        return bool(self.amounts) or len(self.accounts) < 2


def counter_accounts(entries: Sequence[Entry]) -> list[Counter]:
    """What stands against each line of a voucher, in the order of its lines."""
    answers = _Answers(entries)
    groups: dict[Hashable, list[int]] = {}
    for position, entry in enumerate(entries):
        groups.setdefault(entry.group, []).append(position)
    for group in groups.values():
        for block in _blocks(entries, group):
            answers.find(block)
    return answers.found


def _blocks(entries: Sequence[Entry], group: Sequence[int]) -> Iterator[list[int]]:
    """The runs of lines that balance by themselves; a line that moves no money goes with them."""
    blocks: list[list[int]] = []
    block: list[int] = []
    open_minor = 0
    for position in group:
        moved = entries[position].debit_minor
        if not moved and not open_minor and blocks and not block:
            blocks[-1].append(position)
            continue
        block.append(position)
        open_minor += moved
        if not open_minor and moved:
            blocks.append(block)
            block = []
    return iter([*blocks, block] if block else blocks)


@define
class _Answers:
    """The answers as they are found."""

    entries: Sequence[Entry]
    found: list[Counter] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.found = [Counter() for _ in self.entries]

    def find(self, block: Sequence[int]) -> None:
        """Answer for the lines of a block, which balances."""
        entries = self.entries
        moving = [each for each in block if entries[each].debit_minor]
        self._against(*self._sides(moving))
        still = [each for each in block if not entries[each].debit_minor]
        for position in still:
            side = entries[position].side
            others = [each for each in moving if entries[each].side is not side] or [
                each for each in block if each != position
            ]
            self.found[position] = self._open(others)

    def _sides(self, lines: Iterable[int]) -> tuple[list[int], list[int]]:
        """Debit lines and credit lines; with lines on one side only, what is put on and what taken off."""
        entries = self.entries
        debits: list[int] = []
        credits_: list[int] = []
        for each in lines:
            (debits if entries[each].side is Side.DEBIT else credits_).append(each)
        if debits and credits_:
            return debits, credits_
        one = debits + credits_
        return (
            [each for each in one if entries[each].debit_minor > 0],
            [each for each in one if entries[each].debit_minor < 0],
        )

    def _against(self, left: list[int], right: list[int]) -> None:
        """Answer for lines that stand against each other, as far as there is no doubt."""
        while len(left) > 1 and len(right) > 1:
            matched = self._pairs(left, right) or self._sums(left, right)
            if not matched:
                break
            for some, others in matched:
                self._belong(some, others)
                left = [each for each in left if each not in some]
                right = [each for each in right if each not in others]
        if not left or not right:
            # What is left over on one side adds up to nothing by itself.
            rest = left or right
            if rest:
                self._against(*self._sides(rest))
        elif len(left) == 1 or len(right) == 1:
            self._belong(left, right)
        else:
            over, under = self._open(right), self._open(left)
            for each in left:
                self.found[each] = over
            for each in right:
                self.found[each] = under

    def _pairs(self, left: list[int], right: list[int]) -> list[tuple[list[int], list[int]]]:
        """Lines whose amount stands once on each side, or between the same two accounts only."""
        by_amount: dict[int, tuple[list[int], list[int]]] = {}
        for each in left:
            by_amount.setdefault(self.entries[each].debit_minor, ([], []))[0].append(each)
        for each in right:
            by_amount.setdefault(-self.entries[each].debit_minor, ([], []))[1].append(each)
        matched = []
        for some, others in by_amount.values():
            if len(some) != len(others):
                continue
            accounts = [{self.entries[each].account for each in side} for side in (some, others)]
            if len(some) == 1 or all(len(each) == 1 for each in accounts):
                matched += [([one], [other]) for one, other in zip(some, others, strict=True)]
        return matched

    def _sums(self, left: list[int], right: list[int]) -> list[tuple[list[int], list[int]]]:
        """Lines that are, in one way only, the sum of lines of the other side which no other line is."""
        wanted = [(each, right, True) for each in left] if len(right) <= _MOST_ADDED else []
        wanted += [(each, left, False) for each in right] if len(left) <= _MOST_ADDED else []
        matched: list[tuple[list[int], list[int]]] = []
        for each, others, is_left in wanted:
            some = self._only_sum(-self.entries[each].debit_minor, others)
            if some:
                matched.append(([each], some) if is_left else (some, [each]))
        counts: dict[int, int] = {}
        for pair in matched:
            for each in (*pair[0], *pair[1]):
                counts[each] = counts.get(each, 0) + 1
        return [pair for pair in matched if all(counts[each] == 1 for each in (*pair[0], *pair[1]))]

    def _only_sum(self, wanted: int, others: Sequence[int]) -> list[int]:
        """The lines that add up to what is wanted, where there is one such choice; all of them is none."""
        found: list[int] = []
        for count in range(2, len(others)):
            for some in combinations(others, count):
                if sum(self.entries[each].debit_minor for each in some) == wanted:
                    if found:
                        return []
                    found = list(some)
        return found

    def _belong(self, left: list[int], right: list[int]) -> None:
        """One line against one or several: how much of each belongs to the other is plain."""
        one, many = (left[0], right) if len(left) == 1 else (right[0], left)
        entries = self.entries
        side = entries[one].side
        shares = tuple(-side * entries[each].debit_minor for each in many)
        self.found[one] = Counter(tuple(many), shares, self._accounts(many))
        back = (entries[one].account,)
        for each in many:
            self.found[each] = Counter((one,), (entries[each].amount_minor,), back)

    def _open(self, others: Sequence[int]) -> Counter:
        return Counter(tuple(others), (), self._accounts(others))

    def _accounts(self, lines: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.entries[each].account for each in lines))

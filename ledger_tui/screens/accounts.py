"""The accounts: a tree, found by code, name or pinyin, with what each carries and what stands on it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from ledgerlib import Account

from ..language import library_text, text
from ..model.account_tree import AccountTree, read_tree
from ..model.drilling import Wanted
from ..widgets.row_list import Col, Line
from .account_form import edit_account
from .list_screen import ListScreen


class AccountsScreen(ListScreen):
    """The tree of accounts."""

    FAMILIES = ("list", "rows", "accounts")
    name_code = "accounts"
    needs = "account"

    def __init__(self) -> None:
        super().__init__()
        self._tree: AccountTree | None = None
        self._folded: set[str] = set()

    def columns(self) -> Sequence[Col]:
        """Code, name, category, side, what is carried, balance."""
        return (
            Col(text("accounts.code"), 14), Col(text("accounts.name")),
            Col(text("accounts.category"), 8), Col(text("accounts.carries"), 14),
            Col("", 2), Col(text("accounts.balance"), 14, right=True),
        )  # fmt: skip

    async def read(self) -> Sequence[Line]:
        """All accounts, in the order of their codes."""
        self._tree = await self.ask(read_tree)
        return self._lines(list(self._tree.chart.accounts.values()))

    def _lines(self, accounts: Sequence[Account]) -> list[Line]:
        tree = self._tree
        assert tree is not None
        found = []
        for account in accounts:
            above = tree.chart.ancestors(account.code)
            if not self.sought and self._folded.intersection(above):
                continue
            leaf = tree.chart.is_leaf(account.code)
            sign = "" if leaf else "+ " if account.code in self._folded else "- "
            name = f"{'  ' * len(above)}{sign}{account.name}"
            cells = (
                account.code, name, library_text(f"category.{account.category}"),
                tree.carried(account), *tree.balance(account.code),
            )  # fmt: skip
            found.append(Line(account.code, cells, dim=account.is_disabled, strong=not leaf))
        return found

    def fill(self, key: str = "") -> None:
        """The accounts found by the beginning of a code or mnemonic, or a part of the name."""
        if self._tree is None:
            return
        chart = self._tree.chart
        accounts = chart.search(self.sought) if self.sought else list(chart.accounts.values())
        self.list.show(self._lines(accounts), key or self.key)
        self._say()

    def said(self) -> str:
        """How many there are."""
        chart = self._tree.chart if self._tree else None
        count = len(chart.accounts) if chart else 0
        return text("accounts.said", count=count, leaves=len(chart.postable) if chart else 0)

    def detail(self, line: Line) -> str:
        """The whole name, and what its entries carry."""
        if self._tree is None:
            return ""
        chart = self._tree.chart
        account = chart.accounts[line.key]
        above = [chart.accounts[code].name for code in reversed(chart.ancestors(line.key))]
        side = "debit" if account.normal_side > 0 else "credit"
        return text(
            "accounts.detail", name="/".join([*above, account.name]), mnemonic=account.mnemonic,
            side=library_text(f"side.{side}"), carries=self._tree.carried(account) or "-",
        )  # fmt: skip

    @property
    def _account(self) -> Account | None:
        return self._tree.chart.accounts.get(self.key) if self._tree else None

    async def action_list_open(self) -> None:
        """Change the account under the cursor."""
        if self._tree is not None and self._account is not None:
            await self._edited(await edit_account(self, self._tree, self._account))

    async def action_rows_add(self) -> None:
        """A new account beside the one under the cursor."""
        if self._tree is not None:
            above = self._tree.chart.parents.get(self.key) or ""
            await self._edited(await edit_account(self, self._tree, None, below=above))

    async def action_accounts_below(self) -> None:
        """A new account below the one under the cursor."""
        if self._tree is not None and self.key:
            self._folded.discard(self.key)
            await self._edited(await edit_account(self, self._tree, None, below=self.key))

    async def _edited(self, code: str) -> None:
        if code:
            await self.reload()
            self.fill(code)
            self.tell(text("accounts.done", account=code))

    async def action_rows_remove(self) -> None:
        """Let an account take no more entries, or again."""
        account = self._account
        if account is None:
            return
        changed = evolve(account, is_disabled=not account.is_disabled)
        await self.act(lambda book: book.set_accounts([changed]))
        code = "accounts.disabled_now" if changed.is_disabled else "accounts.enabled_now"
        self.tell(text(code, account=f"{account.code} {account.name}"))

    def action_accounts_fold(self) -> None:
        """Fold what stands below an account away, or show it again."""
        self._folded ^= {self.key}
        self.fill()

    def action_accounts_ledger(self) -> None:
        """The ledger of the account."""
        here = self.app.here
        if here is not None and self.key:
            given = {"account": self.key, "period": here.period, "include_unposted": True}
            self.app.go("report", Wanted("account-ledger", given))

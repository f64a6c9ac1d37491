"""GB/T 24589.1-2010, 财经信息技术 会计核算软件数据接口 第1部分：企业: 公共档案 and 总账 of one year.

The text of the standard was not at hand: the names of tables and fields are those of files of
other programs, and lengths and locIDs are data that can be given otherwise (`schemas/lengths.toml`).
Balances stand on the side where they really are (期初余额方向, 期末余额方向) with their amount
positive; red ink is negative on its own side. Balances are those of leaf accounts, so that they
add up. 记账标志 says whether a voucher is posted, 作废标志 whether it is void.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from attrs import define, field
from lxml import etree

from ..book import Book
from ..core.cash_flow import KIND as CASH_FLOW
from ..core.dimension import DimensionKind, DimensionValue, kept_values, with_ancestors
from ..core.problem import Problem
from ..core.voucher import Line, State, Voucher, numbered
from ..refusal import Refused
from ..reports.report import ColumnKind
from . import gbt_terms as terms
from .cash_flow import cash_flow_items
from .gbt_terms import Archive, Moved
from .outgoing import (
    SOFTWARE,
    Exported,
    ExportOptions,
    Outgoing,
    folder_for,
    outgoing,
    version,
    whole_files,
)
from .xml_writing import (
    MOST_ITEMS,
    Fitting,
    Layout,
    TableWriter,
    Value,
    comment,
    item_name,
    layout,
    with_items,
)

STANDARD = "GB/T 24589.1-2010"
PUBLIC, LEDGER = "公共档案", "总账"
#: The one kind of rate that a voucher is entered at.
_RATE_KIND, _RATE_KIND_NAME = "01", "记账汇率"
_SEPARATOR = "-"


def write_gbt_24589(book: Book, folder: Path, asked: ExportOptions | None = None) -> Exported:
    """Write a fiscal year into two files of a folder, 公共档案.xml and 总账.xml.

    The folder is made where it is not there. Refused where values are longer than their fields
    and are not to be cut, where the span is not of one year, and where the book has more kinds
    of dimension than there are items (30).
    """
    asked = asked or ExportOptions()
    described = layout("gbt_24589", asked.lengths)
    with outgoing(book, asked, one_year=True) as out:
        paths = (folder / f"{PUBLIC}.xml", folder / f"{LEDGER}.xml")
        export = _Export.of(out, described, Fitting(asked.cut))
        with folder_for(folder), whole_files(*paths) as (public, ledger):
            export.write_ledger(ledger)
            export.write_public(public)  # behind the other, for it names what that one used
            export.fitting.refuse()
        return Exported(paths, out.first, out.last, tuple(export.fitting.problems))


@define
class _Export:
    """A year on its way into the two files."""

    out: Outgoing
    described: Layout
    fitting: Fitting
    #: The kinds of dimension in the order of their items.
    kinds: list[DimensionKind]
    #: The kinds that entries of each account really carry, or must.
    carried: dict[str, set[str]]
    methods: dict[str, None] = field(factory=dict)

    @classmethod
    def of(cls, out: Outgoing, described: Layout, fitting: Fitting) -> _Export:
        """Find the kinds of dimension of the year; refused where there are too many."""
        chart = out.span.chart
        carried = {code: set(account.dimensions) for code, account in chart.accounts.items()}
        for detail in out.details(out.first, out.last):
            if detail.dimension:
                carried[detail.account] |= kept_values(detail.dimension).keys()
        used = set().union(*carried.values(), out.span.kinds)
        kinds = [out.span.kinds.get(code, DimensionKind(code, code)) for code in sorted(used)]
        if len(kinds) > MOST_ITEMS:
            problem = Problem.of("export.too_many_kinds", count=len(kinds), most=MOST_ITEMS)
            raise Refused([problem])
        return cls(out, with_items(described, len(kinds)), fitting, kinds, carried)

    @contextmanager
    def _written(self, file: IO[bytes], root: str, location: str) -> Iterator[TableWriter]:
        asked = self.out.asked
        with etree.xmlfile(file, encoding=asked.encoding) as into:
            into.write_declaration()
            into.write(comment([STANDARD, *self.out.head()]), pretty_print=True)
            with into.element(root, {"locID": location}):
                into.write("\n")
                yield TableWriter(into, self.described, self.fitting)

    # 公共档案

    def write_public(self, file: IO[bytes]) -> None:
        """The archives that the vouchers and balances refer to."""
        with self._written(file, PUBLIC, "01") as to:
            self._book(to)
            self._names(to)
            for archive, table, names in _ARCHIVES:
                for kind in self._kinds_of(archive):
                    for value in self._values(kind):
                        known = (value.code, value.name, value.parent, value.mnemonic)
                        row: dict[str, Value] = {
                            name: known[at] for name, at in names if at < len(known)
                        }
                        to.row(table, row)
            self._own_archives(to)

    def _book(self, to: TableWriter) -> None:
        out, unit = self.out, self.out.asked.unit
        to.row("电子账簿", {
            "电子账簿编号": f"{out.facts.book_id:03}", "电子账簿名称": out.facts.name,
            "会计核算单位": out.unit, "组织机构代码": unit.organisation_code,
            "单位性质": unit.nature, "行业": unit.industry, "开发单位": SOFTWARE,
            "版本号": version(), "本位币": out.span.currency.code,
            "会计年度": f"{out.first.year:04}", "标准版本号": STANDARD,
        })  # fmt: skip
        for period in out.periods():
            to.row("会计期间", {
                "会计年度": f"{period.year:04}", "会计期间号": str(period.month),
                "会计期间起始日期": period.first_day, "会计期间结束日期": period.last_day,
            })  # fmt: skip

    def _names(self, to: TableWriter) -> None:
        for word in self.out.words():
            to.row("记账凭证类型", {
                "记账凭证类型编号": word, "记账凭证类型名称": terms.word_name(word),
                "记账凭证类型简称": word,
            })  # fmt: skip
        to.row("汇率类型", {"汇率类型编号": _RATE_KIND, "汇率类型名称": _RATE_KIND_NAME})
        for commodity in self.out.span.commodities.values():
            if commodity.is_currency:
                name = terms.currency_name(commodity.code)
                to.row("币种", {"币种编码": commodity.code, "币种名称": name})
        for method in self.methods:
            to.row("结算方式", {"结算方式编码": method, "结算方式名称": method})

    def _own_archives(self, to: TableWriter) -> None:
        own = self._kinds_of(Archive.OWN)
        parents = {kind.code: self._parents(kind) for kind in own}
        for kind in own:
            to.row("自定义档案项", {
                "档案编码": kind.code, "档案名称": kind.name,
                "是否有层级特征": str(int(bool(parents[kind.code]))),
            })  # fmt: skip
        for kind in own:
            for value in self._values(kind):
                to.row("自定义档案项值", {
                    "档案编码": kind.code, "档案值编码": value.code, "档案值名称": value.name,
                    "档案值父节点": value.parent,
                    "档案值级次": len(with_ancestors(value.code, parents[kind.code])),
                })  # fmt: skip

    def _kinds_of(self, archive: Archive) -> list[DimensionKind]:
        return [kind for kind in self.kinds if terms.archive_of(kind) is archive]

    def _values(self, kind: DimensionKind) -> Iterator[DimensionValue]:
        if kind.code in self.out.span.kinds:
            yield from self.out.book.dimension_values(kind.code)

    def _parents(self, kind: DimensionKind) -> dict[str, str]:
        return {value.code: value.parent for value in self._values(kind) if value.parent}

    # 总账

    def write_ledger(self, file: IO[bytes]) -> None:
        """Accounts, balances, vouchers, cash flows and statements."""
        with self._written(file, LEDGER, "02") as to:
            rule = _SEPARATOR.join(str(part) for part in self.out.span.chart.code_rule)
            to.row("总账基础信息", {
                "结构分隔符": _SEPARATOR, "会计科目编号规则": rule,
                "凭证头可扩展字段结构": "出纳人", "分录行可扩展字段结构": "外部凭证号",
            })  # fmt: skip
            self._accounts(to)
            self._cash_flow_items(to)
            self._balances(to)
            for voucher in self.out.vouchers(void_too=True):
                self._voucher(to, voucher)
            self._cash_flows(to)
            self._statements(to)

    def _accounts(self, to: TableWriter) -> None:
        chart = self.out.span.chart
        for code, account in chart.accounts.items():
            to.row("会计科目", {
                "科目编号": code, "科目名称": account.name, "科目级次": chart.level(code),
                "科目类型": terms.category_name(account),
                "余额方向": terms.SIDES[account.normal_side],
            }, account=code)  # fmt: skip
        for code in chart.accounts:
            for number, kind in enumerate(self.kinds, 1):
                if kind.code in self.carried[code]:
                    archive = terms.archive_of(kind)
                    to.row("科目辅助核算", {
                        "科目编号": code, "辅助项编号": str(number), "辅助项名称": kind.name,
                        "辅助项描述": item_name(number),
                        "对应档案": kind.code if archive is Archive.OWN else archive.value,
                    }, account=code)  # fmt: skip

    def _cash_flow_items(self, to: TableWriter) -> None:
        nature = self._natures()
        for kind in self._kinds_of(Archive.CASH_FLOW):
            parents = self._parents(kind)
            above = set(parents.values())
            for value in self._values(kind):
                to.row("现金流量项目", {
                    "现金流量项目编码": value.code, "现金流量项目名称": value.name,
                    "是否末级": str(int(value.code not in above)),
                    "现金流量项目级次": len(with_ancestors(value.code, parents)),
                    "现金流量项目父节点": value.parent, "现金流量数据来源": "凭证",
                    "现金流量项目属性": nature.get(value.code, ""),
                })  # fmt: skip

    def _natures(self) -> dict[str, str]:
        items = cash_flow_items(self.out.facts.chart)
        return {item.code: "流入" if item.is_inflow else "流出" for item in items}

    def _balances(self, to: TableWriter) -> None:
        for period in self.out.periods():
            for detail, measured in self.out.details(period).items():
                kept, (opening, debit, credit, closing) = terms.balance_of(
                    self.out, detail.measure, measured
                )
                row: dict[str, Value] = {
                    "科目编号": detail.account, **self._items(detail.dimension),
                    "期初余额方向": terms.SIDES[opening.side] if opening.side else terms.EVEN,
                    "期末余额方向": terms.SIDES[closing.side] if closing.side else terms.EVEN,
                    "币种编码": kept.currency, "计量单位": kept.unit,
                    "会计年度": f"{period.year:04}", "会计期间号": str(period.month),
                    **_columns("期初", "余额", opening.times(opening.side or 1)),
                    **_columns("借方", "金额", debit), **_columns("贷方", "金额", credit),
                    **_columns("期末", "余额", closing.times(closing.side or 1)),
                }  # fmt: skip
                to.row("科目余额及发生额", row, account=detail.account, period=str(period))

    def _items(self, label: str) -> dict[str, Value]:
        if not label:
            return {}
        values = kept_values(label)
        return {
            item_name(number): values[kind.code]
            for number, kind in enumerate(self.kinds, 1)
            if kind.code in values
        }

    def _voucher(self, to: TableWriter, voucher: Voucher) -> None:
        head: dict[str, Value] = {
            "记账凭证日期": voucher.day, "会计年度": f"{voucher.period.year:04}",
            "会计期间号": str(voucher.period.month), "记账凭证类型编号": voucher.word,
            "记账凭证编号": numbered(voucher.number or 0, voucher.part),
            "凭证头可扩展字段结构值": voucher.cashier, "分录行可扩展字段结构值": voucher.reference,
            "附件数": voucher.attachments, "制单人": voucher.maker, "审核人": voucher.reviewer,
            "记账人": voucher.poster,
            "记账标志": str(int(voucher.state is State.POSTED)),
            "作废标志": str(int(voucher.state is State.VOID)),
            "凭证来源系统": terms.SOURCES[voucher.kind],
        }  # fmt: skip
        for number, line in enumerate(voucher.lines, 1):
            row = {**head, "记账凭证行号": str(number), **self._line(line)}
            to.row("记账凭证", row, **terms.entry_where(voucher, number))

    def _line(self, line: Line) -> dict[str, Value]:
        kept, moved = terms.moved_by(self.out, line)
        own, other = ("借方", "贷方") if line.side > 0 else ("贷方", "借方")
        rate, price = terms.rate_of(line, kept)
        row: dict[str, Value] = {
            "记账凭证摘要": line.summary, "科目编号": line.account, **self._items(line.dimension),
            "币种编码": kept.currency, "计量单位": kept.unit,
            **_columns(own, "金额", moved), **_columns(other, "金额", Moved()),
            "汇率类型编号": _RATE_KIND if kept.is_foreign else "",
            "汇率": rate if kept.is_foreign else 1, "单价": price,
        }  # fmt: skip
        if line.settlement is not None:
            self.methods.setdefault(line.settlement.method)
            row |= {
                "结算方式编码": line.settlement.method, "票据号": line.settlement.number,
                "票据日期": line.settlement.day,
            }  # fmt: skip
        return row

    def _cash_flows(self, to: TableWriter) -> None:
        if CASH_FLOW not in self.out.span.kinds:
            return
        nature = self._natures()
        for voucher in self.out.vouchers():
            for number, line in enumerate(voucher.lines, 1):
                item = kept_values(line.dimension).get(CASH_FLOW) if line.dimension else None
                if item is None:
                    continue
                kept, moved = terms.moved_by(self.out, line)
                way = nature.get(item) or ("流入" if line.side > 0 else "流出")
                moved = moved.times(line.side * (1 if way == "流入" else -1))
                to.row("现金流量凭证项目数据", {
                    "记账凭证类型编号": voucher.word,
                    "记账凭证编号": numbered(voucher.number or 0, voucher.part),
                    "币种编码": kept.currency, "现金流量行号": str(number),
                    "现金流量摘要": line.summary, "现金流量项目编码": item,
                    "现金流量项目属性": way, "现金流量原币金额": moved.foreign,
                    "现金流量本币金额": moved.money,
                }, **terms.entry_where(voucher, number))  # fmt: skip

    def _statements(self, to: TableWriter) -> None:
        found = list(terms.statements_of(self.out))
        for statement, made in found:
            to.row("报表集", {
                "报表编号": statement.form or statement.statement_id, "报表名称": statement.title,
                "报表报告日": self.out.last.last_day, "报表报告期": str(self.out.last.key),
                "编制单位": self.out.unit, "货币单位": made.form.unit if made.form else "",
            })  # fmt: skip
        for statement, made in found:
            columns = [c for c in made.columns if c.kind is ColumnKind.AMOUNT]
            for number, (row, shown) in enumerate(zip(statement.rows, made.rows, strict=True), 1):
                for at, column in enumerate(columns):
                    amount = shown.cells.get(column.key)
                    if amount is None:
                        continue
                    formula = row.formula_in(statement.columns[at])
                    to.row("报表项数据", {
                        "报表编号": statement.form or statement.statement_id,
                        "报表项编号": f"{row.line or f'R{number}'}.{at + 1}",
                        "报表项名称": f"{row.label.strip()} {column.name}",
                        "报表项公式": formula.text if formula else "", "报表项数值": amount,
                    }, cell=statement.title)  # fmt: skip


#: The archives with a table each: its fields, and what of code, name, parent and mnemonic is in them.
_ARCHIVES = (
    (Archive.DEPARTMENT, "部门档案", (("部门编码", 0), ("部门名称", 1), ("上级部门编码", 2))),
    (Archive.EMPLOYEE, "员工档案", (("员工编码", 0), ("员工姓名", 1))),
    (Archive.SUPPLIER, "供应商档案", (("供应商编码", 0), ("供应商名称", 1), ("供应商简称", 1))),
    (Archive.CUSTOMER, "客户档案", (("客户编码", 0), ("客户名称", 1), ("客户简称", 1))),
)


def _columns(when: str, what: str, moved: Moved) -> dict[str, Value]:
    """The three columns of a figure: 期初数量, 期初原币余额, 期初本币余额."""
    return {
        f"{when}数量": moved.quantity,
        f"{when}原币{what}": moved.foreign,
        f"{when}本币{what}": moved.money,
    }

"""GB/T 19581-2004, 信息技术 会计核算软件数据接口: one xml file of one year.

The text of the standard was not at hand: names are those of files of other programs, and lengths
and locIDs are data that can be given otherwise (`schemas/lengths.toml`). Balances carry a sign
by the side of their account (实际方向与科目方向不一致时取负); red ink is negative on its own
side. Balances are those of leaf accounts, so that they add up. A voucher without 记账人员 is not
posted. Its archives know units, departments and persons only: the values of every other kind of
dimension stand among the units, with the code of their kind as 类别编号.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from ..book import Book
from ..core.dimension import DimensionKind, kept_values
from ..core.statement import Statement, What
from ..core.voucher import Line, State, Voucher, numbered
from ..reports import Report
from . import gbt_terms as terms
from .gbt_terms import Archive
from .outgoing import SOFTWARE, Exported, ExportOptions, Outgoing, outgoing, version, whole_files
from .xml_writing import Fitting, TableWriter, Value, comment, layout

STANDARD = "GB/T 19581-2004"
ROOT = "会计核算软件数据"
GSSM = "http://schemas.accounting.org.cn/2004/datainterface/gssm"
USER = "http://schemas.accounting.org.cn/2004/datainterface/user"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACE = f"{{{GSSM}}}"
_NO_RATE = 1

#: The statements that the interface has a table for, in its order: the columns, and the times they
#: are of. They are called those of an enterprise; other units have theirs there too, for no other
#: tables are known. What the chart has beside them is in no file of this interface.
_STATEMENTS: dict[str, tuple[str, dict[str, What]]] = {
    "balance_sheet": (
        "企业资产负债表", {"年初数": What.YEAR_OPENING, "期末数": What.CLOSING},
    ),
    "income_statement": (
        "企业利润表", {"本月数": What.PERIOD, "本年累计数": What.YEAR_TO_DATE},
    ),
    "cash_flow": ("企业现金流量表", {"金额": What.YEAR_TO_DATE}),
}  # fmt: skip


def write_gbt_19581(book: Book, path: Path, asked: ExportOptions | None = None) -> Exported:
    """Write a fiscal year into one file.

    Refused where values are longer than their fields and are not to be cut, and where the span
    is not of one year.
    """
    asked = asked or ExportOptions()
    described = layout("gbt_19581", asked.lengths)
    fitting = Fitting(asked.cut)
    with outgoing(book, asked, one_year=True) as out:
        with whole_files(path) as (file,):
            with etree.xmlfile(file, encoding=asked.encoding) as into:
                _write(out, into, TableWriter(into, described, fitting, _SPACE))
            fitting.refuse()
        return Exported((path,), out.first, out.last, tuple(fitting.problems))


def _write(out: Outgoing, into: Any, to: TableWriter) -> None:
    into.write_declaration()
    into.write(comment([STANDARD, *out.head()]), pretty_print=True)
    places = {f"{_SPACE}locID": "t000", f"{{{XSI}}}schemaLocation": f"{GSSM} gssm.xsd"}
    spaces = {"gssm": GSSM, "user": USER, "xsi": XSI}
    with into.element(f"{_SPACE}{ROOT}", places, nsmap=spaces):
        into.write("\n")
        _book(out, to)
        _accounts(out, to)
        with into.element(f"{_SPACE}辅助核算项档案", {f"{_SPACE}locID": "t0030"}):
            into.write("\n")
            _archives(out, to)
        into.write("\n")
        _balances(out, to)
        for voucher in out.vouchers(void_too=True):
            _voucher(out, to, voucher)
        found = list(terms.statements_of(out))
        for base, (table, columns) in _STATEMENTS.items():
            for statement, made in found:
                if statement.statement_id in (base, f"{base}_{statement.kind}"):
                    _statement(out, to, statement, made, table, columns)


def _book(out: Outgoing, to: TableWriter) -> None:
    unit = out.asked.unit
    to.row("电子账簿", {
        "电子账簿编号": f"{out.facts.book_id:03}", "电子账簿名称": out.facts.name,
        "会计核算单位": out.unit, "组织机构代码": unit.organisation_code,
        "单位性质": unit.nature, "行业": unit.industry, "开发单位": SOFTWARE,
        "版本号": version(), "年度": f"{out.first.year:04}", "本位币": out.span.currency.code,
        "科目结构": ",".join(str(part) for part in out.span.chart.code_rule),
    })  # fmt: skip


def _accounts(out: Outgoing, to: TableWriter) -> None:
    chart, kinds = out.span.chart, out.span.kinds
    carried = {code: set(account.dimensions) for code, account in chart.accounts.items()}
    for detail in out.details(out.first, out.last):
        if detail.dimension:
            carried[detail.account] |= kept_values(detail.dimension).keys()
    for code, account in chart.accounts.items():
        names = [kinds[kind].name if kind in kinds else kind for kind in sorted(carried[code])]
        to.row("会计科目", {
            "科目编号": code, "科目名称": account.name, "科目级次": chart.level(code),
            "辅助核算标志": str(int(bool(names))), "辅助核算项": ",".join(names),
            "科目类型": terms.category_name(account), "计量单位": account.unit,
            "余额方向": terms.SIDES[account.normal_side],
        }, account=code)  # fmt: skip


def _archives(out: Outgoing, to: TableWriter) -> None:
    by_archive: dict[Archive, list[DimensionKind]] = {}
    for kind in out.span.kinds.values():
        by_archive.setdefault(terms.archive_of(kind), []).append(kind)
    departments = by_archive.pop(Archive.DEPARTMENT, [])
    persons = by_archive.pop(Archive.EMPLOYEE, [])
    for kind in (kind for kinds in by_archive.values() for kind in kinds):
        for value in out.book.dimension_values(kind.code):
            row: dict[str, Value] = {"单位编号": value.code, "单位名称": value.name}
            to.row("单位", {**row, "类别编号": kind.code})
    for kind in departments:
        for value in out.book.dimension_values(kind.code):
            row = {"部门编号": value.code, "部门名称": value.name, "上级部门编号": value.parent}
            to.row("部门", row)
    for kind in persons:
        for value in out.book.dimension_values(kind.code):
            to.row("人员", {"人员编号": value.code, "人员姓名": value.name})


def _balances(out: Outgoing, to: TableWriter) -> None:
    for period in out.periods():
        for detail, measured in out.details(period).items():
            kept, (opening, debit, credit, closing) = terms.balance_of(
                out, detail.measure, measured
            )
            side = out.span.chart.accounts[detail.account].normal_side
            row: dict[str, Value] = {
                "科目编号": detail.account, "币种": kept.currency,
                "辅助核算组": _group(out, detail.dimension), "会计月度": str(period.month),
            }  # fmt: skip
            for when, what, moved in (
                ("期初", "余额", opening.times(side)), ("借方", "发生额", debit),
                ("贷方", "发生额", credit), ("期末", "余额", closing.times(side)),
            ):  # fmt: skip
                quantity = "发生数量" if what == "发生额" else "数量"
                row[f"{when}{what}"] = moved.money
                row[f"{when}{quantity}"] = moved.quantity
                row[f"{when}外币{what}"] = moved.foreign if kept.is_foreign else 0
            to.row("科目余额及发生额", row, account=detail.account, period=str(period))


def _group(out: Outgoing, label: str) -> str:
    """The items of a line, kinds by their names: 部门:01;项目:p7."""
    if not label:
        return ""
    kinds = out.span.kinds
    return ";".join(
        f"{kinds[kind].name if kind in kinds else kind}:{code}"
        for kind, code in kept_values(label).items()
    )


def _voucher(out: Outgoing, to: TableWriter, voucher: Voucher) -> None:
    head: dict[str, Value] = {
        "凭证日期": voucher.day, "凭证种类": voucher.word,
        "凭证编号": numbered(voucher.number or 0, voucher.part), "附件数": voucher.attachments,
        "制单人员": voucher.maker, "审核人员": voucher.reviewer, "记账人员": voucher.poster,
        "出纳人员": voucher.cashier, "结账标志": str(int(out.facts.is_closed(voucher.period))),
        "作废标志": str(int(voucher.state is State.VOID)),
    }  # fmt: skip
    for number, line in enumerate(voucher.lines, 1):
        row = {**head, "行号": number, **_line(out, line)}
        to.row("记账凭证", row, **terms.entry_where(voucher, number))


def _line(out: Outgoing, line: Line) -> dict[str, Value]:
    kept, moved = terms.moved_by(out, line)
    own, other = ("借方", "贷方") if line.side > 0 else ("贷方", "借方")
    rate, price = terms.rate_of(line, kept)
    settlement = line.settlement
    return {
        "摘要": line.summary, "科目编号": line.account, f"{own}金额": moved.money,
        f"{other}金额": 0, "币种": kept.currency,
        f"{own}外币金额": moved.foreign if kept.is_foreign else 0, f"{other}外币金额": 0,
        "汇率": (rate or 0) if kept.is_foreign else _NO_RATE, "数量": moved.quantity,
        "单价": price or 0, "辅助核算组": _group(out, line.dimension),
        "结算方式": settlement.method if settlement else "",
        "票据号": settlement.number if settlement else "",
        "票据日期": settlement.day if settlement else None,
    }  # fmt: skip


def _statement(
    out: Outgoing,
    to: TableWriter,
    statement: Statement,
    made: Report,
    table: str,
    columns: dict[str, What],
) -> None:
    keys = {
        column.what: column.key for column in statement.columns if not column.part
    }  # fmt: skip
    for row, shown in zip(statement.rows, made.rows, strict=True):
        amounts = {
            title: shown.cells.get(keys[what]) if what in keys else None
            for title, what in columns.items()
        }
        to.row(table, {
            "报表编号": statement.form or statement.statement_id, "编制单位": out.unit,
            "报告日": out.last.last_day, "报告期": str(out.last.key),
            "货币单位": made.form.unit if made.form else "", "项目": row.label.strip(),
            "行次": row.line, **{title: amount or 0 for title, amount in amounts.items()},
        }, cell=statement.title)  # fmt: skip

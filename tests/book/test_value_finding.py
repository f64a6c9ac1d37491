"""Dimension values are found while they are typed, page by page, on both databases."""

from __future__ import annotations

from typing import Any

from ledgerlib import DimensionValue
from ledgerlib.testing import new_book


def test_by_code_name_and_initials_in_the_order_of_codes(place: str, refused: Any) -> None:
    with new_book(place) as book:
        book.set_dimension_kind("partner")
        book.set_dimension_values([
            DimensionValue("partner", "K01", "东方公司"),
            DimensionValue("partner", "K02", "东方100%棉纺厂"),
            DimensionValue("partner", "K03", "西城_商店"),
            DimensionValue("partner", "D09", "停用单位", is_disabled=True),
        ])  # fmt: skip

        def found(text: str, **more: Any) -> list[str]:
            return [v.code for v in book.find_dimension_values("partner", text, **more)]

        assert found("") == ["K01", "K02", "K03"]
        assert found("k0") == ["K01", "K02", "K03"]
        assert found("Ｋ０３") == ["K03"]
        assert found("东方") == ["K01", "K02"]
        assert found("dfgs") == ["K01"]
        assert found("%") == ["K02"], "a sign of the database is a letter here"
        assert found("_") == ["K03"]
        assert found("", limit=2) == ["K01", "K02"]
        assert found("", after="K02", limit=2) == ["K03"]
        assert [v.code for v in book.find_dimension_values("往来单位", "西城")] == ["K03"]
        with refused("dimension.kind_unknown"):
            book.find_dimension_values("project", "")

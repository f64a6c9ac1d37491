"""The terminal's own texts: a catalog beside the library's, keyed by code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledgerlib.language import catalog, language
from ledgerlib.language import text as library_text

__all__ = ["DOMAIN", "language", "library_text", "text", "text_in"]

#: The folder and the name of the terminal's catalogs.
DOMAIN = Path(__file__).with_name("locale") / "ledger_tui"


def text(code: str, /, **values: Any) -> str:
    """The text under a code in the user's language, filled in."""
    return text_in(language(), code, **values)


def text_in(in_language: str, code: str, /, **values: Any) -> str:
    """The text under a code in a language (zh_CN, en), filled in."""
    return catalog(in_language, DOMAIN)[code].format_map(values)

"""Mnemonics (助记码): the initials of a name's pinyin, by which a bookkeeper finds it in a few letters."""

from __future__ import annotations

import unicodedata


def initials(name: str) -> str:
    """The first letters of a name's syllables in lower case; letters and digits stay: 银行存款 is yhck."""
    name = unicodedata.normalize("NFKC", name)
    if name.isascii():
        letters = "".join(word[0] for word in name.split() if word[0].isalnum())
        return (letters if len(letters) > 1 else "".join(filter(str.isalnum, name)))[:20].lower()
    # pypinyin reads a dictionary of a few megabytes, and only new names need it.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=lambda other: [*other])  # type: ignore[arg-type,return-value]
    return "".join(filter(str.isalnum, "".join(syllables)))[:20].lower()

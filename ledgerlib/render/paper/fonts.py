"""The Chinese font that pages are printed in: found on the system, checked, registered once.

A PDF that a unit keeps for thirty years carries its font in it. Only a font of TrueType outlines
(table glyf) can be put in; those of OpenType with PostScript outlines (CFF) are passed over.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from attrs import field, frozen
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from ...core.problem import Problem
from ...refusal import Refused

#: Where a unit names its font: a file, a sub-font of a collection (simsun.ttc#1), or a family.
VARIABLE = "LEDGERLIB_FONT"

#: Without these no voucher can be printed.
NEEDED = "人民币大写零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整负凭证科目摘要借贷收付审核账簿¥0123456789"

#: File names to look for, in the order of liking: 宋体 as forms are printed in, then 黑体 and others.
_LIKED = (
    "simsun.ttc", "simsun.ttf", "songti.ttc", "stsong.ttf", "simsong.ttc", "fzssk.ttf", "fzss_gbk.ttf",
    "uming.ttc", "bkai00mp.ttf", "gbsn00lp.ttf", "sourcehanserifsc-regular.ttf",
    "sourcehanserifcn-regular.ttf", "notoserifsc-regular.ttf", "notoserifsc-vf.ttf",
    "noto serif sc.ttf", "wqy-zenhei.ttc", "wqy-microhei.ttc", "msyh.ttc", "simhei.ttf",
    "notosanssc-regular.ttf", "sourcehansanssc-regular.ttf", "sourcehansanscn-regular.ttf",
    "stheiti light.ttc", "deng.ttf", "simkai.ttf", "ukai.ttc", "arial unicode.ttf",
    "droidsansfallbackfull.ttf", "droidsansfallback.ttf",
)  # fmt: skip
_SUFFIXES = (".ttf", ".ttc", ".otf")
#: No font with the characters of Chinese is smaller than this.
_SMALLEST_BYTES = 1_000_000


@frozen
class Font:
    """A font that can be put into a PDF, under the name that reportlab knows it by."""

    name: str
    path: Path
    index: int
    _font: TTFont = field(repr=False, eq=False)

    def width(self, text: str, size: float) -> float:
        """How wide a text is in points, at a size in points."""
        face = self._font.face
        widths, otherwise = face.charWidths, face.defaultWidth
        return float(sum(widths.get(ord(sign), otherwise) for sign in text)) * size / 1000

    def lacks(self, text: str) -> set[str]:
        """The characters of a text that the font has no picture of."""
        known = self._font.face.charToGlyph
        return {sign for sign in text if ord(sign) not in known}

    @property
    def middle(self) -> float:
        """How far the middle of a line is above its base line, in parts of the size."""
        return float(self._font.face.ascent + self._font.face.descent) / 2000


def find_font(wanted: str | Path | None = None) -> Font:
    """The font that is named (`wanted`, or LEDGERLIB_FONT), else the best one of the system.

    Raises Refused: font.none where the system has no font that will do; font.not_found,
    font.outlines, font.not_chinese or font.unreadable where the one that is named will not.
    """
    named = str(wanted or os.environ.get(VARIABLE, "")).strip()
    return _named(named) if named else _best()


@cache
def _named(named: str) -> Font:
    path, _, index = named.partition("#")
    file = Path(path).expanduser()
    if not file.is_file():
        of_name = [each for each in _on_system() if _is_called(each, path)]
        if not of_name:
            raise Refused([Problem.of("font.not_found", font=named)])
        file = of_name[0]
    found = _usable(file, int(index) if index.isdecimal() else None)
    if isinstance(found, Problem):
        raise Refused([found])
    return found


@cache
def _best() -> Font:
    for file in _on_system():
        found = _usable(file)
        if isinstance(found, Font):
            return found
    raise Refused([Problem.of("font.none", variable=VARIABLE)])


def _usable(file: Path, index: int | None = None) -> Font | Problem:
    """The font of a file, or why it will not do; the first sub-font that does, of a collection."""
    try:
        with file.open("rb") as opened:
            head = opened.read(12)
    except OSError as error:
        return Problem.of("font.unreadable", font=str(file), reason=error.strerror or str(error))
    if head[:4] == b"OTTO":
        return Problem.of("font.outlines", font=str(file))
    count = int.from_bytes(head[8:12], "big") if head[:4] == b"ttcf" else 1
    problem = Problem.of("font.unreadable", font=str(file), reason="#")
    for each in range(min(count, 32)) if index is None else (index,):
        found = _sub_font(file, each)
        if isinstance(found, Font):
            return found
        problem = found
    return problem


def _sub_font(file: Path, index: int) -> Font | Problem:
    name = f"{file.stem}#{index}"
    try:
        font = TTFont(name, str(file), subfontIndex=index)
    except TTFError as error:
        code = "font.outlines" if "postscript outlines" in str(error).lower() else ""
        return Problem.of(code or "font.unreadable", font=str(file), reason=str(error))
    except Exception as error:  # a broken file may fail anywhere in the reading of its tables
        return Problem.of("font.unreadable", font=str(file), reason=repr(error))
    made = Font(name, file, index, font)
    lacking = made.lacks(NEEDED)
    if lacking:
        return Problem.of("font.not_chinese", font=str(file), lacking="".join(sorted(lacking)[:10]))
    registerFont(font)
    return made


@cache
def _on_system() -> tuple[Path, ...]:
    """The fonts of the system that may be Chinese: those liked best first."""
    files = dict.fromkeys([*_from_fontconfig(), *_in_folders(_folders())])
    rank = {name: place for place, name in enumerate(_LIKED)}
    return tuple(sorted(files, key=lambda file: rank.get(file.name.lower(), len(rank))))


def _is_called(file: Path, name: str) -> bool:
    return name.lower() in (file.name.lower(), file.stem.lower()) or name in _families().get(
        file, ()
    )


def _from_fontconfig() -> Iterator[Path]:
    yield from _families()


@cache
def _families() -> dict[Path, tuple[str, ...]]:
    """The Chinese fonts that fontconfig tells of, where there is one, with the names they go by."""
    program = shutil.which("fc-list")
    if program is None:
        return {}
    try:
        told = subprocess.run(
            [program, "-f", "%{file}\t%{family}\n", ":lang=zh-cn"],
            capture_output=True, timeout=20, check=True,
        ).stdout.decode(errors="replace")  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return {}
    found: dict[Path, tuple[str, ...]] = {}
    for line in told.splitlines():
        file, _, family = line.partition("\t")
        path = Path(file)
        if path.suffix.lower() in _SUFFIXES:
            found[path] = (*found.get(path, ()), *family.split(","))
    return found


def _folders() -> list[Path]:
    """Where systems keep their fonts."""
    home = Path.home()
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", own]
    return [
        home / ".local/share/fonts", home / ".fonts", Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]  # fmt: skip


def _in_folders(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in sorted(names):
                file = Path(root, name)
                if file.suffix.lower() in _SUFFIXES and _is_large(file):
                    yield file


def _is_large(file: Path) -> bool:
    try:
        return file.stat().st_size >= _SMALLEST_BYTES
    except OSError:
        return False

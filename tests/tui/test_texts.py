"""The terminal's catalogs: every text that is looked up is there in both languages, and none is left over."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import ledger_tui
from ledger_tui.actions import ACTIONS
from ledger_tui.language import DOMAIN
from ledgerlib.language import LANGUAGES, catalog

SOURCE = Path(ledger_tui.__file__).parent
TREES = [ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))]


def looked_up() -> set[str]:
    """Codes given to text() as they stand."""
    return {
        node.args[0].value
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("text", "language.text")
        and node.args and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip


def helps() -> set[str]:
    """Codes of help that fields and widgets name."""
    codes = set()
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "help_code":
                codes |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
            if isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                name = (
                    target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
                )
                if (
                    name == "help_code"
                    and isinstance(node.value, ast.Constant)
                    and node.value.value
                ):
                    codes.add(node.value.value)
    return {f"help.{code}" for code in codes if code}


def patterns() -> list[re.Pattern[str]]:
    """Codes put together while running, as patterns."""
    found = set()
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+"
                    for p in node.values
                ]
                if re.match(r"[a-z_]+\\?\.", parts[0]) or parts[-1].startswith("\\."):
                    found.add("".join(parts))
    return [re.compile(each) for each in found]


def placeholders(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_is_looked_up_is_there(language: str) -> None:
    texts = catalog(language, DOMAIN)
    assert sorted(code for code in looked_up() | helps() if code not in texts) == []


def test_both_languages_have_the_same_texts_and_speak_of_the_same_values() -> None:
    first, second = (catalog(language, DOMAIN) for language in LANGUAGES)
    assert set(first) == set(second)
    assert [code for code in first if placeholders(first[code]) != placeholders(second[code])] == []


def test_no_text_is_left_over() -> None:
    constants = {
        node.value for tree in TREES for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip
    used = looked_up() | helps() | constants
    used |= {f"action.{name}{end}" for name in ACTIONS for end in ("", ".help")}
    built = patterns()
    left = [
        code for code in catalog("zh_CN", DOMAIN)
        if code not in used and not any(pattern.fullmatch(code) for pattern in built)
    ]  # fmt: skip
    assert sorted(left) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_a_sign_whose_width_is_ambiguous(language: str) -> None:
    """— … “ ” → × √ ￥ ① ● are one cell here and two there, and break rows."""
    ambiguous = set("—…“”→×√￥①●◆■")
    assert [c for c, said in catalog(language, DOMAIN).items() if ambiguous & set(said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_cures_told_in_the_terminals_own_words_are_of_problems_that_there_are(
    language: str,
) -> None:
    """And they need no value that the library does not give with the problem."""
    library = catalog(language)
    for code, said in catalog(language, DOMAIN).items():
        problem = code.removeprefix("cure.")
        if problem != code:
            given = placeholders(library[problem]) | placeholders(library[f"{problem}.cure"])
            assert placeholders(said) <= given, code
            assert "--" not in said, code

"""The catalogs: every code used has its texts in both languages, and no text is left over."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import ledgerlib
from ledgerlib.core.permission import PERMITTED
from ledgerlib.core.problem import PLACES
from ledgerlib.core.voucher import State
from ledgerlib.core.word import Demand
from ledgerlib.language import LANGUAGES, catalog, language

SOURCE = Path(ledgerlib.__file__).parent
#: Texts that are looked up under a code put together while running.
BUILT = {
    "close.": [state.value for state in State if state is not State.POSTED],
    "voucher.is_": [state.value for state in State],
    "word.": [demand.value for demand in Demand if demand],
    "regime.": ["irreversible", "reversible"],
    "place.": [place for place in PLACES if place != "field"],
}
#: The problems among them: these have cures.
BUILT_PROBLEMS = ("close.", "voucher.is_", "word.")


@cache
def trees() -> list[ast.AST]:
    return [ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))]


def calls(*names: str) -> Iterator[ast.Call]:
    """Calls of functions with these names, a dotted one told by its last two parts."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in names or called.endswith(tuple(n for n in names if "." in n)):
                    yield node


def texts_in(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def parts(node: ast.AST) -> Iterator[str]:
    """Pieces of the codes put together in f-strings."""
    for each in ast.walk(node):
        if isinstance(each, ast.JoinedStr):
            yield "".join(
                str(piece.value) if isinstance(piece, ast.Constant) else "*"
                for piece in each.values
            )


EVERYTHING = {text for tree in trees() for text in texts_in(tree)}
PATTERNS = {piece for tree in trees() for piece in parts(tree) if re.fullmatch(r"[a-z_.*]+", piece)}
FIELDS = {
    keyword.value.value
    for call in calls("Problem.of", ".at")
    for keyword in call.keywords
    if keyword.arg == "field" and isinstance(keyword.value, ast.Constant)
} | {"debit", "credit", "rate", "quantity", "foreign_amount"}


def codes_chosen_before() -> Iterator[str]:
    """Codes that a function chooses among before it gives one to Problem.of under a name."""
    for tree in trees():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(each, ast.Call)
                and ast.unparse(each.func) == "Problem.of"
                and each.args
                and isinstance(each.args[0], ast.Name)
                for each in ast.walk(function)
            ):
                yield from (t for t in texts_in(function) if re.fullmatch(r"[a-z_]+\.[a-z_]+", t))


@cache
def problem_codes() -> set[str]:
    """Codes given to Problem.of as they stand, those of database failures, and those put together."""
    plain = {
        call.args[0].value
        for call in calls("Problem.of")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    chosen = {
        text
        for call in calls("Problem.of")
        if call.args and isinstance(call.args[0], ast.IfExp)
        for text in texts_in(call.args[0])
        if re.fullmatch(r"[a-z_]+\.[a-z_]+", text)
    }
    chosen |= set(codes_chosen_before())
    from ledgerlib.store import failure

    failures = {code for _, code in failure._SIGNS}
    built = {f"{head}{tail}" for head in BUILT_PROBLEMS for tail in BUILT[head]}
    built |= {f"{act}.irreversible" for act in ("unpost", "reopen")}
    assert len(plain) > 60, "the codes are still found in the source"
    return plain | chosen | failures | built


@cache
def text_codes() -> set[str]:
    """Codes of plain texts: given to text() as they stand, of columns and rows, and put together."""
    plain = {
        call.args[0].value
        for call in calls("text")
        if call.args and isinstance(call.args[0], ast.Constant)
        if re.fullmatch(r"[a-z_.]+", str(call.args[0].value))  # SQLAlchemy has a text() too
    }
    shown = {text for text in EVERYTHING if re.fullmatch(r"(column|row|report)\.[a-z_]+", text)}
    built = {f"{head}{tail}" for head in ("regime.", "place.") for tail in BUILT[head]}
    recorded = {
        call.args[1].value
        for call in calls("work.record")
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    }
    done = {
        f"done.{call.args[0].value}"
        for call in calls("_done")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    return (
        plain
        | shown
        | built
        | done
        | {f"act.{a}" for a in recorded}
        | {f"field.{f}" for f in FIELDS}
    )


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("in_language", LANGUAGES)
def test_every_problem_has_a_message_and_a_cure(in_language: str) -> None:
    texts = catalog(in_language)
    codes = problem_codes()
    assert sorted(code for code in codes if not texts.get(code)) == []
    assert sorted(code for code in codes if not texts.get(f"{code}.cure")) == []


@pytest.mark.parametrize("in_language", LANGUAGES)
def test_every_text_that_is_looked_up_is_there(in_language: str) -> None:
    texts = catalog(in_language)
    assert sorted(code for code in text_codes() if not texts.get(code)) == []


@pytest.mark.parametrize("in_language", LANGUAGES)
def test_every_act_of_the_log_and_of_permission_has_a_name(in_language: str) -> None:
    """A refusal for want of permission names the act, and so does the log."""
    texts = catalog(in_language)
    assert sorted(act for act in PERMITTED if f"act.{act}" not in texts) == []


def test_both_languages_have_the_same_texts() -> None:
    first, second = (set(catalog(name)) for name in LANGUAGES)
    assert first == second


#: An account is named in English by code, where a Chinese reader needs only its name.
MORE_IN_ENGLISH = {"report.notice"}


def test_both_languages_speak_of_the_same_values() -> None:
    first, second = (catalog(name) for name in LANGUAGES)
    differing = {c for c in first if placeholders(first[c]) != placeholders(second.get(c, ""))}
    #: What one language leaves unsaid, the other may say; but nothing that is not given.
    given = {"book.not_started"}
    assert differing - MORE_IN_ENGLISH - given == set()


@pytest.mark.parametrize("in_language", LANGUAGES)
def test_a_problem_speaks_only_of_what_it_is_given(in_language: str) -> None:
    """A message that names a value nobody gives could not be shown when it is needed."""
    texts, wanting = catalog(in_language), []
    for call in calls("Problem.of"):
        given = {keyword.arg for keyword in call.keywords}
        if call.args and isinstance(call.args[0], ast.Constant) and None not in given:
            code = str(call.args[0].value)
            asked = placeholders(texts[code]) | placeholders(texts[f"{code}.cure"])
            wanting += [f"{code}: {name}" for name in sorted(asked - given)]
    assert wanting == []


def test_no_text_is_left_over() -> None:
    def is_used(code: str) -> bool:
        bare = code.removesuffix(".cure")
        return (
            bare in EVERYTHING
            or bare in problem_codes()
            or bare in text_codes()
            or any(re.fullmatch(p.replace(".", r"\.").replace("*", ".+"), bare) for p in PATTERNS)
        )

    assert sorted(code for code in catalog("zh_CN") if not is_used(code)) == []


@pytest.mark.parametrize("in_language", LANGUAGES)
def test_texts_are_in_their_language(in_language: str) -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    #: English texts that name a Chinese word on purpose.
    quoting = {code for code, text in catalog("en").items() if chinese.search(text)}
    assert quoting <= {
        "account.side.cure", "help.reverse", "usage.voucher", "voucher.key_malformed.cure",
    }  # fmt: skip
    if in_language == "zh_CN":
        # What holds nothing but values and signs is in every language.
        words = {c: re.sub(r"\{[^}]*\}", "", t) for c, t in catalog("zh_CN").items()}
        assert {
            c for c, t in words.items() if re.search("[a-z]", t) and not chinese.search(t)
        } == set()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, "zh_CN"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "zh_CN"),
        ({"LANG": "C.UTF-8"}, "zh_CN"),
        ({}, "zh_CN"),
        ({"LANG": "nonsense"}, "zh_CN"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "zh_CN:en", "LANG": "en_US.UTF-8"}, "zh_CN"),
        ({"LEDGERLIB_LANGUAGE": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_environment(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LEDGERLIB_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == expected

"""The one exception by which an act is refused."""

from __future__ import annotations

from collections.abc import Iterable

from .core.problem import Problem
from .language import explain


class Refused(Exception):  # noqa: N818 - it is a refusal, not an error
    """An act that could not be done, with every problem that stood in its way.

    Nothing of the act has been stored. `problems` are values with a code, what
    is wrong, where and the cure; the text of the exception is all of them in
    the language of the environment.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(explain(problem) for problem in self.problems)


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise Refused where there are problems."""
    found = list(problems)
    if found:
        raise Refused(found)

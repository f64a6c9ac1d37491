"""A voucher template from a toml file (模式凭证):

name = "房租"
every = "month"        # comes again; with day, first, last
first = "2008-01"
day = 20

[[lines]]
account = "5602"
debit = "70%"          # 1000.00, 30%, ?name (asked for) or balance

[[lines]]
account = "5603"
debit = "balance"

[[lines]]
account = "1002"
credit = "?房租"
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from ..core.problem import Problem
from ..core.template import Template
from ..core.template_content import from_content
from ..refusal import Refused, refuse_if


def read_template(path: Path) -> Template:
    """The template of a file. Its name is the file's where it says none."""
    try:
        # Amounts that nobody put in quotes are read as texts: never as binary fractions.
        content = tomllib.loads(path.read_text("utf-8-sig"), parse_float=str)
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        reason = error.strerror or str(error)
        raise Refused([Problem.of(code, file=str(path), reason=reason)]) from error
    except ValueError as error:
        raise Refused(
            [Problem.of("template.not_toml", file=str(path), reason=str(error))]
        ) from error
    template, problems = from_content(str(content.get("name", path.stem)), content)
    refuse_if(problem.at(file=path.name) for problem in problems)
    return template

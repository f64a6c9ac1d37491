"""The ledgerlib command itself. It holds no rule of its own; each file beside it is a family of commands.

Exit status 0 done, 1 refused (the problems on stderr), 2 wrong usage.
"""

from __future__ import annotations

import click

from .. import __version__
from ..console import Commands
from ..language import text


@click.group(cls=Commands, help=text("help.ledgerlib"))
@click.version_option(__version__, prog_name="ledgerlib")
def main() -> None:
    """The ledgerlib command."""

"""`python -m ledger_tui`."""

from .command import main

main()

"""python -m ledgerlib.cli"""

from .app import main

main()

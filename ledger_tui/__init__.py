"""The bookkeeper's terminal: thin, over the public names of ledgerlib."""

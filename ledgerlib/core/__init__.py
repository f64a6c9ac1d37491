"""Values and rules of double-entry bookkeeping: pure, no I/O, no SQL, no clock, no environment.

Read in this order: period, commodity, amount, account, closing_rule, chart, voucher, checking,
parallel, correction, carrying, balance; then problem, permission and canonical.
"""

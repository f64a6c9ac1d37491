"""Values and rules of double-entry bookkeeping: pure, no I/O, no SQL, no clock, no environment.

Read in this order: period, commodity, amount, account, chart, voucher, checking,
correction, carrying, balance; then problem, permission and canonical.
"""

"""The auditor's pack (审计数据包): a whole book taken out as plain files that prove themselves.

`contents` says which files there are and writes them, `balances` those that are computed,
`destination` puts them into a folder or a zip, `dictionary.toml` says what every column means.
`check_pack.py` goes with every pack: it needs nothing but Python and shares no code with this
library, so that the proof does not rest on what is to be proved.
"""

from .contents import Pack, write_audit_pack

__all__ = ["Pack", "write_audit_pack"]

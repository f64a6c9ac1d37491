"""Source documents behind a voucher (原始凭证), as the register of attachments has them.

会计基础工作规范 第五十一条（四）: every voucher but those of closing and of correction has its
source documents. 财会〔2024〕11号 第二十七、二十八条: what is printed or scanned is kept with
its original, so the register says which of the three a document is.
"""

from __future__ import annotations

import re
from enum import StrEnum

from attrs import frozen

from .problem import Problem

_SHA256 = re.compile(r"[0-9a-f]{64}")


class AttachmentKind(StrEnum):
    """What a document is: on paper, electronic from its origin, or the image of a paper one."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    IMAGE = "image"


@frozen
class Attachment:
    """A source document. `sha256` is that of its file's content, in lower case; empty for paper.

    `ordinal` counts the documents of one voucher from 1. A fully digitalized invoice has a
    number alone, an older one a code as well.
    """

    kind: AttachmentKind
    name: str = ""
    sha256: str = ""
    invoice_code: str = ""
    invoice_number: str = ""
    is_withdrawn: bool = False
    ordinal: int = 0


def check_attachment(attachment: Attachment) -> list[Problem]:
    """What is wrong with a document taken by itself."""
    problems = []
    if attachment.sha256 and not _SHA256.fullmatch(attachment.sha256):
        problems.append(Problem.of("attachment.digest", value=attachment.sha256[:70]))
    if attachment.invoice_code and not attachment.invoice_number:
        problems.append(Problem.of("attachment.no_number", invoice=attachment.invoice_code))
    if not (attachment.name or attachment.invoice_number):
        problems.append(Problem.of("attachment.unnamed"))
    return problems

"""Where a question came from: the tag of the link, button or poster that led to the ask page (CO2)."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 32
PATTERN: Final = rf"[A-Za-z0-9-]{{1,{LONGEST}}}"
_TAG: Final = re.compile(PATTERN)


def source_tag(text: str) -> str:
    """The tag as it is kept, in small letters; nothing for what is none.

    It stays with the counts when all that is personal goes. So it has no room for words, and what masking
    has touched is none any more.
    """
    return text.lower() if _TAG.fullmatch(text) else ""

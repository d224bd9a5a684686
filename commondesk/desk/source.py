"""Where a question came from: the tag of the link, button or poster that led to the ask page (CO2)."""

from __future__ import annotations

import re
from typing import Final

# Those of the things that a library can paste and print: changed, what is out already would count as another.
LINK, SMALL, MEDIUM, LARGE, PICTURE = "link", "button-small", "button-medium", "button-large", "picture"
POSTER, BOOKMARK = "poster", "bookmark"
OURS: Final = (LINK, SMALL, MEDIUM, LARGE, PICTURE, POSTER, BOOKMARK)
LONGEST: Final = 32
PATTERN: Final = rf"[A-Za-z0-9-]{{1,{LONGEST}}}"
_TAG: Final = re.compile(PATTERN)


def source_tag(text: str) -> str:
    """The tag as it is kept, in small letters; nothing for what is none.

    One of ours stays with the counts when all that is personal goes; another, which may say anything, goes
    with it. It has no room for words, and what masking has touched is none any more.
    """
    return text.lower() if _TAG.fullmatch(text) else ""

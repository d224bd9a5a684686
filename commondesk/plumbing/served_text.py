"""Style sheets and scripts as they are sent: in one piece, without comments and indents written for us."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Final

_IMPORT: Final = re.compile(r'@import url\("(?P<name>[^":]+)"\) layer\((?P<layer>[a-z-]+)\);')
_CSS_COMMENT: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# Nor does a style sheet need the blanks around these signs; no text of ours holds one of them.
_CSS_BLANK: Final = re.compile(r"\s*([{};,])\s*|(?<=\w:)\s+")
# Only comments that have their lines to themselves: a string or a pattern may hold the same signs.
_JS_COMMENT: Final = re.compile(r"^[ \t]*(?:/\*.*?\*/|//(?!#)[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)
# No text of ours spans lines: what stands before a line's first sign is there for the eye.
_BLANK: Final = re.compile(r"^\s+", re.MULTILINE)


def as_sent(name: str, read: Callable[[str], str]) -> str:
    """The text of the style sheet or script `name`; `read` gives the text of a file by its name."""
    if name.endswith(".js"):
        return _BLANK.sub("", _JS_COMMENT.sub("", read(name)))
    return _CSS_BLANK.sub(r"\1", _CSS_COMMENT.sub("", _in_one_piece(name, read))).replace(";}", "}")


def _in_one_piece(name: str, read: Callable[[str], str]) -> str:
    """With what it imports in its place. That must not import in its turn, nor hold addresses: ValueError.

    An address is relative to the file it stands in, so moving it would change what it means.
    """

    def imported(found: re.Match[str]) -> str:
        other = posixpath.normpath(posixpath.join(posixpath.dirname(name), found["name"]))
        inner = read(other)
        if "@import" in inner or "url(" in inner:
            raise ValueError(f"{other} is imported by {name}, so it can neither import nor refer to files.")
        return f"@layer {found['layer']} {{\n{inner}}}"

    return _IMPORT.sub(imported, read(name))

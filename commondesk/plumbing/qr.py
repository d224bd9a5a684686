"""QR codes of an address, to be printed: always black on white with a margin, which every phone reads."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final

import segno

# So that a fold, a coffee stain or a scratch on a poster leaves it readable: 15 % of it may be missing.
CORRECTION: Final = "m"
MARGIN: Final = 4  # modules, as the standard wants it
PNG_SCALE: Final = 24  # about a thousand dots: sharp on half a page


@lru_cache(maxsize=128)
def qr_svg(text: str, title: str) -> bytes:
    """A picture that can be made any size."""
    out = io.BytesIO()
    code = _code(text)
    code.save(
        out, kind="svg", border=MARGIN, light="#fff", xmldecl=False, title=title, nl=False, omitsize=True
    )
    return out.getvalue()


@lru_cache(maxsize=128)
def qr_png(text: str) -> bytes:
    """For programs that take no SVG."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=PNG_SCALE, border=MARGIN)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error=CORRECTION, micro=False)

"""A library's colour on its patrons' pages: a few words of style in the page itself, no further request.

The page's content security policy allows these very words by their hash, and no other style in a page.
"""

from __future__ import annotations

import base64
from hashlib import sha256

from django.http import HttpResponse

from commondesk.consortium.library import Library
from commondesk.plumbing.colour import dark_ink_of, ink_of, is_colour, is_readable, text_on


def brand_style(library: Library | None) -> str:
    """The tokens of static/css/tokens.css that its brand sets; empty without a colour that can be used."""
    colour = library.brand_colour if library else ""
    if not is_colour(colour) or not is_readable(colour):
        return ""
    return (
        f":root{{--brand:{colour};--brand-text:{text_on(colour)};"
        f"--brand-ink:{ink_of(colour)};--brand-ink-dark:{dark_ink_of(colour)}}}"
    )


def allow(response: HttpResponse, style: str) -> None:
    """Let the browser apply this style element."""
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    response._csp_update = {"style-src": [f"'sha256-{digest}'"]}  # type: ignore[attr-defined]

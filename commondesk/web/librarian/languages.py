"""Languages by name, as the reader of the page calls them."""

from __future__ import annotations

from django.utils.translation import get_language_info


def language_name(code: str) -> str:
    """`Spanish` for `es`; a language we do not know stays its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code

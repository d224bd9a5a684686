"""Languages by name, as the reader of the page calls them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language_info

from commondesk.plumbing.sql import folded

# What libraries of the United States are asked in most.
OFFERED: Final = (
    "en", "es", "ar", "bn", "de", "fa", "fr", "hi", "ht", "hy", "it", "ja", "km", "ko", "pl", "pt", "ru",
    "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh-hans", "zh-hant",
)  # fmt: skip


def language_name(code: str) -> str:
    """`Spanish` for `es`; a language we do not know stays its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def language_choices(*more: str) -> list[tuple[str, str]]:
    """`(code, name)` of the languages somebody may speak, ours first; `more` are those already chosen."""
    ours, others = OFFERED[:2], {*OFFERED[2:], *more} - {*OFFERED[:2]}
    named = ((code, language_name(code)) for code in others)
    return [*((code, language_name(code)) for code in ours), *sorted(named, key=lambda one: folded(one[1]))]

"""What can be pasted and printed so that people find an ask page, and how many came that way (CO2).

A library's, or without a library the consortium's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from commondesk.consortium.library import Library
from commondesk.desk.source import BOOKMARK, LARGE, LINK, MEDIUM, PICTURE, POSTER, SMALL
from commondesk.reports.sources import DAYS, sources
from commondesk.web.button import Button, button_html, drawn_button, picture_html
from commondesk.web.promotion import KINDS, ask_address, button_address, qr_address

BUTTONS: Final = {SMALL: "small", MEDIUM: "medium", LARGE: "large"}


@dataclass(frozen=True, slots=True)
class Thing:
    """One ready thing: `code` to copy, `picture` to see what it looks like, `files` to download."""

    tag: str
    name: str
    says: str
    code: str
    picture: str = ""
    drawn: Button | None = None
    files: list[tuple[str, str]] = field(default_factory=list)


def promoted(request: HttpRequest, library: Library | None) -> dict[str, Any]:
    """The context of settings/_promote.html; `?language=` of what is pasted, else that of the page."""
    asked, known = request.GET.get("language", ""), dict(settings.LANGUAGES)
    language = asked if asked in known else get_language() or settings.LANGUAGE_CODE
    is_there = library is None or Library.objects.asked_at().filter(pk=library.pk).exists()
    return {
        "things": things(library, language) if is_there else [],
        "language": language,
        "languages": [(code, LANG_INFO[code]["name_local"].capitalize()) for code in known],
        "sources": _sources(library),
        "days": DAYS,
    }


def things(library: Library | None, language: str) -> list[Thing]:
    """In the order of the page: to paste, then to print. What is pasted is in `language`."""
    return [
        Thing(LINK, _names(library)[LINK], _what_for(LINK), ask_address(library, LINK, language)),
        *(_button(library, tag, language) for tag in BUTTONS),
        _picture(library, language),
        *(_printed(library, tag, language) for tag in (POSTER, BOOKMARK)),
    ]


def _button(library: Library | None, tag: str, language: str) -> Thing:
    size = BUTTONS[tag]
    address = ask_address(library, tag, language)
    with override(language):
        code, drawn = button_html(library, size, address), drawn_button(library, size)
    picture = button_address(library, size, language)
    return Thing(tag, _names(library)[tag], _what_for(tag), code, picture, drawn)


def _picture(library: Library | None, language: str) -> Thing:
    path = button_address(library, "picture", language)
    with override(language):
        address = ask_address(library, PICTURE, language)
        code = picture_html(library, address, f"{settings.COMMONDESK.base_url}{path}")
        drawn = drawn_button(library, "picture")
    return Thing(PICTURE, _names(library)[PICTURE], _what_for(PICTURE), code, path, drawn)


def _printed(library: Library | None, tag: str, language: str) -> Thing:
    address = ask_address(library, tag, language)
    files = [(ending.upper(), qr_address(library, tag, language, ending)) for ending in KINDS]
    return Thing(tag, _names(library)[tag], _what_for(tag), address, files[0][1], files=files)


def _names(library: Library | None) -> dict[str, str]:
    return {
        LINK: _("Plain link"),
        SMALL: _("Small button"),
        MEDIUM: _("Medium button"),
        LARGE: _("Large button"),
        PICTURE: _("Button with the library's name") if library else _("Button with the consortium's name"),
        POSTER: _("QR code for a poster"),
        BOOKMARK: _("QR code for a bookmark"),
    }


def _what_for(tag: str) -> str:
    return {
        LINK: _("For menus, e-mails, catalogue records and social media: the bare address of your ask page."),
        SMALL: _("For the head or foot of every page of your site, beside other links."),
        MEDIUM: _("For the side of a page, or below the search of your catalogue."),
        LARGE: _("For the middle of a page that is all about asking."),
        PICTURE: _(
            "A picture that we serve, for places which allow pictures and no styles. A new name or colour is "
            "seen in it within an hour."
        ),
        POSTER: _("For posters and screens. SVG can be made any size; PNG is for programs that take no SVG."),
        BOOKMARK: _(
            "The same for bookmarks and receipts, counted apart. Print it an inch wide at least, and leave "
            "the white margin around it."
        ),
    }[tag]


def _sources(library: Library | None) -> list[tuple[str, str, int]]:
    """What it is, its tag where there is one, and the number of questions."""
    found, beyond = sources(library)
    names = _names(library)
    rows = [
        (names.get(tag, _("A link of your own")) if tag else _("Without a tag"), tag, number)
        for tag, number in found.items()
    ]
    return [*rows, *([(_("Other tags"), "", beyond)] if beyond else [])]

"""Every string that people (or at least patrons) see is translated, in the same form, and compiled."""

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent / "commondesk"
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
OF_STAFF = dict(settings.STAFF_LANGUAGES)
# Where the words stand that patrons read, on pages, in mails and in refusals. A language of theirs has all
# of these; whatever else it lacks is said in English.
FOR_PATRONS = (
    "templates/_*.html",
    "templates/base.html",
    "templates/page.html",
    "templates/errors/*.html",
    "templates/patron/*.html",
    "templates/channels/email/messages.txt",
    "templates/channels/email/transcript.txt",
    "channels/email/answer_mail.py",
    "channels/push/words.py",
    "channels/email/transcript_mail.py",
    "desk/asking.py",
    "desk/attaching.py",
    "desk/classification.py",
    "desk/closing.py",
    "desk/correcting.py",
    "desk/patron_address.py",
    "desk/push_device.py",
    "desk/rating.py",
    "desk/slip.py",
    "desk/transcript.py",
    "plumbing/fetch/outcome.py",
    "plumbing/files/kinds.py",
    "plumbing/masking/cleaning.py",
    "plumbing/refusal.py",
    "settings.py",
    "web/access.py",
    "web/errors.py",
    "web/line/messages.py",
    "web/line/request.py",
    "web/message_strings.py",
    "web/patron/*.py",
    "web/times.py",
)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HOLES = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")


@pytest.fixture(params=LANGUAGES)
def written(request) -> Catalog:
    with (ROOT / f"locale/{request.param}/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=request.param)


def test_every_string_of_the_code_is_translated(written):
    wanted = ("**/*",) if str(written.locale_identifier) in OF_STAFF else FOR_PATRONS
    missing = {message for message in _strings(wanted) if not _is_translated(written, *message)}
    assert missing == set(), "run bin/messages, then translate what it left empty"


@pytest.mark.parametrize("places", FOR_PATRONS)
def test_each_place_of_patrons_words_is_there(places):
    """A file that was renamed takes its name along, or its words would be missed by nobody."""
    assert list(ROOT.glob(places))


def test_what_a_patrons_language_lacks_is_said_in_english():
    with override("ht"):
        assert gettext("Ask a librarian") == "Mande yon bibliyotekè"
        assert gettext("Staff channel") == "Staff channel"


def test_a_translation_has_the_same_holes_to_fill(written):
    for message in _translated(written):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = [sorted(HOLES.findall(text)) for text in ids]
        assert all(sorted(HOLES.findall(text)) in wanted for text in _forms(message.string)), message.id


def test_what_was_translated_was_compiled(written):
    with (ROOT / f"locale/{written.locale_identifier}/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in _translated(written):
        if not message.fuzzy:
            assert _compiled(compiled, message) <= _forms(message.string), message.id


def _translated(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id and any(_forms(message.string)))


def _is_translated(catalog: Catalog, text: str, context: str | None) -> bool:
    message = catalog.get(text, context)
    return message is not None and not message.fuzzy and bool(message.string) and all(message.string)


def _compiled(translations: GNUTranslations, message: Message) -> set[str]:
    """Every form a reader can meet."""
    if isinstance(message.id, str):
        plain = translations.gettext(message.id)
        return {translations.pgettext(message.context, message.id) if message.context else plain}
    one, other = message.id
    if message.context:
        return {translations.npgettext(message.context, one, other, count) for count in range(200)}
    return {translations.ngettext(one, other, count) for count in range(200)}


def _forms(strings: str | tuple[str, ...]) -> set[str]:
    return {strings} if isinstance(strings, str) else set(strings)


def _strings(places: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    for path in sorted(path for place in places for path in ROOT.glob(place) if _has_words(path)):
        text = path.read_text()
        if path.suffix != ".py":
            # Indentation of a page means nothing, but would to a reader of Python.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        for _line, found, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            yield (found[0] if isinstance(found, tuple) else found), context


def _has_words(path: Path) -> bool:
    return path.suffix == ".py" or (path.suffix in (".html", ".txt") and "templates" in path.parts)

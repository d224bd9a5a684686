"""Every string that people see is translated, in the same form, and compiled."""

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
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent / "commondesk"
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
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
    missing = {message for message in _strings() if not _is_translated(written, *message)}
    assert missing == set(), "run bin/messages, then translate what it left empty"


def test_a_translation_has_the_same_holes_to_fill(written):
    for message in written:
        if message.id and message.string:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            wanted = [sorted(HOLES.findall(text)) for text in ids]
            assert all(sorted(HOLES.findall(text)) in wanted for text in strings), message.id


def test_what_was_translated_was_compiled(written):
    with (ROOT / f"locale/{written.locale}/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in written:
        if message.id and message.string and not message.fuzzy:
            assert _compiled(compiled, message) <= _forms(message.string), message.id


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


def _strings() -> Iterator[tuple[str, str | None]]:
    for path in sorted(
        [*ROOT.rglob("*.py"), *ROOT.rglob("templates/**/*.html"), *ROOT.rglob("templates/**/*.txt")]
    ):
        text = path.read_text()
        if path.suffix != ".py":
            # Indentation of a page means nothing, but would to a reader of Python.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        for _line, found, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            yield (found[0] if isinstance(found, tuple) else found), context

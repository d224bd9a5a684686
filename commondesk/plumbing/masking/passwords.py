"""PINs and passwords, found by the words around them, in English and Spanish.

A word too much hidden is a small loss, a password kept is a breach: after "my password is" whatever comes
is hidden unless it is a word that plainly says something about the password. Every look goes over a bounded
stretch of text, so that hostile text costs no more than other text of its length.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Final

Span = tuple[int, int]

_CUE: Final = re.compile(
    r"(?<![^\W_])(?:"
    r"(?P<password>pass[\s-]?(?:word|code|phrase)s?|passwd|pass?w(?:or|ro|r|o)ds?|pwd?|contrasen?(?:ñ|\u0303|i)?as?"
    r"|(?<!palabra )(?<!palabras )claves?)"
    r"|(?P<pin>pins?|p\.i\.n\.?|nip)"
    r"|(?P<pass>pass)"
    r"|(?P<card>cvv2?|cvc2?|(?:card )?security code|c[oó]digo de seguridad)"
    r")(?![^\W_])",
    re.IGNORECASE,
)
# At least one of these is in every cue: most texts have none and are done with a glance.
_PARTS_OF_CUES: Final = (
    "pass",
    "pasw",
    "pw",
    "contras",
    "clave",
    "pin",
    "p.i.n",
    "nip",
    "cv",
    "code",
    "digo de",
)
# Words that may stand between "password" and "is".
_BETWEEN: Final = (
    r"(?:\s+(?:for|to|of|on|in|at|with|the|my|your|our|this|that|i|we|you|have|had|use|used|set|chose|account|card"
    r"|library|login|log|online|catalog|catalogue|website|site|app|computer|wifi|wi-fi|number|no|code"
    r"|de|del|para|mi|su|la|el|en|cuenta|tarjeta|biblioteca|número|numero|acceso|secreta|que|uso|puse|tengo|actual)"
    r"\b\.?){0,7}"
)
_SAYS: Final = re.compile(
    _BETWEEN + r"(?:(?P<plural>\s+(?:are|were|son|eran)\b:?)"
    r"|\s+(?:is|was|will be|should be|es|era|fue|será|sería)\b:?|['’]s\b|\s*(?:[:=→]|[-=]>)+)"
    r"\s*(?:(?:still|now|currently|just|simply|actually|ahora|todavía)\s+){0,2}",
    re.IGNORECASE,
)
_CHANGES: Final = re.compile(
    r"\b(?:chang|reset|set|updat|mak|made|put|cambi|pus|pon)\w*\s+(?:\w{1,15}\s+){0,3}\Z", re.IGNORECASE
)
_INTO: Final = re.compile(_BETWEEN + r"\s+(?:back\s+)?(?:to|as|a|por|como)\s+", re.IGNORECASE)
_BARE: Final = re.compile(r"(?:\s+(?:number|no|code|número|numero)\b\.?)?[\s\-–—#(]{1,4}", re.IGNORECASE)
_LATER: Final = re.compile(
    r"[^\n]{0,60}?\b(?:it['’]?s|it is|it was|i(?: have)? (?:use|used|type|typed|try|tried|enter|entered|put)"
    r"|us[eéo]|puse|pongo|escribí|probé)\s+",
    re.IGNORECASE,
)
_COMES_AFTER: Final = re.compile(
    r"(\S{1,60})\s+(?:(?P<is>is|was|es|era)|as|for|como|para)\s+(?:my|the|his|her|our|your|mi|la|el|su)\s+"
    r"(?:\w{1,15}\s+){0,2}\Z",
    re.IGNORECASE,
)
_ENDS_THERE: Final = re.compile(r"\s*(?:[.,;!)\n]|\Z)|\s+(?:for|and|but|para|y|pero)\b", re.IGNORECASE)
_TWO_THINGS: Final = re.compile(r"(?:\band|\by|[/&+])\s*(?:the|my|la|mi|el)?\s*\Z", re.IGNORECASE)
_AND: Final = re.compile(r"[\s,;/&]*(?:\b(?:and|y|or)\b)?\s*", re.IGNORECASE)
_SPELLED: Final = re.compile(r"[\d•]{1,2}(?:[ \-.][\d•]{1,2}){2,11}(?![\d•])")
_SECURITY_CODE: Final = re.compile(r"[\s:=#]{0,4}(?:(?:is|es)\b[\s:]{0,3})?(\d{3,4})(?!\d)", re.IGNORECASE)
_CLOSING: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "`": "`", "(": ")", "[": "]", "<": ">"}
# Words that may follow "my password is" without being one: they say what is the matter with it.
_PLAIN_WORDS: Final = frozenset(Path(__file__).with_name("plain_words.txt").read_text("utf-8").split())
_LONGEST_QUOTE, _LOOK_BACK = 64, 90
_AFTER_WORDS: Final = ".,;:)]}>\"'`»”’"
_SHORTEST_BARE: Final = 3


def secret_spans(text: str) -> Iterator[tuple[str, Span]]:
    """Kind and place of each secret that the words around it name; some may overlap."""
    lower = text.lower()
    if not any(part in lower for part in _PARTS_OF_CUES):
        return
    words = _Words(text)
    for cue in _CUE.finditer(text):
        if cue["card"]:
            found = _SECURITY_CODE.match(text, cue.end())
            if found:
                yield "payment_card", found.span(1)
        else:
            kind = "pin" if cue["pin"] else "password"
            for span in _spans_at(words, cue):
                yield kind, span


def _spans_at(words: "_Words", cue: re.Match[str]) -> Iterator[Span]:
    before = words.text[max(0, cue.start() - _LOOK_BACK) : cue.start()]
    if cue["pass"]:  # a museum pass is no password
        yield from _said(words, cue, before, must_be_mixed=True)
        return
    after = list(_said(words, cue, before)) or list(_put_bare(words, cue, before))
    yield from after or _said_later(words, cue)
    yield from _said_before(words, cue, before)


def _said(words: "_Words", cue: re.Match[str], before: str, *, must_be_mixed: bool = False) -> Iterator[Span]:
    """My password is hunter2; name and password are pia and hunter2."""
    says = _SAYS.match(words.text, cue.end())
    first = words.secret_at(says.end(), must_be_mixed=must_be_mixed) if says else None
    if says and first:
        yield first
        if says["plural"] or _TWO_THINGS.search(before):
            second = words.secret_after(_AND, first[1])
            if second:
                yield second


def _put_bare(words: "_Words", cue: re.Match[str], before: str) -> Iterator[Span]:
    """PIN 4821; changed my password to rosebud."""
    changes = before[-1:].isspace() and _CHANGES.search(before)
    changed = words.secret_after(_INTO, cue.end()) if changes else None
    found = changed or words.secret_after(_BARE, cue.end(), must_have_digit=True)
    if found:
        yield found


def _said_later(words: "_Words", cue: re.Match[str]) -> Iterator[Span]:
    """My PIN does not work, I tried 4821."""
    found = words.secret_after(_LATER, cue.end(), must_have_digit=True)
    if found:
        yield found


def _said_before(words: "_Words", cue: re.Match[str], before: str) -> Iterator[Span]:
    """Rosebud is my password; use 4821 as my PIN."""
    said = _COMES_AFTER.search(before) if before[-1:].isspace() else None
    if said:
        at = cue.start() - len(before) + said.start(1)
        is_whole = bool(said["is"]) and _ENDS_THERE.match(words.text, cue.end()) is not None
        found = words.secret_at(words.start_of(at), must_have_digit=not is_whole)
        if found:
            yield found


class _Words:
    """A text whose words are looked up by place, each found once however often it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = [found.span() for found in re.finditer(r"\S+", text)]
        self._starts = [start for start, _ in self._spans]

    def start_of(self, at: int) -> int:
        """Where the word that stands at `at` begins."""
        return self._spans[bisect_right(self._starts, at) - 1][0]

    def secret_after(
        self, pattern: re.Pattern[str], at: int, *, must_have_digit: bool = False
    ) -> Span | None:
        """The secret that follows what `pattern` matches at `at`."""
        found = pattern.match(self.text, at)
        return self.secret_at(found.end(), must_have_digit=must_have_digit) if found else None

    def secret_at(
        self, at: int, *, must_have_digit: bool = False, must_be_mixed: bool = False
    ) -> Span | None:
        """The secret that begins at `at`, in quotes or to the end of its word; None for a plain word."""
        if at >= len(self.text) or self.text[at].isspace():
            return None
        if spelled := _SPELLED.match(self.text, at):
            return spelled.span()
        quoted = self._quoted(at)
        start, end = quoted or self._bare_word(at)
        must_have_digit = must_have_digit and not quoted
        secret = self.text[start : min(end, start + _LONGEST_QUOTE)]
        has_digit = any(letter.isdigit() or letter == "•" for letter in secret)
        if _is_plain(secret) or (must_have_digit and not (has_digit and end - start >= _SHORTEST_BARE)):
            return None
        if must_be_mixed and not (has_digit and any(letter.isalpha() for letter in secret)):
            return None
        return start, end

    def _quoted(self, at: int) -> Span | None:
        closing = _CLOSING.get(self.text[at])
        end = self.text.find(closing, at + 1, at + _LONGEST_QUOTE) if closing else -1
        if end <= at + 1 or "\n" in self.text[at:end]:
            return None
        return at + 1, end

    def _bare_word(self, at: int) -> Span:
        start = at
        _, end = self._spans[bisect_right(self._starts, at) - 1]
        while start < end and self.text[start] in _CLOSING:
            start += 1
        while end > start and self.text[end - 1] in _AFTER_WORDS:
            end -= 1
        return start, end


def _is_plain(secret: str) -> bool:
    """Whether this says something about a secret instead of being one."""
    word = secret.strip("!?…*_").lower().replace("’", "'")
    is_short_number = word.isdigit() and len(word) < _SHORTEST_BARE
    return not word or is_short_number or word in _PLAIN_WORDS or "://" in word or word.startswith("www.")

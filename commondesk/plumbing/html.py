"""What a message's text becomes on a page: links, emphasis and line breaks; `_message.html` draws them.

`static/js/pure/message_parts.js` is the same in the browser; `tests/data/message_parts.json` holds both to
one behaviour. Classes of characters are spelled out: `\\s` and `\\w` differ between the two languages.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Kind = Literal["text", "link", "strong", "break"]

# Spaces, invisible signs, signs of direction, and the ASCII marks that no address holds unescaped.
_NOT_IN_ADDRESS: Final = (
    r'<>"`{}|\\^\x00-\x20\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\uffff'
)
_ADDRESS: Final = re.compile(rf"https?://[^{_NOT_IN_ADDRESS}]+", re.IGNORECASE | re.ASCII)
# A host of letters, digits, dots and dashes in any script; no `name@` before it, which would only deceive.
_HOST_EDGE: Final = rf"[^{_NOT_IN_ADDRESS}\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]"
_HOST: Final = rf"(?:{_HOST_EDGE}|[-.](?={_HOST_EDGE}|[-.]))*"
_WELL_FORMED: Final = re.compile(
    rf"https?://(?:\[[0-9a-f:.]+\]|{_HOST_EDGE}{_HOST})(?::[0-9]{{1,5}})?(?:[/?#].*)?\Z",
    re.IGNORECASE | re.ASCII,
)
_TRAILING: Final = ".,;:!?'\"*_~…。、！？’”»"
_PAIRS: Final = {")": "(", "]": "["}
_STRONG: Final = re.compile(
    r"(^|[ \t\xa0(\[{\"'“‘«¿¡/–—-])\*([^* \t\xa0](?:[^*]*[^* \t\xa0])?)\*(?=$|[ \t\xa0)\]}\"'”’».,;:!?…/–—-])"
)
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class Part(NamedTuple):
    """A piece of a message. `href` is only a link's, a break's `text` is a line feed."""

    kind: Kind
    text: str
    href: str = ""


def message_parts(body: str) -> list[Part]:
    """The pieces of a message in order. Only addresses written with http:// or https:// become links."""
    parts: list[Part] = []
    for number, line in enumerate(_LINE_END.split(body)):
        if number:
            parts.append(Part("break", "\n"))
        parts += _parts_of_line(line)
    return parts


def _parts_of_line(line: str) -> Iterator[Part]:
    at = 0
    for found in _ADDRESS.finditer(line):
        address = _without_trailing(found.group())
        if _stands_free(line, found.start()) and _WELL_FORMED.match(address):
            yield from _emphasised(line[at : found.start()])
            yield Part("link", address, address)
            at = found.start() + len(address)
    yield from _emphasised(line[at:])


def _stands_free(line: str, at: int) -> bool:
    before = line[at - 1 : at]
    return not (before.isascii() and before.isalnum())


def _without_trailing(address: str) -> str:
    """Without the marks that end a sentence, and without a bracket that was opened before the address."""
    surplus = {last: address.count(last) - address.count(first) for last, first in _PAIRS.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if last not in _TRAILING and surplus.get(last, 0) <= 0:
            break
        if last in surplus:
            surplus[last] -= 1
        end -= 1
    return address[:end]


def _emphasised(text: str) -> Iterator[Part]:
    at = 0
    for found in _STRONG.finditer(text):
        start = found.end(1)
        if start > at:
            yield Part("text", text[at:start])
        yield Part("strong", found.group(2))
        at = found.end()
    if at < len(text):
        yield Part("text", text[at:])

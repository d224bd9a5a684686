"""Every key of the console, once: the listener binds what the list behind `?` says (js/console/keys.js).

A row is an act of keys.js, its keys, and what it does. Rows without an act are bound where they are used, in
a list, a composer or a dialog, and work whether or not keys act by themselves alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` as `event.key` says them; two in a row with a space between them, as `g q`."""

    keys: str
    does: str | Promise
    act: str = ""
    help_desk_only: bool = False


KEYS: Final[tuple[tuple[str | Promise, tuple[Key, ...]], ...]] = (
    (
        _("Going about"),
        (
            Key("j", _("down in the lists; Enter opens"), "next"),
            Key("k", _("up in the lists"), "previous"),
            Key(".", _("open the next of my conversations"), "next_of_mine"),
            Key(",", _("open the one before it"), "previous_of_mine"),
            Key("g q", _("go to who waits"), "queue"),
            Key("g m", _("go to my conversations"), "mine"),
            Key("g t", _("go to what was said; the arrows scroll"), "log"),
            Key("g h", _("go to what can be done with this conversation"), "head"),
            Key("g b", _("go to the patron's library, facts and notes"), "beside"),
            Key("g a", _("all conversations: search and lists"), "conversations"),
            Key("g c", _("staff channel"), "channel"),
            Key("p", _("my menu: settings, calls, sign out"), "menu"),
        ),
    ),
    (
        _("With patrons"),
        (
            Key("c", _("claim the chosen one, or who has waited longest"), "claim"),
            Key("y", _("yes to the colleague who asks: take over, or come to help"), "accept"),
            Key("d", _("not now: decline what a colleague asks"), "decline"),
            Key("r", _("reply"), "reply"),
            Key("/", _("canned messages; also at the beginning of a line while writing"), "canned"),
            Key("f", _("add files"), "file"),
            Key("u", _("correct what I have just said, for a minute"), "correct"),
            Key("n", _("write a note for staff"), "note"),
            Key("a", _("write a note that only some colleagues read"), "aside"),
            Key("h", _("ask a colleague to help"), "help"),
            Key("t", _("hand the conversation on"), "transfer"),
            Key("e", _("go on by e-mail"), "by_mail"),
            Key("v", _("refer it: a library of ours follows it up, or a place elsewhere"), "refer"),
            Key("l", _("let it go: give it back to the queue"), "release"),
            Key("x", _("close the conversation; once it is closed, say what it was"), "close"),
            Key("z", _("mark the conduct, for a second person to look at"), "mark"),
            Key("s", _("step in where a colleague holds it"), "step_in", help_desk_only=True),
        ),
    ),
    (
        _("My desk"),
        (
            Key("o", _("my queues on and off, how many at once"), "duty"),
            Key("b", _("back in 5 minutes, and back"), "away"),
            Key("w", _("who is on duty with me"), "colleagues"),
            Key("m", _("mute this browser, and let it sound again"), "mute"),
            Key("i", _("I have seen the alarm"), "seen"),
            Key("?", _("this list"), "keys"),
        ),
    ),
    (
        _("While writing, and in dialogs"),
        (
            Key("Enter", _("send; in a list, take the chosen one")),
            Key("Shift Enter", _("a new line")),
            Key("Ctrl Enter", _("in a dialog: do it")),
            Key("ArrowUp", _("in an empty composer: correct what you have just said, for a minute")),
            Key("Tab", _("to the next field or button; in canned messages, take the chosen one")),
            Key("Escape", _("leave the composer, close what is open")),
        ),
    ),
)  # fmt: skip
_SHOWN: Final = {"ArrowUp": "↑", "Escape": "Esc"}


def keys_of(librarian: Librarian) -> list[tuple[str, list[tuple[list[str], str]]]]:
    """The list for `_keys.html`: title of a group, then keys as they are pressed and what they do."""
    return [
        (str(title), [([_SHOWN.get(each, each) for each in row.keys.split()], str(row.does)) for row in rows])
        for title, rows in _for(librarian)
    ]


def bound_for(librarian: Librarian) -> dict[str, str]:
    """The same for the listener: `{"g q": "queue"}`."""
    return {row.keys: row.act for _title, rows in _for(librarian) for row in rows if row.act}


def _for(librarian: Librarian) -> list[tuple[Any, list[Key]]]:
    helps = librarian.is_help_desk
    return [(title, [row for row in rows if helps or not row.help_desk_only]) for title, rows in KEYS]

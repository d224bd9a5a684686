"""Those who gave up, those who were lost, what waits since the night, what is followed up or was referred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from commondesk.demo.past import Past
from commondesk.demo.telling import Ended, Staff, Telling
from commondesk.desk.conversation import Conversation
from commondesk.plumbing.sql import folded

# queue, question, seconds waited
GAVE_UP: Final = (
    ("ames", "How do I find out who owned our house before 1950?", 214),
    ("statewide", "is there a limit on how many ebooks i can have", 96),
    ("birch", "Do you have the sheriff's records from the 1890s?", 305),
    ("espanol", "¿tienen clases de inglés por la noche?", 148),
)
LOST: Final = (
    ("statewide", "what is the best database for nursing", 131),
    ("coral", "My login page just spins", 118),
    ("fairhaven", "can i return books at another branch", 104),
)
# queue, library, language, name, address, question; asked after the desk had closed
OVERNIGHT: Final = (
    ("ames", "ames", "en", "Pia", "pia@example.org",
     "My grandmother said our street was named after a ferryman called Teal. Is there any proof of him? I can't sleep until I know, but tomorrow is fine."),
    ("birch", "birch", "en", "Kofi", "",
     "I work nights and can never call. How do I get my card renewed without coming in?"),
    ("espanol", "isla", "es", "Carmen", "carmen@example.org",
     "Buenas noches. Necesito el acta de nacimiento de mi abuelo, que nació en Cayo Hueso en 1921. ¿Dónde se pide?"),
    ("statewide", "", "en", "", "",
     "Which library near 32064 has a 3D printer that a kid of 11 may use?"),
)  # fmt: skip
SOME_HOURS: Final = dt.timedelta(hours=6)
FOLLOWED_UP: Final = (
    "We found a ledger in the attic, a general store from 1908. Would a library want it, and may I keep it dry until then?",
    "What a find! Please keep it flat, in the dark, away from the attic's heat, and turn no stuck pages. I am asking our archivist at the state library who would give it a good home; you will hear from me by tomorrow evening.",
    "thank you, it is wrapped in a clean sheet now. my mail is with you",
)  # fmt: skip
REFERRED: Final = (
    "My great-aunt danced at the Ames pavilion in the summer of 1936. Are there photos of it anywhere?",
    "I have looked through our albums and the state's, and there is none. Ames keeps the pavilion company's own papers: I am asking them to look, and you need not stay.",
    "how kind, thank you! i left my mail",
    "Needs the pavilion company's papers (room 2). Our albums and the state's have nothing on 1936.",
)  # fmt: skip


def tellings(past: Past) -> Iterator[Telling]:
    """All of them, each in the state it is left in."""
    for ended, asked in ((Ended.LEFT, GAVE_UP), (Ended.LOST, LOST)):
        for slug, question, seconds in asked:
            yield _gave_up(past, slug, question, seconds, ended)
    begins, ends = _last_night(past)
    for number, (slug, library, language, name, email, question) in enumerate(OVERNIGHT, 1):
        at = begins + (ends - begins) * number / (len(OVERNIGHT) + 1)
        telling = past.begun(past.queues[slug], past.libraries.get(library), at, language)
        _name(telling, name)
        telling.conversation.asked_while_closed = telling.conversation.left_for_later = True
        telling.patron_says(question)
        if email:
            telling.left_address(email)
        yield telling
    yield _followed_up(past)
    yield _referred(past)


def _gave_up(past: Past, slug: str, question: str, seconds: float, ended: Conversation.Ended) -> Telling:
    queue = past.queues[slug]
    language = "es" if queue.language == "es" else "en"
    telling = past.begun(queue, queue.library, past.moment(), language)
    telling.patron_says(question)
    telling.pass_time(seconds)
    telling.gave_up(ended)
    return telling


def _followed_up(past: Past) -> Telling:
    """Held by Ines, promised for tomorrow, its patron gone: what she writes goes after them by mail."""
    ines = _staff(past, "ines@ames.example")
    question, answer, thanks = FOLLOWED_UP
    telling = past.begun(past.queues["ames"], past.libraries["ames"], _the_day_before(past))
    _name(telling, "Mrs. Albright")
    telling.left_address("albright@example.org")
    telling.patron_says(question)
    telling.pass_time(40)
    telling.claimed(ines)
    telling.pass_time(110)
    telling.staff_says(ines, answer)
    telling.pass_time(75)
    telling.patron_says(thanks)
    telling.staff_says(
        ines, "Asked the state archives; they call back. Promised an answer by tomorrow.", "note"
    )
    telling.followed_up(ines)
    return telling


def _referred(past: Past) -> Telling:
    """Otto could not find it and has asked Ames, whose collection has it: it waits there with his reason."""
    otto = _staff(past, "otto@birch.example")
    question, answer, thanks, reason = REFERRED
    telling = past.begun(past.queues["birch"], past.libraries["birch"], _the_day_before(past))
    _name(telling, "Tomas")
    telling.left_address("tomas@example.org")
    telling.patron_says(question)
    telling.pass_time(35)
    telling.claimed(otto)
    telling.pass_time(140)
    telling.staff_says(otto, answer)
    telling.pass_time(50)
    telling.patron_says(thanks)
    telling.referred(otto, past.libraries["ames"], past.queues["ames"], reason)
    return telling


def _staff(past: Past, email: str) -> Staff:
    return next(each for each in past.staff if each.librarian.email == email)


def _the_day_before(past: Past) -> dt.datetime:
    """Two hours before the shared desk closed the last time that was some hours ago."""
    closed = max(closes for _opens, closes in past.open if closes < past.now - SOME_HOURS)
    return closed - dt.timedelta(hours=2)


def _name(telling: Telling, name: str) -> None:
    telling.conversation.patron_name = name
    telling.conversation.name_folded = folded(name)


def _last_night(past: Past) -> tuple[dt.datetime, dt.datetime]:
    """The last stretch in which the shared desk was closed, up to now at most."""
    begins = max(closes for _opens, closes in past.open if closes <= past.now)
    following = [opens for opens, _closes in past.open if opens >= begins]
    return begins, min([*following, past.now])

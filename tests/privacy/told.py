"""A patron who tells us everything there is to tell, and a search for what is left of it anywhere."""

from __future__ import annotations

import datetime as dt

from django.apps import apps

from commondesk.desk.asking import Asked
from commondesk.desk.attaching import Given, attach
from commondesk.desk.classifying import classify
from commondesk.desk.closing import close
from commondesk.desk.conversation import Conversation
from commondesk.desk.correcting import correct
from commondesk.desk.marking import lift, mark
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.note import note
from commondesk.desk.patron_address import leave_address
from commondesk.desk.rating import rate
from commondesk.outbox import delivery
from commondesk.plumbing import clock
from commondesk.plumbing.network_address import hashed
from commondesk.plumbing.tokens import keyed
from tests.cast import Cast, make_talk

FACTS = {
    "name": "Philomena Quux",
    "email": "philomena@example.com",
    "zip_code": "32399",
    "address": "198.51.100.77",
}
WORDS = {
    "topic": "my lost brother",
    "status": "lighthouse keeper",
    "page": "https://www.example.org/private/page",
    "device": "odd-device",
}
QUESTION = "Where is my brother Zebedee buried?"
KEY = "createkey-0123456789"
IN_TEXTS = (
    "Zebedee",
    "marble stone",
    "worried about her",
    "forgotten grave",
    "saykey-0123456789",
    "so grateful",
    "cemeteries",
    "lost ring",
    "zebedee-portrait",
    "stone thrower",
    "pebble",
)


def tell_everything(cast: Cast, *, closed: bool = True) -> Asked:
    """Everything that can be kept of a patron, in every place where it is kept."""
    asked = make_talk(cast.ines, QUESTION, key=KEY, library=cast.ames, **FACTS, **WORDS)
    conversation = asked.conversation
    say_as_librarian(conversation, cast.ines, "Is there a marble stone?", "saykey-0123456789-staff")
    note(conversation, cast.ines, "She seems worried about her family.")
    said = say_as_patron(conversation, "It is a forgotten grave", "saykey-0123456789")
    correct(conversation, None, said.patron_seq or 0, "It is a forgotten grave with a lost ring")
    attach(conversation, None, [Given("zebedee-portrait.txt", b"His portrait")], "Zebedee himself", None)
    leave_address(conversation, "philomena@example.com")
    content = {"kind": "messages", "messages": [{"body": "a marble stone"}]}
    delivery.add("email", f"mail:{conversation.pk}", FACTS["email"], content, clock.now(), conversation.pk)
    marked = mark(conversation, cast.ines, "threat", "Called me a stone thrower")
    lift(marked.pk, cast.hana, "It was a pebble")
    rate(conversation, "yes", 5, "I am so grateful")
    classify(
        conversation,
        cast.ines,
        [
            {
                "kind": "reference",
                "outcome": "answered",
                "read_level": 4,
                "patron_status": "adult",
                "topic": "cemeteries",
            }
        ],
    )
    if closed:
        close(conversation.code, cast.ines, "Farewell, Philomena Quux")
    return Asked(Conversation.objects.get(pk=conversation.pk), asked.token, asked.words, asked.again)


def traces() -> dict[str, str]:
    """Everything the patron told us that is kept, and what was made of it, by name."""
    told = (*FACTS.values(), *WORDS.values(), *IN_TEXTS, "philomena")
    return {
        **{text: text for text in told if text != FACTS["address"]},  # which itself is kept nowhere
        "address hash": hashed(FACTS["address"]),
        "create key": keyed("create-key", KEY),
        "question digest": keyed("question", QUESTION),
    }


def found_in_the_database(looked_for: dict[str, str]) -> dict[str, set[str]]:
    """Which of these stand in which column of any table."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for row in model._default_manager.values():
            for column, value in row.items():
                for name, text in looked_for.items():
                    if text.lower() in str(value).lower():
                        found.setdefault(name, set()).add(f"{model.__name__}.{column}")
    return found


def days(number: float) -> dt.timedelta:
    return dt.timedelta(days=number)

"""Classifying: suggested from the words, confirmed by a person, both kept (CL4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.desk.claiming import refuse_outsiders
from commondesk.desk.classification import Classification, Kind, Outcome, Status
from commondesk.desk.classification_rules import (
    ANOTHER,
    Rule,
    bare,
    links,
    outcome_for,
    rules_for,
    status_for,
)
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, Event
from commondesk.desk.log import append_one
from commondesk.desk.message import prepared_line
from commondesk.desk.referring import is_referred
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid

MOST_QUESTIONS: Final = 10
# Nobody reads a hostile flood for its kind: beyond this much it is not looked at.
MOST_MESSAGES: Final = 500
MOST_LETTERS: Final = 100_000
MOST_PARTS: Final = 20  # of one message, each of which may ask something
FIELDS: Final = ("kind", "read_level", "patron_status", "library", "outcome", "topic")
_ASKED: Final = re.compile(r"[^?]*\?+|[^?]+$", re.DOTALL)


@dataclass(slots=True)
class _Question:
    """One question of a talk: the rules its words speak of, and what was said while it was open."""

    rules: Sequence[Rule] = ()
    patron: list[str] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)


def suggest(conversation: Conversation) -> list[dict[str, Any]]:
    """One suggestion a question, at least one, at most ten; None wherever the words do not tell.

    Keys: kind, read_level, patron_status, library (a slug), outcome, topic. Raises Erased.
    """
    conversation.refuse_if_erased()
    messages = Event.objects.filter(conversation=conversation, kind="message", body__isnull=False)
    said = _first(messages.order_by("seq").values_list("author", "body")[:MOST_MESSAGES])
    questions = _questions(said)
    everything = bare(" ".join(body for author, body in said if author == PATRON))
    shared = {
        "patron_status": _status(conversation, everything),
        "library": _library(conversation, everything),
    }
    _answer_together(questions)
    found = [_suggestion(conversation, question, shared) for question in questions]
    if is_referred(conversation):
        found[-1]["outcome"] = Outcome.REFERRED.value
    return found


def classify(
    conversation: Conversation, librarian: Librarian, questions: Sequence[Mapping[str, Any]]
) -> list[Classification]:
    """Keep what the librarian confirms, with what was suggested; confirming again replaces it.

    Raises Invalid with one error a field, NotAllowed for who neither held nor may claim it, Erased.
    """
    checked = _checked(questions)
    suggested = suggest(conversation)  # before the lock, as it takes its time
    with transaction.atomic():
        locked = Conversation.objects.locked(conversation.code)
        refuse_outsiders(locked, librarian)
        if [_as_dict(row) for row in _rows(locked)] == [_comparable(question) for question in checked]:
            return _rows(locked)
        locked.classifications.all().delete()
        now = clock.now()
        Classification.objects.bulk_create(
            Classification(
                conversation=locked,
                number=number,
                suggested=suggested[number - 1] if number <= len(suggested) else {},
                by=librarian,
                at=now,
                **question,
            )
            for number, question in enumerate(checked, 1)
        )
        confirmed = [_as_dict(row) for row in _rows(locked)]
        data = {"questions": confirmed, "suggested": suggested}
        append_one(staff_item(locked.code, librarian, "classified", data=data))
    return _rows(locked)


def confirmed(conversation: Conversation) -> list[dict[str, Any]]:
    """What a person has confirmed, in the same shape as a suggestion; empty: honestly unclassified."""
    return [_as_dict(row) for row in _rows(conversation)]


def _first(said: Iterable[tuple[str, str | None]]) -> list[tuple[str, str]]:
    """As much as is read, from the start."""
    found: list[tuple[str, str]] = []
    letters = 0
    for author, body in said:
        if body and letters < MOST_LETTERS:
            found.append((author, body))
            letters += len(body)
    return found


def _questions(said: Sequence[tuple[str, str]]) -> list[_Question]:
    """Begin a new question only where a later one is asked, with a question mark, of clearly another kind."""
    found = [_Question()]
    for author, body in said:
        if author != PATRON:
            found[-1].staff.append(body)
            continue
        for part in islice(_ASKED.finditer(body), MOST_PARTS):
            _add(found, part.group())
    return found


def _add(found: list[_Question], part: str) -> None:
    words = bare(part)
    rules = rules_for(words)
    current = found[-1]
    asks = "?" in part
    if not current.rules:
        current.rules = rules
    elif asks and rules and len(found) < MOST_QUESTIONS and _is_new(found, rules, words):
        found.append(_Question(rules, [words]))
        return
    current.patron.append(words)


def _is_new(found: Sequence[_Question], rules: Sequence[Rule], words: str) -> bool:
    if ANOTHER.search(words):
        return all(rules[0].topic != question.rules[0].topic for question in found if question.rules)
    return all(rules[0].kind != question.rules[0].kind for question in found if question.rules)


def _answer_together(questions: Sequence[_Question]) -> None:
    """Questions asked in one breath are answered, and thanked for, together: after the last of them."""
    for question, following in reversed(list(pairwise(questions))):
        if not question.staff:
            question.staff = following.staff
            question.patron = [*question.patron, *following.patron]


def _suggestion(conversation: Conversation, question: _Question, shared: Mapping[str, Any]) -> dict[str, Any]:
    rules = question.rules
    return {
        "kind": rules[0].kind.value if rules else None,
        "read_level": _read_level(question),
        **shared,
        "outcome": _outcome(conversation, question),
        "topic": conversation.topic or (rules[0].topic if rules else None),
    }


def _read_level(question: _Question) -> int | None:
    """From the kind of words, raised by the number of sources given; 5 and 6 are for a person to say."""
    if not question.rules:
        return None
    level = max(rule.read_level for rule in question.rules)
    given = links(question.staff)
    if question.rules[0].kind == Kind.REFERENCE and given >= 2:
        return max(level, 4 if given >= 3 else 3)
    return level


def _outcome(conversation: Conversation, question: _Question) -> str | None:
    if conversation.ended in (Conversation.Ended.LEFT, Conversation.Ended.LOST) and not question.staff:
        return Outcome.UNANSWERED.value
    patron = " ".join(question.patron[-3:])
    staff = bare(" ".join(question.staff[-3:]))
    found = outcome_for(patron, staff, was_answered=bool(question.staff))
    return found.value if found else None


def _status(conversation: Conversation, words: str) -> str | None:
    if conversation.patron_status in Status.values:
        return conversation.patron_status
    found = status_for(words)
    return found.value if found else None


def _library(conversation: Conversation, words: str) -> str | None:
    """The patron's library, or the only one whose name they wrote."""
    if conversation.library is not None:
        return conversation.library.slug
    padded = f" {words} "
    named = [
        slug
        for slug, *names in Library.objects.open_to_patrons().values_list("slug", "name", "short_name")
        if any(f" {bare(name)} " in padded for name in names if len(name) >= 4)
    ]
    return named[0] if len(named) == 1 else None


def _checked(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        sentence = _("Classify one to ten questions.")
        raise Invalid(sentence, errors=[{"field": "questions", "sentence": sentence}])
    slugs = {str(question["library"]) for question in questions if question.get("library")}
    libraries = {library.slug: library for library in Library.objects.filter(slug__in=slugs)}
    errors: list[dict[str, str]] = []
    for index, question in enumerate(questions):
        wrong = _wrong(question, libraries)
        errors += [{"field": f"questions.{index}.{name}", "sentence": text} for name, text in wrong.items()]
    if errors:
        raise Invalid(errors=errors)
    return [_clean(question, libraries) for question in questions]


def _wrong(question: Mapping[str, Any], libraries: Mapping[str, Library]) -> dict[str, str]:
    """A sentence for each field that cannot be kept."""
    wrong = {name: _("There is no such field.") for name in question if name not in FIELDS}
    if question.get("kind") not in Kind.values:
        wrong["kind"] = _("Choose the kind of question.")
    if question.get("outcome") not in Outcome.values:
        wrong["outcome"] = _("Choose how it ended.")
    level = question.get("read_level")
    if level is not None and (type(level) is not int or not 1 <= level <= 6):
        wrong["read_level"] = _("The READ scale goes from 1 to 6.")
    if question.get("patron_status") and question["patron_status"] not in Status.values:
        wrong["patron_status"] = _("Choose one of the list, or none.")
    if question.get("library") and str(question["library"]) not in libraries:
        wrong["library"] = _("There is no such library.")
    topic = question.get("topic")
    if topic is not None and (not isinstance(topic, str) or len(topic) > 80):
        wrong["topic"] = _("A topic has at most 80 characters.")
    return wrong


def _clean(question: Mapping[str, Any], libraries: Mapping[str, Library]) -> dict[str, Any]:
    return {
        "kind": question["kind"],
        "read_level": question.get("read_level"),
        "patron_status": question.get("patron_status") or "",
        "library": libraries.get(str(question.get("library") or "")),
        "outcome": question["outcome"],
        "topic": prepared_line(question.get("topic") or "", 80),
    }


def _rows(conversation: Conversation) -> list[Classification]:
    return list(conversation.classifications.select_related("library").order_by("number"))


def _as_dict(row: Classification) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "read_level": row.read_level,
        "patron_status": row.patron_status or None,
        "library": row.library.slug if row.library else None,
        "outcome": row.outcome,
        "topic": row.topic or None,
    }


def _comparable(question: Mapping[str, Any]) -> dict[str, Any]:
    library = question["library"]
    return {**question, "patron_status": question["patron_status"] or None,
            "topic": question["topic"] or None, "library": library.slug if library else None}  # fmt: skip

"""Classifying: suggested from the words, honestly, confirmed by a person, both kept (CL4)."""

import pytest

from commondesk.desk import classifying
from commondesk.desk.classification import Classification
from commondesk.desk.classification_rules import RULES, bare
from commondesk.desk.classifying import classify, confirmed, suggest
from commondesk.desk.closing import leave
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.plumbing.refusal import Erased, Invalid, NotAllowed
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_asked, make_talk

NOTHING = {"patron_status": None, "library": None, "outcome": None}
GOOD = {"kind": "reference", "outcome": "answered"}


def suggested(question: str, **fields) -> list[dict]:
    return suggest(make_asked(question, **fields).conversation)


@pytest.mark.parametrize(
    ("question", "kind", "level", "topic"),
    [
        ("What time do you close on Friday?", "directions", 1, "opening hours"),
        ("¿A qué hora abren mañana?", "directions", 1, "opening hours"),
        ("How do I renew my books, they are overdue", "account", 2, "holds and renewals"),
        ("¿Cómo puedo renovar mi tarjeta de la biblioteca?", "account", 2, "library card"),
        ("The printer won't print my boarding pass", "machine", 2, "printing and scanning"),
        ("I can't log in to the wifi", "machine", 2, "computers and logging in"),
        ("Libby says my ebook is gone", "machine", 2, "e-books"),
        ("I am looking for my grandmother in the 1940 census", "reference", 4, "genealogy"),
        ("I need peer-reviewed articles about coral reefs", "reference", 4, "articles and sources"),
        ("How do I cite a web page in MLA style?", "reference", 3, "citing"),
        ("Busco libros sobre la luna", "reference", 2, "finding a book"),
        ("What are the side effects of this medication?", "reference", 3, "health"),
    ],
)
def test_words_suggest_kind_level_and_topic(cast: Cast, question, kind, level, topic) -> None:
    assert suggested(question) == [{**NOTHING, "kind": kind, "read_level": level, "topic": topic}]


@pytest.mark.parametrize(
    "question", ["I have a question", "🙂", "why is the sky blue", "xyzzy", "?", "¿Me ayuda?"]
)
def test_where_words_do_not_tell_nothing_is_suggested(cast: Cast, question: str) -> None:
    assert suggested(question) == [{**NOTHING, "kind": None, "read_level": None, "topic": None}]


def test_words_of_two_kinds_alike_are_left_to_the_person(cast: Cast) -> None:
    assert suggested("Your printer and your parking")[0]["kind"] is None


@pytest.mark.parametrize("word", ["hello", "Test", "hola!", "hi there"])
def test_a_greeting_alone_is_no_question(cast: Cast, word: str) -> None:
    assert suggested(word)[0]["outcome"] == "no_question"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("My professor wants five sources for my thesis", "student"),
        ("I am in 3rd grade and need a book about frogs", "child"),
        ("I'm 15 and I need a book about frogs", "teen"),
        ("I teach biology, is there a lesson plan", "faculty"),
        ("I need books about frogs for my daughter", "adult"),
        ("Soy estudiante y busco libros sobre ranas", "student"),
        ("My daughter says my professor is wrong", None),
        ("Books about frogs", None),
    ],
)
def test_the_patron_says_what_they_are_or_nobody_does(cast: Cast, words: str, status) -> None:
    assert suggested(words)[0]["patron_status"] == status


def test_what_the_patron_chose_counts_before_what_they_wrote(cast: Cast) -> None:
    found = suggested(
        "My professor needs a book by Borges", status="faculty", topic="Borges", library=cast.birch
    )
    assert found == [
        NOTHING
        | {"kind": "reference", "read_level": 2, "topic": "Borges"}
        | {"patron_status": "faculty", "library": "birch"}
    ]


def test_a_library_that_is_named_is_suggested_and_two_are_not(cast: Cast) -> None:
    assert suggested("Does Ames Public Library have it?")[0]["library"] == "ames"
    assert suggested("Is it at Ames Public Library or at Birch?")[0]["library"] is None


def test_a_second_question_of_another_kind_is_a_second_one(cast: Cast) -> None:
    conversation = make_talk(
        cast.ines, "Do you have a copy of Dune? And what time do you close?"
    ).conversation
    say_as_patron(conversation, "Also, how do I renew my card?")
    assert [each["kind"] for each in suggest(conversation)] == ["reference", "directions", "account"]


def test_what_is_asked_in_one_breath_is_answered_together(cast: Cast) -> None:
    talk = make_talk(cast.ines, "How do I renew my library card? And what time do you open on Sunday?")
    say_as_librarian(talk.conversation, cast.ines, "Online, or at any desk. On Sundays we open at 1.")
    say_as_patron(talk.conversation, "Thank you, that helps")
    assert [one["outcome"] for one in suggest(talk.conversation)] == ["answered", "answered"]


def test_going_on_with_the_same_question_is_not_a_second_one(cast: Cast) -> None:
    conversation = make_talk(cast.ines, "What time do you close?").conversation
    for words in (
        "And on Friday, are you open late?",
        "Thanks! Is that so?",
        "Really?",
        "I have a book by Borges here",
    ):
        say_as_patron(conversation, words)
    assert [each["kind"] for each in suggest(conversation)] == ["directions"]


def test_a_patron_who_says_it_is_another_question_is_believed(cast: Cast) -> None:
    conversation = make_talk(cast.ines, "I look for the 1940 census").conversation
    say_as_patron(conversation, "One more question: where do I find tax forms?")
    assert [each["topic"] for each in suggest(conversation)] == ["genealogy", "government and taxes"]


def test_the_number_of_sources_given_raises_the_level(cast: Cast) -> None:
    conversation = make_talk(cast.ines, "Books about frogs, please").conversation
    for name in ("a", "b"):
        say_as_librarian(conversation, cast.ines, f"See https://{name}.example/frogs")
    assert suggest(conversation)[0]["read_level"] == 3
    say_as_librarian(conversation, cast.ines, "And https://c.example/frogs")
    assert suggest(conversation)[0]["read_level"] == 4


@pytest.mark.parametrize(
    ("answer", "last_word", "outcome"),
    [
        ("It is on shelf 12.", "Thank you so much!", "answered"),
        ("It is on shelf 12.", "That's not what I meant, thanks", "partly"),
        ("I will forward your question to Birch.", "Thanks", "referred"),
        ("Llame a la biblioteca de Birch.", "Gracias", "referred"),
        ("It is on shelf 12.", "ok", None),
    ],
)
def test_last_words_suggest_how_it_ended(cast: Cast, answer: str, last_word: str, outcome) -> None:
    conversation = make_talk(cast.ines, "Books about frogs").conversation
    say_as_librarian(conversation, cast.ines, answer)
    say_as_patron(conversation, last_word)
    assert suggest(conversation)[0]["outcome"] == outcome


def test_whoever_gave_up_waiting_was_not_answered(cast: Cast) -> None:
    conversation = make_asked("Books about frogs").conversation
    leave(conversation.code)
    conversation.refresh_from_db()
    assert suggest(conversation)[0]["outcome"] == "unanswered"


def test_every_rule_is_found_by_its_own_first_word() -> None:
    for rule in RULES:
        first = (
            rule.words.pattern.removeprefix(r"\b(?:").split("|")[0].replace("[a-z]*", "").removesuffix(r")\b")
        )
        assert rule.words.search(bare(first)), rule.topic


def test_long_and_odd_words_are_read_in_no_time(cast: Cast) -> None:
    for words in ("a " * 4000, "á" * 8000, "? " * 4000, "'" * 8000, "what " * 1600):
        assert suggested(words.strip())


def test_a_flood_of_questions_is_looked_at_only_at_its_beginning(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(classifying, "rules_for", lambda words: looked.append(words) or [])
    asked = make_asked("a?b" * 2_600)
    for number in range(20):
        say_as_patron(asked.conversation, f"{number}" + "c?d" * 2_600)
    suggest(asked.conversation)
    assert len(looked) <= 14 * classifying.MOST_PARTS


def test_what_is_confirmed_and_what_was_suggested_are_both_kept(cast: Cast) -> None:
    conversation = make_talk(cast.ines, "What time do you close?", library=cast.ames).conversation
    classify(conversation, cast.ines, [{**GOOD, "read_level": 3, "library": "birch", "topic": " frogs "}])
    row = Classification.objects.get(conversation=conversation)
    assert (row.kind, row.read_level, row.library, row.topic, row.by) == (
        "reference",
        3,
        cast.birch,
        "frogs",
        cast.ines,
    )
    assert row.suggested["kind"] == "directions"
    event = Event.objects.get(conversation=conversation, kind="classified")
    assert event.patron_seq is None
    assert event.data["questions"] == confirmed(conversation)
    assert event.data["suggested"][0]["topic"] == "opening hours"


def test_confirming_again_replaces_and_the_same_again_adds_nothing(cast: Cast) -> None:
    conversation = make_talk(cast.ines).conversation
    classify(conversation, cast.ines, [GOOD, {**GOOD, "kind": "account"}])
    classify(conversation, cast.ines, [{**GOOD, "patron_status": "teen"}])
    classify(conversation, cast.ines, [{**GOOD, "patron_status": "teen"}])
    assert [each["patron_status"] for each in confirmed(conversation)] == ["teen"]
    assert Event.objects.filter(conversation=conversation, kind="classified").count() == 2


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({}, "kind"),
        ({**GOOD, "kind": "chat"}, "kind"),
        ({**GOOD, "outcome": None}, "outcome"),
        ({**GOOD, "read_level": 0}, "read_level"),
        ({**GOOD, "read_level": 7}, "read_level"),
        ({**GOOD, "read_level": True}, "read_level"),
        ({**GOOD, "patron_status": "king"}, "patron_status"),
        ({**GOOD, "library": "nowhere"}, "library"),
        ({**GOOD, "topic": "x" * 81}, "topic"),
        ({**GOOD, "by_id": 1}, "by_id"),
    ],
)
def test_what_cannot_be_kept_is_named_by_field_and_nothing_is_kept(
    cast: Cast, question: dict, field: str
) -> None:
    conversation = make_talk(cast.ines).conversation
    with pytest.raises(Invalid) as refused:
        classify(conversation, cast.ines, [GOOD, question])
    assert f"questions.1.{field}" in [error["field"] for error in refused.value.extra["errors"]]
    assert confirmed(conversation) == []


@pytest.mark.parametrize("number", [0, 11])
def test_one_to_ten_questions_can_be_classified(cast: Cast, number: int) -> None:
    with pytest.raises(Invalid):
        classify(make_talk(cast.ines).conversation, cast.ines, [GOOD] * number)


def test_who_only_reads_a_conversation_does_not_classify_it(cast: Cast) -> None:
    conversation = make_talk(cast.otto, library=cast.ames, queue=cast.birch_queue).conversation
    assert Conversation.objects.visible_to(cast.noor).filter(pk=conversation.pk).exists()
    cast.statewide.staffing.filter(library=cast.ames).delete()
    with pytest.raises(NotAllowed):
        classify(conversation, cast.noor, [GOOD])


def test_an_erased_conversation_is_neither_suggested_nor_classified(cast: Cast) -> None:
    conversation = make_talk(cast.ines).conversation
    erase(conversation.code)
    conversation.refresh_from_db()
    with pytest.raises(Erased):
        suggest(conversation)
    with pytest.raises(Erased):
        classify(conversation, cast.ines, [GOOD])

"""A new installation can be asked, and answered by the consortium's own staff, before anybody sets it up."""

import pytest

from commondesk.consortium.beginning import first_queue
from commondesk.consortium.librarian import add
from commondesk.consortium.queue import Queue
from commondesk.desk.asking import Question, ask
from commondesk.desk.claiming import claim
from commondesk.desk.conversation import Conversation

pytestmark = pytest.mark.django_db


def test_the_first_question_has_a_place_to_wait_and_somebody_who_may_take_it() -> None:
    assert first_queue("America/Chicago")
    hana = add("hana@desk.example", "Hana Sato", "help_desk", None, "a-quiet-reading-room")
    asked = ask(Question("Is anybody there?"))
    assert asked.conversation.queue.slug == "questions"
    claim(asked.conversation.code, hana)
    assert Conversation.objects.get(code=asked.conversation.code).claimed_by == hana


def test_where_there_is_a_queue_none_is_made() -> None:
    Queue.objects.create(slug="statewide", name="Statewide")
    assert not first_queue("UTC")
    assert Queue.objects.count() == 1

"""The staff's transcript: with its notes, for those who may see the conversation."""

import pytest

from commondesk.desk.message import say_as_librarian
from commondesk.desk.note import note
from tests.cast import make_talk


@pytest.fixture
def talk(cast):
    asked = make_talk(cast.ines, "Where is the *census*?", name="Pia", library=cast.ames)
    note(asked.conversation, cast.ines, "A regular.")
    say_as_librarian(asked.conversation, cast.ines, "See https://archives.example/census")
    return asked.conversation


def test_it_reads_like_the_talk_with_its_notes_and_the_patrons_name(client, cast, talk):
    client.force_login(cast.otto)
    page = client.get(f"/desk/{talk.code}/transcript.html").content.decode()
    assert "<strong>census</strong>" in page
    assert '<span class="message-name">Pia</span>' in page
    assert "A regular." in page
    assert 'href="https://archives.example/census"' in page
    assert "not for the patron" in page
    assert "Ines (Ames Public Library) has claimed this." in page


def test_it_can_be_kept_as_a_file(client, cast, talk):
    client.force_login(cast.ines)
    file = client.get(f"/desk/{talk.code}/transcript.txt")
    assert file["Content-Disposition"] == f'attachment; filename="conversation-{talk.code}.txt"'
    assert (file["Content-Type"], file["Cache-Control"]) == ("text/plain; charset=utf-8", "no-store")
    assert "A regular." in file.content.decode()


@pytest.mark.parametrize("form", ["html", "txt"])
def test_others_get_nothing(client, cast, talk, form):
    address = f"/desk/{talk.code}/transcript.{form}"
    assert client.get(address).status_code == 302
    client.force_login(cast.anna)
    assert client.get(address).status_code == 403
    client.force_login(cast.ira)
    assert client.get(address).status_code == 404


def test_there_is_no_other_form(client, cast, talk):
    client.force_login(cast.ines)
    assert client.get(f"/desk/{talk.code}/transcript.json").status_code == 404

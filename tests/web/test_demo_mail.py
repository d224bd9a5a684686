"""The mailbox of the demo: there alone, and all that was mailed can be read and followed."""

import re

import pytest
from django.test import Client

from commondesk import work
from commondesk.channels.email import carrier, password_mail
from commondesk.channels.email.eml_files import read
from commondesk.consortium.invitation import invite
from commondesk.consortium.membership import Role
from commondesk.plumbing import clock
from tests.web.coordinator.browser import Browser, text

BOX = "/demo/mail/"


@pytest.fixture
def demo(settings, tmp_path):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"demo": True})
    settings.EMAIL_BACKEND = carrier.INTO_FILES
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def test_an_invitation_and_a_new_password_are_found_there_and_followed(cast, demo):
    stranger = Client()
    assert "Nothing yet" in text(stranger.get(BOX))
    invite(cast.ames, "lena@ames.example", Role.LIBRARIAN, cast.noor)
    password_mail.ask(cast.ines.email)
    work.deliver(clock.now())
    page = text(stranger.get(BOX))
    assert "To lena@ames.example" in page
    assert "To ines@ames.example" in page
    opened = [text(stranger.get(address)) for address in re.findall(rf'href="({BOX}[^"]+)"', page)]
    links = [link for each in opened for link in re.findall(r'href="http://127\.0\.0\.1:8000([^"]+)"', each)]
    assert len(links) == 2
    assert {stranger.get(link, follow=True).status_code for link in links} == {200}


def test_the_help_desk_finds_what_a_delivery_became(cast, demo):
    invite(cast.ames, "lena@ames.example", Role.LIBRARIAN, cast.noor)
    hana = Browser(cast.hana)
    address = re.search(r'href="(/consortium/outbox/\d+/)"', text(hana.get("/consortium/outbox/")))[1]
    assert "(stands only in the mail itself)" in text(hana.get(address))
    work.deliver(clock.now())
    assert re.search(rf'href="{BOX}[^"]+"', text(hana.get(address)))


def test_every_public_page_of_a_demo_leads_there(cast, demo):
    for address in ("/", "/sign-in/", "/sign-in/forgotten/sent/"):
        assert f'href="{BOX}"' in text(Client().get(address))


def test_elsewhere_it_is_not_there(cast, demo, settings):
    invite(cast.ames, "lena@ames.example", Role.LIBRARIAN, cast.noor)
    work.deliver(clock.now())
    (file,) = demo.glob("*.eml")
    assert Client().get(f"{BOX}{file.stem}/").status_code == 200
    is_demo = settings.COMMONDESK
    settings.COMMONDESK = is_demo.model_copy(update={"demo": False})
    assert [Client().get(address).status_code for address in (BOX, f"{BOX}{file.stem}/")] == [404, 404]
    settings.COMMONDESK, settings.EMAIL_BACKEND = is_demo, "django.core.mail.backends.smtp.EmailBackend"
    assert [Client().get(address).status_code for address in (BOX, f"{BOX}{file.stem}/")] == [404, 404]
    assert BOX not in text(Client().get("/"))


@pytest.mark.parametrize("name", ["nothing", "20260101-000000-zzzz", "..", "20260101-000000-" + "a" * 400])
def test_a_name_that_is_none_is_not_there(demo, db, name):
    assert Client().get(f"{BOX}{name}/").status_code == 404


def test_no_file_of_another_name_is_read(demo):
    demo.mkdir()
    (demo.parent / "secret.eml").write_text("Subject: x\n\nsecret")
    (demo / "other.eml").write_text("Subject: x\n\nsecret")
    assert [read("../secret"), read("other"), read("")] == [None, None, None]


def test_it_is_kept_by_no_cache_and_its_words_are_escaped(cast, demo):
    cast.noor.name = "<b>Noor</b>"
    cast.noor.save()
    invite(cast.ames, "lena@ames.example", Role.LIBRARIAN, cast.noor)
    work.deliver(clock.now())
    (file,) = demo.glob("*.eml")
    page = Client().get(f"{BOX}{file.stem}/")
    assert "no-store" in page["Cache-Control"]
    assert "&lt;b&gt;Noor" in text(page)

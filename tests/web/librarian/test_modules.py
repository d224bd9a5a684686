"""The scripts named beforehand are those the browser will ask for."""

from django.contrib.staticfiles import finders

from commondesk.web.librarian.modules import ENTRY, modules


def test_every_module_the_console_leads_to_is_named_once_and_exists():
    named = modules()
    assert named[0] == ENTRY
    assert len(named) == len(set(named)) > 30
    assert [name for name in named if finders.find(name) is None] == []


def test_what_is_shared_with_the_patrons_pages_is_among_them():
    assert {"js/elements/message.js", "js/follow.js", "js/pure/outbox.js"} <= set(modules())


def test_the_page_names_them(client, cast):
    client.force_login(cast.ines)
    page = client.get("/desk/").content.decode()
    assert page.count('rel="modulepreload"') == len(modules())

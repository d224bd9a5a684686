"""One's own page: the name patrons read, and languages."""

import pytest

from commondesk.consortium.audit import Audit
from tests.web.coordinator.browser import Browser, text


def test_name_and_languages_are_kept_and_taken_back(cast):
    ines = Browser(cast.ines)
    page = ines.post(
        "/me/", {"shown_name": "Ina", "languages": ["es"], "role": "help_desk", "email": "x@y.example"}
    )
    assert "Saved." in text(page)
    cast.ines.refresh_from_db()
    assert (cast.ines.called, cast.ines.languages, cast.ines.email) == ("Ina", ["es"], "ines@ames.example")
    act = Audit.objects.get()
    assert (act.by, act.act) == (cast.ines, "librarian.describe")
    ines.undo(page)
    cast.ines.refresh_from_db()
    assert (cast.ines.called, cast.ines.languages) == ("Ines", [])


@pytest.mark.parametrize("fields", [{"shown_name": "a" * 61}, {"languages": ["tlh"]}, {"shown_name": "\x00"}])
def test_what_cannot_be_is_refused(cast, fields):
    page = Browser(cast.ines).post("/me/", fields)
    assert page.status_code == 422
    assert "field-error" in text(page)

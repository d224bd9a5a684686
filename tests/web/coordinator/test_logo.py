"""A library's logo: by its content alone, without what the file tells, seen by all while it hangs there."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commondesk.consortium import logo as logos
from commondesk.consortium.audit import Audit
from commondesk.consortium.library import Library
from commondesk.consortium.logo import LARGEST, Logo
from commondesk.plumbing import clock
from commondesk.plumbing.files.orientation import orientation
from tests.cast import make_asked
from tests.support.files import PDF, exif, gif, jpeg, png
from tests.web.coordinator.browser import Browser, text

PAGE = "/library/ames/logo/"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture
def noor(cast):
    return Browser(cast.noor)


def bring(browser, content, name="logo.png"):
    answer = browser.client.post(PAGE, {"logo": SimpleUploadedFile(name, content)})
    return browser.get(answer["Location"]) if answer.status_code == 303 else answer


def ames():
    return Library.objects.select_related("logo").get(slug="ames")


def shown_at(path):
    """Status and content; read to its end, a file is closed."""
    answer = Client().get(path)
    return answer.status_code, b"".join(answer)


def address():
    return f"/logo/{ames().logo.digest}.{ames().logo.ending}"


def test_a_logo_is_kept_and_written_down_and_everybody_sees_it(cast, noor):
    assert "Saved." in text(bring(noor, jpeg(300, 100), "whatever.svg"))
    logo = ames().logo
    assert (logo.type, logo.width, logo.height, logo.shown) == ("image/jpeg", 300, 100, (120, 40))
    act = Audit.objects.get()
    assert (act.by, act.act, act.data["logo"]) == (cast.noor, "library.logo", [None, logo.pk])
    answer = Client().get(address())
    assert b"".join(answer.streaming_content) == jpeg(300, 100)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert not answer.cookies


def test_a_photo_taken_on_its_side_is_shown_upright_and_tells_no_place(cast, noor):
    whole = jpeg(300, 100)
    photo = whole[:2] + exif(6, more=b"28.5N 81.3W") + whole[2:]
    bring(noor, photo)
    logo = ames().logo
    assert (logo.width, logo.height, logo.shown) == (100, 300, (13, 40))
    status, content = shown_at(address())
    assert (status, orientation("image/jpeg", content), b"28.5N" in content) == (200, 6, False)


def test_it_stands_on_the_patrons_pages_beside_a_talk_and_in_the_preview(cast, noor):
    asked = make_asked(library=cast.ames)
    assert 'class="logo"' not in text(Client().get("/ask/ames/"))
    bring(noor, png(64, 32))
    pia = Client()
    pia.cookies[f"patron_{asked.conversation.code}"] = asked.token
    otto = Browser(cast.otto)
    pages = [
        Client().get("/ask/ames/"),
        Client().get("/es/ask/ames/"),
        Client().get("/hours/?library=ames"),
        pia.get(f"/c/{asked.conversation.code}/"),
        noor.get("/library/ames/preview/"),
        otto.get(f"/desk/{asked.conversation.code}/beside/"),
    ]
    shown = f'<img class="logo" src="{address()}" width="64" height="32" alt="Ames Public Library"'
    assert [page.status_code for page in pages] == [200] * 6
    assert [shown in text(page) for page in pages] == [True] * 6
    assert 'class="logo"' not in text(Client().get("/ask/birch/"))


def test_each_change_can_be_taken_back(noor):
    first = bring(noor, png(20, 20))
    kept = ames().logo
    second = bring(noor, png(40, 40))
    assert ames().logo.width == 40
    noor.undo(second)
    assert ames().logo == kept
    removed = noor.post(PAGE, {"act": "remove"})
    assert ames().logo is None
    noor.undo(removed)
    assert ames().logo == kept
    assert first.status_code == 200
    assert [act.act for act in Audit.objects.all()] == ["library.logo"] * 5


def test_the_very_first_one_is_taken_back_to_none(noor):
    noor.undo(bring(noor, png(20, 20)))
    assert ames().logo is None


def test_what_was_taken_down_is_not_shown_any_more(noor):
    bring(noor, png(20, 20))
    gone = address()
    noor.post(PAGE, {"act": "remove"})
    assert shown_at(gone)[0] == 404
    assert shown_at("/logo/" + "0" * 64 + ".png")[0] == 404


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (SVG, 422, "PNG, JPEG"),
        (PDF, 422, "PNG, JPEG or WebP"),
        (gif(20, 20), 422, "PNG, JPEG or WebP"),
        (b"", 422, "empty"),
        (png(20, 20)[:50], 422, "damaged"),
        (png(15, 20), 422, "between 16 and 2,000"),
        (png(2_001, 20), 422, "between 16 and 2,000"),
        (png(90_000, 90_000), 422, "dots"),
        (png(20, 20) + bytes(LARGEST), 413, "200 kB"),
    ],
)
def test_what_is_no_fit_picture_is_refused_in_words(noor, content, status, said):
    page = bring(noor, content)
    assert (page.status_code, said in text(page)) == (status, True)
    assert ames().logo is None
    assert Logo.objects.count() == 0


def test_nothing_chosen_is_said(noor):
    page = noor.post(PAGE)
    assert (page.status_code, "Choose a picture first." in text(page)) == (422, True)


@pytest.mark.parametrize("number", ["0", "-1", "999999999999999999999", "x", "٣", ""])
def test_only_a_logo_of_its_own_can_be_chosen(cast, noor, number):
    other = logos.set_logo(cast.hana, cast.birch, png(20, 20))
    for said in (number, str(other.pk)):
        assert noor.post(PAGE, {"act": "choose", "logo": said}).status_code == 404
    assert ames().logo is None


def test_the_sweep_leaves_what_hangs_and_what_may_be_taken_back(noor, monkeypatch):
    bring(noor, png(20, 20))
    bring(noor, png(30, 30))
    before, now = Logo.objects.get(width=20), ames().logo
    logos.sweep(clock.now() + dt.timedelta(days=29))
    assert Logo.objects.count() == 2
    monkeypatch.setattr(logos, "ORPHAN_AFTER", -1.0)
    logos.sweep(clock.now() + dt.timedelta(days=31))
    assert Logo.objects.get() == now
    assert logos.store().open(before.handle) is None
    assert shown_at(address()) == (200, png(30, 30))


def test_what_was_taken_down_long_after_it_was_brought_can_still_be_taken_back(noor):
    bring(noor, png(20, 20))
    Logo.objects.update(at=clock.now() - dt.timedelta(days=300))
    noor.post(PAGE, {"act": "remove"})
    logos.sweep(clock.now() + dt.timedelta(days=1))
    assert Logo.objects.count() == 1

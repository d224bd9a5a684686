"""Who enters at a page without a language is led to their own, and never away from the one they chose."""

import pytest

SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}
ENTRANCES = ["/", "/ask/ames/", "/ask/ames/?page=https://ames.example/", "/hours/?library=ames", "/privacy/",
             "/return/?code=4k7dm2xq"]  # fmt: skip


@pytest.mark.parametrize("page", ENTRANCES)
@pytest.mark.parametrize("site", [{}, {"sec-fetch-site": "none"}, {"sec-fetch-site": "cross-site"}])
def test_a_spanish_browser_is_led_to_the_spanish_page(client, cast, page, site):
    response = client.get(page, headers=SPANISH | site)
    assert (response.status_code, response["Location"]) == (302, f"/es{page}")
    assert {"Accept-Language", "Sec-Fetch-Site"} <= set(response["Vary"].split(", "))
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert client.get(response["Location"], headers=SPANISH | site).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    ["", "en", "en-US,es;q=0.8", "fr,en;q=0.9,es;q=0.8", "tlh", "*", "es;q=0", "fr, es;q=0", "\xff;;q"],
)
def test_who_prefers_english_or_none_of_our_languages_reads_english(client, cast, wanted):
    response = client.get("/", headers={"accept-language": wanted})
    assert response.status_code == 200
    assert {"Accept-Language", "Sec-Fetch-Site"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize(
    ("wanted", "led"),
    [("fr,es;q=0.8,en;q=0.7", "/es/"), ("ht-HT,fr;q=0.9", "/ht/"), ("en;q=0.5,ht;q=0.6", "/ht/")],
)
def test_the_best_of_our_languages_counts_not_the_best_of_all(client, cast, wanted, led):
    assert client.get("/", headers={"accept-language": wanted})["Location"] == led


@pytest.mark.parametrize("page", ENTRANCES)
@pytest.mark.parametrize("came", [{"sec-fetch-site": "same-origin"}, {"referer": "http://testserver/es/"}])
def test_who_follows_a_link_of_ours_stays_where_it_leads(client, cast, page, came):
    assert client.get(page, headers=SPANISH | came).status_code == 200


def test_a_page_of_another_site_cannot_pass_for_ours(client, cast):
    for came in ({"referer": "http://testserver.example/"}, {"sec-fetch-site": "same-site"}):
        assert client.get("/", headers=SPANISH | came).status_code == 302


@pytest.mark.parametrize("page", ["/es/", "/es/hours/"])
@pytest.mark.parametrize("wanted", ["en", "es", "fr"])
def test_an_address_with_a_language_keeps_it(client, cast, page, wanted):
    assert client.get(page, headers={"accept-language": wanted}).status_code == 200


@pytest.mark.parametrize(
    "page", ["/c/4k7dm2xq/", "/goodbye/", "/api/v1/libraries", "/sign-in/", "/healthz", "/nowhere/"]
)
def test_no_other_page_leads_elsewhere(client, cast, page):
    assert client.get(page, headers=SPANISH).status_code in (200, 404)


def test_posts_and_scripts_are_answered_where_they_ask(client, cast):
    assert client.get("/", headers=SPANISH | {"accept": "application/json"}).status_code == 200
    assert client.post("/", {"question": ""}, headers=SPANISH).status_code == 422
    assert client.post("/return/", {"code": "", "words": ""}, headers=SPANISH).status_code != 302


def test_a_library_that_there_is_not_is_not_found_in_ones_own_language(client, cast):
    response = client.get("/ask/nowhere/", headers=SPANISH, follow=True)
    assert (response.status_code, response.redirect_chain) == (404, [("/es/ask/nowhere/", 302)])

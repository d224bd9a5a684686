import json

import pytest
from django.utils.translation import gettext_lazy

from commondesk.plumbing import refusal
from commondesk.plumbing.refusal import ClaimedBy, Invalid, NotVisible, Refusal, SlowDown, TryAgain, problem

CONTRACT = {
    "not-visible": 404,
    "not-allowed": 403,
    "no-token": 401,
    "claimed-by": 409,
    "not-claimed": 409,
    "closed": 409,
    "not-closed": 409,
    "not-answered": 409,
    "no-mail": 409,
    "no-push": 409,
    "offer-over": 409,
    "marked": 409,
    "mark-over": 409,
    "too-late": 409,
    "other-body": 409,
    "erased": 410,
    "too-large": 413,
    "not-json": 415,
    "no-form": 415,
    "empty": 422,
    "too-long": 422,
    "invalid": 422,
    "slow-down": 429,
    "broken": 500,
    "try-again": 503,
}


def test_slugs_and_statuses_are_the_wire_contract():
    kinds = [kind for kind in vars(refusal).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
    assert {kind.slug: kind.status for kind in kinds if kind is not Refusal} == CONTRACT


def test_a_problem_is_rfc_9457_and_json():
    body = problem(NotVisible(), "/api/v1/conversations/abc")
    assert json.loads(json.dumps(body)) == {
        "type": "/problems/not-visible",
        "title": str(NotVisible.title),
        "status": 404,
        "detail": str(NotVisible.title),
        "instance": "/api/v1/conversations/abc",
    }


def test_who_has_the_conversation_stands_in_body_and_sentence():
    body = problem(ClaimedBy(by={"name": "Otto", "library": "Birch"}), "/x")
    assert body["by"] == {"name": "Otto", "library": "Birch"}
    assert body["detail"] == "Otto (Birch) already has this conversation."


@pytest.mark.parametrize(("by", "said"), [({"name": "Otto"}, "Otto already"), ({}, "A colleague already")])
def test_a_claimant_without_library_or_name_still_makes_a_sentence(by, said):
    assert str(ClaimedBy(by=by)).startswith(said)


def test_braces_in_a_name_are_only_letters():
    assert "{library}" in str(ClaimedBy(by={"name": "{library}", "library": "Birch"}))


def test_lazy_sentences_among_the_errors_become_text():
    errors = [{"field": "email", "sentence": gettext_lazy("This is not an address.")}]
    body = problem(Invalid(errors=errors), "/x")
    assert json.loads(json.dumps(body))["errors"][0]["sentence"] == "This is not an address."


def test_extra_never_overwrites_the_standard_members():
    assert problem(Refusal(status=200, hint="a"), "/x") | {} == problem(Refusal(hint="a"), "/x")


def test_waiting_refusals_say_for_how_long():
    assert problem(SlowDown(retry_after=7), "/x")["retry_after"] == 7
    assert TryAgain().retry_after

"""Handing on while the world moves, in the same moment (FO5, bad-input 5).

Whatever comes first, afterwards exactly one person holds it or it waits in a line, and no offer stays behind.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership, Role
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import claim, release
from commondesk.desk.closing import close_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.keeping_people import deactivate, set_consortium_role
from commondesk.desk.membership_change import change_role, leave_library
from commondesk.desk.stepping_in import step_in
from commondesk.desk.transfer import Transfer
from commondesk.desk.transferring import (
    accept,
    cancel,
    invite,
    lapse,
    lapsed_offers,
    offers_to,
    stay,
    transfer,
)
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Closed, Erased, NotAllowed, OfferOver, Refusal
from commondesk.privacy.erasure import erase
from commondesk.schedule import presence
from commondesk.work import return_unkept_claims
from tests.cast import Cast, make_asked, make_librarian, make_talk, on_duty
from tests.support.together import together

State = Conversation.State
BRIEF = "He asks for the 1920 census; nothing found yet."
TIMES = 5


def now_of(code: str) -> Conversation:
    return Conversation.objects.select_related("claimed_by").get(code=code)


def refuse_loose_ends(code: str) -> None:
    """One holder or none, told by row and claims alike; and no offer of what nobody holds."""
    found = now_of(code)
    open_claims = list(
        Claim.objects.filter(conversation=found, ended_at=None).values_list("librarian", flat=True)
    )
    assert open_claims == ([found.claimed_by_id] if found.claimed_by_id else [])
    if found.claimed_by_id is None:
        assert not Transfer.objects.under_way().filter(conversation=found).exists()
        assert found.state in (State.WAITING, State.CLOSED)


@pytest.fixture
def offered(open_cast: Cast) -> Callable[[], str]:
    """Ines holds a talk and offers it to Otto; both are at the desk."""

    def make() -> str:
        on_duty(open_cast.ines, open_cast.statewide)
        on_duty(open_cast.otto, open_cast.statewide)
        code = make_talk(open_cast.ines, queue=open_cast.statewide).conversation.code
        transfer(code, open_cast.ines, open_cast.otto, BRIEF)
        return code

    return make


def test_two_windows_of_the_receiver_accept_once(open_cast: Cast, offered: Callable[[], str]) -> None:
    code = offered()
    assert together([partial(accept, code, open_cast.otto)] * 4) == [None] * 4
    assert Event.objects.filter(conversation__code=code, kind="transferred").count() == 1
    refuse_loose_ends(code)


def test_two_helpers_who_are_asked_one_after_the_other_accept_at_once(open_cast: Cast) -> None:
    """There is one offer at a time: the second one took the place of the first."""
    lena = make_librarian("lena@birch.example", "Lena Ruiz", Role.LIBRARIAN, open_cast.birch)
    for person in (open_cast.ines, open_cast.otto, lena):
        on_duty(person, open_cast.statewide)
    for verb in (transfer, invite):
        code = make_talk(open_cast.ines, queue=open_cast.statewide).conversation.code
        verb(code, open_cast.ines, open_cast.otto, BRIEF)
        verb(code, open_cast.ines, lena, BRIEF)
        first, second = together([partial(accept, code, open_cast.otto), partial(accept, code, lena)])
        assert isinstance(first, OfferOver)
        assert second is None
        refuse_loose_ends(code)
        found = now_of(code)
        assert (found.claimed_by, found.helped_by) in ((lena, None), (open_cast.ines, lena))


@pytest.mark.parametrize(
    "other", ["sign out", "lapse", "cancel", "stay", "release", "new offer", "step in", "close", "erase"]
)
def test_acceptance_and_whatever_else_comes_in_the_same_moment(
    open_cast: Cast, offered: Callable[[], str], other: str
) -> None:
    ines, otto = open_cast.ines, open_cast.otto
    on_duty(open_cast.noor, open_cast.statewide)
    for _ in range(TIMES):
        code = offered()
        acts: dict[str, Callable[[], object]] = {
            "sign out": partial(presence.leave, otto),
            "lapse": lambda code=code: (presence.leave(otto), lapse(code, clock.now())),
            "cancel": partial(cancel, code, ines),
            "stay": partial(stay, code),
            "release": partial(release, code, ines),
            "new offer": partial(transfer, code, ines, open_cast.noor, BRIEF),
            "step in": partial(step_in, code, open_cast.hana, "A crisis."),
            "close": partial(close_as_patron, code),
            "erase": partial(erase, code),
        }
        accepted, _other = together([partial(accept, code, otto), acts[other]])
        assert accepted is None or isinstance(accepted, OfferOver | Closed | Erased)
        refuse_loose_ends(code)
        if other in ("close", "erase"):
            assert now_of(code).state == State.CLOSED
        if other == "step in":
            assert now_of(code).claimed_by == open_cast.hana


@pytest.mark.parametrize("end", ["account", "membership", "intern"])
def test_whose_rights_end_in_the_moment_of_acceptance_holds_nothing_afterwards(
    open_cast: Cast, offered: Callable[[], str], end: str
) -> None:
    otto, birch = open_cast.otto, open_cast.birch
    for _ in range(TIMES):
        code = offered()
        ends: dict[str, Callable[[], object]] = {
            "account": partial(deactivate, open_cast.hana, otto),
            "membership": partial(leave_library, birch, otto.pk, open_cast.hana, sure=True),
            "intern": partial(change_role, birch, otto.pk, Role.INTERN, open_cast.hana, sure=True),
        }
        together([partial(accept, code, otto), ends[end]])
        refuse_loose_ends(code)
        assert now_of(code).claimed_by != otto
        Librarian.objects.filter(pk=otto.pk).update(is_active=True)
        otto.refresh_from_db()
        Membership.objects.update_or_create(librarian=otto, library=birch, defaults={"role": Role.LIBRARIAN})


def test_whose_rights_end_in_the_moment_of_a_claim_holds_nothing_afterwards(open_cast: Cast) -> None:
    hugo = make_librarian("hugo@desk.example", "Hugo", Role.LIBRARIAN)
    for _ in range(TIMES):
        code = make_asked(queue=open_cast.statewide).conversation.code
        together(
            [partial(claim, code, hugo), partial(set_consortium_role, open_cast.hana, hugo, Role.INTERN)]
        )
        assert now_of(code).claimed_by != hugo
        refuse_loose_ends(code)
        set_consortium_role(open_cast.hana, hugo, Role.LIBRARIAN)


def test_who_signed_out_between_offer_and_answer_does_not_get_it(cast: Cast) -> None:
    on_duty(cast.otto, cast.statewide)
    code = make_talk(cast.ines).conversation.code
    transfer(code, cast.ines, cast.otto, BRIEF)
    presence.leave(cast.otto)
    with pytest.raises(OfferOver):
        accept(code, cast.otto)
    assert now_of(code).claimed_by == cast.ines


@pytest.mark.parametrize("how", ["account", "membership", "intern"])
def test_whose_rights_ended_since_does_not_get_it_and_the_offer_lapses(cast: Cast, how: str) -> None:
    on_duty(cast.otto, cast.statewide)
    code = make_talk(cast.ines).conversation.code
    transfer(code, cast.ines, cast.otto, BRIEF)
    if how == "account":
        deactivate(cast.hana, cast.otto)
    elif how == "membership":
        leave_library(cast.birch, cast.otto.pk, cast.hana, sure=True)
    else:
        change_role(cast.birch, cast.otto.pk, Role.INTERN, cast.hana, sure=True)
    with pytest.raises(OfferOver):
        accept(code, cast.otto)
    assert now_of(code).claimed_by == cast.ines
    late = clock.now() + presence.LEASE * 4
    assert lapsed_offers(late) == [code]
    assert lapse(code, late)
    assert Event.objects.filter(conversation__code=code).latest("seq").data["why"] == "lapsed"


def test_a_claim_that_was_on_its_way_while_its_librarian_signed_out_goes_back(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    code = make_asked(queue=cast.statewide).conversation.code
    presence.leave(cast.ines)
    claim(code, cast.ines)
    return_unkept_claims(clock.now())
    assert now_of(code).state == State.TALKING  # perhaps they come back: a lease's time
    with clock.moved(presence.LEASE * 1.1):
        return_unkept_claims(clock.now())
    again = now_of(code)
    assert (again.state, again.waiting_since) == (State.WAITING, again.asked_at)


def test_the_sender_s_laptop_closes_before_a_first_word_and_the_offer_goes_with_the_claim(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    on_duty(cast.otto, cast.statewide)
    code = make_talk(cast.ines).conversation.code
    transfer(code, cast.ines, cast.otto, BRIEF)
    presence.leave(cast.ines)
    return_unkept_claims(clock.now())
    assert now_of(code).state == State.WAITING
    assert offers_to(cast.otto) == []
    with pytest.raises(OfferOver):
        accept(code, cast.otto)
    assert claim(code, cast.otto).claimed_by == cast.otto  # as anybody may, from the line


@pytest.mark.parametrize("how", ["leaves", "erases"])
def test_the_patron_who_goes_meanwhile_takes_the_offer_along(cast: Cast, how: str) -> None:
    on_duty(cast.otto, cast.statewide)
    code = make_talk(cast.ines).conversation.code
    transfer(code, cast.ines, cast.otto, BRIEF)
    close_as_patron(code) if how == "leaves" else erase(code)
    assert Transfer.objects.get().state == Transfer.State.OVER
    assert offers_to(cast.otto) == []
    refused: type[Refusal] = Closed if how == "leaves" else Erased
    with pytest.raises(refused):
        accept(code, cast.otto)


def test_a_patron_who_never_says_whether_they_agree_goes_along_and_was_told_to_whom(cast: Cast) -> None:
    """FO5 both ways: the receiver must say yes; the patron is told, and may say no until then."""
    on_duty(cast.otto, cast.statewide)
    code = make_talk(cast.ines).conversation.code
    transfer(code, cast.ines, cast.otto, BRIEF)
    told = Event.objects.filter(conversation__code=code, patron_seq__isnull=False).latest("seq")
    assert (told.kind, told.data["to"]["name"], told.data["to"]["library"]) == (
        "offered", "Otto", "Birch County Library",
    )  # fmt: skip
    accept(code, cast.otto)
    assert now_of(code).claimed_by == cast.otto
    with pytest.raises(OfferOver):
        stay(code)


def test_a_second_helper_takes_the_place_of_the_first_who_is_told(cast: Cast) -> None:
    on_duty(cast.otto, cast.statewide)
    on_duty(cast.noor, cast.statewide)
    code = make_talk(cast.ines).conversation.code
    for helper in (cast.otto, cast.noor):
        invite(code, cast.ines, helper, BRIEF)
        accept(code, helper)
    assert now_of(code).helped_by == cast.noor
    kinds = list(Event.objects.filter(conversation__code=code).order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["stepped_back", "joined"]


def test_who_was_deactivated_claims_nothing_with_a_request_that_was_on_its_way(cast: Cast) -> None:
    code = make_asked(queue=cast.statewide).conversation.code
    deactivate(cast.hana, cast.otto)
    with pytest.raises(NotAllowed):
        claim(code, cast.otto)

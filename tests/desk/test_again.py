"""Acts that are sent twice with one key happen once."""

import pytest

from commondesk.desk.claiming import claim, release
from commondesk.desk.closing import close_as_patron, reopen, reopen_as_patron
from commondesk.desk.event import Event
from commondesk.plumbing.refusal import NotClaimed, NotClosed, OtherBody
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_talk


def count(code: str, kind: str) -> int:
    return Event.objects.filter(conversation__code=code, kind=kind).count()


def test_a_release_is_repeated_in_vain_though_another_has_claimed_it_meanwhile(cast: Cast) -> None:
    code, key = make_talk(cast.ines).conversation.code, new_key()
    release(code, cast.ines, key)
    claim(code, cast.otto)
    release(code, cast.ines, key)
    assert count(code, "released") == 1
    with pytest.raises(NotClaimed):
        release(make_released(cast), cast.ines, new_key())


def make_released(cast: Cast) -> str:
    code = make_talk(cast.ines).conversation.code
    release(code, cast.ines)
    return code


def test_a_re_opening_is_repeated_in_vain_by_either_side(cast: Cast) -> None:
    code, key = make_talk(cast.ines).conversation.code, new_key()
    close_as_patron(code)
    for _ in range(2):
        reopen_as_patron(code, key)
    with pytest.raises(NotClosed):
        reopen_as_patron(code, new_key())
    close_as_patron(code)
    for _ in range(2):
        reopen(code, cast.ines, key)  # the same key of another author is another key
    assert count(code, "reopened") == 2


def test_a_key_stands_for_one_act_only(cast: Cast) -> None:
    code, key = make_talk(cast.ines).conversation.code, new_key()
    release(code, cast.ines, key)
    close_as_patron(code)
    with pytest.raises(OtherBody):
        reopen(code, cast.ines, key)

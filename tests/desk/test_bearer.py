import datetime as dt

from commondesk.desk.bearer import LINE_TOKEN_LIFE, end_session, issue_line, who
from commondesk.plumbing import clock
from commondesk.schedule import presence
from tests.cast import on_duty


def test_signing_out_ends_the_sessions_tokens_and_duty(cast):
    on_duty(cast.ines, cast.statewide)
    token, _ends = issue_line(cast.ines, "at-the-desk")
    end_session("at-the-desk")
    assert who(token) is None
    assert presence.on_duty() == []


def test_who_signs_out_here_and_is_at_the_desk_elsewhere_stays_on_duty(cast):
    on_duty(cast.ines, cast.statewide)
    issue_line(cast.ines, "at-the-desk")
    token, _ends = issue_line(cast.ines, "at-home")
    end_session("at-the-desk")
    assert who(token) is not None
    assert [each.name for each in presence.on_duty()] == ["Ines"]


def test_a_line_token_ends_by_itself(cast):
    token, ends = issue_line(cast.ines, "at-the-desk")
    assert who(token).librarian_id == cast.ines.pk
    with clock.moved(LINE_TOKEN_LIFE + dt.timedelta(seconds=1)):
        assert ends < clock.now()
        assert who(token) is None

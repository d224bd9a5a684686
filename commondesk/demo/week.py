"""The week behind the demo, written down at once."""

from __future__ import annotations

import datetime as dt

from commondesk.demo import mornings, unanswered
from commondesk.demo.past import Past
from commondesk.demo.talks_everyday import TALKS as EVERYDAY
from commondesk.demo.telling import write

PRACTISED = EVERYDAY[:3]


def make(now: dt.datetime) -> None:
    """Talks, unanswered questions and practice, in the order in which they were asked."""
    past = Past(now)
    tellings = [*past.talks(), *unanswered.tellings(past), *mornings.tellings(past)]
    tellings += [past.talk(talk, talk.variants[0], is_practice=True, number=0) for talk in PRACTISED]
    write(sorted(tellings, key=lambda telling: telling.conversation.asked_at))

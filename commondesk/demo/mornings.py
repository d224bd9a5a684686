"""Questions that were left at night, and what a librarian wrote back in the morning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from commondesk.demo.past import Past
from commondesk.demo.telling import Telling

# library, what was asked, what was written back; a night each, the earliest first
LEFT: Final = (
    ("ames", "Can I return a book to the box outside at night?",
     "Yes, at any hour. It counts as returned on the day before, because the box is emptied in the morning."),
    ("birch", "Do you keep the school yearbooks of the 1970s?",
     "We have 1971 to 1978, all but 1975. They may be read at the desk, and you may take photos of them."),
    ("ames", "What does it cost to have a paper notarized?",
     "Nothing with us: Tuesdays and Thursdays from two to four. Bring something that shows who you are."),
    ("fairhaven", "Is there a room for eight people on a Sunday?",
     "Yes, the small room upstairs holds ten. Its calendar is on our site, under Rooms."),
    ("grove", "how do i stop the e-mails about holds",
     "In your account, under Messages, take the tick out of e-mail. It is done from the next morning on."),
    ("birch", "Where can my son learn to type?",
     "Learning Express has a course for children, free with a card, and we have a keyboard club on Mondays."),
)  # fmt: skip


def tellings(past: Past) -> Iterator[Telling]:
    """One a night, answered soon after the shared desk had opened; none of a night that is not over."""
    for (closes, opens), (slug, question, answer) in zip(_nights(past), LEFT, strict=False):
        queue, library = past.queues[slug], past.libraries[slug]
        staff = next(each for each in past.staff if each.home == library)
        telling = past.begun(queue, library, closes + (opens - closes) / 3)
        telling.conversation.asked_while_closed = telling.conversation.left_for_later = True
        telling.patron_says(question)
        telling.now = opens
        telling.pass_time(past.chance.uniform(120, 1500))
        telling.claimed(staff)
        telling.pass_time(past.chance.uniform(90, 600))
        telling.staff_says(staff, answer)
        telling.closed(staff)
        yield telling


def _nights(past: Past) -> list[tuple[dt.datetime, dt.datetime]]:
    """From a closing to the next opening, where that was an hour ago and more."""
    ends = [opens for opens, _closes in past.open[1:]]
    nights = zip([closes for _opens, closes in past.open], ends, strict=False)
    return [(closes, opens) for closes, opens in nights if opens < past.now - dt.timedelta(hours=1)]

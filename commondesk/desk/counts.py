"""How much is open, by state and queue: counted as far as a person reads numbers, never the past."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.desk.finding import OPEN_STATES

MOST_READ: Final = 1_000
MOST_LOOKED_AT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Count:
    """`number` of them; `is_more`: at least so many."""

    number: int
    is_more: bool


def open_counts(librarian: Librarian) -> tuple[dict[str, Count], dict[str, Count]]:
    """Open conversations that this person may see, by state and by the queue's slug, by one query.

    What is open is few; of more than MOST_LOOKED_AT no more are looked at.
    """
    rows = Conversation.objects.visible_to(librarian).filter(state__in=OPEN_STATES)
    found = list(rows.order_by().values_list("state", "queue__slug")[: MOST_LOOKED_AT + 1])
    is_cut = len(found) > MOST_LOOKED_AT
    states, queues = Counter(state for state, _queue in found), Counter(queue for _state, queue in found)
    return _read(states, is_cut), _read(queues, is_cut)


def _read(numbers: Counter[str], is_cut: bool) -> dict[str, Count]:
    return {
        name: Count(min(number, MOST_READ), is_cut or number > MOST_READ) for name, number in numbers.items()
    }

"""What the help desk may do about a mail that has not left: each act leaves its trace."""

from __future__ import annotations

from django.db import transaction

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian
from commondesk.outbox import unsent


def try_now(by: Librarian, number: int) -> None:
    """Raises NotVisible; Invalid for what has left or holds no text any more."""
    with transaction.atomic():
        delivery = unsent.locked(number)
        was = delivery.state
        unsent.try_now(delivery)
        audit.record(by, "outbox.try-now", delivery, {"kind": delivery.kind, "was": was})


def give_up(by: Librarian, number: int) -> None:
    """Raises NotVisible; Invalid for what has left."""
    with transaction.atomic():
        delivery = unsent.locked(number)
        was = delivery.state
        unsent.give_up(delivery)
        audit.record(by, "outbox.give-up", delivery, {"kind": delivery.kind, "was": was})

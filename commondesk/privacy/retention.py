"""Retention: what a conversation holds of a person goes by itself after the consortium's periods (PR3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.db.models import Case, F, Value, When

from commondesk.consortium.consortium import the_consortium
from commondesk.desk.aside import empty_asides
from commondesk.desk.attachment import remove as remove_files
from commondesk.desk.bearer import Bearer
from commondesk.desk.classification import Classification
from commondesk.desk.classification_rules import TOPICS
from commondesk.desk.conversation import Conversation
from commondesk.desk.mark import empty_marks
from commondesk.desk.patron_address import PatronAddress
from commondesk.desk.rating import Rating
from commondesk.desk.source import OURS
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import search
from commondesk.privacy.emptying import empty_briefs, empty_events, nameless
from commondesk.privacy.wiping import wipe_soon

BATCH: Final = 100
# The topics and tags of our own lists are counted on; what somebody typed in their place may say anything.
_OUR_LINKS: Final = Case(When(source__in=OURS, then=F("source")), default=Value(""))
_OURS: Final = Case(When(topic__in=TOPICS, then=F("topic")), default=Value(""))


def retire(now: dt.datetime) -> int:
    """Empty what is over its period; how many conversations it was, each period counted.

    30 days (by default) after closing: names, addresses, numbers, hashes, tokens. 180 days: all words. Each
    batch is one transaction that also says it is done, so a run that is killed half-way goes on next time.
    """
    periods = the_consortium()
    facts = now - dt.timedelta(days=periods.personal_facts_days)
    texts = now - dt.timedelta(days=periods.text_days)
    return _all(_retire_facts, "facts_retired_at", facts, now) + _all(
        _retire_texts, "texts_retired_at", texts, now
    )


def _all(
    retire_some: Callable[[list[int]], None], mark: str, closed_before: dt.datetime, now: dt.datetime
) -> int:
    done = 0
    while some := _batch(retire_some, mark, closed_before, now):
        done += some
    return done


def _batch(
    retire_some: Callable[[list[int]], None], mark: str, closed_before: dt.datetime, now: dt.datetime
) -> int:
    with transaction.atomic():
        # Rows that a verb holds are left for the next run rather than waited for.
        rows = Conversation.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        due = rows.filter(closed_at__lt=closed_before, **{f"{mark}__isnull": True})
        due = due.exclude(erased_at__gte=closed_before).order_by("closed_at")
        ids = list(due.values_list("pk", flat=True)[:BATCH])
        if ids:
            retire_some(ids)
            Conversation.objects.filter(pk__in=ids).update(**{mark: now})
            wipe_soon()
    return len(ids)


def _retire_facts(ids: list[int]) -> None:
    Conversation.objects.filter(pk__in=ids).update(
        patron_name="",
        name_folded="",
        zip_code="",
        address_hash="",
        create_key=None,
        question_digest="",
        source=_OUR_LINKS,
    )
    PatronAddress.objects.filter(conversation__in=ids).delete()
    Bearer.objects.filter(conversation__in=ids).delete()
    Delivery.objects.filter(conversation_id__in=ids, state=Delivery.State.WAITING).delete()
    Delivery.objects.filter(conversation_id__in=ids).update(to="", content={}, trouble="")
    nameless(ids)


def _retire_texts(ids: list[int]) -> None:
    Conversation.objects.filter(pk__in=ids).update(
        page="", device="", patron_status="", topic=_OURS, closing_reason=""
    )
    Rating.objects.filter(conversation__in=ids).update(comment="")
    _retire_topics(ids)
    empty_briefs(ids)
    empty_asides(ids)
    empty_marks(ids)
    empty_events(ids)
    search.remove(ids)
    remove_files(ids)


def _retire_topics(ids: list[int]) -> None:
    Classification.objects.filter(conversation__in=ids).update(topic=_OURS, suggested={})

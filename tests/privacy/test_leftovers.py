"""What has run out is deleted, and nothing else."""

import datetime as dt

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from commondesk.plumbing import clock
from commondesk.privacy.leftovers import delete_expired


def cached() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM commondesk_cache")
        return {str(key).rpartition(":")[2] for (key,) in cursor.fetchall()}


@pytest.mark.django_db
def test_sessions_and_counts_that_are_over_go_and_the_others_stay() -> None:
    for seconds in (-60, 3600):
        session = SessionStore()
        session["who"] = "Ines"
        session.set_expiry(clock.now() + dt.timedelta(seconds=seconds))
        session.save()
    cache.set("soon", 1, timeout=60)
    cache.set("later", 1, timeout=7200)
    delete_expired(clock.now() + dt.timedelta(minutes=5))
    assert Session.objects.count() == 1
    assert cached() == {"later"}

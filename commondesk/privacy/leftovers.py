"""What has run out and nobody asks for any more: sessions, tries to sign in, what staff told each other."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

from django.conf import settings
from django.db import connection

from commondesk.consortium.consortium import the_consortium
from commondesk.desk.staff_message import StaffMessage


def delete_expired(now: dt.datetime) -> None:
    """Expired sessions and rows of the cache go by themselves only where somebody comes back to them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        # As Django's cache writes its times: whole seconds, one later at most.
        moment = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608  a name of ours
    # What staff tell each other may speak of patrons, so it goes as the words of conversations do (PR3).
    kept = dt.timedelta(days=the_consortium().text_days)
    StaffMessage.objects.filter(at__lt=now - kept).delete()

from datetime import timedelta

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone

# What the page of our promise looks back on; older rows keep the default, and no large table is written.
COUNTED = timedelta(days=31)
SOON = timedelta(seconds=90)


def leave_for_later(apps, schema_editor):
    """What was left until now, as far as it can still be told: whom nobody took within moments."""
    conversations = apps.get_model("commondesk", "Conversation").objects
    recent = conversations.filter(asked_while_closed=True, asked_at__gte=timezone.now() - COUNTED)
    taken_late = Q(first_claimed_at=None) | Q(first_claimed_at__gt=F("asked_at") + SOON)
    recent.filter(taken_late).update(left_for_later=True)


class Migration(migrations.Migration):

    dependencies = [
        ("commondesk", "0018_source"),
    ]

    operations = [
        migrations.RunPython(leave_for_later, migrations.RunPython.noop),
    ]

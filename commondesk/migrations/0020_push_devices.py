import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FOLLOWING = ("rings", "offer", "message", "mention", "danger", "returned")


def let_chosen_calls_follow(apps, schema_editor):
    """Whoever chose before there were devices could not choose them: a device that is turned on is told."""
    # A desk may be served meanwhile. Whoever refers to a librarian (a claim) needs not wait, or both would for each other.
    librarians = apps.get_model("commondesk", "Librarian").objects.select_for_update(no_key=True)
    for librarian in librarians.exclude(calls={}).iterator():
        for kind in FOLLOWING:
            if librarian.calls.get(kind) and "push" not in librarian.calls[kind]:
                librarian.calls[kind] = [*librarian.calls[kind], "push"]
        librarian.save(update_fields=["calls"])


class Migration(migrations.Migration):

    dependencies = [
        ('commondesk', '0019_left_for_later'),
    ]

    operations = [
        migrations.CreateModel(
            name='PushDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endpoint', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('p256dh', models.CharField(max_length=100)),
                ('auth', models.CharField(max_length=32)),
                ('language', models.CharField(max_length=8)),
                ('created_at', models.DateTimeField()),
                ('session_key', models.CharField(blank=True, db_index=True, max_length=40)),
                ('told_at', models.DateTimeField(null=True)),
                ('conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='commondesk.conversation')),
                ('librarian', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('librarian', 'digest'), name='device_of_a_librarian_once'), models.UniqueConstraint(fields=('conversation', 'digest'), name='device_of_a_conversation_once'), models.CheckConstraint(condition=models.Q(models.Q(('conversation', None), ('librarian__isnull', False), models.Q(('session_key', ''), _negated=True)), models.Q(('conversation__isnull', False), ('librarian', None), ('session_key', '')), _connector='OR'), name='a_device_has_one_owner')],
            },
        ),
        migrations.RunPython(let_chosen_calls_follow, migrations.RunPython.noop),
    ]

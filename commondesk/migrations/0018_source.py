from django.db import migrations, models


def leave_for_later(apps, schema_editor):
    """What was left until now, as far as it can still be told."""
    conversations = apps.get_model("commondesk", "Conversation").objects
    conversations.filter(asked_while_closed=True).update(left_for_later=True)


class Migration(migrations.Migration):

    dependencies = [
        ('commondesk', '0017_widgets'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='source',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='conversation',
            name='left_for_later',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(leave_for_later, migrations.RunPython.noop),
    ]

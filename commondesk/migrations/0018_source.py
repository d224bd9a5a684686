from django.db import migrations, models


class Migration(migrations.Migration):
    """With defaults in the database, so that a server of the version before can still take questions."""

    dependencies = [
        ("commondesk", "0017_widgets"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="source",
            field=models.CharField(blank=True, db_default="", default="", max_length=32),
        ),
        migrations.AddField(
            model_name="conversation",
            name="left_for_later",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]

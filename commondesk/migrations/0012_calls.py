from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commondesk", "0011_outbox"),
    ]

    operations = [
        migrations.AddField(
            model_name="librarian",
            name="calls",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="librarian",
            name="letter_keys",
            field=models.BooleanField(default=True),
        ),
    ]

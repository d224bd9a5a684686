import django.db.models.deletion
from django.db import migrations, models

import commondesk.plumbing.clock


class Migration(migrations.Migration):
    dependencies = [
        ("commondesk", "0003_helpdesk_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField()),
                ("handle", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=commondesk.plumbing.clock.now)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="commondesk.conversation",
                    ),
                ),
            ],
        ),
    ]

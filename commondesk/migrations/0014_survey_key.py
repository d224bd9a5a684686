from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("commondesk", "0013_referrals"),
    ]

    operations = [
        migrations.AddField(
            model_name="library",
            name="survey_key",
            field=models.CharField(editable=False, max_length=32, null=True, unique=True),
        ),
    ]

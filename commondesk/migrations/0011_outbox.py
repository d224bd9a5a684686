from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commondesk', '0010_marks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'id'], name='delivery_state'),
        ),
    ]

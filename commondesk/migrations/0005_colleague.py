import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commondesk', '0004_attachments'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='helped_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transfer',
            name='to_help',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='claim',
            name='how',
            field=models.CharField(blank=True, choices=[('released', 'released'), ('returned', 'returned because nobody kept it'), ('helped', 'helped without holding it'), ('transferred', 'transferred'), ('closed', 'closed'), ('erased', 'erased')], max_length=16),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('helped_by__isnull', False)), fields=['helped_by'], name='conversation_helped'),
        ),
    ]

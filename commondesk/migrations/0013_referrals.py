import commondesk.plumbing.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commondesk', '0012_calls'),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='how',
            field=models.CharField(blank=True, choices=[('released', 'released'), ('returned', 'returned because nobody kept it'), ('helped', 'helped without holding it'), ('transferred', 'transferred'), ('referred', 'referred'), ('closed', 'closed'), ('erased', 'erased')], max_length=16),
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(blank=True, max_length=160)),
                ('contact', models.CharField(blank=True, max_length=300)),
                ('why', models.CharField(choices=[('expert', 'Needs an expert, or a collection that they have'), ('redirect', 'It is theirs to answer')], max_length=16)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=commondesk.plumbing.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='commondesk.conversation')),
                ('from_library', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commondesk.library')),
                ('to_library', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commondesk.library')),
                ('to_queue', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commondesk.queue')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('contact', ''), ('place', ''), ('to_library__isnull', False), ('to_queue__isnull', False)), models.Q(('to_library', None), ('to_queue', None)), _connector='OR'), name='a_referral_goes_to_one')],
            },
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commondesk', "0016_mark_waiting"),
    ]

    operations = [
        migrations.CreateModel(
            name='Widget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corner', models.CharField(choices=[('end', 'Below, where lines end (right)'), ('start', 'Below, where lines begin (left)')], default='end', max_length=8)),
                ('lift', models.PositiveSmallIntegerField(default=16)),
                ('label', models.CharField(blank=True, max_length=40)),
                ('colour', models.CharField(blank=True, max_length=7)),
                ('sites', models.JSONField(blank=True, default=list)),
                ('pages', models.JSONField(blank=True, default=list)),
                ('not_pages', models.JSONField(blank=True, default=list)),
                ('invites', models.BooleanField(default=False)),
                ('invite_after', models.PositiveSmallIntegerField(default=30)),
                ('invite_pages', models.JSONField(blank=True, default=list)),
                ('invite_words', models.CharField(blank=True, max_length=160)),
                ('library', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='widget', to='commondesk.library')),
            ],
        ),
        migrations.CreateModel(
            name='WidgetCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=8)),
                ('count', models.PositiveIntegerField(default=0)),
                ('library', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commondesk.library')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('library', 'day', 'kind'), name='one_widget_count_a_day')],
            },
        ),
    ]

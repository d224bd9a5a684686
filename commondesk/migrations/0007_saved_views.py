import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQLITE = (
    "CREATE VIRTUAL TABLE commondesk_searchrow_fts USING fts5(words, content='commondesk_searchrow',"
    " content_rowid='id', detail=none, tokenize=\"ascii tokenchars '_'\")",
    "CREATE TRIGGER commondesk_searchrow_added AFTER INSERT ON commondesk_searchrow BEGIN"
    " INSERT INTO commondesk_searchrow_fts(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER commondesk_searchrow_gone AFTER DELETE ON commondesk_searchrow BEGIN"
    " INSERT INTO commondesk_searchrow_fts(commondesk_searchrow_fts, rowid, words)"
    " VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER commondesk_searchrow_changed AFTER UPDATE ON commondesk_searchrow BEGIN"
    " INSERT INTO commondesk_searchrow_fts(commondesk_searchrow_fts, rowid, words)"
    " VALUES ('delete', old.id, old.words);"
    " INSERT INTO commondesk_searchrow_fts(rowid, words) VALUES (new.id, new.words); END",
)
POSTGRESQL = (
    "ALTER TABLE commondesk_searchrow ADD COLUMN vector tsvector"
    " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    # Only a job writes here, so that rows may go where they are found at once, not onto a list beside.
    "CREATE INDEX commondesk_searchrow_words ON commondesk_searchrow USING gin (vector) WITH (fastupdate = off)",
)


def index_words(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop_index(apps, schema_editor):
    # The triggers, and PostgreSQL's column and index, go with their table.
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("DROP TABLE commondesk_searchrow_fts")


class Migration(migrations.Migration):

    dependencies = [
        ('commondesk', '0006_library_settings'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('words', models.TextField()),
                ('seq', models.PositiveIntegerField()),
            ],
        ),
        migrations.RunPython(index_words, drop_index),
        migrations.AddIndex(
            model_name='classification',
            index=models.Index(fields=['topic', 'conversation'], name='classification_by_topic'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['topic', 'id'], name='conversation_by_topic'),
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('filters', models.JSONField(default=dict)),
                ('is_default', models.BooleanField(default=False)),
                ('librarian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('librarian', 'name'), name='a_view_has_its_own_name'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('librarian',), name='one_default_view')],
            },
        ),
    ]

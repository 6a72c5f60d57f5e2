from django.db import migrations

from needlecare.clinic.protocols import triggers


def set_up(apps, schema_editor):
    for statement in triggers.statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    for statement in triggers.undo(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("protocols", "0002_draft_and_permission")]

    operations = [migrations.RunPython(set_up, take_away)]

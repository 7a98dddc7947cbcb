from django.db import migrations

from parloir.facilities.directory import fill_in_the_states


def fill_in(apps, schema_editor):
    fill_in_the_states(apps.get_model("facilities", "State"))


class Migration(migrations.Migration):
    dependencies = [("facilities", "0001_initial")]
    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]

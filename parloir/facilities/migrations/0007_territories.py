from django.db import migrations

from parloir.facilities.directory import fill_in_the_states


def fill_in(apps, schema_editor):
    """The states of an earlier version, and the territories that it did not have."""
    fill_in_the_states(apps.get_model("facilities", "State"))


class Migration(migrations.Migration):
    dependencies = [("facilities", "0006_inmates_of_one_name")]
    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]

from django.db import migrations

from parloir.scheduling.zone_data import digest_of, system_zone_content, zone_content


def keep_files(apps, schema_editor):
    """Keep the rules by which the times of each facility were converted until now.

    Those were the rules of the operating system, where it has any. A zone that only the system has
    (`localtime`) is kept as well, so that its facility still has a clock.
    """
    facility_model = apps.get_model("facilities", "Facility")
    file_model = apps.get_model("facilities", "ZoneFile")
    for facility in facility_model.objects.filter(zone_file=None):
        name = facility.time_zone
        content = system_zone_content(name) or zone_content(name)
        if content is None:
            continue
        facility.zone_file, _ = file_model.objects.get_or_create(
            digest=digest_of(name, content), defaults={"name": name, "content": content}
        )
        facility.save(update_fields=["zone_file"])


class Migration(migrations.Migration):
    """A migration of its own: PostgreSQL does not alter a table with pending checks of its rows."""

    dependencies = [("facilities", "0008_zone_files")]
    operations = [migrations.RunPython(keep_files, migrations.RunPython.noop)]

"""Gives every event that has none its MAC, and lets the database refuse changes of events.

Two changes are left. The network address may be emptied, with its salt. An event may be deleted
once a checkpoint says that the audit is purged until there.
"""

from django.db import migrations

from parloir.audit.triggers import drop_triggers, make_triggers

BATCH = 2000


def seal_old_events(apps, schema_editor):
    """Say of the events there are what they say today: a later change is noticed."""
    from parloir.audit.seals import TEXTS, details_text, event_mac, moment_text

    events = apps.get_model("audit", "AuditEvent").objects.order_by("pk")
    last = 0
    while batch := list(events.filter(pk__gt=last, mac=b"")[:BATCH]):
        for event in batch:
            texts = (getattr(event, name) for name in TEXTS)
            event.mac = event_mac(moment_text(event.at), details_text(event.details), *texts)
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE audit_auditevent SET mac = %s WHERE id = %s",
                [(event.mac, event.pk) for event in batch],
            )
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_sealed_events'),
    ]

    operations = [
        migrations.RunPython(seal_old_events, migrations.RunPython.noop),
        migrations.RunPython(make_triggers, drop_triggers),
    ]

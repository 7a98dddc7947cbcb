from django.db import migrations, models

import parloir.vault.names

BATCH = 1000


def give_decisions_to_the_agency(apps, schema_editor):
    """All that was decided until now was decided for the one agency that the facilities belong to."""
    decided = apps.get_model('people', 'IdentityDocument').objects.exclude(decided_at=None)
    if not decided.exists():
        return
    agency = _agency(apps, decided)
    decision = apps.get_model('people', 'IdentityDecision')
    waiting = []
    for one in decided.order_by('pk').iterator(chunk_size=BATCH):
        waiting.append(
            decision(
                document=one, agency=agency, state=one.state, decided_at=one.decided_at,
                decided_by=one.decided_by, reason=one.reason, remark=one.remark,
            )
        )
        if len(waiting) == BATCH:
            decision.objects.bulk_create(waiting)
            waiting = []
    decision.objects.bulk_create(waiting)


def _agency(apps, decided):
    """Return the one agency. It is made here if every facility was deleted meanwhile."""
    agencies = apps.get_model('facilities', 'Agency').objects
    found = agencies.order_by('pk').first()
    if found is not None:
        return found
    agency = agencies.create(public_id=parloir.vault.names.new_public_id(), name='All facilities')
    request = apps.get_model('people', 'IdentityRequest')
    first_sent = decided.values('visitor').annotate(at=models.Min('submitted_at'))
    request.objects.bulk_create(
        request(visitor_id=one['visitor'], agency=agency, asked_at=one['at']) for one in first_sent
    )
    return agency


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_each_agency_decides'),
    ]

    operations = [
        migrations.RunPython(give_decisions_to_the_agency, migrations.RunPython.noop),
    ]

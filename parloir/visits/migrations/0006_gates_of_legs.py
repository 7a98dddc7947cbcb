from django.db import migrations, models
from django.db.models import F


def open_gates(apps, schema_editor):
    """Every leg so far was published only after its side had begun."""
    legs = apps.get_model("visits", "Leg").objects.filter(closed_at__isnull=True)
    legs.update(gate_opened_at=F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0005_accounts_to_settle'),
    ]

    operations = [
        migrations.AddField(
            model_name='leg',
            name='gate_opened_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(open_gates, migrations.RunPython.noop),
    ]

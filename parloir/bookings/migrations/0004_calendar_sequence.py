from django.db import migrations, models
from django.db.models import Case, F, Value, When


def keep_the_numbers_that_were_sent(apps, schema_editor):
    """Until now a file had the number of new times, and one more once the visit was cancelled."""
    cancelled = Case(When(state="cancelled", then=Value(1)), default=Value(0))
    apps.get_model("bookings", "Booking").objects.update(
        calendar_sequence=F("times_changed") + cancelled
    )


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0003_restorations'),
    ]

    operations = [
        migrations.AddField(
            model_name='booking',
            name='calendar_sequence',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(keep_the_numbers_that_were_sent, migrations.RunPython.noop),
    ]

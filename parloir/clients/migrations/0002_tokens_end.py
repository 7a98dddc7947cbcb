from datetime import UTC, date, datetime, timedelta

from django.db import migrations, models


def a_year_from_today() -> date:
    """Tokens that were made before have a year from the upgrade: none ends without notice."""
    return (datetime.now(tz=UTC) + timedelta(days=365)).date()


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="apiclient",
            name="valid_until",
            field=models.DateField(
                blank=True,
                default=a_year_from_today,
                help_text="Afterwards its token opens nothing. Left empty, it is valid for a year.",
                verbose_name="valid until and including",
            ),
            preserve_default=False,
        ),
    ]

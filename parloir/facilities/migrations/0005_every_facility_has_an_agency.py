import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A migration of its own: PostgreSQL does not alter a table with pending checks of its rows."""

    dependencies = [
        ('facilities', '0004_agencies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='facility',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='facilities.agency', verbose_name='agency'),
        ),
    ]

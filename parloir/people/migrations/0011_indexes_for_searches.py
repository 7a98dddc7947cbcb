from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_fold_existing_names_and_numbers'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='inmate',
            index=models.Index(fields=['facility', 'search_last'], name='inmates_by_last_name', opclasses=['int8_ops', 'varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='inmate',
            index=models.Index(fields=['facility', 'search_first'], name='inmates_by_first_name', opclasses=['int8_ops', 'varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='inmate',
            index=models.Index(fields=['facility', 'search_number'], name='inmates_by_number'),
        ),
        migrations.AddIndex(
            model_name='inmate',
            index=models.Index(condition=models.Q(('status', 'held')), fields=['facility'], name='held_at_facility'),
        ),
        migrations.AddIndex(
            model_name='visitor',
            index=models.Index(fields=['search_last'], name='visitors_by_last_name', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='visitor',
            index=models.Index(fields=['search_first'], name='visitors_by_first_name', opclasses=['varchar_pattern_ops']),
        ),
    ]

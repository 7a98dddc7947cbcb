from django.db import migrations

BATCH = 1000
COLUMNS = {
    'Inmate': ['search_first', 'search_last', 'search_parts', 'search_number'],
    'Visitor': ['search_first', 'search_last', 'search_parts'],
}


def fold_everything(apps, schema_editor):
    for name, columns in COLUMNS.items():
        model = apps.get_model('people', name)
        rows = list(model.objects.order_by('pk')[:BATCH])
        while rows:
            for row in rows:
                for column in columns:
                    model._meta.get_field(column).pre_save(row, False)
            model.objects.bulk_update(rows, columns, batch_size=100)
            rows = list(model.objects.filter(pk__gt=rows[-1].pk).order_by('pk')[:BATCH])


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_folded_names_and_numbers'),
    ]

    operations = [
        migrations.RunPython(fold_everything, migrations.RunPython.noop),
    ]

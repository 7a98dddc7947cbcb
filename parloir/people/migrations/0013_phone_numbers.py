from django.core.exceptions import ValidationError
from django.db import migrations

from parloir.typed_text.phone_field import PhoneField
from parloir.typed_text.phone_numbers import stored_phone


def store_as_e164(apps, schema_editor):
    """Rewrite the numbers. A text that is no number stays, and is shown as it is."""
    model = apps.get_model('people', 'Visitor')
    for pk, typed in list(model.objects.values_list('pk', 'phone')):
        try:
            stored = stored_phone(typed)
        except ValidationError:
            continue
        model.objects.filter(pk=pk).update(phone=stored)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0012_barcode_state'),
    ]

    operations = [
        migrations.AlterField(
            model_name='visitor',
            name='phone',
            field=PhoneField(max_length=32, verbose_name='phone number'),
        ),
        migrations.RunPython(store_as_e164, migrations.RunPython.noop),
    ]

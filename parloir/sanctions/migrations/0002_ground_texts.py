from django.db import migrations, models
import django.db.models.deletion

import parloir.languages


def make_rows_of_columns(apps, schema_editor):
    rows = apps.get_model("sanctions", "GroundText")
    for ground in apps.get_model("sanctions", "Ground").objects.order_by("id"):
        rows.objects.create(ground=ground, language="en", text=ground.label_en)
        rows.objects.create(ground=ground, language="es", text=ground.label_es)


class Migration(migrations.Migration):

    dependencies = [
        ('sanctions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='GroundText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=parloir.languages.offered_languages, max_length=15, verbose_name='language')),
                ('text', models.CharField(max_length=120, verbose_name='text')),
                ('ground', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='sanctions.ground', verbose_name='ground')),
            ],
            options={
                'verbose_name': 'text',
                'verbose_name_plural': 'texts',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('ground', 'language'), name='one_text_a_language'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='ground_text_says_something'),
                ],
            },
        ),
        migrations.RunPython(make_rows_of_columns),
        migrations.RemoveField(model_name='ground', name='label_en'),
        migrations.RemoveField(model_name='ground', name='label_es'),
    ]

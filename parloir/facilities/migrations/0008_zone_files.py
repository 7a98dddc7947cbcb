import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facilities", "0007_territories")]

    operations = [
        migrations.CreateModel(
            name="ZoneFile",
            fields=[
                (
                    "digest",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=40)),
                ("version", models.CharField(blank=True, max_length=10)),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name="facility",
            name="zone_file",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facilities.zonefile",
            ),
        ),
    ]

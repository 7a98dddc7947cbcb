from datetime import timedelta

import django.utils.timezone
from django.db import migrations, models


def in_sixty_days():
    return django.utils.timezone.now() + timedelta(days=60)


class Migration(migrations.Migration):
    dependencies = [("text_lines", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="writtenline", name="lines_by_time"),
        migrations.AddField(
            model_name="writtenline",
            name="delete_at",
            field=models.DateTimeField(default=in_sixty_days),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="writtenline",
            index=models.Index(fields=["delete_at"], name="lines_by_deletion"),
        ),
    ]

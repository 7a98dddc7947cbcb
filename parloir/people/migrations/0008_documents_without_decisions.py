from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_decisions_of_the_first_agency'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='identitydocument',
            name='document_decided_with_its_time',
        ),
        migrations.RemoveField(
            model_name='identitydocument',
            name='decided_at',
        ),
        migrations.RemoveField(
            model_name='identitydocument',
            name='decided_by',
        ),
        migrations.RemoveField(
            model_name='identitydocument',
            name='reason',
        ),
        migrations.RemoveField(
            model_name='identitydocument',
            name='remark',
        ),
        migrations.RemoveField(
            model_name='identitydocument',
            name='state',
        ),
    ]

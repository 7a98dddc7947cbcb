from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True, verbose_name='when')),
                ('actor_kind', models.CharField(max_length=12, verbose_name='kind of actor')),
                ('actor_ref', models.CharField(blank=True, max_length=40, verbose_name='actor')),
                ('action', models.CharField(max_length=60, verbose_name='what was done')),
                ('subject_kind', models.CharField(max_length=30, verbose_name='kind of subject')),
                ('subject_ref', models.CharField(max_length=40, verbose_name='subject')),
                ('facility_ref', models.CharField(blank=True, max_length=60, verbose_name='facility')),
                ('outcome', models.CharField(max_length=40, verbose_name='outcome')),
                ('details', models.JSONField(default=dict, verbose_name='details')),
            ],
            options={
                'verbose_name': 'audit event',
                'verbose_name_plural': 'audit events',
                'indexes': [models.Index(fields=['subject_kind', 'subject_ref', 'id'], name='audit_audit_subject_fdb2cd_idx'), models.Index(fields=['actor_kind', 'actor_ref', 'id'], name='audit_audit_actor_k_aaaf41_idx')],
            },
        ),
    ]

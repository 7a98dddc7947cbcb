import django.core.validators
import django.db.models.deletion
import parloir.vault.names
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('facilities', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiClient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('name', models.CharField(help_text='For example: jail management system, test', max_length=80, verbose_name='name')),
                ('may_read_availability', models.BooleanField(default=False, verbose_name='see which times can be booked')),
                ('may_read_bookings', models.BooleanField(default=False, verbose_name='read bookings, with the names of both people')),
                ('may_write_bookings', models.BooleanField(default=False, verbose_name='book, move and cancel visits')),
                ('may_read_inmates', models.BooleanField(default=False, verbose_name='read an entry of the roster')),
                ('requests_a_minute', models.PositiveIntegerField(default=600, validators=[django.core.validators.MinValueValidator(1)], verbose_name='requests a minute at most')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(editable=False, verbose_name='made at')),
                ('made_by', models.CharField(blank=True, editable=False, max_length=12, verbose_name='made by')),
                ('last_used_at', models.DateTimeField(editable=False, null=True, verbose_name='last used at')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked at')),
                ('facilities', models.ManyToManyField(related_name='api_clients', to='facilities.facility', verbose_name='facilities that it may touch')),
            ],
            options={
                'verbose_name': 'program that uses the API',
                'verbose_name_plural': 'programs that use the API',
                'ordering': ['name', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('requests_a_minute__gte', 1)), name='client_may_ask'), models.CheckConstraint(condition=models.Q(('revoked_at__isnull', True), ('revoked_at__gte', models.F('made_at')), _connector='OR'), name='client_revoked_after_it_was_made')],
            },
        ),
        migrations.CreateModel(
            name='IdempotentAnswer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=255)),
                ('request_hash', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('sealed_body', models.BinaryField(null=True)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='clients.apiclient')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('client', 'key'), name='one_answer_a_key'), models.CheckConstraint(condition=models.Q(models.Q(('sealed_body__isnull', True), ('status__isnull', True)), models.Q(('sealed_body__isnull', False), ('status__isnull', False)), _connector='OR'), name='answer_is_whole')],
            },
        ),
    ]

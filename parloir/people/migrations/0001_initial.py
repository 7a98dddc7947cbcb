import django.db.models.deletion
import parloir.vault.names
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('facilities', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inmate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('master_id', models.CharField(max_length=20, verbose_name='master ID number')),
                ('first_name', models.CharField(max_length=60, verbose_name='first name')),
                ('last_name', models.CharField(max_length=60, verbose_name='last name')),
                ('search_first', models.CharField(editable=False, max_length=180)),
                ('search_last', models.CharField(editable=False, max_length=180)),
                ('pin_hash', models.CharField(editable=False, max_length=64)),
                ('status', models.CharField(choices=[('held', 'held here'), ('released', 'released')], default='held', max_length=8, verbose_name='status')),
                ('language', models.CharField(default='en', max_length=5, verbose_name='language')),
                ('intake_at', models.DateTimeField(blank=True, help_text="Visits begin after the facility's waiting time, counted from this moment.", null=True, verbose_name='came in at')),
                ('no_visits_until', models.DateField(blank=True, null=True, verbose_name='no visits until and including')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inmates', to='facilities.area', verbose_name='area')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inmates', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'inmate',
                'verbose_name_plural': 'inmates',
                'indexes': [models.Index(fields=['facility', 'search_last'], name='people_inma_facilit_3c1ac7_idx'), models.Index(fields=['facility', 'search_first'], name='people_inma_facilit_dd046e_idx')],
                'constraints': [models.UniqueConstraint(fields=('facility', 'master_id'), name='master_id_once_a_facility')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('court', 'court'), ('programme', 'program or class'), ('medical', 'medical appointment'), ('other', 'other')], max_length=9, verbose_name='kind')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('inmate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='people.inmate', verbose_name='inmate')),
            ],
            options={
                'verbose_name': 'commitment',
                'verbose_name_plural': 'commitments',
                'ordering': ['starts_at'],
                'indexes': [models.Index(fields=['inmate', 'starts_at'], name='people_comm_inmate__99390f_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='commitment_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='Separation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('reason', models.CharField(help_text='For staff: neither of the two reads it.', max_length=200, verbose_name='reason')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.inmate', verbose_name='one of them')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.inmate', verbose_name='the other')),
            ],
            options={
                'verbose_name': 'inmates kept apart',
                'verbose_name_plural': 'inmates kept apart',
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='separation_once_a_pair'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='separation_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Visitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('first_name', models.CharField(max_length=60, verbose_name='first name')),
                ('last_name', models.CharField(max_length=60, verbose_name='last name')),
                ('date_of_birth', models.DateField(verbose_name='date of birth')),
                ('phone', models.CharField(max_length=20, verbose_name='phone number')),
                ('street', models.CharField(max_length=120, verbose_name='street and number')),
                ('city', models.CharField(max_length=60, verbose_name='city')),
                ('region', models.CharField(max_length=40, verbose_name='state')),
                ('postal_code', models.CharField(max_length=10, verbose_name='ZIP code')),
                ('registered_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='visitor', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'visitor',
                'verbose_name_plural': 'visitors',
            },
        ),
        migrations.CreateModel(
            name='NoContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('reason', models.CharField(help_text='For staff: neither of the two reads it.', max_length=200, verbose_name='reason')),
                ('inmate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='no_contacts', to='people.inmate', verbose_name='inmate')),
                ('visitor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='no_contacts', to='people.visitor', verbose_name='visitor')),
            ],
            options={
                'verbose_name': 'no-contact order',
                'verbose_name_plural': 'no-contact orders',
                'constraints': [models.UniqueConstraint(fields=('inmate', 'visitor'), name='no_contact_once_a_pair')],
            },
        ),
        migrations.CreateModel(
            name='Minor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('first_name', models.CharField(max_length=60, verbose_name='first name')),
                ('last_name', models.CharField(max_length=60, verbose_name='last name')),
                ('date_of_birth', models.DateField(verbose_name='date of birth')),
                ('registered_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='minors', to='people.visitor', verbose_name='adult')),
            ],
            options={
                'verbose_name': 'child',
                'verbose_name_plural': 'children',
            },
        ),
        migrations.CreateModel(
            name='IdentityDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('piece', models.CharField(choices=[('photo', 'Photo of you'), ('id_front', 'Front of your ID'), ('id_back', 'Back of your ID')], max_length=8)),
                ('state', models.CharField(choices=[('waiting', 'We are looking at it'), ('approved', 'Approved'), ('refused', 'Please take it again')], default='waiting', max_length=8)),
                ('current', models.BooleanField(default=True)),
                ('barcode', models.JSONField(default=dict)),
                ('submitted_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=12)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('remark', models.CharField(blank=True, max_length=300)),
                ('visitor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='people.visitor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('visitor', 'piece'), name='one_current_document_a_piece'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='document_decided_with_its_time')],
            },
        ),
        migrations.CreateModel(
            name='Companionship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('invited_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('companion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='companionships_of_others', to='people.visitor', verbose_name='companion')),
                ('visitor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='companionships', to='people.visitor', verbose_name='visitor')),
            ],
            options={
                'verbose_name': 'companion',
                'verbose_name_plural': 'companions',
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('visitor', 'email'), name='invited_once'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('companion__isnull', True)), models.Q(('accepted_at__isnull', False), ('companion__isnull', False)), _connector='OR'), name='companion_has_accepted'), models.CheckConstraint(condition=models.Q(('companion', models.F('visitor')), _negated=True), name='nobody_accompanies_themselves')],
            },
        ),
        migrations.CreateModel(
            name='ApprovedVisitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('inmate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approved_visitors', to='people.inmate', verbose_name='inmate')),
                ('visitor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approved_for', to='people.visitor', verbose_name='visitor')),
            ],
            options={
                'verbose_name': 'approved visitor',
                'verbose_name_plural': 'approved visitors',
                'constraints': [models.UniqueConstraint(fields=('inmate', 'visitor'), name='on_a_list_once')],
            },
        ),
    ]

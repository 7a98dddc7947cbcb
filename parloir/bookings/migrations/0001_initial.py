import django.db.models.deletion
import parloir.vault.names
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('facilities', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('kind', models.CharField(choices=[('onsite', 'on-site'), ('remote', 'remote')], max_length=6, verbose_name='kind of visit')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('turnover_minutes', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('reserved', 'reserved'), ('booked', 'booked'), ('displaced', 'needs a new time'), ('cancelled', 'cancelled'), ('fulfilled', 'took place'), ('not_held', 'did not take place')], default='booked', max_length=9, verbose_name='status')),
                ('reserved_until', models.DateTimeField(null=True, verbose_name='reserved until')),
                ('pin_hash', models.CharField(blank=True, max_length=64)),
                ('sealed_pin', models.BinaryField(default=bytes)),
                ('booked_at', models.DateTimeField(verbose_name='booked at')),
                ('times_changed', models.PositiveSmallIntegerField(default=0)),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('cancelled_for', models.CharField(blank=True, choices=[('visitor', 'cancelled by you'), ('staff', 'cancelled by the facility'), ('restriction', 'cancelled by a restriction')], max_length=11, verbose_name='why it was cancelled')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='facilities.facility', verbose_name='facility')),
                ('inmate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='people.inmate', verbose_name='inmate')),
                ('monitor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='facilities.monitor', verbose_name='monitor')),
                ('moves', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='new_time', to='bookings.booking')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.station', verbose_name='station')),
                ('visitor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='people.visitor', verbose_name='visitor')),
            ],
            options={
                'verbose_name': 'booking',
                'verbose_name_plural': 'bookings',
                'indexes': [models.Index(condition=models.Q(('state', 'booked')), fields=['facility', 'starts_at'], name='open_bookings_by_time'), models.Index(condition=models.Q(('state', 'reserved')), fields=['reserved_until'], name='reservations_by_end'), models.Index(fields=['facility', 'starts_at'], name='bookings_by_time'), models.Index(fields=['visitor', 'starts_at'], name='bookings_bo_visitor_4b7e3e_idx'), models.Index(fields=['inmate', 'starts_at'], name='bookings_bo_inmate__c97c1a_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('booked', 'displaced'))), fields=('facility', 'pin_hash'), name='pin_once_among_open_bookings'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='booking_ends_later'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'onsite'), ('monitor__isnull', False)), models.Q(('kind', 'remote'), ('monitor__isnull', True)), _connector='OR'), name='onsite_booking_has_a_monitor'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ('reserved', 'booked', 'displaced'))), models.Q(models.Q(('state__in', ('reserved', 'booked', 'displaced')), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='booking_closed_with_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('pin_hash', ''), ('reserved_until__isnull', False), ('state', 'reserved')), models.Q(models.Q(('state', 'reserved'), _negated=True), models.Q(('pin_hash', ''), _negated=True), ('moves__isnull', True), ('reserved_until__isnull', True)), _connector='OR'), name='reserved_without_a_pin')],
            },
        ),
        migrations.CreateModel(
            name='BookingCompanion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bookings_as_companion', to='people.minor', verbose_name='minor')),
                ('visitor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bookings_as_companion', to='people.visitor', verbose_name='adult')),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='companions', to='bookings.booking')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('visitor__isnull', False)), fields=('booking', 'visitor'), name='adult_is_companion_once'), models.UniqueConstraint(condition=models.Q(('minor__isnull', False)), fields=('booking', 'minor'), name='minor_is_companion_once'), models.CheckConstraint(condition=models.Q(models.Q(('minor__isnull', True), ('visitor__isnull', False)), models.Q(('minor__isnull', False), ('visitor__isnull', True)), _connector='OR'), name='companion_is_adult_or_minor')],
            },
        ),
        migrations.CreateModel(
            name='PartyLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adults', models.PositiveSmallIntegerField(default=1, verbose_name='adults at most')),
                ('minors', models.PositiveSmallIntegerField(default=0, verbose_name='minors at most')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='party_limits', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'largest party',
                'verbose_name_plural': 'largest parties',
                'ordering': ['-adults', '-minors'],
                'constraints': [models.UniqueConstraint(fields=('facility', 'adults', 'minors'), name='one_party_limit_once'), models.CheckConstraint(condition=models.Q(('adults__gte', 1)), name='a_party_has_an_adult')],
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=[('inmate', 'for each inmate'), ('visitor', 'for each visitor'), ('pair', 'for each visitor with the same inmate')], max_length=7, verbose_name='counted')),
                ('kind', models.CharField(blank=True, choices=[('onsite', 'on-site'), ('remote', 'remote')], help_text='Empty: visits of both kinds count together.', max_length=6, verbose_name='kind of visit')),
                ('period', models.CharField(choices=[('day', 'a day'), ('week', 'a week')], max_length=4, verbose_name='in')),
                ('most', models.PositiveSmallIntegerField(verbose_name='visits at most')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'quota',
                'verbose_name_plural': 'quotas',
                'ordering': ['of', 'kind', 'period'],
                'constraints': [models.UniqueConstraint(fields=('facility', 'of', 'kind', 'period'), name='one_quota_of_a_sort')],
            },
        ),
        migrations.CreateModel(
            name='Repair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('rule', models.CharField(max_length=24, verbose_name='what stands in the way')),
                ('was_at', models.DateTimeField(verbose_name='was booked for')),
                ('opened_at', models.DateTimeField(verbose_name='on the list since')),
                ('state', models.CharField(choices=[('open', 'waits for a new time'), ('settled', 'settled')], default='open', max_length=7, verbose_name='status')),
                ('settlement', models.CharField(blank=True, choices=[('accepted', 'the visitor took another time'), ('moved', 'moved by staff'), ('restored', 'takes place as it was'), ('cancelled', 'cancelled'), ('lapsed', 'not settled before its time')], max_length=9, verbose_name='how it was settled')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled at')),
                ('settled_by', models.CharField(blank=True, max_length=30, verbose_name='settled by')),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='repairs', to='bookings.booking', verbose_name='booking')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repairs', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'repair',
                'verbose_name_plural': 'repairs',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('booking',), name='one_open_repair'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settlement', ''), ('state', 'open')), models.Q(('settled_at__isnull', False), ('state', 'settled'), models.Q(('settlement', ''), _negated=True)), _connector='OR'), name='repair_settled_with_its_time')],
            },
        ),
        migrations.CreateModel(
            name='SlotClaim',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('resource', models.CharField(max_length=24)),
                ('tick', models.PositiveIntegerField()),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='bookings.booking')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('resource', 'tick'), name='one_claim_a_tick')],
            },
        ),
    ]

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import parloir.facilities.models
import parloir.vault.names
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Facility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='name in addresses of this site')),
                ('name', models.CharField(max_length=100, verbose_name='name in the directory')),
                ('official_name', models.CharField(max_length=120, verbose_name='official name')),
                ('short_zone_name', models.CharField(help_text='For example: Central', max_length=20, verbose_name='time zone as people say it')),
                ('time_zone', models.CharField(max_length=40, validators=[parloir.facilities.models.must_be_time_zone], verbose_name='time zone')),
                ('street', models.CharField(max_length=120, verbose_name='street and number')),
                ('city', models.CharField(max_length=60, verbose_name='city')),
                ('postal_code', models.CharField(max_length=10, verbose_name='ZIP code')),
                ('phone', models.CharField(max_length=20, verbose_name='phone number')),
                ('effective_date', models.DateField(help_text='Nothing can be booked before it.', verbose_name='first day of video visits')),
                ('visit_minutes', models.PositiveSmallIntegerField(default=30, validators=[parloir.facilities.models.must_be_ticks], verbose_name='length of a visit in minutes')),
                ('grid_minutes', models.PositiveSmallIntegerField(default=30, validators=[parloir.facilities.models.must_be_ticks], verbose_name='minutes from one start to the next')),
                ('turnover_minutes', models.PositiveSmallIntegerField(default=0, validators=[parloir.facilities.models.must_be_ticks], verbose_name='minutes of rest between two visits')),
                ('notice_minutes', models.PositiveIntegerField(default=0, help_text='0: until the visit begins.', verbose_name='shortest notice in minutes')),
                ('horizon_days', models.PositiveSmallIntegerField(default=120, verbose_name='bookable days ahead')),
                ('week_begins', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, help_text='Quotas of a week are counted from it.', verbose_name='first day of the week')),
                ('intake_wait_hours', models.PositiveSmallIntegerField(default=0, verbose_name='hours from coming in to the first visit')),
                ('keeps_visitor_lists', models.BooleanField(default=False, help_text="If so, only visitors on an inmate's list can visit.", verbose_name='inmates have lists of approved visitors')),
                ('early_minutes', models.PositiveSmallIntegerField(default=15, verbose_name='admitted before the start')),
                ('grace_minutes', models.PositiveSmallIntegerField(default=10, verbose_name='admitted after the start')),
                ('cancel_minutes', models.PositiveIntegerField(default=0, verbose_name='cancel until, minutes before the start')),
                ('approval', models.CharField(choices=[('to_book', 'needed to book a visit'), ('to_be_admitted', 'needed to be admitted to a visit')], default='to_book', max_length=14, verbose_name='approval of the identity')),
                ('four_eyes', models.BooleanField(default=False, help_text='For reviews. Appeals are always decided by somebody else.', verbose_name='nobody decides a case that they recorded')),
                ('appeal_days', models.PositiveSmallIntegerField(default=30, verbose_name='days within which a restriction can be appealed')),
                ('appeal_answer_days', models.PositiveSmallIntegerField(default=14, verbose_name='days within which appeals are answered')),
                ('still_days', models.PositiveSmallIntegerField(default=365, help_text='For visits that an officer ended: counted from the last decision about it. While a decision or an appeal can still come, they stay.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='days for which still pictures are kept')),
                ('unattended', models.CharField(choices=[('allow', 'visits begin and go on'), ('mark', 'visits begin and go on, and are marked'), ('hold', 'no visit begins; those that are live go on'), ('pause', 'no visit begins; those that are live are paused')], default='allow', max_length=5, verbose_name='while nobody is at the console')),
                ('pause_stops_clock', models.BooleanField(default=True, help_text='While the place is free afterwards, a paused visit ends later.', verbose_name='a pause does not cost time')),
                ('unseen_minutes', models.PositiveSmallIntegerField(default=10, verbose_name='minutes after which an unwatched visit stands out')),
                ('answer_hours', models.PositiveSmallIntegerField(default=24, verbose_name='hours within which registrations are looked at')),
            ],
            options={
                'verbose_name': 'facility',
                'verbose_name_plural': 'facilities',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('grid_minutes__gte', 5), ('visit_minutes__gte', 5)), name='visits_and_grid_last'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.expressions.CombinedExpression(models.F('visit_minutes'), '%%', models.Value(5)), 0), django.db.models.lookups.Exact(django.db.models.expressions.CombinedExpression(models.F('grid_minutes'), '%%', models.Value(5)), 0), django.db.models.lookups.Exact(django.db.models.expressions.CombinedExpression(models.F('turnover_minutes'), '%%', models.Value(5)), 0)), name='lengths_are_whole_ticks')],
            },
        ),
        migrations.CreateModel(
            name='State',
            fields=[
                ('code', models.CharField(max_length=2, primary_key=True, serialize=False, verbose_name='abbreviation')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
            ],
            options={
                'verbose_name': 'state',
                'verbose_name_plural': 'states',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('facility', 'name'), name='area_once_a_facility')],
            },
        ),
        migrations.CreateModel(
            name='Monitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('in_service', models.BooleanField(default=True, verbose_name='in service')),
                ('asked_for_staff_at', models.DateTimeField(editable=False, null=True)),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monitors', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'monitor',
                'verbose_name_plural': 'monitors',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('facility', 'name'), name='monitor_once_a_facility')],
            },
        ),
        migrations.AddField(
            model_name='facility',
            name='state',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='facilities.state', verbose_name='state'),
        ),
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(blank=True, help_text='Stations with consecutive numbers are next to each other. Empty: it is next to none.', null=True, verbose_name='place in the row')),
                ('in_service', models.BooleanField(default=True, verbose_name='in service')),
                ('asked_for_staff_at', models.DateTimeField(editable=False, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stations', to='facilities.area', verbose_name='area')),
            ],
            options={
                'verbose_name': 'station',
                'verbose_name_plural': 'stations',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('area', 'name'), name='station_once_an_area')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('monitor', 'monitor'), ('station', 'station')], max_length=8)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('code', models.CharField(max_length=8)),
                ('requested_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('connection', models.CharField(blank=True, max_length=40)),
                ('connected_at', models.DateTimeField(null=True)),
                ('monitor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='facilities.monitor')),
                ('station', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='facilities.station')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_at__isnull', True), models.Q(('kind', 'monitor'), ('monitor__isnull', False), ('station__isnull', True)), models.Q(('kind', 'station'), ('monitor__isnull', True), ('station__isnull', False)), _connector='OR'), name='approved_enrolment_has_its_device'), models.UniqueConstraint(condition=models.Q(('approved_at__isnull', True), ('revoked_at__isnull', True)), fields=('code',), name='open_enrolment_code_once'), models.UniqueConstraint(condition=models.Q(('approved_at__isnull', False), ('revoked_at__isnull', True)), fields=('monitor',), name='one_enrolment_a_monitor'), models.UniqueConstraint(condition=models.Q(('approved_at__isnull', False), ('revoked_at__isnull', True)), fields=('station',), name='one_enrolment_a_station')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('reason', models.CharField(help_text='Visitors read this.', max_length=200, verbose_name='reason')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='facilities.area', verbose_name='area')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='facilities.facility', verbose_name='facility')),
                ('monitor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='facilities.monitor', verbose_name='monitor')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='facilities.station', verbose_name='station')),
            ],
            options={
                'verbose_name': 'closure',
                'verbose_name_plural': 'closures',
                'ordering': ['starts_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='closure_ends_later'), models.CheckConstraint(condition=models.Q(models.Q(('monitor__isnull', True), ('station__isnull', True)), models.Q(('area__isnull', True), ('monitor__isnull', True)), models.Q(('area__isnull', True), ('station__isnull', True)), _connector='OR'), name='closure_has_one_scope')],
            },
        ),
        migrations.CreateModel(
            name='VisitingHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('onsite', 'on-site'), ('remote', 'remote')], max_length=6, verbose_name='kind of visit')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
                ('area', models.ForeignKey(blank=True, help_text='Empty: for all areas without hours of their own.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='facilities.area', verbose_name='area')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'visiting hours',
                'verbose_name_plural': 'visiting hours',
                'ordering': ['kind', 'weekday', 'opens'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('area__isnull', True)), fields=('facility', 'kind', 'weekday', 'opens'), name='one_window_opens_once'), models.UniqueConstraint(condition=models.Q(('area__isnull', False)), fields=('area', 'kind', 'weekday', 'opens'), name='one_window_of_an_area_opens_once'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens')), ('closes', '00:00'), _connector='OR'), name='window_closes_after_it_opens')],
            },
        ),
    ]

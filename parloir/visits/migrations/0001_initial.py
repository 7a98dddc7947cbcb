import django.db.models.deletion
import parloir.vault.names
import parloir.visits.models.visit
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bookings', '0001_initial'),
        ('facilities', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OnDuty',
            fields=[
                ('connection', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('officer_ref', models.CharField(max_length=12)),
                ('officer_name', models.CharField(max_length=120)),
                ('facility_slugs', models.JSONField(default=list)),
                ('seen_at', models.DateTimeField()),
                ('is_visible', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='OfficerPresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('absent_since', models.DateTimeField(null=True)),
                ('facility', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='officer_presence', to='facilities.facility')),
            ],
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('state', models.CharField(choices=[('waiting', 'waiting for both parties'), ('live', 'live'), ('ended', 'ended')], default='waiting', max_length=7, verbose_name='status')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('started_at', models.DateTimeField(null=True, verbose_name='began at')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('outcome', models.CharField(blank=True, choices=[('completed', 'took place'), ('ended_early', 'ended early by one of the parties'), ('terminated', 'ended by an officer'), ('visitor_absent', 'the visitor did not come'), ('inmate_absent', 'the inmate did not come'), ('nobody_came', 'neither party came'), ('technical', 'did not take place for a technical reason'), ('cancelled', 'cancelled before it began'), ('restricted', 'ended by a restriction of visits'), ('closed', 'ended because the facility closed')], max_length=14, verbose_name='outcome')),
                ('ended_by', models.CharField(blank=True, max_length=30, verbose_name='ended by')),
                ('ground', models.CharField(blank=True, max_length=20, verbose_name='ground')),
                ('visitor_at_fault', models.BooleanField(default=False)),
                ('inmate_at_fault', models.BooleanField(default=False)),
                ('room_id', models.BigIntegerField(default=parloir.visits.models.visit.new_room_id, unique=True)),
                ('room_secret', models.CharField(default=parloir.vault.names.new_token, max_length=64)),
                ('room_opened_at', models.DateTimeField(null=True)),
                ('room_closed_at', models.DateTimeField(null=True)),
                ('trouble_since', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True, verbose_name='looked at last')),
                ('warnings', models.PositiveSmallIntegerField(default=0, verbose_name='warnings given')),
                ('visitor_muted', models.BooleanField(default=False)),
                ('inmate_muted', models.BooleanField(default=False)),
                ('paused_at', models.DateTimeField(null=True, verbose_name='paused at')),
                ('paused_for', models.CharField(blank=True, choices=[('officer', 'paused by an officer'), ('unwatched', 'paused because nobody watched')], max_length=10)),
                ('clock_stopped_at', models.DateTimeField(null=True)),
                ('video_unmuted_at', models.DateTimeField(null=True)),
                ('assigned_officer_ref', models.CharField(blank=True, max_length=12, verbose_name='in the hands of')),
                ('assigned_at', models.DateTimeField(null=True)),
                ('assignment_accepted_at', models.DateTimeField(null=True)),
                ('went_unwatched', models.BooleanField(default=False, verbose_name='went on with nobody watching')),
                ('booking', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='visit', to='bookings.booking', verbose_name='booking')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'indexes': [models.Index(condition=models.Q(('state', 'ended'), _negated=True), fields=['ends_at'], name='open_visits_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at__isnull', True), ('outcome', '')), _connector='OR'), name='visit_ended_with_its_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'live'), _negated=True), ('started_at__isnull', False), _connector='OR'), name='live_visit_has_started'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'terminated'), models.Q(('ground', ''), _negated=True)), models.Q(models.Q(('outcome', 'terminated'), _negated=True), ('ground', '')), _connector='OR'), name='terminated_with_a_ground'), models.CheckConstraint(condition=models.Q(models.Q(('clock_stopped_at', None), ('paused_at__isnull', True), ('paused_for', '')), models.Q(('paused_at__isnull', False), models.Q(('paused_for', ''), _negated=True)), _connector='OR'), name='paused_with_its_reason')],
            },
        ),
        migrations.CreateModel(
            name='Still',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('side', models.CharField(choices=[('visitor', 'visitor'), ('inmate', 'inmate')], max_length=8)),
                ('taken_at', models.DateTimeField()),
                ('taken_by', models.CharField(max_length=12)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stills', to='visits.visit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('visit', 'side'), name='one_still_a_side')],
            },
        ),
        migrations.CreateModel(
            name='Leg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=8)),
                ('owner', models.CharField(max_length=40)),
                ('generation', models.PositiveIntegerField()),
                ('session_id', models.BigIntegerField(unique=True)),
                ('feed_id', models.BigIntegerField(null=True, unique=True)),
                ('streams', models.JSONField(default=dict)),
                ('muted_scope', models.CharField(blank=True, choices=[('sound', 'the sound'), ('all', 'sound and picture')], max_length=5)),
                ('mute_number', models.PositiveIntegerField(default=0)),
                ('video_muted_early', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legs', to='visits.visit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['visit'], name='open_legs')],
                'constraints': [models.UniqueConstraint(fields=('visit', 'owner', 'generation'), name='one_generation_once')],
            },
        ),
        migrations.CreateModel(
            name='Termination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('persons', models.JSONField(default=list)),
                ('note', models.CharField(blank=True, max_length=2000)),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_ref', models.CharField(blank=True, max_length=40)),
                ('visit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='termination', to='visits.visit')),
            ],
        ),
        migrations.CreateModel(
            name='Intervention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('message', 'message'), ('warning', 'warning'), ('mute', 'sound off'), ('unmute', 'sound on'), ('pause', 'paused'), ('resume', 'goes on'), ('clock_runs', 'the clock goes on'), ('extend', 'extended'), ('hand_over', 'handed over'), ('take_over', 'taken over'), ('speak', 'speaks'), ('spoken', 'has spoken')], max_length=10)),
                ('concerns_visitor', models.BooleanField(default=True)),
                ('concerns_inmate', models.BooleanField(default=True)),
                ('person_ref', models.CharField(blank=True, max_length=12)),
                ('code', models.CharField(blank=True, max_length=20)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('minutes', models.PositiveSmallIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_ref', models.CharField(blank=True, max_length=40)),
                ('to_ref', models.CharField(blank=True, max_length=12)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interventions', to='visits.visit')),
            ],
            options={
                'indexes': [models.Index(fields=['visit', 'at'], name='visits_inte_visit_i_d82052_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('concerns_visitor', True), ('concerns_inmate', True), _connector='OR'), name='intervention_concerns_a_side')],
            },
        ),
        migrations.CreateModel(
            name='Admission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True)),
                ('side', models.CharField(choices=[('visitor', 'visitor'), ('inmate', 'inmate')], max_length=8)),
                ('state', models.CharField(choices=[('greeted', 'PIN accepted'), ('reading', 'reads the rules'), ('checking', 'checks camera and microphone'), ('ready', 'ready, or in the visit'), ('left', 'has left')], default='greeted', max_length=8)),
                ('language', models.CharField(max_length=5)),
                ('admitted_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField()),
                ('ready_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('thanks_until', models.DateTimeField(null=True)),
                ('connection', models.CharField(blank=True, max_length=40)),
                ('monitor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='facilities.monitor')),
                ('station', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='facilities.station')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admissions', to='visits.visit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'left'), _negated=True), fields=('visit', 'side'), name='one_admission_a_side'), models.UniqueConstraint(condition=models.Q(('state', 'left'), _negated=True), fields=('monitor',), name='one_admission_a_monitor'), models.UniqueConstraint(condition=models.Q(('state', 'left'), _negated=True), fields=('station',), name='one_admission_a_station'), models.CheckConstraint(condition=models.Q(models.Q(('left_at__isnull', False), ('state', 'left')), models.Q(models.Q(('state', 'left'), _negated=True), ('left_at__isnull', True)), _connector='OR'), name='admission_left_with_its_time')],
            },
        ),
        migrations.CreateModel(
            name='WatchSpan',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('connection', models.CharField(max_length=40)),
                ('officer_ref', models.CharField(max_length=12)),
                ('from_at', models.DateTimeField()),
                ('to_at', models.DateTimeField()),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watched', to='visits.visit')),
            ],
            options={
                'indexes': [models.Index(fields=['connection', 'to_at'], name='visits_watc_connect_a10f1d_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_at__gte', models.F('from_at'))), name='watched_forwards')],
            },
        ),
    ]

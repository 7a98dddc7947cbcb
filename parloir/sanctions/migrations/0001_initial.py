import django.core.validators
import django.db.models.deletion
import parloir.sanctions.models.ladders
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
            name='LadderPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('whose', models.CharField(choices=[('visitor', 'visitors'), ('inmate', 'inmates')], default='visitor', max_length=7, verbose_name='for')),
                ('window_days', models.PositiveIntegerField(blank=True, help_text='Empty: it counts forever.', null=True, verbose_name='days after which an offense no longer counts')),
                ('counted', models.JSONField(default=parloir.sanctions.models.ladders.every_ground, verbose_name='grounds that count')),
                ('confirm_permanent', models.BooleanField(default=False, verbose_name='a second person confirms a permanent restriction')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ladders', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'ladder',
                'verbose_name_plural': 'ladders',
                'constraints': [models.UniqueConstraint(fields=('facility', 'whose'), name='one_ladder_each'), models.CheckConstraint(condition=models.Q(('whose__in', ['visitor', 'inmate'])), name='ladder_whose'), models.CheckConstraint(condition=models.Q(('confirm_permanent', False), ('whose', 'visitor'), _connector='OR'), name='visitors_are_confirmed')],
            },
        ),
        migrations.CreateModel(
            name='LadderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='offense number')),
                ('days', models.PositiveSmallIntegerField(blank=True, help_text='Empty: permanent.', null=True, verbose_name='days')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='sanctions.ladderpolicy', verbose_name='ladder')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('policy', 'position'), name='one_step_a_position'), models.CheckConstraint(condition=models.Q(('position__gte', 1), models.Q(('days__isnull', True), ('days__gte', 1), _connector='OR')), name='step_lasts')],
            },
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('from_date', models.DateField(verbose_name='first day')),
                ('until_date', models.DateField(null=True, verbose_name='last day')),
                ('imposed_at', models.DateTimeField(verbose_name='imposed at')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='lifted at')),
                ('mitigated_at', models.DateTimeField(null=True, verbose_name='mitigated at')),
                ('mitigated_until', models.DateField(null=True, verbose_name='mitigated until')),
                ('origin', models.CharField(choices=[('ladder', 'the ladder'), ('review', 'a review')], default='ladder', max_length=6, verbose_name='follows from')),
                ('awaits_second', models.BooleanField(default=False, verbose_name='waits for a second person')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.facility', verbose_name='facility')),
                ('visitor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='people.visitor', verbose_name='visitor')),
            ],
            options={
                'verbose_name': 'restriction',
                'verbose_name_plural': 'restrictions',
                'abstract': False,
                'indexes': [models.Index(fields=['visitor', 'facility'], name='sanctions_r_visitor_93e0c3_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='restriction_ends_later'), models.CheckConstraint(condition=models.Q(('mitigated_until__isnull', True), ('mitigated_at__isnull', False), _connector='OR'), name='restriction_mitigated_at_a_time'), models.CheckConstraint(condition=models.Q(('awaits_second', False), models.Q(('lifted_at__isnull', True), ('until_date__isnull', True)), _connector='OR'), name='second_person_for_permanent')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('state', models.CharField(choices=[('open', 'waiting for a decision'), ('decided', 'decided')], default='open', max_length=8, verbose_name='status')),
                ('channel', models.CharField(choices=[('page', 'on the web site'), ('paper', 'on paper')], max_length=5, verbose_name='came')),
                ('text', models.CharField(max_length=4000, verbose_name='what the visitor says')),
                ('received_date', models.DateField(verbose_name='received on')),
                ('answer_by_date', models.DateField(verbose_name='to be answered by')),
                ('filed_at', models.DateTimeField(verbose_name='filed at')),
                ('filed_by', models.CharField(max_length=12, verbose_name='filed by')),
                ('decision', models.CharField(blank=True, choices=[('uphold', 'The restriction stays'), ('shorten', 'It ends earlier'), ('overturn', 'It is lifted, and the violation dismissed')], max_length=8, verbose_name='decision')),
                ('reason', models.CharField(blank=True, max_length=2000, verbose_name='reason')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.CharField(blank=True, max_length=12, verbose_name='decided by')),
                ('restriction', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='sanctions.restriction', verbose_name='restriction')),
            ],
            options={
                'verbose_name': 'appeal',
                'verbose_name_plural': 'appeals',
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['answer_by_date'], name='open_appeals')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='appeal_says_something'), models.CheckConstraint(condition=models.Q(('answer_by_date__gte', models.F('received_date'))), name='appeal_answered_later'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decision', ''), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state', 'decided'), models.Q(('decision', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='appeal_decided_whole_or_not')],
            },
        ),
        migrations.CreateModel(
            name='Violation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('visit_ref', models.CharField(max_length=12, verbose_name='visit')),
                ('ground', models.CharField(max_length=20, verbose_name='ground')),
                ('by_visitor', models.BooleanField(default=False)),
                ('by_inmate', models.BooleanField(default=False)),
                ('note', models.CharField(blank=True, max_length=2000, verbose_name='note')),
                ('state', models.CharField(choices=[('upheld', 'upheld'), ('under_review', 'under review'), ('dismissed', 'dismissed')], max_length=12, verbose_name='status')),
                ('occurred_date', models.DateField(verbose_name='date')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('recorded_by', models.CharField(max_length=12, verbose_name='recorded by')),
                ('looked_at', models.DateTimeField(null=True, verbose_name='looked at by a supervisor')),
                ('looked_by', models.CharField(blank=True, max_length=12, verbose_name='supervisor who looked at it')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.facility', verbose_name='facility')),
                ('inmate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='violations', to='people.inmate', verbose_name='inmate')),
                ('visitor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='violations', to='people.visitor', verbose_name='visitor')),
            ],
            options={
                'verbose_name': 'violation',
                'verbose_name_plural': 'violations',
                'indexes': [models.Index(condition=models.Q(('looked_at__isnull', True)), fields=['facility', 'recorded_at'], name='violations_not_looked_at')],
                'constraints': [models.UniqueConstraint(fields=('visit_ref', 'visitor'), name='one_violation_a_visit'), models.CheckConstraint(condition=models.Q(('ground', ''), _negated=True), name='violation_has_a_ground'), models.CheckConstraint(condition=models.Q(('by_visitor', True), ('by_inmate', True), _connector='OR'), name='violation_by_a_side'), models.CheckConstraint(condition=models.Q(models.Q(('looked_at__isnull', True), ('looked_by', '')), models.Q(('looked_at__isnull', False), models.Q(('looked_by', ''), _negated=True)), _connector='OR'), name='looked_at_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Ruling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('kind', models.CharField(choices=[('dismiss', 'Violation dismissed'), ('reinstate', 'Violation upheld again'), ('redate', 'Date corrected'), ('lift', 'Restriction lifted'), ('shorten', 'Restriction shortened'), ('confirm', 'Permanent restriction confirmed')], max_length=9, verbose_name='decision')),
                ('on_inmate', models.BooleanField(default=False, verbose_name="on the inmate's restriction")),
                ('date', models.DateField(null=True, verbose_name='date')),
                ('reason', models.CharField(max_length=2000, verbose_name='reason')),
                ('made_at', models.DateTimeField(verbose_name='decided at')),
                ('made_by', models.CharField(max_length=12, verbose_name='decided by')),
                ('violation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='sanctions.violation', verbose_name='violation')),
            ],
            options={
                'verbose_name': 'ruling',
                'verbose_name_plural': 'rulings',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ruling_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('date__isnull', False), ('kind__in', ['redate', 'shorten'])), models.Q(models.Q(('kind__in', ['redate', 'shorten']), _negated=True), ('date__isnull', True)), _connector='OR'), name='ruling_has_its_date')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('state', models.CharField(choices=[('open', 'waiting for a decision'), ('decided', 'decided')], default='open', max_length=8, verbose_name='status')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('decision', models.CharField(blank=True, choices=[('dismiss', 'Dismiss'), ('warn', 'Warn'), ('restrict', 'Restrict until a date'), ('permanent', 'Restrict permanently')], max_length=10, verbose_name='decision')),
                ('reason', models.CharField(blank=True, max_length=2000, verbose_name='reason')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.CharField(blank=True, max_length=12, verbose_name='decided by')),
                ('violation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='sanctions.violation', verbose_name='violation')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decision', ''), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state', 'decided'), models.Q(('decision', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='review_decided_whole_or_not')],
            },
        ),
        migrations.AddField(
            model_name='restriction',
            name='violation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='sanctions.violation', verbose_name='violation'),
        ),
        migrations.CreateModel(
            name='InmateRestriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=parloir.vault.names.new_public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('from_date', models.DateField(verbose_name='first day')),
                ('until_date', models.DateField(null=True, verbose_name='last day')),
                ('imposed_at', models.DateTimeField(verbose_name='imposed at')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='lifted at')),
                ('mitigated_at', models.DateTimeField(null=True, verbose_name='mitigated at')),
                ('mitigated_until', models.DateField(null=True, verbose_name='mitigated until')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.facility', verbose_name='facility')),
                ('inmate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='people.inmate', verbose_name='inmate')),
                ('violation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='sanctions.violation', verbose_name='violation')),
            ],
            options={
                'verbose_name': 'restriction of an inmate',
                'verbose_name_plural': 'restrictions of inmates',
                'abstract': False,
                'indexes': [models.Index(fields=['inmate', 'facility'], name='sanctions_i_inmate__d0e5f3_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='inmaterestriction_ends_later'), models.CheckConstraint(condition=models.Q(('mitigated_until__isnull', True), ('mitigated_at__isnull', False), _connector='OR'), name='inmaterestriction_mitigated_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Ground',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='For the records, in small letters: it stays as it is.', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]*$', 'Use small letters, digits and underscores.')], verbose_name='short name')),
                ('label_en', models.CharField(max_length=120, verbose_name='in English')),
                ('label_es', models.CharField(max_length=120, verbose_name='in Spanish')),
                ('counts', models.BooleanField(default=True, verbose_name='counts on the ladder')),
                ('in_use', models.BooleanField(default=True, help_text='Not in use: it is no longer offered. What was recorded stays.', verbose_name='in use')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='own_grounds', to='facilities.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'ground',
                'verbose_name_plural': 'grounds',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('facility', 'code'), name='one_ground_a_code'), models.CheckConstraint(condition=models.Q(('code__in', ['nudity', 'abuse', 'phone', 'driving', 'drugs', 'weapons', 'other']), _negated=True), name='ground_is_its_own')],
            },
        ),
    ]

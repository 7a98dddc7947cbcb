"""Checks of facts that concern several rows together."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from parloir.accounts.models import StaffRole
from parloir.facilities.models import Facility
from parloir.facts.edits import AppliedEdit
from parloir.sanctions.models import LadderPolicy, LadderStep, check_steps


def check_consistency(done: Iterable[AppliedEdit]) -> None:
    """Raises ValidationError. Visiting hours check one another in their own model."""
    done = list(done)
    rows = [row for one in done for row in one.rows]
    for policy in LadderPolicy.objects.filter(pk__in=set(_policies(rows))):
        check_steps(policy.steps.values_list("position", "days"))
    _check_facilities_of([one.after for one in done if isinstance(one.after, StaffRole)])


def _policies(rows: Iterable[Model]) -> Iterable[int]:
    for row in rows:
        if isinstance(row, LadderPolicy):
            yield row.pk
        elif isinstance(row, LadderStep):
            yield row.policy_id


def _check_facilities_of(roles: Iterable[StaffRole]) -> None:
    """Check that facilities exist: a role has a facility's slug, and no foreign key."""
    slugs = {role.facility_slug for role in roles}
    known = Facility.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    if slugs - set(known):
        raise ValidationError(_("This facility does not exist. Choose one from the list."))

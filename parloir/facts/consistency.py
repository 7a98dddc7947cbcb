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
    roles = [one.after for one in done if isinstance(one.after, StaffRole)]
    _check_facilities_of(roles)
    _check_no_role_is_left_over([one for one in done if isinstance(one.row, Facility)], roles)


def _check_no_role_is_left_over(facilities: Iterable[AppliedEdit], new: list[StaffRole]) -> None:
    """Check that no role is named after a facility that goes, or was before one that comes.

    A new facility under the name of an earlier one would let its staff in.
    """
    slugs = [_slugs_that_come_or_go(one.before, one.after) for one in facilities]
    roles = StaffRole.objects.filter(facility_slug__in=set[str]().union(*slugs))
    if roles.exclude(pk__in=[role.pk for role in new]).exists():
        raise ValidationError(
            _("Members of staff still have roles under this name in addresses. End them first.")
        )


def _slugs_that_come_or_go(before: Model | None, after: Model | None) -> set[str]:
    """Return the slugs that a facility has before or after an edit, and not both."""
    earlier = {before.slug} if isinstance(before, Facility) else set()
    later = {after.slug} if isinstance(after, Facility) else set()
    return earlier ^ later


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

"""Who may change which fact: one table of roles, which `configure` asks in its transaction.

A role counts at the fact's facility, as the fact is and as it will be, so that nothing is moved
into or out of a facility where one has no right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Model

from parloir.accounts.models import Role, StaffRole, User
from parloir.accounts.policies import facilities_served, is_operator
from parloir.audit.actors import INSTALLATION_ACTORS, Actor
from parloir.bookings.models import PartyLimit, Quota
from parloir.facilities.models import (
    Agency,
    Area,
    Closure,
    Facility,
    Monitor,
    Station,
    VisitingHours,
)
from parloir.facts.account_authority import AccountAuthority
from parloir.facts.change_refused import ChangeRefused, Reason
from parloir.facts.edits import Added, Changed, Edit, Removed
from parloir.facts.scope import facilities_of
from parloir.people.models import (
    ApprovedVisitor,
    Commitment,
    IdentityRequest,
    Inmate,
    NoContact,
    Separation,
)
from parloir.sanctions.models import Ground, GroundText, LadderPolicy, LadderStep

Roles = frozenset[Role]


@dataclass(frozen=True, slots=True)
class Right:
    """The roles that may add, change and remove rows. Without a role, only superusers may."""

    add: Roles
    change: Roles
    remove: Roles

    def of(self, edit: Edit) -> Roles:
        match edit:
            case Added():
                return self.add
            case Changed():
                return self.change
            case Removed():
                return self.remove


_NOBODY: Final[Roles] = frozenset()
_ADMINISTRATORS: Final[Roles] = frozenset({Role.ADMINISTRATOR})
_CLOSERS: Final[Roles] = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR})
_CONFIGURED: Final = Right(_ADMINISTRATORS, _ADMINISTRATORS, _ADMINISTRATORS)
_CLOSED: Final = Right(_CLOSERS, _CLOSERS, _CLOSERS)
_NEVER_REMOVED: Final = Right(_ADMINISTRATORS, _ADMINISTRATORS, _NOBODY)

RIGHTS_OF: Final[Mapping[type[Model], Right]] = {
    # By administrators of all of its facilities.
    Agency: Right(_NOBODY, _ADMINISTRATORS, _NOBODY),
    # Added by administrators of another facility of its agency.
    Facility: _NEVER_REMOVED,
    Area: _CONFIGURED,
    Monitor: _CONFIGURED,
    Station: _CONFIGURED,
    VisitingHours: _CONFIGURED,
    Closure: _CLOSED,
    Quota: _CONFIGURED,
    PartyLimit: _CONFIGURED,
    Inmate: _CONFIGURED,
    Commitment: _CONFIGURED,
    ApprovedVisitor: _CONFIGURED,
    NoContact: _CONFIGURED,
    Separation: _CONFIGURED,
    LadderPolicy: _CONFIGURED,
    LadderStep: _CONFIGURED,
    Ground: _CONFIGURED,
    GroundText: _CONFIGURED,
    StaffRole: _CONFIGURED,
    # See `account_authority`: an account belongs to all facilities at which somebody serves.
    User: _NEVER_REMOVED,
}


def check_authority(edits: Iterable[Edit], *, by: Actor) -> None:
    """Raises ChangeRefused unless this actor may make all of these edits together.

    Call it when the facts are locked, before the edits are carried out. The clock, the demo and
    the operator's commands may change anything, and so may a superuser. Of the others, only members
    of staff change facts.
    """
    if is_exempt(by):
        return
    user = member_of_staff(by)
    if user is None:
        raise ChangeRefused(Reason.ELSEWHERE)
    authority = _Authority(user, tuple(edits))
    for edit in authority.edits:
        authority.check(edit)


def is_exempt(by: Actor) -> bool:
    """Return whether this actor may change any fact."""
    if by.kind in INSTALLATION_ACTORS:
        return True
    user = member_of_staff(by)
    return user is not None and is_operator(user)


def member_of_staff(by: Actor) -> User | None:
    if by.kind != "staff":
        return None
    return User.objects.filter(public_id=by.ref, is_active=True).first()


class _Authority:
    """What one member of staff may change, by the roles that they have before the change."""

    def __init__(self, user: User, edits: tuple[Edit, ...]) -> None:
        self.user, self.edits = user, edits
        self.slugs = {role: facilities_served(user, role) for role in Role}
        self.new_slugs = frozenset(self._slugs_of_new_facilities())
        self.accounts = AccountAuthority(user, self.slugs_for(_ADMINISTRATORS), edits)

    def slugs_for(self, roles: Roles) -> frozenset[str]:
        """Return the facilities where one has one of these roles: also those added just now."""
        found = frozenset().union(*(self.slugs[role] for role in roles))
        return found | self.new_slugs if Role.ADMINISTRATOR in roles else found

    def check(self, edit: Edit) -> None:
        """Raises ChangeRefused."""
        if isinstance(edit.row, User):
            self.accounts.check(edit)
            return
        allowed = self.slugs_for(RIGHTS_OF[type(edit.row)].of(edit))
        for row in edit.affected():
            slugs = _slugs_of(row)
            if not slugs or slugs - allowed:
                raise ChangeRefused(_why_not(edit), at=slugs)
        self._check_references(edit)

    def _check_references(self, edit: Edit) -> None:
        """Check the rows that a row refers to and that belong to no facility."""
        if isinstance(edit, Removed) or not (affected := edit.affected()):
            return
        before, after = affected[0], affected[-1]
        if isinstance(before, Facility) and isinstance(after, Facility):
            if before.agency_id != after.agency_id:
                raise ChangeRefused(Reason.INSTALLATION)
        elif isinstance(after, StaffRole):
            self.accounts.check_may_serve(after.user)
        elif isinstance(after, ApprovedVisitor | NoContact):
            _check_has_asked(after)

    def _slugs_of_new_facilities(self) -> Iterable[str]:
        mine = Facility.objects.filter(slug__in=self.slugs[Role.ADMINISTRATOR])
        agencies = set(mine.values_list("agency", flat=True))
        for edit in self.edits:
            row = edit.row if isinstance(edit, Added) else None
            if isinstance(row, Facility) and row.agency_id in agencies:
                yield row.slug


def _slugs_of(row: Model) -> frozenset[str]:
    """Return the facilities to which a row belongs. All of them have to be one's own."""
    if isinstance(row, StaffRole):
        return frozenset({row.facility_slug})
    return frozenset(facility.slug for facility in facilities_of(row))


def _why_not(edit: Edit) -> Reason:
    if isinstance(edit.row, Agency):
        changed = isinstance(edit, Changed)
        return Reason.NAME_OF_AGENCY if changed else Reason.INSTALLATION
    if isinstance(edit.row, Facility) and isinstance(edit, Removed):
        return Reason.INSTALLATION
    return Reason.ELSEWHERE


def _check_has_asked(relation: ApprovedVisitor | NoContact) -> None:
    """Check that the visitor is known here: a list does not tell who has an account elsewhere."""
    asked = IdentityRequest.objects.filter(
        visitor=relation.visitor, agency=relation.inmate.facility.agency
    )
    if not asked.exists():
        raise ChangeRefused(Reason.NOT_ASKED)

"""Whose account an administrator may change, and who must remain."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.contrib.auth.hashers import is_password_usable

from parloir.accounts.models import Role, StaffRole, User
from parloir.accounts.policies import facilities_served, is_operator
from parloir.audit.differences import fields_that_differ
from parloir.facilities.models import Facility
from parloir.facts.change_refused import ChangeRefused, Reason
from parloir.facts.edits import Added, AppliedEdit, Changed, Edit
from parloir.people.models import IdentityRequest, Visitor

ACCOUNT_KEEPERS: Final = (Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR)
"""They close and open the accounts of visitors who have asked at their agency."""
_OF_THE_INSTALLATION: Final = ("is_staff", "is_superuser")
_OF_CLOSING: Final = frozenset({"is_active", "password"})


class AccountAuthority:
    """What `user`, who administers the facilities with `slugs`, may do to accounts."""

    def __init__(self, user: User, slugs: frozenset[str], edits: Sequence[Edit]) -> None:
        self.user, self.slugs, self.edits = user, slugs, edits

    def check(self, edit: Edit) -> None:
        """Raises ChangeRefused unless this edit of an account is allowed."""
        affected = [row for row in edit.affected() if isinstance(row, User)]
        if isinstance(edit, Added):
            self._check_new(affected[0])
        elif not isinstance(edit, Changed):
            raise ChangeRefused(Reason.INSTALLATION)
        elif affected:
            self._check_changed(affected[0], affected[-1], edit.fields)

    def check_may_serve(self, account: User) -> None:
        """Raises ChangeRefused unless somebody with this account may be given a role.

        It has to be an account of a member of staff: the one who gives somebody their only role
        may change their whole account.
        """
        if account._state.adding:
            return
        if self._manages(account):
            return
        if not account.is_active or not account.roles.exists():
            raise ChangeRefused(Reason.NOT_STAFF)

    def _check_new(self, account: User) -> None:
        if account.is_superuser or account.is_staff:
            raise ChangeRefused(Reason.INSTALLATION)
        roles = [edit.row for edit in self.edits if isinstance(edit, Added)]
        if not any(isinstance(role, StaffRole) and role.user is account for role in roles):
            raise ChangeRefused(Reason.NO_ROLE)

    def _check_changed(self, before: User, after: User, names: Iterable[str]) -> None:
        changed = fields_that_differ(before, after, names)
        if not changed:
            return
        visitor = Visitor.objects.filter(user=before).first()
        if visitor is not None:
            self._check_visitors_account(visitor, after, changed)
        elif not self._manages(before):
            raise ChangeRefused(Reason.SERVES_ELSEWHERE)
        elif set(changed) & set(_OF_THE_INSTALLATION):
            raise ChangeRefused(Reason.INSTALLATION)

    def _check_visitors_account(self, visitor: Visitor, after: User, changed: list[str]) -> None:
        """Check that it is closed or opened only, without a password that somebody would know."""
        if set(changed) - _OF_CLOSING:
            raise ChangeRefused(Reason.INSTALLATION)
        if "password" in changed and is_password_usable(after.password):
            raise ChangeRefused(Reason.INSTALLATION)
        keepers = facilities_served(self.user, *ACCOUNT_KEEPERS)
        agencies = Facility.objects.filter(slug__in=keepers).values("agency")
        if not IdentityRequest.objects.filter(visitor=visitor, agency__in=agencies).exists():
            raise ChangeRefused(Reason.NOT_ASKED)
        if after.is_superuser or facilities_served_even_if_closed(after) - self.slugs:
            raise ChangeRefused(Reason.SERVES_ELSEWHERE)

    def _manages(self, account: User) -> bool:
        return not account.is_superuser and serves_only_at(account, self.slugs)


def facilities_served_even_if_closed(account: User) -> frozenset[str]:
    slugs = StaffRole.objects.filter(user=account).values_list("facility_slug", flat=True)
    return frozenset(slugs)


def serves_only_at(account: User, slugs: frozenset[str]) -> bool:
    """Return whether somebody has a role, and every one at one of these facilities."""
    served = facilities_served_even_if_closed(account)
    return bool(served) and served <= slugs


def check_who_remains(done: Sequence[AppliedEdit]) -> None:
    """Raises ChangeRefused if a facility lost its last administrator, or an account its last role.

    Call it in the transaction of the edits, which the lock on the facts keeps apart from others.
    """
    for slug in sorted(set(_facilities_that_lost_an_administrator(done))):
        administrators = StaffRole.objects.filter(role=Role.ADMINISTRATOR, facility_slug=slug)
        if not administrators.filter(user__is_active=True).exists():
            raise ChangeRefused(Reason.LAST_ADMINISTRATOR)
    for edit in done:
        if isinstance(edit.before, StaffRole) and not edit.before.user.roles.exists():
            raise ChangeRefused(Reason.LAST_ROLE)


def check_operator_remains(done: Sequence[AppliedEdit]) -> None:
    """Raises ChangeRefused if the installation lost its last operator, by anybody.

    Call it where `check_who_remains` is called.
    """
    operators = User.objects.filter(is_superuser=True, is_active=True)
    if any(_lost_an_operator(edit) for edit in done) and not operators.exists():
        raise ChangeRefused(Reason.LAST_OPERATOR)


def _lost_an_operator(edit: AppliedEdit) -> bool:
    before, after = edit.before, edit.after
    if not isinstance(before, User) or not isinstance(after, User):
        return False
    return is_operator(before) and not is_operator(after)


def _facilities_that_lost_an_administrator(done: Iterable[AppliedEdit]) -> Iterator[str]:
    for edit in done:
        before, after = edit.before, edit.after
        if isinstance(before, StaffRole) and before.role == Role.ADMINISTRATOR:
            yield before.facility_slug
        elif isinstance(before, User) and isinstance(after, User) and not after.is_active:
            roles = StaffRole.objects.filter(user=before, role=Role.ADMINISTRATOR)
            yield from roles.values_list("facility_slug", flat=True)

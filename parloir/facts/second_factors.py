"""Take the second factor of somebody away who has lost their phone and their codes."""

from datetime import datetime

from django.db import transaction

from parloir.accounts.models import Role, User
from parloir.accounts.policies import facilities_served
from parloir.audit.actors import Actor
from parloir.factors.operations import take_factor_away
from parloir.factors.queries import must_pass
from parloir.facts.account_authority import serves_only_at
from parloir.facts.authority import is_exempt, member_of_staff
from parloir.facts.change_refused import ChangeRefused, Reason
from parloir.people.models import Visitor


class NotAVisitor(Exception):
    """The account has rights of staff: an administrator takes its factor away."""


@transaction.atomic
def take_second_factor(*, user: User, by: Actor, now: datetime) -> None:
    """Sign this member of staff out everywhere, and let them set up a new factor.

    Who may change the account may do it. Raises ChangeRefused and NoFactor.
    """
    if not is_exempt(by):
        _check_administers(user, by)
    take_factor_away(user=user, by=by, now=now)


@transaction.atomic
def take_visitors_factor(*, visitor: Visitor, facility: str, by: Actor, now: datetime) -> None:
    """Take away the factor of a visitor who has come to this facility with their ID.

    `facility` is a slug. Raises NotAVisitor and NoFactor.
    """
    if must_pass(visitor.user):
        raise NotAVisitor
    take_factor_away(user=visitor.user, in_person_at=facility, by=by, now=now)


def _check_administers(user: User, by: Actor) -> None:
    administrator = member_of_staff(by)
    if administrator is None:
        raise ChangeRefused(Reason.ELSEWHERE)
    slugs = facilities_served(administrator, Role.ADMINISTRATOR)
    if user.is_superuser or not serves_only_at(user, slugs):
        raise ChangeRefused(Reason.SERVES_ELSEWHERE)

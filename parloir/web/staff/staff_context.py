"""The person who uses the console, and their roles by facility."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from parloir.accounts.models import Role, StaffRole, User
from parloir.accounts.policies import actor_of, is_member_of_staff
from parloir.accounts.screen_locks import begin_locking, can_be_locked
from parloir.audit.actors import Actor
from parloir.clock import current_time, machine_time
from parloir.facilities.models import Agency, Facility
from parloir.web.sign_ins import named_sign_in_of

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class StaffContext:
    """A member of staff during one request; `roles` maps each role to slugs of facilities."""

    user: User
    roles: Mapping[Role, frozenset[str]]
    actor: Actor
    now: datetime

    def slugs_for(self, *roles: Role) -> frozenset[str]:
        """Return the slugs of the facilities where this person has one of these roles."""
        wanted = roles or tuple(Role)
        return frozenset().union(*(self.roles.get(role, frozenset()) for role in wanted))

    def facilities_for(self, *roles: Role) -> list[Facility]:
        return list(Facility.objects.filter(slug__in=self.slugs_for(*roles)))

    def agencies_for(self, *roles: Role) -> list[Agency]:
        """Return the agencies at one of whose facilities this person has one of these roles."""
        of_these = Facility.objects.filter(slug__in=self.slugs_for(*roles))
        return list(Agency.objects.filter(pk__in=of_these.values("agency")))


def staff_page(*roles: Role) -> Callable[[View], View]:
    """Admit staff with one of these roles at some facility; without roles, any role counts.

    The view gets the `StaffContext` and must limit itself to its facilities.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            staff = staff_context_of(request.user)
            _can_be_locked(request, staff.user)
            if not staff.slugs_for(*roles):
                if staff.user.is_superuser:  # serves no facility, but configures all of them
                    return redirect("admin:index")
                raise PermissionDenied
            return view(request, staff, **kwargs)

        return guarded

    return guard


def _can_be_locked(request: HttpRequest, user: User) -> None:
    """Let the screen of somebody be locked who got a role, or signed in, before that was done at
    the sign-in."""
    sign_in, now = named_sign_in_of(request, user), machine_time()
    if not can_be_locked(sign_in=sign_in, now=now) and is_member_of_staff(user):
        begin_locking(sign_in=sign_in, now=now)


def staff_context_of(user: User) -> StaffContext:
    return StaffContext(user=user, roles=_roles_of(user), actor=actor_of(user), now=current_time())


def _roles_of(user: User) -> Mapping[Role, frozenset[str]]:
    """A superuser, who set the installation up, administers every facility."""
    if not user.is_active:
        return {}
    found: dict[Role, set[str]] = {}
    for role, slug in StaffRole.objects.filter(user=user).values_list("role", "facility_slug"):
        found.setdefault(Role(role), set()).add(slug)
    if user.is_superuser:
        found[Role.ADMINISTRATOR] = set(Facility.objects.values_list("slug", flat=True))
    return {role: frozenset(slugs) for role, slugs in found.items()}

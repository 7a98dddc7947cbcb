"""The sections of the console. Each person sees those of their roles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import Role
from parloir.bookings.queries import open_repairs
from parloir.disputes.queries import open_disputes
from parloir.liveness.readiness import readiness
from parloir.people.identity_queries import waiting_for_a_registrar
from parloir.pin_tries.alarms import open_alarms
from parloir.sanctions.queries import open_appeals, open_reviews, waiting_for_a_second
from parloir.web.staff.staff_context import StaffContext

WATCHERS = (Role.OFFICER, Role.SUPERVISOR)
READERS = (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR)
COVERAGE_READERS = (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
REPAIRERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
CLOSERS = (Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR)
LOOKERS = (*WATCHERS, Role.REGISTRAR, Role.ADMINISTRATOR)
ACCOUNT_KEEPERS = (Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR)
ASKERS = (*CLOSERS, Role.REGISTRAR)


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class _Kind:
    url_name: str
    name: Promise
    roles: tuple[Role, ...]
    count: Callable[[StaffContext], int] | None = None


def _identities_waiting(staff: StaffContext) -> int:
    return len(waiting_for_a_registrar(staff.agencies_for(Role.REGISTRAR)))


def _decisions_waiting(staff: StaffContext) -> int:
    slugs = staff.slugs_for(Role.SUPERVISOR)
    waiting = (open_reviews, open_disputes, open_appeals, waiting_for_a_second)
    return sum(of_these(slugs).count() for of_these in waiting)


def _repairs_waiting(staff: StaffContext) -> int:
    return open_repairs(staff.slugs_for(*REPAIRERS)).count()


def _pin_alarms(staff: StaffContext) -> int:
    return len(open_alarms(staff.slugs_for(*WATCHERS)))


# In the order of the navigation; the first that a person has is where they land.
_KINDS = (
    _Kind("console", _("Live visits"), (Role.OFFICER,)),
    _Kind("identities", _("Identities"), (Role.REGISTRAR,), _identities_waiting),
    _Kind("reviews", _("Reviews and appeals"), (Role.SUPERVISOR,), _decisions_waiting),
    _Kind("devices", _("Devices"), (Role.ADMINISTRATOR,)),
    _Kind("repairs", _("New times"), REPAIRERS, _repairs_waiting),
    _Kind("closures", _("Closures"), CLOSERS),
    _Kind("why", _("Why not?"), ASKERS),
    _Kind("violations", _("Violations"), READERS),
    _Kind("restrictions", _("Restrictions"), READERS),
    _Kind("people", _("People"), LOOKERS),
    _Kind("pins", _("PINs"), WATCHERS, _pin_alarms),
    _Kind("coverage", _("Coverage"), COVERAGE_READERS),
    _Kind("audit", _("Audit"), (Role.AUDITOR,)),
)


def sections_of(staff: StaffContext, path: str) -> list[Section]:
    mine = [kind for kind in _KINDS if staff.slugs_for(*kind.roles)]
    sections = []
    for kind in mine:
        url = reverse(kind.url_name)
        is_current = path == url or (kind.url_name != "console" and path.startswith(url))
        count = kind.count(staff) if kind.count else 0
        sections.append(Section(str(kind.name), url, is_current, count))
    if staff.user.is_superuser or staff.slugs_for(Role.ADMINISTRATOR):
        sections.append(Section(str(_("Configuration")), reverse("admin:index"), False, 0))
    return sections


def first_page_of(staff: StaffContext) -> str:
    """Return the address of a person's first page; without any section, the configuration."""
    mine = (kind.url_name for kind in _KINDS if staff.slugs_for(*kind.roles))
    return reverse(next(mine, "admin:index"))


def show(
    request: HttpRequest,
    staff: StaffContext,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render a page of the console, with its navigation and a notice if a part is down."""
    shell = {
        "sections": sections_of(staff, request.path),
        "troubles": [part.sentence for part in readiness(now=staff.now) if not part.is_well],
    }
    return render(request, f"staff/{template}", shell | context, status=status)

"""The requests of the suite `security` to a process inside the house: see `tests.stage.inside`."""

from datetime import date

from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from parloir.accounts.models import User
from parloir.clock import current_time
from parloir.people.models import Visitor
from parloir.web.signin_backend import BACKEND


def attackers(count: int) -> list[str]:
    """Return sessions of so many new visitors, who have not sent their pictures yet."""
    return [_session_of(_visitor(number)) for number in range(count)]


def _visitor(number: int) -> Visitor:
    name = f"Attacker {number:03d}"
    user = User.objects.create(email=f"attacker-{number:03d}@bench.example", full_name=name)
    return Visitor.objects.create(
        user=user,
        first_name="Attacker",
        last_name=f"Number {number:03d}",
        date_of_birth=date(1980, 2, 29),
        phone="(816) 555-0199",
        street="1 Main Street",
        city="Kansas City",
        region="Missouri",
        postal_code="64105",
        registered_at=current_time(),
    )


def _session_of(visitor: Visitor) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, visitor.user, backend=BACKEND)
    request.session.save()
    return str(request.session.session_key)

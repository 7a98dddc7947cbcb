from dataclasses import dataclass

import pytest
from django.test import Client

from parloir.accounts.models import Role, User
from parloir.facilities.models import Facility
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in


@dataclass(frozen=True)
class Cast:
    """Two jails, and a member of staff with each role at each."""

    jail: Facility
    other_jail: Facility
    staff: dict[tuple[str, str], User]

    def client(self, role: str, *, elsewhere: bool = False) -> Client:
        facility = self.other_jail if elsewhere else self.jail
        return signed_in(self.staff[role, facility.slug])

    def user(self, role: str) -> User:
        return self.staff[role, self.jail.slug]


@pytest.fixture
def cast(db, now, monkeypatch) -> Cast:
    monkeypatch.setattr("parloir.web.staff.staff_context.current_time", lambda: now)
    jail, other = make_jail(slug="jackson"), make_jail(slug="clay")
    staff = {
        (role.value, facility.slug): make_staff(role, facility)
        for facility in (jail, other)
        for role in Role
    }
    return Cast(jail, other, staff)

"""Two agencies, A and B, each with a facility and a member of staff of each role."""

import pytest

from parloir.accounts.models import Role
from tests.factories.people import make_staff
from tests.factories.places import AgencyFactory, make_jail
from tests.web.conftest import static_files_by_their_own_names  # noqa: F401 - a fixture
from tests.web.staff.conftest import Cast

HERE, THERE = "clay", "jackson"
"""The slugs of B's facility, whose staff read, and of A's, whose data they must not read."""


@pytest.fixture
def cast(db, now, monkeypatch) -> Cast:
    """Return B's jail as `jail`, and A's as `other_jail`."""
    monkeypatch.setattr("parloir.web.staff.staff_context.current_time", lambda: now)
    b = make_jail(slug=HERE, agency=AgencyFactory(name="Clay County"))
    a = make_jail(slug=THERE)
    staff = {
        (role.value, facility.slug): make_staff(role, facility)
        for facility in (a, b)
        for role in Role
    }
    return Cast(jail=b, other_jail=a, staff=staff)

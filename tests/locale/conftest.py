import pytest
import time_machine

from parloir.accounts.models import Role, StaffRole
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import make_inmate, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

# What people and places are called stays what it is.
NAMES = (
    "Jackson County Jail",
    "Jackson County Detention Center",
    "1300 Cherry Street",
    "English",
    "Would not sit down.",
)


@pytest.fixture
def house(settings, db):
    """Set the time to a Monday in May at nine, with plain names for static files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with time_machine.travel(NINE_ON_MONDAY, tick=False):
        yield


@pytest.fixture
def jail(house):
    return make_jail(
        slug="jackson", name="Jackson County Jail", official_name="Jackson County Detention Center"
    )


@pytest.fixture
def inmate(jail):
    return make_inmate(jail, first_name="Jordan", last_name="Miles", master_id="100241")


@pytest.fixture
def visitor(jail):
    return make_visitor(first_name="Pilar", last_name="Fuentes", user__language="es")


@pytest.fixture
def visitor_client(visitor):
    return signed_in(visitor.user)


@pytest.fixture
def staff_client(jail):
    """Return the client of a member of staff with every role, who reads Spanish."""
    user = make_staff(Role.OFFICER, jail, language="es", is_staff=True, is_superuser=True)
    for role in Role:
        StaffRole.objects.get_or_create(user=user, role=role, facility_slug=jail.slug)
    return signed_in(user)

"""Two counties in one house: each sees and changes what is its own, and decides for itself."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bench.surroundings import environment_of
from tests.stage.actors.decisions import Registrar
from tests.stage.actors.officer import Staff
from tests.stage.actors.visitor import Person, Visitor
from tests.stage.browsers import PHONE
from tests.stage.house import LAFAYETTE
from tests.stage.inside import Inside
from tests.stage.mail import Mailbox

CLAY = "Clay County Jail"
LAFAYETTE_NAME = "Lafayette County Demonstration Center"
INMATE = "Casey Underwood"
PASSWORD = "seven boats on a lake"
ADMINISTRATOR = "administrator@clay.example"
STAFF = {"registrar": "registrar@clay.example", "supervisor": "supervisor@clay.example"}


@pytest.fixture
def clay(house, browsers):
    """Return a function that signs a member of Clay's staff in. Its administrator has followed the
    link in the operator's mail; only what a facility consists of is set up without a browser."""
    mailbox = Mailbox(house, ADMINISTRATOR)
    with Inside(environment_of(house)) as inside:
        inside.call(
            "tests.stage.second_agency:add", agency="Clay County", facility=CLAY,
            email=ADMINISTRATOR,
        )  # fmt: skip
        chooses_password(
            browsers.open().new_page(), mailbox.next_letter("Your account as an administrator").link
        )
        inside.call(
            "tests.stage.second_agency:set_up", administrator=ADMINISTRATOR, password=PASSWORD,
            staff=STAFF, inmate=INMATE,
        )  # fmt: skip

    accounts = {
        role: {"email": email, "password": PASSWORD}
        for role, email in {**STAFF, "administrator": ADMINISTRATOR}.items()
    }

    def signed_in(role, kind=Staff):
        """The first time, they set up a second factor."""
        return kind(browsers.open().new_page(), house, accounts[role])

    return signed_in


def chooses_password(page, link):
    page.goto(link)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.locator("main form button.usa-button").click()
    expect(page.locator("[name=password1]")).to_have_count(0)


@pytest.fixture
def ruth(house, browsers, gallery):
    """Return a visitor of the demo, whom Jackson and Lafayette Counties have approved."""
    account = house.demo["visitors"][1]
    first, last = account["name"].split()
    page = browsers.open(size=PHONE).new_page()
    visitor = Visitor(page, house, Person(first, last, account["email"]), look=gallery.look_at)
    visitor.signs_in(account)
    return visitor


def in_three_days(house):
    now = house.local_now() + timedelta(days=3)
    return now.replace(hour=13, minute=0, second=0, microsecond=0)


def test_each_county_has_its_own_people_and_decides_for_itself(
    house, clay, ruth, browsers, gallery
):
    starts_at = in_three_days(house)
    riley = next(one for one in house.demo["inmates"] if one["facility"] == LAFAYETTE)
    at_lafayette = ruth.books(riley["name"], starts_at, kind="remote", facility=LAFAYETTE_NAME)
    registrar = clay("registrar", Registrar)
    registrar.goes_to("/console/identities/")
    registrar.reads("Nobody is waiting.")
    finds(registrar, ruth.person.name, nobody=True)
    finds(registrar, INMATE)
    finds(registrar, riley["name"], nobody=True)

    ruth.page.goto(f"{house.url}/schedule/remote/clay/")
    ruth.reads("Clay County decides for itself who visits its facilities")
    gallery.look_at(ruth.page, "schedule-ask-agency")
    ruth.page.get_by_role("button", name="Ask Clay County to look at my photo and ID").click()
    ruth.reads("We are still looking at your photo and ID")

    registrar.opens_identity(ruth.person.name)
    gallery.look_at(registrar.page, "identity-of-second-agency")
    for piece in ("Photo", "ID, front", "ID, back"):
        registrar.approves(piece)
    ruth.mailbox.next_letter("Your photo and ID are approved: Clay County")
    finds(registrar, ruth.person.name)
    at_clay = ruth.books(INMATE, starts_at + timedelta(days=1), kind="remote", facility=CLAY)

    theirs = Registrar(browsers.open().new_page(), house, house.staff("registrar"))
    finds(theirs, INMATE, nobody=True)
    finds(theirs, ruth.person.name)
    changes_its_own_facility_alone(clay, house, at_lafayette)
    supervisor = Staff(browsers.open().new_page(), house, house.staff("supervisor"))
    closes_what_is_its_own(supervisor, has=LAFAYETTE_NAME, has_not=CLAY)
    is_not_there(supervisor, at_clay)


def finds(staff, name, *, nobody=False):
    """Look for somebody among the people whom one's own agency knows."""
    staff.goes_to(f"/console/people/?text={name.split()[-1]}")
    found = staff.page.locator("main .p-picks a", has_text=name)
    expect(found).to_have_count(0 if nobody else 1)


def changes_its_own_facility_alone(clay, house, booked_elsewhere):
    supervisor = clay("supervisor")
    closes_what_is_its_own(supervisor, has=CLAY, has_not=LAFAYETTE_NAME)
    is_not_there(supervisor, booked_elsewhere)
    administrator = clay("administrator")
    administrator.goes_to("/admin/facilities/facility/")
    expect(administrator.page.locator("#result_list tbody tr")).to_have_count(1)
    expect(administrator.page.locator("#result_list")).to_contain_text(CLAY)
    administrator.goes_to("/admin/facilities/area/")
    expect(administrator.page.locator("#result_list tbody tr")).to_have_count(1)


def closes_what_is_its_own(supervisor, *, has, has_not):
    supervisor.goes_to("/console/closures/")
    places = supervisor.page.locator("[name=scope]")
    expect(places).to_contain_text(has)
    expect(places).not_to_contain_text(has_not)


def is_not_there(supervisor, booked):
    """The page of another county's booking does not exist."""
    public_id = booked.url.rstrip("/").split("/")[-1]
    page = supervisor.page.goto(f"{supervisor.house.url}/console/bookings/{public_id}/")
    assert page.status == 404

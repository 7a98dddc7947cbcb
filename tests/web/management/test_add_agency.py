"""The operator adds a county by one command, and its administrator chooses a password by mail."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role, User
from parloir.audit.models import AuditEvent
from parloir.facilities.models import Agency, Facility
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from tests.factories.people import make_staff, make_visitor
from tests.factories.places import FacilityFactory, StateFactory
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db

ASKED = {
    "facility": "Clay County Jail",
    "state": "mo",
    "time_zone": "America/Chicago",
    "phone": "816 555 0142",
    "email": "Ann@Example.org",
    "person": "Ann Low",
}


@pytest.fixture(autouse=True)
def missouri():
    StateFactory()


def add(name="Clay County", **changed) -> str:
    out = StringIO()
    call_command("add_agency", name, **ASKED | changed, stdout=out)
    return out.getvalue()


def counts():
    models = (Agency, Facility, User, Notice, AuditEvent)
    return [model.objects.count() for model in models]


def test_an_agency_has_a_facility_and_an_administrator():
    said = add()
    facility = Facility.objects.get(agency__name="Clay County")
    assert (facility.slug, facility.short_zone_name) == ("clay-county-jail", "Central")
    user = User.objects.get(email="ann@example.org")
    assert str(user.roles.get()) == "Administrator · clay-county-jail"
    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (False, False, False)
    assert said.startswith("Clay County and Clay County Jail were added. ann@example.org is mailed")
    kinds = set(AuditEvent.objects.values_list("actor_kind", flat=True))
    assert kinds == {"operator"}
    assert "Ann" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_nothing_can_be_booked_before_it_is_set_up(now):
    add()
    facility = Facility.objects.get(slug="clay-county-jail")
    assert not facility.hours.exists()
    assert facility.effective_date > now.date()


def test_the_link_of_the_mail_sets_the_first_password_and_opens_the_administration():
    add()
    notice = Notice.objects.get(kind="first_password")
    mail = mail_of(notice, now=notice.created_at, sender="a@example.org", base_url="https://x.test")
    text = str(mail.body)
    (path,) = re.findall(r"https://x\.test(/account/password/link/\w+/)", text)
    chosen = dict.fromkeys(["password1", "password2"], "seven quiet herons")
    client = Client()
    page = client.get(path, follow=True)
    client.post(page.request["PATH_INFO"], chosen, follow=True)
    assert User.objects.get(email="ann@example.org").check_password("seven quiet herons")
    signed_in(User.objects.get(email="ann@example.org"), client=client)
    assert client.get(reverse("admin:index")).status_code == 200


def test_somebody_who_works_elsewhere_gets_the_role_and_no_mail():
    user = make_staff(Role.OFFICER, FacilityFactory(), email="ann@example.org")
    said = add()
    assert user.roles.filter(role=Role.ADMINISTRATOR).count() == 1
    assert "has an account already" in said
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"state": "XX"}, "XX is no state."),
        ({"time_zone": "Mars/Olympus"}, "Mars/Olympus is not the time zone of a place."),
        ({"time_zone": "localtime"}, "localtime is not the time zone of a place."),
        ({"time_zone": "Factory"}, "Factory is not the time zone of a place."),
        ({"email": "ann"}, "email: "),
        ({"person": "Ann\nLow"}, "name"),
        ({"facility": "Jail\nx"}, "name: "),
    ],
    ids=str,
)
def test_a_mistake_is_said_and_nothing_is_added(changed, words):
    before = counts()
    with pytest.raises(CommandError) as refused:
        add(**changed)
    assert words in str(refused.value)
    assert counts() == before


def test_an_agency_is_added_once():
    add()
    before = counts()
    with pytest.raises(CommandError, match="There is an agency called Clay County already"):
        add()
    with pytest.raises(CommandError, match="already exists"):
        add("Ray County")  # with a facility of the same slug
    assert counts() == before


def test_a_visitors_account_does_not_become_an_administrators():
    visitor = make_visitor()
    before = counts()
    with pytest.raises(CommandError, match="a visitor's or closed"):
        add(email=visitor.user.email)
    assert counts() == before


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Puerto_Rico", "Atlantic"),
        ("America/St_Thomas", "Atlantic"),
        ("Pacific/Guam", "Chamorro"),
        ("Pacific/Saipan", "Chamorro"),
        ("Pacific/Pago_Pago", "Samoa"),
        ("America/Boise", "Boise"),
    ],
)
def test_a_zone_is_called_what_people_there_call_it(zone, words):
    add(time_zone=zone)
    assert Facility.objects.get().short_zone_name == words

import json
import stat
from datetime import timedelta

from django.contrib.auth import authenticate

from parloir.accounts.models import Role, StaffRole, User
from parloir.accounts.policies import facilities_served
from parloir.audit.actors import DEMO
from parloir.demo.loading import load_demo
from parloir.facilities.enrolment import DeviceKind, enrolment_of, enrolments_in_force, revoke
from parloir.facilities.models import Enrolment, Facility, Monitor
from parloir.factors.models import AuthenticatorApp
from parloir.factors.operations import give_app, secret_of
from parloir.factors.totp import new_secret
from parloir.people import images
from parloir.people.identity_queries import own_identity
from parloir.people.models import Inmate, Visitor
from parloir.people.operations import inmate_pin_hash
from tests.demo.conftest import BASE_URL

TABLES = (User, StaffRole, Visitor, Inmate, Facility, Monitor, Enrolment)


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def token_in(url: str) -> str:
    return url.partition("?enrol=")[2]


def test_the_file_is_for_its_owner_alone(demo, data_dir):
    file = data_dir / "demo.json"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == demo
    assert [one.name for one in data_dir.glob(".demo*")] == []


def test_the_file_has_the_ways_in(demo):
    assert demo["base_url"] == BASE_URL
    assert set(demo["staff"]) == set(Role.values)
    assert {"pin", "inmate_master_id", "inmate_pin"} <= set(demo["ready_visit"])
    assert demo["monitor_url"].startswith(f"{BASE_URL}/monitor/?enrol=")
    assert demo["station_url"].startswith(f"{BASE_URL}/station/?enrol=")


def test_everybody_signs_in_with_the_password_of_the_file(demo, rf):
    request = rf.post("/")
    people = [*demo["staff"].values(), demo["second_officer"], *demo["visitors"]]

    signed_in = [
        authenticate(request, email=one["email"], password=one["password"]) for one in people
    ]

    assert [user.email for user in signed_in if user] == [one["email"] for one in people]


def staff_in(demo):
    return [*demo["staff"].values(), demo["second_officer"]]


def test_totp_secrets_of_staff_are_those_of_the_file(demo):
    apps = AuthenticatorApp.objects.select_related("user")
    stored = {app.user.email: secret_of(app) for app in apps}
    assert stored == {one["email"]: one["totp_secret"] for one in staff_in(demo)}


def test_totp_secrets_stay_and_another_one_is_replaced(demo, now):
    officer = User.objects.get(email=demo["staff"]["officer"]["email"])
    give_app(user=officer, secret=new_secret(), by=DEMO, now=now)
    again = load_demo(base_url=BASE_URL, now=now)
    before, after = ([one["totp_secret"] for one in staff_in(it)] for it in (demo, again))
    assert after[0] != before[0]
    assert after[1:] == before[1:]
    assert secret_of(AuthenticatorApp.objects.get(user=officer)) == after[0]


def test_staff_serve_both_facilities_in_their_role(demo):
    slugs = {facility.slug for facility in Facility.objects.all()}

    for role in Role:
        user = User.objects.get(email=demo["staff"][role]["email"])
        assert facilities_served(user, role) == slugs
        assert facilities_served(user) == slugs
        assert user.is_superuser is (role == Role.ADMINISTRATOR)


def test_the_visitor_is_approved_with_pictures(demo):
    visitor = Visitor.objects.get(user__email=demo["visitor"]["email"])
    identity = own_identity(visitor)

    assert identity.is_approved
    for document in identity.current.values():
        assert images.read(name=document.public_id).startswith(b"\xff\xd8")


def test_jordan_miles_is_held_at_jackson_with_the_pin_of_the_file(demo):
    (entry,) = [one for one in demo["inmates"] if one["name"] == "Jordan Miles"]
    inmate = Inmate.objects.get(master_id=entry["master_id"], facility__slug=entry["facility"])

    assert entry["facility"] == "jackson-county-jail"
    assert inmate.full_name == "Jordan Miles"
    assert inmate.pin_hash == inmate_pin_hash(inmate, entry["pin"])
    assert len(demo["inmates"]) == Inmate.objects.count() == 48


def test_each_address_enrols_its_own_device(demo):
    for kind, key in ((DeviceKind.MONITOR, "monitors"), (DeviceKind.STATION, "stations")):
        for one in demo[key]:
            enrolment = enrolment_of(token_in(one["url"]), kind=kind)
            assert enrolment is not None
            assert enrolment.device.public_id == one["id"]


def test_loading_again_changes_nothing(demo, now):
    before = counts()

    again = load_demo(base_url=BASE_URL, now=now)

    assert again == demo
    assert counts() == before


def test_another_address_keeps_passwords_and_tokens(demo, now):
    again = load_demo(base_url="https://jail.example/", now=now)

    assert again["staff"] == demo["staff"]
    assert again["monitor_url"] == demo["monitor_url"].replace(BASE_URL, "https://jail.example")


def test_a_revoked_device_gets_a_new_token(demo, now):
    monitor = Monitor.objects.get(public_id=demo["monitors"][0]["id"])
    (enrolment,) = enrolments_in_force(monitor)
    revoke(enrolment=enrolment, by=DEMO, now=now)

    again = load_demo(base_url=BASE_URL, now=now + timedelta(minutes=1))

    assert token_in(again["monitors"][0]["url"]) != token_in(demo["monitors"][0]["url"])
    assert again["monitors"][1:] == demo["monitors"][1:]
    assert len(enrolments_in_force(monitor)) == 1


def test_a_changed_password_is_replaced_by_one_that_works(demo, now, rf):
    officer = User.objects.get(email=demo["staff"]["officer"]["email"])
    officer.set_password("something-else-entirely")
    officer.save()

    again = load_demo(base_url=BASE_URL, now=now)["staff"]["officer"]

    assert again["password"] != demo["staff"]["officer"]["password"]
    assert authenticate(rf.post("/"), email=again["email"], password=again["password"]) == officer


def test_a_lost_file_is_written_anew(demo, now, data_dir):
    (data_dir / "demo.json").unlink()
    before = counts()

    again = load_demo(base_url=BASE_URL, now=now)

    assert set(again) == set(demo)
    assert counts()[:-1] == before[:-1]

"""The locked screen of staff: what it refuses, and how it is unlocked."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from parloir.accounts.models import Role, SignIn, StaffRole, User
from parloir.accounts.sign_ins import IN_SESSION
from parloir.audit.models import AuditEvent
from parloir.factors.operations import give_app
from parloir.factors.totp import code_of, new_secret, step_at
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import A_SECOND, HALF_AN_HOUR, TWELVE_HOURS, let_pass, signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "three blue kettles sing"
JSON = {"accept": "application/json"}
LOCKED = 423
PAGE = "/console/reviews/"


@pytest.fixture(autouse=True)
def _clock_that_stands_still():
    with time_machine.travel(NINE_ON_MONDAY, tick=False):
        yield


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def supervisor(jail):
    user = make_staff(Role.SUPERVISOR, jail, full_name="Dana Reyes")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def client(supervisor):
    return signed_in(supervisor)


@pytest.fixture
def locked(client):
    let_pass(idle=HALF_AN_HOUR)
    return client


def _unlocks(client, password=PASSWORD, **sent):
    return client.post(reverse("account_unlock"), {"password": password, **sent})


def _is_open(client):
    return client.get(PAGE).status_code == 200


def test_idle_lock_refuses_a_page_after_30_minutes_and_not_before(client):
    let_pass(idle=HALF_AN_HOUR - A_SECOND)
    assert client.get(PAGE).status_code == 200
    let_pass(idle=HALF_AN_HOUR)
    assert client.get(PAGE).status_code == LOCKED


def test_idle_lock_shows_who_is_signed_in_and_nothing_of_the_page(locked):
    page = locked.get(PAGE).content.decode()
    assert "Dana Reyes" in page
    assert "Locked" in page
    assert "Reviews" not in page


def test_idle_lock_holds_in_every_tab_and_for_a_copied_cookie(locked, supervisor):
    copied = signed_in(supervisor)
    copied.cookies["parloir_session"] = locked.cookies["parloir_session"].value
    for one in (locked, copied):
        assert one.get(PAGE).status_code == LOCKED
        assert one.get("/admin/").status_code == LOCKED
        assert one.get(reverse("account_change_password")).status_code == LOCKED


def test_a_request_to_a_locked_screen_is_no_activity(locked):
    for address in (PAGE, reverse("console"), reverse("screen_lock")):
        locked.get(address)
    locked.post(reverse("screen_lock"))
    assert locked.get(PAGE).status_code == LOCKED


def test_another_sign_in_of_the_same_person_is_not_locked_with_it(supervisor):
    idle = signed_in(supervisor)
    let_pass(idle=HALF_AN_HOUR)
    in_use = signed_in(supervisor)
    assert not _is_open(idle)
    assert _is_open(in_use)


def test_a_form_sent_by_a_locked_screen_is_not_carried_out_and_says_so(locked, supervisor):
    answer = locked.post(reverse("account_change_password"), {"oldpassword": PASSWORD})
    assert answer.status_code == LOCKED
    assert "What you have just sent was not carried out." in answer.content.decode()


def test_unlocking_with_the_password_goes_on_where_one_was(locked):
    answer = _unlocks(locked, next=PAGE)
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert _is_open(locked)


def test_unlocking_goes_to_no_other_site(locked):
    answer = _unlocks(locked, next="https://example.org/")
    assert answer.url == reverse("console")


def test_a_wrong_password_does_not_unlock(locked):
    answer = _unlocks(locked, password="another")
    assert "This is not your current password." in answer.content.decode()
    assert not _is_open(locked)


def test_wrong_passwords_at_a_locked_screen_are_limited(locked):
    for _ in range(5):
        _unlocks(locked, password="another")
    answer = _unlocks(locked)
    assert "too many wrong passwords" in answer.content.decode()
    assert not _is_open(locked)


def test_a_script_unlocks_without_another_page(locked):
    refused = locked.post(reverse("account_unlock"), {"password": "another"}, headers=JSON)
    assert refused.status_code == 422
    assert refused.json()["message"].startswith("This is not your current password.")
    done = locked.post(reverse("account_unlock"), {"password": PASSWORD}, headers=JSON)
    assert (done.status_code, done.json()) == (200, {})
    assert _is_open(locked)


def test_a_script_that_asks_for_a_page_reads_that_it_is_locked(locked):
    answer = locked.get(PAGE, headers=JSON)
    assert (answer.status_code, answer.json()) == (LOCKED, {"locked": True})


def _code(secret):
    return code_of(secret, step_at(NINE_ON_MONDAY))


@pytest.fixture
def secret(supervisor):
    made = new_secret()
    give_app(user=supervisor, secret=made, by=OPERATOR, now=NINE_ON_MONDAY)
    return made


def test_a_password_alone_does_not_unlock_for_somebody_with_a_second_factor(locked, secret):
    answer = _unlocks(locked)
    assert "Type the six digits that your app shows." in answer.content.decode()
    assert not _is_open(locked)


def test_password_and_code_unlock(locked, secret):
    _unlocks(locked, code=_code(secret))
    assert _is_open(locked)


def test_a_code_is_not_used_up_by_a_wrong_password(locked, secret):
    _unlocks(locked, password="another", code=_code(secret))
    assert not _is_open(locked)
    _unlocks(locked, code=_code(secret))
    assert _is_open(locked)


def test_a_code_that_was_used_does_not_unlock(locked, secret):
    _unlocks(locked, code=_code(secret))
    let_pass(idle=HALF_AN_HOUR)
    refused = locked.post(
        reverse("account_unlock"), {"password": PASSWORD, "code": _code(secret)}, headers=JSON
    )
    assert refused.json()["field"] == "code"
    assert refused.json()["message"].startswith("This code was used already")
    assert not _is_open(locked)


def test_age_asks_for_the_second_factor_too(client, secret):
    let_pass(age=TWELVE_HOURS)
    _unlocks(client)
    assert not _is_open(client)
    _unlocks(client, code=_code(secret))
    assert _is_open(client)


def test_unlocking_is_on_record(locked, supervisor):
    _unlocks(locked)
    event = AuditEvent.objects.get(action="unlock_screen")
    assert (event.actor_ref, event.subject_kind) == (supervisor.public_id, "SignIn")


def test_signing_out_works_at_a_locked_screen(locked):
    locked.post(reverse("account_logout"))
    assert locked.get(PAGE).status_code == 302


def test_what_a_page_asks_by_itself_is_no_activity(client):
    let_pass(idle=HALF_AN_HOUR - timedelta(minutes=1))
    client.get(PAGE, headers={"X-Parloir-Automatic": "1"})
    let_pass(idle=timedelta(minutes=1))
    assert not _is_open(client)


def test_somebody_who_is_there_keeps_the_screen_open(client):
    let_pass(idle=HALF_AN_HOUR - timedelta(minutes=1))
    assert client.get(reverse("screen_lock")).json()["soon"] is True
    said = client.post(reverse("screen_lock")).json()
    assert said == {"locked": False, "soon": False, "old": False, "seconds": 1800}
    let_pass(idle=timedelta(minutes=29))
    assert _is_open(client)


def test_age_asks_for_the_password_after_12_hours_and_not_before(client):
    let_pass(age=TWELVE_HOURS - A_SECOND)
    assert _is_open(client)
    let_pass(age=A_SECOND)
    answer = client.get(PAGE)
    assert answer.status_code == LOCKED
    assert "Your last sign-in is 12 hours ago." in answer.content.decode()


def test_age_gives_the_session_another_key_as_a_sign_in_does(client):
    let_pass(age=TWELVE_HOURS)
    before, sign_in = client.session.session_key, client.session[IN_SESSION]
    _unlocks(client)
    assert client.session.session_key != before
    assert client.session[IN_SESSION] == sign_in
    assert _is_open(client)


def test_screens_of_visitors_are_not_locked():
    client = signed_in(make_visitor().user)
    SignIn.objects.update(began_at="2020-01-01T00:00:00Z")
    assert client.get(reverse("my_visits")).status_code == 200
    assert client.get(reverse("account_unlock")).url == reverse("home")


def test_a_visitor_who_becomes_staff_is_locked_from_the_first_page_on(jail):
    user = make_visitor().user
    client = signed_in(user)
    StaffRole.objects.create(user=user, role=Role.SUPERVISOR, facility_slug=jail.slug)
    assert _is_open(client)
    let_pass(idle=HALF_AN_HOUR)
    assert not _is_open(client)


def test_a_session_from_before_there_were_sign_ins_is_locked_too(client):
    session = client.session
    del session[IN_SESSION]
    session.save()
    SignIn.objects.all().delete()
    assert _is_open(client)
    let_pass(idle=HALF_AN_HOUR)
    assert not _is_open(client)


def test_operators_are_locked_too():
    operator = User.objects.create_superuser("operator@example.org", PASSWORD)
    client = signed_in(operator)
    assert client.get("/admin/").status_code == 200
    let_pass(idle=HALF_AN_HOUR)
    assert client.get("/admin/").status_code == LOCKED
    _unlocks(client)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/monitor/", "/station/", "/manifest.webmanifest"])
def test_what_belongs_to_nobody_is_answered_at_a_locked_screen(locked, address):
    assert locked.get(address).status_code == 200


def test_a_screen_in_use_costs_no_query_more(client, django_assert_num_queries):
    """One is for the session, one for the account."""
    client.get(reverse("screen_lock"))
    with django_assert_num_queries(2):
        client.get(reverse("screen_lock"))

"""Sessions, their sign-ins, and which of them a change ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from parloir.accounts.models import Role, SignIn, User
from parloir.accounts.sign_ins import (
    FORGOTTEN_AFTER,
    IN_SESSION,
    RENEWED_EVERY,
    delete_old_sign_ins,
    end_all_sign_ins,
    standing_among,
    standing_sign_in,
)
from parloir.clock import current_time
from parloir.web.session_store import SessionStore
from parloir.web.signin_backend import BACKEND
from tests.factories.people import make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db


def _signed_in(user):
    return signed_in(user)


def _stands(client):
    return standing_sign_in(client.session.get(IN_SESSION, "")) is not None


def test_sign_out_ends_the_sign_in_with_its_session():
    client = _signed_in(make_visitor().user)
    sign_in = client.session[IN_SESSION]
    assert standing_among([sign_in]) == {sign_in}
    client.post("/account/logout/")
    assert standing_among([sign_in]) == frozenset()
    assert not Session.objects.exists()


def test_sign_out_of_the_administration_ends_it_too():
    client = _signed_in(make_staff(Role.ADMINISTRATOR, make_jail(), is_staff=True))
    sign_in = client.session[IN_SESSION]
    client.post("/admin/logout/")
    assert standing_among([sign_in]) == frozenset()


def test_signing_in_as_somebody_else_in_the_same_browser_ends_the_first():
    client = _signed_in(make_visitor().user)
    first = client.session[IN_SESSION]
    client.force_login(make_visitor(first_name="Ruth").user, backend=BACKEND)
    assert client.session[IN_SESSION] != first
    assert standing_among([first]) == frozenset()


def test_signing_in_twice_keeps_the_sign_in():
    user = make_visitor().user
    client = _signed_in(user)
    first = client.session[IN_SESSION]
    client.force_login(user, backend=BACKEND)
    assert client.session[IN_SESSION] == first


def test_administration_sends_everybody_to_the_page_that_keeps_the_session():
    client = _signed_in(make_staff(Role.ADMINISTRATOR, make_jail(), is_staff=True))
    answer = client.get("/admin/password_change/")
    assert answer.status_code == 302
    assert answer.url == "/account/password/change/"


def test_generation_ends_pages_and_sign_ins_and_both_databases_agree(now):
    user = make_visitor().user
    client = _signed_in(user)
    end_all_sign_ins(user=user, now=now)
    assert not _stands(client)
    assert client.get("/visits/").status_code == 302
    again = _signed_in(User.objects.get(pk=user.pk))
    assert _stands(again)


def test_upgrade_signs_nobody_out():
    """Before the first end of everything, sessions hold what Django itself puts there."""
    user = make_visitor().user
    django_own = super(User, user)._get_session_auth_hash()
    assert user.get_session_auth_hash() == django_own
    user.session_generation = 1
    assert user.get_session_auth_hash() != django_own


def test_expired_session_that_is_flushed_ends_no_sign_in():
    client = _signed_in(make_visitor().user)
    sign_in = client.session[IN_SESSION]
    Session.objects.update(expire_date=current_time() - timedelta(seconds=1))
    SessionStore(client.cookies["parloir_session"].value).flush()
    assert standing_among([sign_in]) == {sign_in}


@pytest.mark.parametrize(
    ("age", "is_renewed"), [(RENEWED_EVERY, True), (timedelta(hours=1), False)]
)
def test_wall_renews_its_session_once_a_day(age, is_renewed):
    client = _signed_in(make_staff(Role.OFFICER, make_jail()))
    SignIn.objects.update(renewed_at=current_time() - age)
    soon = current_time() + timedelta(hours=1)
    Session.objects.update(expire_date=soon)
    assert client.get("/console/").status_code == 200
    assert (Session.objects.get().expire_date > soon) is is_renewed


def test_old_sign_ins_are_deleted(now):
    sign_in = SignIn.objects.create(
        user=make_visitor().user, auth_hash="", began_at=now, renewed_at=now
    )
    assert delete_old_sign_ins(now=now + FORGOTTEN_AFTER) == 0
    assert delete_old_sign_ins(now=now + FORGOTTEN_AFTER + timedelta(seconds=1)) == 1
    assert not SignIn.objects.filter(pk=sign_in.pk).exists()

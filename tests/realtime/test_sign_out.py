"""Sockets and media end with the sign-in of their browser, in any process."""

from importlib import import_module

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from parloir.accounts.models import Role, SignIn, StaffRole, User
from parloir.accounts.sign_ins import IN_SESSION, end_sign_in
from parloir.facts.edits import Added, Removed
from parloir.facts.staff import change_staff
from parloir.realtime.sign_in_watch import SignInWatch
from parloir.threads import in_thread
from parloir.visits.models import Leg, OnDuty, Visit
from parloir.visits.states import VisitState
from parloir.web.signin_backend import BACKEND
from tests.factories.people import OPERATOR
from tests.factories.sign_ins import signed_in
from tests.realtime.browsers import Browser, eventually


def _signed_in(user):
    return signed_in(user)


def _cookies(client):
    return {"parloir_session": client.cookies["parloir_session"].value}


async def _sign_in_of(client):
    return await sync_to_async(lambda: client.session[IN_SESSION])()


async def _wall(scene, client):
    return await scene.open("/ws/wall/", _cookies(client))


@pytest.fixture
async def client(officer):
    return await sync_to_async(_signed_in)(officer)


async def _ends(browser):
    assert await browser.closed_with() == 4401


async def _lives(wall):
    """An intent of this wall is still carried out, as far as there is such a visit."""
    assert (await wall.intend("open", visit="none"))["code"] == "gone"


async def test_sign_out_ends_the_sockets_of_that_session_and_no_others(scene, officer, client):
    wall = await _wall(scene, client)
    other = await _wall(scene, await sync_to_async(_signed_in)(officer))
    await wall.sees("wall")
    await other.sees("wall")
    await sync_to_async(client.post)("/account/logout/")
    await _ends(wall)
    await _lives(other)


async def test_sign_out_ends_a_wall_even_where_its_browser_never_closes(scene, watched, client):
    """Its media and its officer's presence end before the browser answers."""
    wall = await _wall(scene, client)
    await wall.sees_where(lambda s: s["tiles"])
    await wall.send(type="media.watch", leg=watched.visit.public_id, attempt=1)
    sign_in = await _sign_in_of(client)
    await eventually(Leg.objects.filter(sign_in=sign_in, closed_at=None).exists)
    connections = await in_thread(OnDuty.objects.count)
    await sync_to_async(client.post)("/account/logout/")
    await eventually(lambda: not Leg.objects.filter(sign_in=sign_in, closed_at=None).exists())
    await eventually(lambda: OnDuty.objects.count() == connections - 1)


async def test_intents_are_refused_from_the_moment_of_sign_out(scene, watched, client, monkeypatch):
    """Even while nobody has told this process yet."""
    monkeypatch.setattr(SignInWatch, "_on_changes", lambda self, topics: None)
    monkeypatch.setattr("parloir.realtime.sign_in_watch.LOOKS_EVERY_SECONDS", 3600)
    wall = await _wall(scene, client)
    await wall.sees_where(lambda s: s["tiles"])
    await sync_to_async(client.post)("/account/logout/")
    await wall.send(
        type="intent",
        id="1",
        name="terminate",
        args={
            "visit": watched.visit.public_id,
            "ground": "weapons",
            "conduct": ["visitor"],
            "note": "",
        },
    )
    assert await wall.closed_with() == 4401
    assert await in_thread(Visit.objects.filter(state=VisitState.LIVE).exists)


async def test_no_leg_is_opened_after_sign_out(scene, watched, client, monkeypatch):
    monkeypatch.setattr(SignInWatch, "_on_changes", lambda self, topics: None)
    wall = await _wall(scene, client)
    await wall.sees_where(lambda s: s["tiles"])
    sign_in = await _sign_in_of(client)
    await sync_to_async(client.post)("/account/logout/")
    await wall.send(type="media.watch", leg=watched.visit.public_id, attempt=1)
    assert await wall.closed_with() == 4401
    assert not await in_thread(Leg.objects.filter(sign_in=sign_in).exists)


async def test_own_new_password_ends_all_other_sessions(scene, officer, client):
    await in_thread(_set_password, officer, "long-forgotten-words")
    here = await sync_to_async(_signed_in)(await in_thread(User.objects.get, pk=officer.pk))
    there = await sync_to_async(_signed_in)(await in_thread(User.objects.get, pk=officer.pk))
    wall, other = await _wall(scene, here), await _wall(scene, there)
    await wall.sees("wall")
    await other.sees("wall")
    answer = await sync_to_async(here.post)(
        "/account/password/change/",
        {
            "oldpassword": "long-forgotten-words",
            "password1": "quite-other-words-now",
            "password2": "quite-other-words-now",
        },
    )
    assert answer.status_code == 302
    await _ends(other)
    await _lives(wall)
    again = await _wall(scene, here)  # by the session's new key
    await again.sees("wall")
    assert (await sync_to_async(there.get)("/console/")).status_code == 302


def _set_password(user, password):
    user.set_password(password)
    user.save(update_fields=["password"])


async def test_password_that_is_changed_by_anything_ends_all(scene, officer, client):
    wall = await _wall(scene, client)
    await wall.sees("wall")
    await in_thread(_set_password, officer, "set-on-the-command-line")
    await _ends(wall)


async def test_lost_role_ends_all_sessions_and_a_new_one_does_not(scene, officer, client):
    wall = await _wall(scene, client)
    await wall.sees("wall")
    await in_thread(_give_another_role, scene, officer)
    await _lives(wall)
    await in_thread(_take_a_role, officer)
    await _ends(wall)
    assert (await sync_to_async(client.get)("/console/")).status_code == 302


def _give_another_role(scene, officer):
    role = StaffRole(user=officer, role=Role.SUPERVISOR, facility_slug=scene.facility.slug)
    change_staff(user=officer, roles=[Added(role)], by=OPERATOR, now=timezone.now())


def _take_a_role(officer):
    """Take the role that the wall does not need: the sign-in ends all the same."""
    role = StaffRole.objects.get(user=officer, role=Role.SUPERVISOR)
    change_staff(user=officer, roles=[Removed(role)], by=OPERATOR, now=timezone.now())


async def test_closed_account_ends_all_and_opening_it_again_revives_none(scene, officer, client):
    wall = await _wall(scene, client)
    await wall.sees("wall")
    await in_thread(change_staff, user=officer, is_active=False, by=OPERATOR, now=timezone.now())
    await _ends(wall)
    await in_thread(change_staff, user=officer, is_active=True, by=OPERATOR, now=timezone.now())
    revived = await Browser("/ws/wall/", cookies=_cookies(client)).connect()
    assert await revived.closed_with() == 4401


async def test_session_that_expires_by_age_ends_no_socket(scene, officer, client):
    wall = await _wall(scene, client)
    await wall.sees("wall")
    await in_thread(Session.objects.all().delete)
    await _lives(wall)


async def test_session_from_before_there_were_sign_ins_receives_one(scene, officer, client):
    def forget():
        store = import_module(settings.SESSION_ENGINE).SessionStore(
            client.cookies["parloir_session"].value
        )
        del store[IN_SESSION]
        store.save()
        SignIn.objects.all().delete()

    await in_thread(forget)
    first, second = await _wall(scene, client), await _wall(scene, client)
    await first.sees("wall")
    await second.sees("wall")
    assert await in_thread(SignIn.objects.count) == 1
    await sync_to_async(client.post)("/account/logout/")
    await _ends(first)
    await _ends(second)


async def test_other_process_that_ends_a_sign_in_is_noticed(scene, officer, client):
    """As one does that serves pages only: it writes the row, and the feed announces it."""
    wall = await _wall(scene, client)
    await wall.sees("wall")
    sign_in = await _sign_in_of(client)
    assert await in_thread(end_sign_in, public_id=sign_in, now=timezone.now())
    await _ends(wall)


async def test_device_has_no_sign_in_to_end(scene, officer, client):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    await sync_to_async(client.post)("/account/logout/")
    assert (await monitor.intend("call_staff"))["type"] == "done"


async def test_a_wall_stays_closed_before_the_second_factor(scene, officer):
    password_only = Client()
    await sync_to_async(password_only.force_login)(officer, backend=BACKEND)
    await _ends(await _wall(scene, password_only))

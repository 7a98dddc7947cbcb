"""Rows for a database on which a later version is tested: everything that operations write."""

from datetime import timedelta

from django.apps import apps
from django.db import transaction

from parloir.bookings.models import BookingCompanion, Quota
from parloir.clients.answers import Answer, answer_once
from parloir.liveness.operations import WORKER, beat, take_lease
from parloir.throttling.budgets import spend_one
from parloir.visits.legs import open_side_leg
from parloir.visits.models import OfficerPresence, OnDuty, WatchSpan
from tests.audit.scene import Scene
from tests.audit.test_every_operation import OPERATIONS
from tests.factories.moments import MINUTE
from tests.factories.people import OFFICER, make_minor, make_visitor
from tests.factories.sanctions import make_ground
from tests.factories.visits import TEN_ON_MONDAY


def fill() -> None:
    """Carry out every operation once, each in its own facility, and write what none of them writes.

    Raises `AssertionError` for a table that is left empty, since it would not show how a later
    migration treats its rows.
    """
    for prepare in OPERATIONS.values():
        with transaction.atomic():
            prepare(Scene())()
    with transaction.atomic():
        _write_what_no_operation_writes(Scene())
    ours = [model for model in apps.get_models() if model.__module__.startswith("parloir.")]
    empty = [model._meta.label for model in ours if not model._default_manager.exists()]
    assert not empty, f"no row of {', '.join(empty)}"


def _write_what_no_operation_writes(scene: Scene) -> None:
    booking, visit, now = scene.booking, scene.live(), TEN_ON_MONDAY
    BookingCompanion.objects.create(booking=booking, visitor=make_visitor())
    BookingCompanion.objects.create(booking=booking, minor=make_minor(booking.visitor))
    Quota.objects.create(facility=scene.jail, of="inmate", period=Quota.Period.WEEK, most=2)
    make_ground(scene.jail)
    answer_once(
        client=scene.client(), key="one", request="POST /bookings", now=now,
        act=lambda: Answer(201, b"{}"),
    )  # fmt: skip
    spend_one(key="client", times=10, window=timedelta(minutes=1), now=now)
    beat(name=WORKER, facts={"media": True}, now=now)
    take_lease(name="media", holder="worker-1", now=now)
    open_side_leg(admission=visit.admissions.first(), sign_in="", now=now)
    console = {"connection": "console", "officer_ref": OFFICER.ref}
    OnDuty.objects.create(officer_name="Pat Reyes", seen_at=now, **console)
    WatchSpan.objects.create(visit=visit, from_at=now, to_at=now + MINUTE, **console)
    OfficerPresence.objects.create(facility=scene.jail)

"""After every step of any story, the rows in the database equal a plain fold over the upheld
offenses."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.operations import BookingRefused
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.sanctions.appeals import AppealDecisionRefused, AppealRefused
from parloir.sanctions.models import Appeal, Restriction, Violation
from parloir.sanctions.queries import covering, restrictions_in_force
from parloir.sanctions.rulings import RulingRefused
from parloir.workflows.decisions import (
    appeal,
    decide_appeal,
    dismiss_violation,
    lift_restriction,
    redate_violation,
    reinstate_violation,
    shorten_restriction,
)
from tests.factories.examples import part_of_examples
from tests.factories.moments import MONDAY, at
from tests.factories.people import SUPERVISOR, as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ladder, make_violation
from tests.factories.visits import make_booking

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

SECOND = Actor("staff", "supervisor02")
STEPS = (10, 20, None)
WINDOW = 40
HORIZON = 100
ACTS = ("offend", "other_ground", "dismiss", "reinstate", "redate", "lift", "shorten", "appeal",
        "book")  # fmt: skip
A_STEP = st.tuples(
    st.sampled_from(ACTS), st.integers(0, 30), st.integers(0, 9), st.sampled_from(Appeal.Decision)
)


def plain_fold(violations):
    """Compute it independently of the code: walk the days, and count what is not forgotten yet."""
    upheld = sorted(
        (one for one in violations if one.state == "upheld" and one.ground == "phone"),
        key=lambda one: (one.occurred_date, one.recorded_at, one.pk),
    )
    said = {}
    for place, one in enumerate(upheld):
        remembered = [
            earlier
            for earlier in upheld[:place]
            if (one.occurred_date - earlier.occurred_date).days <= WINDOW
        ]
        days = STEPS[min(len(remembered), 2)]
        said[one.pk] = None if days is None else one.occurred_date + timedelta(days=days)
    return said


class Story:
    """One visitor at one jail; a day passes with every step."""

    def __init__(self):
        self.jail = make_jail(horizon_days=HORIZON, monitors=1, stations=2)
        make_ladder(
            self.jail, *STEPS, window_days=WINDOW,
            counted=["nudity", "abuse", "phone", "driving", "drugs"],
        )  # fmt: skip
        self.visitor = make_visitor()
        self.inmate = make_inmate(self.jail)
        self.eased = {}
        self.day = MONDAY + timedelta(days=60)

    @property
    def now(self):
        return at(self.day, 12)

    def violations(self):
        return list(Violation.objects.order_by("pk").select_related("restriction", "facility"))

    def do(self, act, offset, which, decision):
        self.day += timedelta(days=1)
        if act in {"offend", "other_ground"}:
            ground = "phone" if act == "offend" else "weapons"
            day = self.day - timedelta(days=offset)
            self._violate(ground, day)
        elif act == "book":
            self._book(offset)
        elif violations := self.violations():
            getattr(self, f"_{act}")(violations[which % len(violations)], offset, decision)

    def _violate(self, ground, day):
        make_violation(
            self.jail, visitor=self.visitor, inmate=self.inmate, ground=ground, day=day,
            now=self.now,
        )  # fmt: skip

    def _book(self, offset):
        starts_at = at(self.day + timedelta(days=1 + offset), 8)
        try:
            make_booking(
                self.jail, visitor=self.visitor, inmate=self.inmate, kind=VisitKind.REMOTE,
                starts_at=starts_at, now=self.now,
            )  # fmt: skip
        except BookingRefused:
            return

    def _ruled(self, operation, **fields):
        try:
            with transaction.atomic():
                operation(**fields, reason="Because.", by=SUPERVISOR, now=self.now)
        except RulingRefused:
            return False
        return True

    def _dismiss(self, violation, offset, decision):
        self._ruled(dismiss_violation, violation=violation)

    def _reinstate(self, violation, offset, decision):
        self._ruled(reinstate_violation, violation=violation)

    def _redate(self, violation, offset, decision):
        day = self.day - timedelta(days=offset)
        self._ruled(redate_violation, violation=violation, occurred_date=day)

    def _lift(self, violation, offset, decision):
        row = getattr(violation, "restriction", None)
        if row and self._ruled(lift_restriction, restriction=row):
            self.eased[violation.pk] = date.min

    def _shorten(self, violation, offset, decision):
        row, until = getattr(violation, "restriction", None), self.day + timedelta(days=offset)
        if row and self._ruled(shorten_restriction, restriction=row, until_date=until):
            self.eased[violation.pk] = until

    def _appeal(self, violation, offset, decision):
        row, until = getattr(violation, "restriction", None), self.day + timedelta(days=offset)
        if row is None:
            return
        try:
            with transaction.atomic():
                filed = appeal(
                    restriction=row, text="No.", channel=Appeal.Channel.PAGE,
                    received_date=self.day, by=as_visitor(self.visitor), now=self.now,
                )  # fmt: skip
                decide_appeal(
                    appeal=filed, decision=decision, reason="Because.", until_date=until,
                    by=SECOND, now=self.now,
                )  # fmt: skip
        except (AppealRefused, AppealDecisionRefused):
            return
        if decision == Appeal.Decision.SHORTEN:
            self.eased[violation.pk] = until

    def expected(self):
        said = {}
        for key, until in plain_fold(self.violations()).items():
            last = min(until or date.max, self.eased.get(key, date.max))
            begins = Violation.objects.get(pk=key).occurred_date
            if last >= begins:
                said[key] = (begins, None if last == date.max else last)
        return said

    def stored(self):
        rows = Restriction.objects.filter(lifted_at__isnull=True)
        return {row.violation_id: (row.from_date, row.until_date) for row in rows}

    def open_bookings_that_are_covered(self):
        rows = restrictions_in_force(visitor=self.visitor, facility=self.jail)
        ahead = Booking.objects.filter(state=BookingState.BOOKED, starts_at__gt=self.now)
        return [one for one in ahead if covering(rows, one.visit_date)]


@settings(
    max_examples=part_of_examples(0.25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(A_STEP, min_size=1, max_size=14))
def test_the_rows_are_what_a_plain_fold_says_after_every_step(steps):
    with transaction.atomic():
        story = Story()
        for step in steps:
            story.do(*step)
            assert story.stored() == story.expected()
            assert story.open_bookings_that_are_covered() == []
        transaction.set_rollback(True)

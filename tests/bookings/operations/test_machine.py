"""All that visitors, staff and the clock can do, in any order, compared with a plain model."""

from contextlib import suppress
from dataclasses import replace
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.claims import resource_of
from parloir.bookings.models import Booking, Quota, Repair, Restoration, SlotClaim
from parloir.bookings.operations import (
    BookingRefused,
    CannotCancel,
    CannotMove,
    book,
    move,
    reserve,
)
from parloir.bookings.operations.restoring_all import carry_out_restorations, order_restoration
from parloir.bookings.queries import adults_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure, Facility, Monitor, Station, VisitKind
from parloir.facts.closures import close_time, reopen
from parloir.facts.inmates import change_inmate, release_inmate
from parloir.notices.models import Notice
from parloir.people.models import Inmate, Visitor
from parloir.pin_tries.operations import SlowedDown
from parloir.visits.admission import AdmissionRefused, BirthDayNeeded
from parloir.visits.due import run_due_transitions
from parloir.visits.models import Visit
from parloir.visits.states import VisitState
from parloir.workflows.operations import cancel_booking
from parloir.workflows.termination import terminate
from tests.bookings.plain_model import EPOCH, TICK, Ask, Closed, Model, Plain
from tests.factories.companions import agree
from tests.factories.examples import part_of_examples
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, at
from tests.factories.people import (
    OFFICER,
    OPERATOR,
    SUPERVISOR,
    as_visitor,
    make_inmate,
    make_visitor,
    separate_inmates,
)
from tests.factories.places import make_round_the_clock
from tests.factories.visits import admit_inmate, admit_visitor, get_ready

OPEN = {BookingState.BOOKED, BookingState.DISPLACED}
OVER = {BookingState.FULFILLED, BookingState.NOT_HELD, BookingState.CANCELLED}
TEN = at(MONDAY, 10)

WHO = st.integers(0, 2)
STARTS = st.integers(0, 15).map(lambda number: TEN + 15 * number * MINUTE)
KINDS = st.sampled_from(VisitKind)
WHICH = st.integers(0, 7)


@pytest.fixture
def facility(db) -> Facility:
    """Few people and devices, so that bookings conflict."""
    facility = make_round_the_clock(
        monitors=2, stations=3, grid_minutes=15, turnover_minutes=5, grace_minutes=10
    )
    facility.party_limits.create(adults=2)
    Quota.objects.create(facility=facility, of="inmate", period="day", most=3)
    Quota.objects.create(facility=facility, of="visitor", period="week", most=4)
    for number, station in enumerate(Station.objects.filter(area__facility=facility)):
        Station.objects.filter(pk=station.pk).update(position=number)
    inmates = [make_inmate(facility) for _ in range(3)]
    separate_inmates(inmates[0], inmates[1])
    visitors = [make_visitor() for _ in range(3)]
    for visitor, companion in permutations(visitors, 2):
        agree(companion, visitor=visitor)
    return facility


class Bookings(RuleBasedStateMachine):
    """The machine. Each example is a savepoint of its own; `now` only goes forward."""

    place: Facility

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = NINE_ON_MONDAY
        self.visitors = list(Visitor.objects.order_by("pk"))
        self.inmates = list(Inmate.objects.order_by("pk"))
        self.monitors = list(Monitor.objects.order_by("pk"))
        self.stations = list(Station.objects.order_by("position"))
        self.model = Model(
            monitors=[one.pk for one in self.monitors],
            row=[one.pk for one in self.stations],
            separated={one.pk for one in self.inmates[:2]},
        )
        self.acknowledged: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # --- What visitors do -------------------------------------------------------------------

    @initialize(choices=st.lists(st.tuples(WHO, st.none() | WHO, WHO, KINDS, STARTS), min_size=6))
    def book_some(self, choices):
        """Otherwise most examples would have nothing to cancel, move or close."""
        for who, along, whom, kind, starts_at in choices[:8]:
            self.choose(book, self.booking_request(who, along, whom, kind), starts_at)

    @rule(who=WHO, along=st.none() | WHO, whom=WHO, kind=KINDS, starts_at=STARTS)
    def book(self, who, along, whom, kind, starts_at):
        self.choose(book, self.booking_request(who, along, whom, kind), starts_at)

    @rule(who=WHO, along=st.none() | WHO, whom=WHO, kind=KINDS, starts_at=STARTS)
    def reserve(self, who, along, whom, kind, starts_at):
        self.choose(reserve, self.booking_request(who, along, whom, kind), starts_at)

    @precondition(lambda self: self.has({BookingState.RESERVED}))
    @rule(who=WHO)
    def finish(self, who):
        """Book a reservation, or one that has lapsed: the page still shows it."""
        for reservation in self.model.bookings.values():
            if (
                reservation.state == BookingState.RESERVED
                and reservation.visitor == self.visitors[who].pk
            ):
                self.choose(book, self.request_of_booking(reservation), reservation.starts_at)
                return

    @precondition(lambda self: self.has(OPEN))
    @rule(which=WHICH)
    def cancel(self, which):
        for booking in self.some(OPEN, which):
            plain = self.model.bookings[booking.pk]
            try:
                cancel_booking(booking=booking, by=as_visitor(booking.visitor), now=self.now)
            except CannotCancel:
                assert self.now >= plain.starts_at
                self.adopt()
            else:
                assert self.now < plain.starts_at
                self.adopt({booking.pk: {BookingState.CANCELLED}})

    @precondition(lambda self: self.has(OPEN))
    @rule(which=WHICH, starts_at=STARTS)
    def move(self, which, starts_at):
        for booking in self.some(OPEN, which):
            plain = self.model.bookings[booking.pk]
            wanted = replace(plain, starts_at=starts_at)
            has_come = Visit.objects.filter(booking=booking).exists()
            by = as_visitor(booking.visitor)
            try:
                moved = move(booking=booking, starts_at=starts_at, by=by, now=self.now)
            except CannotMove:
                assert has_come or self.now >= plain.starts_at
                self.adopt()
            except BookingRefused:
                assert self.model.obstacles(wanted, now=self.now, gives_up=plain.pk)
                self.adopt()
            else:
                assert moved.starts_at == starts_at
                assert not has_come
                self.judge_allowed(wanted, gives_up=plain.pk)
                self.adopt({booking.pk: {BookingState.BOOKED}}, of=plain.visitor)

    @precondition(lambda self: self.has({BookingState.BOOKED}))
    @rule(which=WHICH, where=st.integers(0, 1))
    def check_in(self, which, where):
        for booking in self.some({BookingState.BOOKED}, which):
            self.pass_until(booking.opens_at)
            booking = booking_with_its_people(booking.pk)
            with suppress(AdmissionRefused, BirthDayNeeded, SlowedDown):
                admit_visitor(booking, monitor=self.monitors[where], now=self.now)
            self.adopt()

    # --- What staff do ----------------------------------------------------------------------

    @precondition(lambda self: len(self.model.closures) < 2)
    @rule(
        begins=STARTS,
        which=WHICH,
        minutes=st.sampled_from([10, 15, 45]),
        scope=st.sampled_from(["facility", "monitor", "station"]),
    )
    def close(self, begins, which, minutes, scope):
        """Close for a time that begins with a booking, if there is one."""
        scopes = {
            "facility": {},
            "monitor": {"monitor": self.monitors[0]},
            "station": {"station": self.stations[0]},
        }
        for booking in self.some({BookingState.BOOKED}, which):
            begins = booking.starts_at
        ends = begins + minutes * MINUTE
        devices = scopes[scope]
        closed = Closed((begins, ends), **{name: one.pk for name, one in devices.items()})
        self.model.closures.append(closed)
        # A reservation stays: its "Finish" is refused, or it lapses.
        shut = {
            pk
            for pk, one in self.model.bookings.items()
            if one.state != BookingState.RESERVED and self.model.is_shut(one)
        }
        close_time(
            facility=self.place, starts_at=begins, ends_at=ends, reason="Count",
            by=OPERATOR, now=self.now, **devices,
        )  # fmt: skip
        self.adopt(dict.fromkeys(shut, OPEN | OVER))
        self.look_at_closures()

    @precondition(lambda self: not self.model.released)
    @rule(whom=WHO)
    def release(self, whom):
        inmate = self.inmates[whom]
        self.model.released.add(inmate.pk)
        release_inmate(inmate=inmate, by=OPERATOR, now=self.now)
        theirs = [one.pk for one in self.model.bookings.values() if one.inmate == inmate.pk]
        live = {one.booking_id for one in Visit.objects.filter(state=VisitState.LIVE)}
        after = {BookingState.DISPLACED, BookingState.CANCELLED}
        self.adopt({
            pk: {BookingState.BOOKED} if pk in live or self.is_past(pk) else after for pk in theirs
            if self.model.bookings[pk].state == BookingState.BOOKED
        })  # fmt: skip

    @precondition(lambda self: self.model.released)
    @rule()
    def come_back(self):
        """What was displaced has its time again, unless something else is chosen or in its way."""
        inmate = Inmate.objects.get(pk=self.model.released.pop())
        lost = self.displaced_ahead(inmate.pk)
        change_inmate(inmate=inmate, status="held", by=OPERATOR, now=self.now)
        self.judge_restored(lost)

    @precondition(lambda self: self.model.closures)
    @rule()
    def open_again(self):
        """End a closure, and restore all that can be."""
        closure = Closure.objects.latest("pk")
        begins, ends = self.model.closures[-1].span
        if begins >= self.now:
            self.model.closures.pop()
        elif ends > self.now:
            self.model.closures[-1] = replace(self.model.closures[-1], span=(begins, self.now))
        lost = self.displaced_ahead()
        reopen(closure=closure, by=OPERATOR, now=self.now)
        self.adopt()
        order_restoration(facility=self.place, by=SUPERVISOR, now=self.now)
        carry_out_restorations(now=self.now)
        assert not Restoration.objects.filter(done_at=None).exists()
        self.judge_restored(lost)

    def judge_restored(self, lost):
        """Compare what became of the bookings in `lost` with the model. `lost` says for each
        whether its visitor has replaced it."""
        self.adopt({pk: {BookingState.BOOKED, BookingState.DISPLACED} for pk in lost})
        for pk, is_replaced in lost.items():
            one = self.model.bookings[pk]
            is_restored = one.state == BookingState.BOOKED
            obstacles = self.model.obstacles(
                one, now=self.now, gives_up=pk, rests=not is_restored, is_chosen=False
            )
            assert is_restored != bool(is_replaced or obstacles)

    @precondition(lambda self: not self.model.restricted and self.has({BookingState.BOOKED}))
    @rule(which=WHICH, is_last=st.booleans())
    def terminate(self, which, is_last):
        """The visit is held, and ended for what one of the visitors did: they are restricted."""
        for booking in self.some({BookingState.BOOKED}, which):
            self.pass_until(booking.starts_at)
            booking = booking_with_its_people(booking.pk)
            try:
                for admit in (admit_visitor, admit_inmate):
                    get_ready(admit(booking, now=self.now), now=self.now)
            except AdmissionRefused:
                self.adopt()
                return
            self.adopt()
            self.now += MINUTE
            visit = Visit.objects.get(booking=booking)
            offender = adults_of(booking)[-1 if is_last else 0]
            terminate(
                visit=visit, ground="phone", conduct={"visitor"}, persons=[offender.public_id],
                note="", by=OFFICER, now=self.now,
            )  # fmt: skip
            visitor = offender.pk
            self.model.restricted.add(visitor)
            covered = {
                pk: {BookingState.CANCELLED} for pk, one in self.model.bookings.items()
                if one.visitor == visitor and one.state in OPEN
            }  # fmt: skip
            self.adopt({**covered, booking.pk: {BookingState.FULFILLED}}, leaves=visitor)

    # --- What the clock does ----------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 5, 10, 31]))
    def time_passes(self, minutes):
        self.pass_until(self.now + minutes * MINUTE)

    def pass_until(self, instant):
        self.now = max(self.now, instant)
        run_due_transitions(now=self.now)
        begun = {
            pk: {BookingState.BOOKED, *OVER} if one.state == BookingState.BOOKED
            else {BookingState.CANCELLED}
            for pk, one in self.model.bookings.items()
            if one.state in OPEN and one.starts_at <= self.now
        }  # fmt: skip
        self.adopt(begun)
        assert not any(
            one.state == BookingState.RESERVED and not one.takes(self.now)
            for one in self.model.bookings.values()
        )

    # --- What has to hold after every step --------------------------------------------------

    @invariant()
    def nobody_and_nothing_is_in_two_places(self):
        taken: set[tuple[str, int]] = set()
        for one in self.model.bookings.values():
            if one.state in {BookingState.BOOKED, BookingState.RESERVED}:
                needs = self.needs(one)
                assert not taken & needs
                taken |= needs

    @invariant()
    def claims_are_what_bookings_need(self):
        claimed: dict[int, set[tuple[str, int]]] = {}
        for pk, resource, tick in SlotClaim.objects.values_list("booking", "resource", "tick"):
            claimed.setdefault(pk, set()).add((resource, tick))
        for pk, one in self.model.bookings.items():
            mine = claimed.pop(pk, set())
            if one.state in {BookingState.BOOKED, BookingState.RESERVED}:
                assert mine == self.needs(one)
            elif one.state == BookingState.DISPLACED or one.rests is None:
                assert mine == set()
            else:
                assert mine <= self.needs(one)
                assert all(tick < ticks(one.rests)[-1] + 1 for _, tick in mine)
        assert claimed == {}

    @invariant()
    def what_was_acknowledged_is_there_or_was_closed_for_a_reason(self):
        there = {row.pk: row for row in Booking.objects.filter(pk__in=self.acknowledged)}
        assert there.keys() == self.acknowledged
        told = set(Notice.objects.values_list("kind", "params__booking"))
        waiting = set(Repair.objects.filter(state="open").values_list("booking_id", flat=True))
        assert waiting == {pk for pk, row in there.items() if row.state == BookingState.DISPLACED}
        for row in there.values():
            assert ("booking_confirmed", row.public_id) in told
            if row.state == BookingState.CANCELLED:
                assert row.cancelled_for
                assert ("booking_cancelled", row.public_id) in told
            elif row.state == BookingState.NOT_HELD:
                assert row.closed_at >= row.starts_at
            elif row.state == BookingState.FULFILLED:
                assert row.visit.started_at is not None

    # --- Private ----------------------------------------------------------------------------

    def choose(self, act, booking_request, starts_at):
        ask = Ask(
            visitor=booking_request.visitor.pk,
            companions=tuple(one.pk for one in booking_request.adults),
            inmate=booking_request.inmate.pk,
            kind=booking_request.kind,
            starts_at=starts_at,
        )
        try:
            booking = act(
                booking_request=booking_request,
                starts_at=starts_at,
                by=as_visitor(booking_request.visitor),
                now=self.now,
            )
        except BookingRefused:
            assert self.model.obstacles(ask, now=self.now)
            self.adopt()
        else:
            self.judge_allowed(ask)
            if act is book:
                self.acknowledged.add(booking.pk)
            self.adopt(new={booking.pk}, of=booking_request.visitor.pk)

    def judge_allowed(self, ask, gives_up=None):
        """A PIN that is entered at a monitor takes it from a visit whose monitor only rests."""
        assert self.model.obstacles(ask, now=self.now, gives_up=gives_up, rests=False) == set()

    def adopt(self, changes=None, *, new=frozenset(), of=None, leaves=None):
        """Read the rows into the model. Only what the arguments say may have changed.

        `changes` are the states that a booking may have now. The reservations of `of` are
        deleted; the one who `leaves` is no longer a companion in any visit ahead.
        """
        changes = changes or {}
        before, after = self.model.bookings, self.rows()
        assert after.keys() - before.keys() == new
        for pk, one in before.items():
            if pk not in after:
                is_own = one.visitor == of
                assert one.state == BookingState.RESERVED
                assert is_own or not one.takes(self.now)
                continue
            assert after[pk].state in changes.get(pk, {one.state})
            if leaves is None:
                assert after[pk].companions == one.companions
            elif after[pk].state == BookingState.BOOKED:
                assert after[pk].companions == tuple(p for p in one.companions if p != leaves)
        self.model.bookings = after

    def rows(self) -> dict[int, Plain]:
        rows = Booking.objects.prefetch_related("companions__visitor").order_by("pk")
        return {
            row.pk: Plain(
                pk=row.pk,
                public_id=row.public_id,
                visitor=row.visitor_id,
                companions=tuple(one.person.pk for one in row.companions.all()),
                inmate=row.inmate_id,
                kind=row.kind,
                monitor=row.monitor_id,
                station=row.station_id,
                starts_at=row.starts_at,
                state=row.state,
                booked_at=row.booked_at,
                reserved_until=row.reserved_until,
                closed_at=row.closed_at,
            )
            for row in rows
        }

    def displaced_ahead(self, inmate=None) -> dict[int, bool]:
        """Return the displaced bookings whose time has not come, of this inmate if one is given,
        and whether each is replaced."""
        return {
            pk: self.is_replaced(pk)
            for pk, one in self.model.bookings.items()
            if one.state == BookingState.DISPLACED
            and inmate in {None, one.inmate}
            and one.starts_at > self.now
        }

    def is_replaced(self, pk) -> bool:
        """Return whether its visitor has booked another visit with the inmate since then."""
        lost = self.model.bookings[pk]
        since = Repair.objects.get(booking=pk, state="open").opened_at
        return any(
            lost.visitor in one.people
            and one.inmate == lost.inmate
            and one.state != BookingState.RESERVED
            and one.counts(self.now)
            and one.booked_at > since
            for one in self.model.bookings.values()
        )

    def look_at_closures(self):
        """No visit that has not begun is left in a closure."""
        under_way = set(Visit.objects.values_list("booking_id", flat=True))
        for pk, one in self.model.bookings.items():
            if one.state == BookingState.BOOKED and pk not in under_way and not self.is_past(pk):
                assert not self.model.is_shut(one)

    def is_past(self, pk) -> bool:
        return self.model.bookings[pk].visit[1] <= self.now

    def needs(self, one: Plain) -> set[tuple[str, int]]:
        people = {f"visitor:{pk}" for pk in one.people} | {f"inmate:{one.inmate}"}
        devices = {f"station:{one.station}"} | ({f"monitor:{one.monitor}"} - {"monitor:None"})
        return {(who, tick) for who in people for tick in ticks(one.visit)} | {
            (what, tick) for what in devices for tick in ticks(one.with_rest)
        }

    def has(self, states) -> bool:
        return any(one.state in states for one in self.model.bookings.values())

    def some(self, states, which) -> list[Booking]:
        """Return one booking in one of these states, or None."""
        found = [pk for pk, one in self.model.bookings.items() if one.state in states]
        chosen = found[which % len(found) :][:1] if found else []
        rows = Booking.objects.filter(pk__in=chosen)
        return list(
            rows.select_related("facility", "visitor__user", "inmate", "station", "monitor")
        )

    def booking_request(self, who, along, whom, kind) -> BookingRequest:
        companions = () if along in {None, who} else (self.visitors[along],)
        return BookingRequest(
            visitor=self.visitors[who],
            inmate=self.inmates[whom],
            facility=self.place,
            kind=kind,
            adults=companions,
        )

    def request_of_booking(self, reservation: Plain) -> BookingRequest:
        people = {one.pk: one for one in self.visitors}
        return BookingRequest(
            visitor=people[reservation.visitor],
            inmate=next(one for one in self.inmates if one.pk == reservation.inmate),
            facility=self.place,
            kind=VisitKind(reservation.kind),
            adults=tuple(people[pk] for pk in reservation.companions),
        )


def booking_with_its_people(pk: int) -> Booking:
    rows = Booking.objects.select_related(
        "facility", "visitor__user", "inmate", "station", "monitor"
    )
    return rows.get(pk=pk)


def ticks(span) -> range:
    return range((span[0] - EPOCH) // TICK, (span[1] - EPOCH) // TICK)


def test_the_names_of_the_model_are_those_of_the_claims(facility):
    inmate = Inmate.objects.all()[0]
    assert resource_of(inmate) == f"inmate:{inmate.pk}"


@pytest.mark.timeout(600)
def test_whatever_happens_the_bookings_are_those_of_the_plain_model(facility):
    class Here(Bookings):
        place = facility

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=part_of_examples(0.2),
            stateful_step_count=25,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

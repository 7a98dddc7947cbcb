"""The requests of the suite `security` to a process inside the house: see `tests.stage.inside`."""

from datetime import date, timedelta

from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from bench.code_guessing import code_guess_odds_a_day
from bench.pin_guessing import (
    IN_THEIR_WINDOW,
    OPEN,
    as_fast_as_allowed,
    guesses_in_a_day,
    one_below_every_limit,
    real_monitor,
)
from parloir.accounts.models import User
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.operations import book_walk_in
from parloir.clock import current_time
from parloir.facilities.models import VisitKind
from parloir.people.models import Visitor
from parloir.web.signin_backend import BACKEND
from tests.factories.people import OFFICER, make_inmate, make_visitor
from tests.factories.places import MonitorFactory, make_round_the_clock

CODE_SENDERS = 64


def attackers(count: int) -> list[str]:
    """Return sessions of so many new visitors, who have not sent their pictures yet."""
    return [_session_of(_visitor(number)) for number in range(count)]


def known_addresses(count: int) -> list[str]:
    """Return the addresses of so many new accounts. All have one password, hashed once."""
    password = make_password("maple river stone lamp")
    emails = [f"member-{number:04d}@bench.example" for number in range(count)]
    User.objects.bulk_create(User(email=email, password=password) for email in emails)
    return emails


def visitor_in_a_room() -> dict[str, str]:
    """Return the session and the booking of a visitor whose remote visit can begin now."""
    now = current_time()
    where = make_round_the_clock()
    visitor = make_visitor()
    booking = book_walk_in(
        booking_request=BookingRequest(
            visitor=visitor,
            inmate=make_inmate(where),
            facility=where,
            kind=VisitKind.REMOTE,
        ),
        starts_at=now.replace(second=0, microsecond=0) - timedelta(minutes=now.minute % 5),
        by=OFFICER,
        now=now,
    )
    return {"session": _session_of(visitor), "booking": booking.public_id}


def odds_of_guesses() -> dict[str, tuple[float, int]]:
    """Return the odds of each kind of guess within a day, and how many attackers tried."""
    careless, careful = (_visitor(number).user.email for number in range(2))
    now = current_time()
    code = code_guess_odds_a_day(
        careless_at=careless, careful_at=careful, senders=CODE_SENDERS, begins_at=now
    )
    at_the_monitor = [
        guesses_in_a_day(real_monitor(MonitorFactory()), pace)
        for pace in (as_fast_as_allowed, one_below_every_limit())
    ]
    in_window, open_ones = (
        max(guesses.odds(bookings) for guesses in at_the_monitor)
        for bookings in (IN_THEIR_WINDOW, OPEN)
    )
    return {
        "code_guess_odds_a_day": (code, 2),
        "pin_guess_odds_in_window_day": (in_window, len(at_the_monitor)),
        "pin_guess_odds_open_day": (open_ones, len(at_the_monitor)),
    }


def _visitor(number: int) -> Visitor:
    name = f"Attacker {number:03d}"
    user = User.objects.create(email=f"attacker-{number:03d}@bench.example", full_name=name)
    return Visitor.objects.create(
        user=user,
        first_name="Attacker",
        last_name=f"Number {number:03d}",
        date_of_birth=date(1980, 2, 29),
        phone="+18165550199",
        street="1 Main Street",
        city="Kansas City",
        region="Missouri",
        postal_code="64105",
        registered_at=current_time(),
    )


def _session_of(visitor: Visitor) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, visitor.user, backend=BACKEND)
    request.session.save()
    return str(request.session.session_key)

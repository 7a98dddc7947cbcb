"""The requests of the suite `booking` to a process inside the house: see `tests.stage.inside`."""

import random
import time
from collections import defaultdict
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from bench.full_jail import SLUG, Size, build_full_jail, clients_of_full_jail
from parloir.bookings.availability.offers import offer
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.clock import current_time
from parloir.facilities.models import Facility, VisitKind
from parloir.people.models import Inmate
from parloir.scheduling.wall_time import local_date
from parloir.web.signin_backend import BACKEND

DAYS_OFFERED = 14
ONSITE_AT_A_TIME = 2


def build(**size: int) -> int:
    """Build the jail, and return the number of bookings."""
    build_full_jail(size=Size(**size), now=current_time())
    with connection.cursor() as cursor:
        # A database that has been in use has these statistics.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return Booking.objects.count()


def sessions(count: int) -> list[str]:
    """Return sessions of this many clients, signed in as the page does after a right password."""
    keys = []
    for client in clients_of_full_jail()[:count]:
        request = HttpRequest()
        request.session = SessionStore()
        login(request, client.user, backend=BACKEND)
        request.session.save()
        keys.append(str(request.session.session_key))
    return keys


def places() -> list[list[str]]:
    """For each time, in order, the addresses of "Finish" that can all have a booking there.

    One in each area, since a station is free there; the first few on site, as monitors are.
    """
    jail = Facility.objects.get(slug=SLUG)
    inmates: dict[int, list[Inmate]] = defaultdict(list)
    for inmate in Inmate.objects.filter(facility=jail).order_by("pk"):
        inmates[inmate.area_id].append(inmate)
    busy: dict[datetime, set[int]] = defaultdict(set)
    kinds: dict[datetime, set[str]] = defaultdict(set)
    for inmate_id, starts_at, kind in Booking.objects.filter(facility=jail).values_list(
        "inmate_id", "starts_at", "kind"
    ):
        busy[starts_at].add(inmate_id)
        kinds[starts_at].add(kind)
    found = []
    for starts_at in sorted(
        starts_at for starts_at, both in kinds.items() if len(both) == len(VisitKind)
    ):
        free = [
            next(one for one in reversed(area) if one.pk not in busy[starts_at])
            for area in inmates.values()
        ]
        found.append(
            [
                finish_path(
                    VisitKind.ONSITE if number < ONSITE_AT_A_TIME else VisitKind.REMOTE,
                    inmate,
                    starts_at,
                )
                for number, inmate in enumerate(free)
            ]
        )
    return found


def finish_path(kind: str, inmate: Inmate, starts_at: datetime) -> str:
    path = reverse("schedule_check", args=[kind, SLUG, inmate.public_id])
    return f"{path}?{urlencode({'at': f'{starts_at:%Y-%m-%dT%H:%MZ}'})}"


def availability(rounds: int) -> list[float]:
    """Return how long the times of two weeks took, in milliseconds: any client, inmate and kind."""
    jail = Facility.objects.get(slug=SLUG)
    clients = clients_of_full_jail()
    inmates = list(Inmate.objects.filter(facility=jail))
    chance = random.Random(rounds)  # noqa: S311 - who asks is no secret
    now = current_time()
    first = local_date(now, jail.zone) + timedelta(days=1)
    took = []
    for number in range(rounds + 1):
        booking_request = BookingRequest(
            visitor=chance.choice(clients),
            inmate=chance.choice(inmates),
            facility=jail,
            kind=list(VisitKind)[number % len(VisitKind)],
        )
        began = time.perf_counter()
        offer(
            booking_request=booking_request,
            first=first,
            last=first + timedelta(days=DAYS_OFFERED - 1),
            now=now,
        )
        if number:  # the first opens the database
            took.append((time.perf_counter() - began) * 1000)
    return took


def double_bookings() -> int:
    """How many open bookings begin before the one before them has left the same person or device.

    It looks at the bookings' own times, and not at the claims, which make it impossible.
    """
    found = 0
    with connection.cursor() as cursor:
        for column in ("inmate_id", "visitor_id", "monitor_id", "station_id"):
            cursor.execute(f"""
                SELECT COUNT(*) FROM (
                    SELECT starts_at, LAG(ends_at) OVER (
                        PARTITION BY {column} ORDER BY starts_at, id
                    ) AS left_at
                    FROM {Booking._meta.db_table}
                    WHERE state = 'booked' AND {column} IS NOT NULL
                ) AS pairs WHERE left_at > starts_at
            """)  # noqa: S608
            found += cursor.fetchone()[0]
    return found


def accounts(count: int, password: str) -> list[str]:
    """Return the email addresses of this many clients, who can sign in with this password now."""
    emails = []
    for client in clients_of_full_jail()[:count]:
        client.user.set_password(password)
        client.user.save(update_fields=["password"])
        emails.append(client.user.email)
    return emails

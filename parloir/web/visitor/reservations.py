"""Reserve a chosen time while the visitor checks it, for new visits and for moved ones.

Choosing is a POST that redirects to the page that checks; "Finish" books the time.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from parloir.accounts.policies import as_visitor
from parloir.bookings.operations import BookingRefused, reserve
from parloir.bookings.queries import reservation_end
from parloir.bookings.rules.catalog import OCCUPANCY_RULES
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.wording import say_clock
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import local_date
from parloir.web.query_values import day_in, instant_in
from parloir.web.visitor.choosing import Choosing

# What says that others were faster, rather than that the visitor has something else then.
TAKEN_BY_OTHERS = {*OCCUPANCY_RULES, Rule.ALREADY_TAKEN} - {Rule.VISITOR_BUSY}


def reserve_and_check(
    request: HttpRequest, choosing: Choosing, starts_at: datetime, *, now: datetime
) -> HttpResponse:
    try:
        reservation = reserve(
            booking_request=choosing.booking_request,
            starts_at=starts_at,
            by=as_visitor(choosing.booking_request.visitor.user),
            now=now,
            moves=choosing.moves,
        )
    except BookingRefused as refused:
        return offer_others(request, choosing, starts_at, refused.refusals, now=now)
    until = reservation.reserved_until
    return HttpResponseRedirect(
        choosing.check_url(starts_at=reservation.starts_at, reserved_until=until)
    )


def choose_first(request: HttpRequest, choosing: Choosing) -> HttpResponse:
    messages.warning(request, _("Please choose a time first."))
    return HttpResponseRedirect(choosing.when_url(day=day_in(request.GET)))


def offer_others(
    request: HttpRequest,
    choosing: Choosing,
    starts_at: datetime,
    refusals: Sequence[Refusal],
    *,
    now: datetime,
) -> HttpResponse:
    """Go back to the same day with the reason in words; all other choices stay."""
    booking_request = choosing.booking_request
    facility = booking_request.facility
    is_taken = all(refusal.rule in TAKEN_BY_OTHERS for refusal in refusals)
    reason = (
        Refusal(Rule.RESERVATION_LAPSED)
        if is_taken and _has_lapsed(request, now=now)
        else refusals[0]
    )
    sentence = sentence_for(reason, facility=facility, to=booking_request.visitor.phone)
    messages.warning(request, sentence)
    return HttpResponseRedirect(choosing.when_url(day=local_date(starts_at, facility.zone)))


def reservation_note(
    request: HttpRequest, choosing: Choosing, starts_at: datetime, *, now: datetime
) -> str:
    """Return the note in words, empty if the time was never chosen, as in a typed address."""
    until = reservation_end(booking_request=choosing.booking_request, starts_at=starts_at, now=now)
    if until is not None:
        return _("We keep this time for you until %(time)s.") % {
            "time": say_clock(until, choosing.booking_request.facility)
        }
    if _has_lapsed(request, now=now):
        return _("The ten minutes are over, but this time is still free. “Finish” takes it.")
    return ""


def _has_lapsed(request: HttpRequest, *, now: datetime) -> bool:
    """Return whether the reservation has lapsed, by the `until` in the address."""
    until = instant_in(request.GET, "until", now=now)
    return until is not None and until <= now

"""A booking as a calendar file (RFC 5545) for phones and mail programs.

Calendars are shared with family and employers, so the file contains neither the PIN nor the name
of the inmate.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.bookings.texts.wording import say_address
from parloir.facilities.models import VisitKind
from parloir.scheduling.intervals import Interval

FILE_NAME = "visit.ics"
MIME_TYPE = "text/calendar"
REMINDERS = (timedelta(days=1), timedelta(hours=1))


def calendar_file(booking: Booking) -> bytes:
    """Return the file. Times are in UTC, which every calendar shows in its own zone.

    The file of a cancelled booking removes the entry from the calendar.
    """
    return _file(booking, booking.interval, is_cancelled=booking.state == BookingState.CANCELLED)


def cancelling_file(booking: Booking, *, was_at: datetime) -> bytes:
    """Return the file that removes the entry at this time for somebody who does not come along."""
    was = Interval(was_at, was_at + booking.interval.duration)
    return _file(booking, was, is_cancelled=True)


def _file(booking: Booking, interval: Interval, *, is_cancelled: bool) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Parloir//Video visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(_event(booking, interval, is_cancelled=is_cancelled))
    return bytes(calendar.to_ical())


def _event(booking: Booking, interval: Interval, *, is_cancelled: bool) -> Event:
    event = Event()
    event.add("uid", f"{booking.public_id}@parloir")
    event.add("dtstamp", booking.closed_at or booking.booked_at)
    event.add("dtstart", interval.starts_at)
    event.add("dtend", interval.ends_at)
    event.add("sequence", booking.times_changed + int(is_cancelled))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("summary", _("Video visit, %(facility)s") % {"facility": booking.facility.name})
    if booking.kind == VisitKind.ONSITE:
        event.add("location", say_address(booking.facility))
        event.add("description", _("Bring your PIN and your ID."))
    else:
        event.add("description", _("Sign in and press “Join visit” when it is time."))
    if not is_cancelled:
        for before in REMINDERS:
            event.add_component(_reminder(before))
    return event


def _reminder(before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Video visit"))
    alarm.add("trigger", -before)
    return alarm

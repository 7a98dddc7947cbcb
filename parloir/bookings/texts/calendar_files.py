"""A booking as a calendar file (RFC 5545, 5546) for phones and mail programs.

Calendars are shared with family and employers, so the file contains neither the PIN nor the name
of the inmate, and of the party only its reader: see decision 60.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.bookings.texts.wording import say_address
from parloir.facilities.models import VisitKind
from parloir.people.models import Visitor
from parloir.scheduling.intervals import Interval

FILE_NAME = "visit.ics"
REMINDERS = (timedelta(days=1), timedelta(hours=1))
_PLAIN_SIGNS = str.maketrans({'"': "'", "\\": "/", ";": ","})
# States in which nobody is expected at the booking's time.
_WITHOUT_A_TIME = (BookingState.CANCELLED, BookingState.DISPLACED)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file that a calendar takes in (`REQUEST`), or that takes an entry out (`CANCEL`)."""

    method: str
    content: bytes

    @property
    def mime_type(self) -> str:
        """The type with the method, by which mail programs recognize it (RFC 6047, 2.4)."""
        return f"text/calendar; method={self.method}"


def calendar_file(booking: Booking, *, reader: Visitor, written_at: datetime) -> CalendarFile:
    """Return the file for one adult of the party, the only person whom it names.

    Times are in UTC, which every calendar shows in its own zone. The file of a booking that is
    cancelled or needs a new time takes the entry out.
    """
    is_on = booking.state not in _WITHOUT_A_TIME
    event = _event(booking, booking.interval, reader=reader, written_at=written_at, is_on=is_on)
    return _file(event, method="REQUEST" if is_on else "CANCEL")


def cancelling_file(
    booking: Booking, *, was_at: datetime, reader: Visitor, written_at: datetime
) -> CalendarFile:
    """Return the file that takes out the entry at this time for an adult who no longer comes."""
    was = Interval(was_at, was_at + booking.interval.duration)
    event = _event(booking, was, reader=reader, written_at=written_at, is_on=False)
    return _file(event, method="CANCEL")


def _file(event: Event, *, method: str) -> CalendarFile:
    calendar = Calendar()
    calendar.add("prodid", "-//Parloir//Video visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return CalendarFile(method, bytes(calendar.to_ical()))


def _event(
    booking: Booking, interval: Interval, *, reader: Visitor, written_at: datetime, is_on: bool
) -> Event:
    event = Event()
    event.add("uid", f"{booking.public_id}@parloir")
    event.add("dtstamp", written_at)
    event.add("dtstart", interval.starts_at)
    event.add("dtend", interval.ends_at)
    event.add("sequence", booking.calendar_sequence)
    event.add("status", "CONFIRMED" if is_on else "CANCELLED")
    event.add("summary", _("Video visit, %(facility)s") % {"facility": booking.facility.name})
    event.add("organizer", _organizer(booking))
    event.add("attendee", _attendee(reader))
    if booking.kind == VisitKind.ONSITE:
        event.add("location", say_address(booking.facility))
        event.add("description", _("Bring your PIN and your ID."))
    else:
        event.add("description", _("Sign in and press “Join visit” when it is time."))
    if is_on:
        for before in REMINDERS:
            event.add_component(_reminder(before))
    return event


def _organizer(booking: Booking) -> vCalAddress:
    """Return the facility, at the address from which the mail comes."""
    return _person(booking.facility.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def _attendee(reader: Visitor) -> vCalAddress:
    """Return the reader, who has accepted already and is not asked to answer."""
    person = _person(reader.full_name, reader.user.email)
    person.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    return person


def _person(name: str, email: str) -> vCalAddress:
    """Return a name and an address. Readers differ about these signs in a parameter."""
    person = vCalAddress(f"mailto:{quote(email, safe='@+')}")
    person.params["CN"] = name.translate(_PLAIN_SIGNS)
    return person


def _reminder(before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Video visit"))
    alarm.add("trigger", -before)
    return alarm

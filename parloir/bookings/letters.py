"""The letters about a booking (P12)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.availability.alternatives import alternatives_for
from parloir.bookings.availability.revalidation import revalidate
from parloir.bookings.models import Booking
from parloir.bookings.pins import in_groups, pin_of
from parloir.bookings.rules.eligibility import ADULT_RULES
from parloir.bookings.texts.calendar_files import (
    FILE_NAME,
    CalendarFile,
    calendar_file,
)
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.bookings.texts.wording import facts_of, how_to_cancel, visit_rules, what_to_bring
from parloir.facilities.wording import say_moment
from parloir.notices.composition import compose
from parloir.notices.rendering import Attachment, Letter, renders
from parloir.people.models import Visitor


def booking_named(params: Mapping[str, Any]) -> Booking | None:
    return (
        Booking.objects.filter(public_id=params["booking"])
        .select_related("facility", "inmate", "visitor__user")
        .first()
    )


def recipient_of(params: Mapping[str, Any], booking: Booking) -> Visitor:
    """Return to whom the letter goes: the visitor who booked, or an adult companion."""
    companion = Visitor.objects.filter(public_id=params.get("recipient", "")).first()
    return companion or booking.visitor


@renders("booking_confirmed")
def booking_confirmed(params: Mapping[str, Any]) -> Letter | None:
    """Return None if the booking was cancelled before it is sent."""
    return _letter_with_the_pin(
        params,
        subject=_("Video visit, %(facility)s: booked for %(when)s"),
        sentence=_("Your visit is booked. Please print this or write the PIN down."),
    )


@renders("booking_moved")
def booking_moved(params: Mapping[str, Any]) -> Letter | None:
    """Return None if the booking was cancelled or lost its new time before it is sent."""
    return _letter_with_the_pin(
        params,
        subject=_("Video visit, %(facility)s: new time, %(when)s"),
        sentence=_("Your visit was moved to the time below. The PIN is the same as before."),
    )


@renders("booking_new_pin")
def booking_new_pin(params: Mapping[str, Any]) -> Letter | None:
    return _letter_with_the_pin(
        params,
        subject=_("Video visit, %(facility)s: new PIN, %(when)s"),
        sentence=_(
            "Somebody else may have read the PIN of this visit, so it has a new one. The old one "
            "is no longer valid. Nothing else has changed."
        ),
    )


@renders("booking_restored")
def booking_restored(params: Mapping[str, Any]) -> Letter | None:
    return _letter_with_the_pin(
        params,
        subject=_("Video visit, %(facility)s: takes place after all, %(when)s"),
        sentence=_("We wrote that this visit needs a new time. It can take place as it was."),
    )


@renders("booking_clock_changed")
def booking_clock_changed(params: Mapping[str, Any]) -> Letter | None:
    """Send a new calendar file. Return None if the booking was cancelled or lost its time."""
    return _letter_with_the_pin(
        params,
        subject=_("Video visit, %(facility)s: stays at its time, %(when)s"),
        sentence=_(
            "What we know about the clock at the facility has changed. Your visit stays at the "
            "date and time that you know, and the PIN is the same. If you keep a calendar, add "
            "the attached file to it: until then it may show another hour."
        ),
    )


@renders("booking_displaced")
def booking_displaced(params: Mapping[str, Any]) -> Letter | None:
    """Say why, and offer other times. Return None if the visit has a time again."""
    booking = booking_named(params)
    if booking is None or not booking.is_displaced:
        return None
    recipient = recipient_of(params, booking)
    times = alternatives_for(booking, now=params["now"])
    is_theirs = recipient == booking.visitor
    return compose(
        subject=_("Your visit needs a new time: %(when)s")
        % {"when": say_moment(booking.starts_at, booking.facility)},
        paragraphs=[
            _("Hello %(name)s,") % {"name": recipient.first_name},
            _("This visit can't take place at its time. We are sorry."),
            *_why_displaced(booking, recipient, is_theirs=is_theirs, now=params["enqueued_at"]),
            _what_to_do(booking, is_theirs=is_theirs, has_times=bool(times)),
        ],
        facts=facts_of(booking),
        lists=[
            (
                _("Times that are free now"),
                [say_moment(one.starts_at, booking.facility) for one in times],
            )
        ]
        if times
        else [],
        action=_new_time(booking) if is_theirs else None,
        attachments=(calendar_of(booking, recipient, params),),
    )


def _why_displaced(
    booking: Booking, recipient: Visitor, *, is_theirs: bool, now: datetime
) -> list[str]:
    """Return the reason, unless it is about the visitor who booked and is not theirs to read."""
    refusals = revalidate(booking, now=now).refusals
    if not is_theirs and refusals and refusals[0].rule in ADULT_RULES.rules:
        return []
    return [
        sentence_for(refusal, facility=booking.facility, to=recipient.phone)
        for refusal in refusals[:1]
    ]


def _what_to_do(booking: Booking, *, is_theirs: bool, has_times: bool) -> str:
    if not is_theirs:
        return _("%(name)s, who booked it, can choose another time.") % {
            "name": booking.visitor.full_name
        }
    if has_times:
        return _(
            "Choose one of the times below, or any other; one press is enough. The PIN stays the "
            "same. You need not do anything if you don't want another time."
        )
    return _("We found no other time within the next three weeks. You can look for a later one.")


def _new_time(booking: Booking) -> tuple[str, str]:
    return (_("Choose a new time"), reverse("new_time", args=[booking.public_id]))


@renders("party_changed")
def party_changed(params: Mapping[str, Any]) -> Letter | None:
    return _letter_with_the_pin(
        params,
        subject=_("Video visit, %(facility)s: who comes along has changed, %(when)s"),
        sentence=_(
            "Somebody who was to come along to this visit can't come any more. The visit itself "
            "stays as it is."
        ),
    )


def _letter_with_the_pin(
    params: Mapping[str, Any], *, subject: str, sentence: str
) -> Letter | None:
    """Return a letter with the calendar file. Some readers call the entry what its subject says.

    `subject` has places for `facility` and `when`.
    """
    booking = booking_named(params)
    if booking is None or not booking.is_open:
        return None
    recipient = recipient_of(params, booking)
    if not (recipient.user.is_active and booking.visitor.user.is_active):
        return None  # its PIN is told when the account is open again: see `operations.new_pins`
    return compose(
        subject=subject
        % {
            "facility": booking.facility.name,
            "when": say_moment(booking.starts_at, booking.facility),
        },
        paragraphs=[
            _("Hello %(name)s,") % {"name": recipient.first_name},
            sentence,
        ],
        code=(_("Your PIN"), in_groups(pin_of(booking))),
        facts=facts_of(booking),
        action=_action(recipient, booking),
        lists=[
            (_("What to bring"), what_to_bring(booking)),
            (
                _("What ends a visit immediately"),
                [rule["text"] for rule in visit_rules(booking.facility)],
            ),
        ],
        closing=[
            _("Visits may be watched by staff of the facility."),
            how_to_cancel(booking),
        ],
        attachments=(calendar_of(booking, recipient, params),),
    )


def _action(recipient: Visitor, booking: Booking) -> tuple[str, str] | None:
    """Return a link for the visitor who booked: only they can change the booking."""
    if recipient != booking.visitor:
        return None
    return (_("Print, calendar, change or cancel"), _path(booking))


def _path(booking: Booking) -> str:
    return reverse("my_visit", args=[booking.public_id])


def calendar_of(booking: Booking, recipient: Visitor, params: Mapping[str, Any]) -> Attachment:
    return attached(calendar_file(booking, reader=recipient, written_at=params["enqueued_at"]))


def attached(file: CalendarFile) -> Attachment:
    return Attachment(FILE_NAME, file.content, file.mime_type)

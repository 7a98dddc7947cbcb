"""One booking at the console: give it other devices or another time, or cancel it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parloir.accounts.models import Role
from parloir.bookings.availability.revalidation import Revalidation, revalidate
from parloir.bookings.models import Booking
from parloir.bookings.operations import (
    BookingRefused,
    CannotMove,
    DeviceTaken,
    choose_devices,
    move,
)
from parloir.bookings.states import BookingState
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.bookings.texts.wording import facts_of
from parloir.disputes.models import Dispute
from parloir.disputes.queries import dispute_of_booking
from parloir.facilities.models import Facility, Monitor, Station
from parloir.ledger.quality import quality_of
from parloir.ledger.wording import account_of_booking
from parloir.text_lines.models import WrittenLine
from parloir.text_lines.queries import lines_of_booking
from parloir.web.fields import DayField
from parloir.web.staff.looks import note_look_at_case
from parloir.web.staff.sections import LOOKERS, REPAIRERS, WATCHERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page
from parloir.web.typed_times import ShowingField, WallTimeField, typed_instant
from parloir.workflows.operations import cancel_for_facility


class DevicesForm(forms.Form):
    """Offers the devices that are free, and those that the booking has."""

    monitor = forms.ChoiceField(label=gettext_lazy("Monitor"), required=False)
    station = forms.ChoiceField(label=gettext_lazy("Station"))

    def __init__(
        self, *args: Any, booking: Booking, revalidation: Revalidation, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.monitors = {one.public_id: one for one in revalidation.monitors}
        self.stations = {one.public_id: one for one in revalidation.stations}
        for name, found in (("monitor", self.monitors), ("station", self.stations)):
            choices = [(key, one.name) for key, one in found.items()]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if booking.monitor is None:
            del self.fields["monitor"]

    def devices(self) -> tuple[Monitor | None, Station]:
        data = self.cleaned_data
        return self.monitors.get(data.get("monitor", "")), self.stations[data["station"]]


class TimeForm(forms.Form):
    day = DayField(
        label=gettext_lazy("Day"),
        error_messages={"required": gettext_lazy("Give the day.")},
    )
    time = WallTimeField(
        label=gettext_lazy("Time"),
        error_messages={"required": gettext_lazy("Give the time at which it would begin.")},
    )
    showing = ShowingField()

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facility = facility

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return data if self.errors else data | {"starts_at": typed_instant(self, self.facility)}


@never_cache
@require_safe
@staff_page(*LOOKERS)
def staff_booking(request: HttpRequest, staff: StaffContext, booking_id: str) -> HttpResponse:
    booking = _booking(staff, booking_id)
    note_look_at_case(staff, "look_at_booking", on=booking, about=booking)
    return _show(request, staff, booking)


@require_POST
@staff_page(*REPAIRERS)
def give_devices(request: HttpRequest, staff: StaffContext, booking_id: str) -> HttpResponse:
    booking = _booking(staff, booking_id)
    revalidation = revalidate(booking, now=staff.now)
    form = DevicesForm(request.POST, booking=booking, revalidation=revalidation)
    if not booking.is_open or not form.is_valid():
        return _show(request, staff, booking, devices=form)
    monitor, station = form.devices()
    try:
        choose_devices(
            booking=booking, monitor=monitor, station=station, by=staff.actor, now=staff.now
        )
    except DeviceTaken:
        messages.warning(request, _("It was taken a moment ago. Choose another one."))
    else:
        messages.success(request, _("The visit has its new place. Nobody has to be told."))
    return redirect("staff_booking", booking_id=booking_id)


@require_POST
@staff_page(*REPAIRERS)
def move_booking(request: HttpRequest, staff: StaffContext, booking_id: str) -> HttpResponse:
    booking = _booking(staff, booking_id)
    form = TimeForm(request.POST, facility=booking.facility)
    if not form.is_valid():
        return _show(request, staff, booking, time=form)
    starts_at = form.cleaned_data["starts_at"]
    try:
        move(booking=booking, starts_at=starts_at, by=staff.actor, now=staff.now)
    except BookingRefused as refused:
        form.add_error(None, sentence_for(refused.refusals[0], facility=booking.facility))
        return _show(request, staff, booking, time=form)
    except CannotMove:
        messages.warning(request, _("This visit can't be moved any more."))
    else:
        messages.success(request, _("The visit has a new time. The visitor gets a mail."))
    return redirect("staff_booking", booking_id=booking_id)


@require_POST
@staff_page(*REPAIRERS)
def cancel_booking(request: HttpRequest, staff: StaffContext, booking_id: str) -> HttpResponse:
    booking = _booking(staff, booking_id)
    if cancel_for_facility(booking=booking, by=staff.actor, now=staff.now):
        messages.success(request, _("The visit is cancelled. The visitor gets a mail."))
    else:
        messages.warning(request, _("It was over or cancelled already. Nothing was changed."))
    return redirect("staff_booking", booking_id=booking_id)


def _show(
    request: HttpRequest,
    staff: StaffContext,
    booking: Booking,
    *,
    devices: DevicesForm | None = None,
    time: TimeForm | None = None,
) -> HttpResponse:
    may_change = booking.facility.slug in staff.slugs_for(*REPAIRERS)
    is_ahead = booking.is_open and booking.starts_at > staff.now
    account = account_of_booking(booking)
    context: dict[str, Any] = {
        "booking": booking,
        "facts": facts_of(booking),
        "account": account,
        "quality": quality_of(booking.visit) if account is not None else [],
        "dispute": _dispute_to_decide(staff, booking),
        "written": _written_lines(staff, booking),
        "changes": False,
    }
    if may_change and is_ahead:
        revalidation = revalidate(booking, now=staff.now)
        chosen = {
            "monitor": booking.monitor.public_id if booking.monitor else "",
            "station": booking.station.public_id,
        }
        context |= {
            "changes": True,
            "devices": devices
            or DevicesForm(booking=booking, revalidation=revalidation, initial=chosen),
            "time": time or TimeForm(facility=booking.facility),
        }
    has_errors = bool((devices and devices.errors) or (time and time.errors))
    return show(request, staff, "booking.html", context, 422 if has_errors else 200)


def _dispute_to_decide(staff: StaffContext, booking: Booking) -> Dispute | None:
    is_supervisor = booking.facility.slug in staff.slugs_for(Role.SUPERVISOR)
    return dispute_of_booking(booking) if is_supervisor else None


def _written_lines(staff: StaffContext, booking: Booking) -> list[WrittenLine]:
    """Return what both wrote, for those who may watch visits of this facility."""
    may_read = booking.facility.slug in staff.slugs_for(*WATCHERS)
    return lines_of_booking(booking) if may_read else []


def _booking(staff: StaffContext, booking_id: str) -> Booking:
    booking = (
        Booking.objects.filter(public_id=booking_id, facility__slug__in=staff.slugs_for(*LOOKERS))
        .exclude(state=BookingState.RESERVED)
        .select_related(
            "facility__state", "visitor__user", "inmate__area", "monitor", "station__area"
        )
        .first()
    )
    if booking is None:
        raise Http404
    return booking

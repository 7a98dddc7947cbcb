"""Who has seen what of one person, between two days: for auditors."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.facilities.models import Facility
from parloir.people.known_visitors import visitors_known_at
from parloir.people.models import Inmate, Visitor
from parloir.people.queries import NumberNotClear, inmate_with_master_id
from parloir.scheduling.wall_time import end_of_day, start_of_day
from parloir.web.fields import DayField
from parloir.web.query_values import row_number_in
from parloir.web.staff.audit_reach import Reach
from parloir.web.staff.audit_times import zones_for
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page

A_PAGE = 100
Person = Visitor | Inmate

WHAT = {
    "ask_why": gettext_lazy("Asked why a visit is refused"),
    "look_at_appeal": gettext_lazy("An appeal"),
    "look_at_booking": gettext_lazy("A booking"),
    "look_at_case": gettext_lazy("A violation"),
    "look_at_dispute": gettext_lazy("A dispute about a visit"),
    "look_at_identity": gettext_lazy("Photo and ID"),
    "look_at_inmate": gettext_lazy("The inmate's page"),
    "look_at_picture": gettext_lazy("A picture"),
    "look_at_repair": gettext_lazy("A booking that lost its time"),
    "look_at_review": gettext_lazy("A review"),
    "look_at_visitor": gettext_lazy("The visitor's page"),
    "open_configuration_row": gettext_lazy("A record in the configuration"),
    "read_through_api": gettext_lazy("Read by a program, through the API"),
    "read_looks": gettext_lazy("This list"),
}
"""What was seen, by the event's action. Another action is shown as it is written."""


class PersonFilter(forms.Form):
    person = forms.CharField(
        label=gettext_lazy("Whose data: a visitor's email, a master ID number, or an id"),
        max_length=254,
    )
    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("Until and including"), required=False)


@never_cache
@require_safe
@staff_page(Role.AUDITOR)
def seen_by(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """List who has looked at a person's data. To read the list is such a look, too."""
    facilities = staff.facilities_for(Role.AUDITOR)
    form = PersonFilter(request.GET or None)
    context: dict[str, Any] = {"form": form, "zones": zones_for(facilities)}
    if form.is_valid():
        person = _person(form.cleaned_data["person"].strip(), staff, facilities)
        if person is None:
            form.add_error("person", _("Nobody whom you may read about has this email or number."))
        else:
            _note_reading(staff, person)
            context |= _looks_at(person, request, form.cleaned_data, staff, facilities[0])
    return show(request, staff, "seen_by.html", context, 422 if form.errors else 200)


def _person(text: str, staff: StaffContext, facilities: list[Facility]) -> Person | None:
    """Return the visitor or inmate, among those whom one of the auditor's agencies knows."""
    known = visitors_known_at(staff.agencies_for(Role.AUDITOR))
    by_text = Q(user__email=text.lower()) if "@" in text else Q(public_id=text)
    visitor = known.filter(by_text).first()
    if visitor is not None:
        return visitor
    inmate = Inmate.objects.filter(public_id=text, facility__in=facilities).first()
    return inmate or _with_number(text, facilities)


def _with_number(text: str, facilities: list[Facility]) -> Inmate | None:
    for facility in facilities:
        try:
            inmate = inmate_with_master_id(facility=facility, master_id=text)
        except NumberNotClear:
            continue
        if inmate is not None:
            return inmate
    return None


def _note_reading(staff: StaffContext, person: Person) -> None:
    for agency in staff.agencies_for(Role.AUDITOR):
        record(
            "read_looks",
            by=staff.actor,
            on=person,
            at=staff.now,
            agency=agency.public_id,
            person=person.public_id,
        )


def _looks_at(
    person: Person,
    request: HttpRequest,
    chosen: Mapping[str, Any],
    staff: StaffContext,
    facility: Facility,
) -> dict[str, Any]:
    """Return a page of looks, newest first, and where the older ones are. Days are those of this
    facility."""
    reach = Reach(staff.slugs_for(Role.AUDITOR), staff.agencies_for(Role.AUDITOR))
    found = reach.looks_at(person.public_id)
    if chosen["first"]:
        found = found.filter(at__gte=start_of_day(chosen["first"], facility.zone))
    if chosen["last"]:
        found = found.filter(at__lt=end_of_day(chosen["last"], facility.zone))
    before = row_number_in(request.GET, "before")
    if before is not None:
        found = found.filter(pk__lt=before)
    events = list(found.order_by("-id")[: A_PAGE + 1])
    shown = events[:A_PAGE]
    names = reach.names_in(shown)
    return {
        "person": person,
        "rows": [(one, names.get(one.actor_ref, ""), _what(one)) for one in shown],
        "older": _older(request, shown[-1].pk) if len(events) > A_PAGE else "",
    }


def _what(event: AuditEvent) -> str:
    return str(WHAT.get(event.action, event.action))


def _older(request: HttpRequest, before: int) -> str:
    kept = {key: str(value) for key, value in request.GET.items() if key != "before" and value}
    return "?" + urlencode(kept | {"before": str(before)})

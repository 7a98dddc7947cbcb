"""A facility's bookings that lost their time: which can be restored, and the order to do it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parloir.bookings.models import Repair, Restoration
from parloir.bookings.operations.restoring import outlook_of
from parloir.bookings.operations.restoring_all import order_restoration
from parloir.bookings.queries import open_repairs
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Facility
from parloir.web.staff.looks import note_list
from parloir.web.staff.sections import REPAIRERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page

A_PAGE = 50
Judged = tuple[Repair, list[str]]


@never_cache
@require_safe
@staff_page(*REPAIRERS)
def restorable(request: HttpRequest, staff: StaffContext, facility_slug: str) -> HttpResponse:
    """Show which bookings can be restored, and why the others cannot, a page at a time."""
    facility = _facility(staff, facility_slug)
    note_list(staff, "list_repairs", *REPAIRERS, at=facility)
    found = open_repairs([facility.slug]).select_related(
        "booking__facility", "booking__visitor__user", "booking__inmate__area", "booking__station"
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    judged = [_judge(case, staff) for case in page]
    context = {
        "facility": facility,
        "page": page,
        "clear": [case for case, why in judged if not why],
        "blocked": [(case, why) for case, why in judged if why],
        "order": Restoration.objects.filter(facility=facility).order_by("-pk").first(),
    }
    return show(request, staff, "restorable.html", context)


@require_POST
@staff_page(*REPAIRERS)
def restore_all(request: HttpRequest, staff: StaffContext, facility_slug: str) -> HttpResponse:
    """Order that all that can be restored is restored; a second press orders nothing."""
    facility = _facility(staff, facility_slug)
    if order_restoration(facility=facility, by=staff.actor, now=staff.now) is not None:
        messages.success(
            request, _("The visits that can take place are being restored. Each party gets a mail.")
        )
    else:
        messages.info(request, _("There is nothing to restore, or it is being done already."))
    return redirect("restorable", facility_slug=facility.slug)


def _judge(case: Repair, staff: StaffContext) -> Judged:
    """Return the case, and why it cannot be restored."""
    outlook = outlook_of(case.booking, now=staff.now)
    why = [sentence_for(refusal, facility=case.facility) for refusal in outlook.refusals]
    if outlook.has_another:
        why.append(_("Since then the visitor has booked another visit with this inmate."))
    return case, why


def _facility(staff: StaffContext, slug: str) -> Facility:
    """Return a facility at which this person restores bookings; any other is answered with 404."""
    for facility in staff.facilities_for(*REPAIRERS):
        if facility.slug == slug:
            return facility
    raise Http404

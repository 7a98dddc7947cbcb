"""The pages of remote visits, on the visitor's own device, and of the officers' wall."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parloir.accounts.models import Role
from parloir.bookings.models import Booking
from parloir.facilities.models import VisitKind
from parloir.realtime.ui_strings import ui_strings_for
from parloir.web.sign_ins import renew_session
from parloir.web.staff.sections import first_page_of, sections_of
from parloir.web.staff.staff_context import StaffContext, staff_page


@never_cache
@require_safe
@login_required
def room(request: HttpRequest, booking_id: str) -> HttpResponse:
    """The page of a remote visit. Somebody else's booking is a 404, as is an unknown one."""
    booking = Booking.objects.filter(
        public_id=booking_id, visitor__user=request.user.pk, kind=VisitKind.REMOTE
    ).first()
    if booking is None:
        raise Http404
    renew_session(request)
    context = {"surface": "room", "ui_strings": ui_strings_for("room"), "booking": booking}
    return render(request, "live/room.html", context)


@never_cache
@require_safe
@staff_page()
def console(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """The wall, for officers; redirects staff of other roles to their own first page."""
    if not staff.slugs_for(Role.OFFICER):
        return redirect(first_page_of(staff))
    renew_session(request)
    context = {
        "surface": "wall",
        "ui_strings": ui_strings_for("wall"),
        "sections": sections_of(staff, request.path),
    }
    return render(request, "live/wall.html", context)

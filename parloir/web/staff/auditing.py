"""The audit pages for auditors: filtered, in pages, read-only."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.facilities.models import Facility
from parloir.scheduling.wall_time import end_of_day, start_of_day
from parloir.web.fields import DayField
from parloir.web.query_values import row_number_in
from parloir.web.staff.audit_reach import Reach
from parloir.web.staff.audit_times import zones_for
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page

A_PAGE = 100


class AuditFilter(forms.Form):
    action = forms.CharField(label=_("What was done"), required=False, max_length=60)
    actor = forms.CharField(label=_("Who: an email, or an id"), required=False, max_length=254)
    subject = forms.CharField(label=_("On what: an id"), required=False, max_length=40)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("Until and including"), required=False)

    def __init__(self, data: Any, *, facility: Facility | None) -> None:
        super().__init__(data)
        self.zone = facility.zone if facility else ZoneInfo("UTC")
        if facility is not None:
            days = gettext("Days by the clock of %(facility)s.")
            self.fields["first"].help_text = days % {"facility": facility.name}


@never_cache
@require_safe
@staff_page(Role.AUDITOR)
def audit(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """List the audit events that the auditor reads, newest first. Reading them is an event of
    each of their agencies.

    A page that would be empty although there are older events leads on to these.
    """
    facility = next(iter(staff.facilities_for(Role.AUDITOR)), None)
    form = AuditFilter(request.GET, facility=facility)
    reach = Reach(staff.slugs_for(Role.AUDITOR), staff.agencies_for(Role.AUDITOR))
    found = AuditEvent.objects.filter(_condition(_chosen(form), form.zone, reach))
    part = reach.read(found, before=row_number_in(request.GET, "before"), most=A_PAGE)
    if part.older is not None and not part.events:
        return redirect(request.path + _address_of(request, part.older))
    names = reach.names_in(part.events)
    for agency in reach.agencies:
        record("read_audit", by=staff.actor, on=staff.user, at=staff.now, agency=agency.public_id)
    context = {
        "form": form,
        "rows": [(event, names.get(event.actor_ref, "")) for event in part.events],
        "zones": zones_for(staff.facilities_for(Role.AUDITOR)),
        "older": _address_of(request, part.older),
    }
    return show(request, staff, "audit.html", context)


def _chosen(form: AuditFilter) -> dict[str, Any]:
    form.is_valid()
    return {key: value for key, value in form.cleaned_data.items() if value}


def _condition(chosen: dict[str, Any], zone: ZoneInfo, reach: Reach) -> Q:
    """Return the filter as a condition; its days are those of this zone."""
    condition = Q()
    if "action" in chosen:
        condition &= Q(action__icontains=chosen["action"].strip().replace(" ", "_"))
    if "actor" in chosen:
        who = chosen["actor"].strip()
        user = reach.account_with(who)
        condition &= Q(actor_ref=user.public_id if user else who)
    if "subject" in chosen:
        condition &= Q(subject_ref=chosen["subject"].strip())
    if "first" in chosen:
        condition &= Q(at__gte=start_of_day(chosen["first"], zone))
    if "last" in chosen:
        condition &= Q(at__lt=end_of_day(chosen["last"], zone))
    return condition


def _address_of(request: HttpRequest, older: int | None) -> str:
    """Return the address of the page with older events, empty if there is none."""
    if older is None:
        return ""
    kept = {key: str(value) for key, value in request.GET.items() if key != "before" and value}
    return "?" + urlencode(kept | {"before": str(older)})

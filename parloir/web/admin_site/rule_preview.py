"""Try a changed rule against the bookings of the last 30 days and those ahead."""

from collections import Counter
from collections.abc import Callable

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parloir.bookings.models import Booking
from parloir.bookings.rules.catalog import name_of_rule
from parloir.bookings.rules.preview import refused_by_todays_rules
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.clock import current_time
from parloir.facilities.models import Facility
from parloir.scheduling.refusals import Refusal

MOST_SHOWN = 100
REDIRECTED = 302


def preview_change(
    request: HttpRequest, *, facility_pk: str, save: Callable[[], HttpResponse]
) -> HttpResponse:
    """Save, find what would be refused, and roll back. An invalid form is shown again as usual."""
    now = current_time()
    with transaction.atomic():
        facility = Facility.objects.get(pk=facility_pk)
        before = refused_by_todays_rules(facility=facility, now=now)
        saved = save()
        if saved.status_code != REDIRECTED:
            return saved
        _forget_messages(request)
        facility.refresh_from_db()
        after = refused_by_todays_rules(facility=facility, now=now)
        transaction.set_rollback(True)
    return _page(request, facility, before, after)


def _page(
    request: HttpRequest,
    facility: Facility,
    before: dict[int, tuple[Refusal, ...]],
    after: dict[int, tuple[Refusal, ...]],
) -> HttpResponse:
    """Return the page. `facility` has the tried values; the bookings are as they are."""
    refused = {pk: refusals[0] for pk, refusals in after.items() if pk not in before}
    allowed = [pk for pk in before if pk not in after]
    shown = (
        Booking.objects.filter(pk__in=list(refused))
        .select_related("visitor", "inmate")
        .order_by("-starts_at")[:MOST_SHOWN]
    )
    by_rule = Counter(name_of_rule(refusal.rule) for refusal in refused.values())
    context = {
        **admin.site.each_context(request),
        "facility": facility,
        "refused": len(refused),
        "allowed": len(allowed),
        "by_rule": by_rule.most_common(),
        "bookings": [
            (booking, sentence_for(refused[booking.pk], facility=facility)) for booking in shown
        ],
    }
    return render(request, "admin/rule_preview.html", context)


def _forget_messages(request: HttpRequest) -> None:
    """Drop the messages of saving, since nothing was saved."""
    storage = getattr(request, "_messages", None)
    if storage is not None:
        storage._queued_messages.clear()

"""How much of the live visits was watched, by day and officer, as a page and as CSV."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parloir.facilities.models import Facility
from parloir.scheduling.wall_time import local_date
from parloir.screens.wall_detail import names_of
from parloir.visits.coverage import LONGEST, DayOfWatching, coverage_of
from parloir.web.fields import DayField
from parloir.web.spreadsheets import csv_response
from parloir.web.staff.looks import note_export
from parloir.web.staff.sections import COVERAGE_READERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page

USUALLY = timedelta(days=6)


class CoverageFilter(forms.Form):
    facility = forms.ChoiceField(label=gettext_lazy("Facility"), required=False)
    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("Until and including"), required=False)

    def __init__(self, data: Any, *, facilities: list[Facility]) -> None:
        super().__init__(data)
        self.facilities = facilities
        self.fields["facility"].choices = [(one.slug, one.name) for one in facilities]  # type: ignore[attr-defined]

    def chosen(self, staff: StaffContext) -> tuple[Facility, date, date]:
        """Return the choices, with the last seven days of the first facility as defaults."""
        self.is_valid()
        slug = self.cleaned_data.get("facility")
        facility = next((one for one in self.facilities if one.slug == slug), self.facilities[0])
        last = self.cleaned_data.get("last") or local_date(staff.now, facility.zone)
        first = self.cleaned_data.get("first") or last - USUALLY
        first, last = min(first, last), max(first, last)
        return facility, max(first, last - timedelta(days=LONGEST - 1)), last


@never_cache
@require_safe
@staff_page(*COVERAGE_READERS)
def coverage(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    form = CoverageFilter(request.GET, facilities=staff.facilities_for(*COVERAGE_READERS))
    facility, first, last = form.chosen(staff)
    days = coverage_of(facility=facility, first=first, last=last, now=staff.now)
    names = names_of(who for day in days for who in day.by_officer)
    if request.GET.get("format") == "csv":
        note_export(staff, "export_coverage", of=facility, first=first, last=last)
        return _as_csv(facility, days, names)
    form = CoverageFilter(
        {"facility": facility.slug, "first": first, "last": last}, facilities=form.facilities
    )
    context = {
        "form": form,
        "facility": facility,
        "days": [(day, minutes(day.live), minutes(day.watched)) for day in reversed(days)],
        "officers": _by_officer(days, names),
        "csv": f"?facility={facility.slug}&first={first}&last={last}&format=csv",
    }
    return show(request, staff, "coverage.html", context)


def minutes(duration: timedelta) -> int:
    """Return the number of whole minutes."""
    return duration // timedelta(minutes=1)


def _by_officer(days: list[DayOfWatching], names: dict[str, str]) -> list[tuple[str, int, int]]:
    """Return name, minutes and number of days of each officer, most minutes first."""
    rows = []
    for who, name in names.items():
        watched = [day.by_officer[who] for day in days if who in day.by_officer]
        rows.append((name, minutes(sum(watched, timedelta())), len(watched)))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _as_csv(facility: Facility, days: list[DayOfWatching], names: dict[str, str]) -> HttpResponse:
    """Return the CSV: a row for each day, then one for each day and officer."""
    return csv_response(_rows(days, names), file_name=f"coverage-{facility.slug}.csv")


def _rows(days: list[DayOfWatching], names: dict[str, str]) -> Iterator[list[object]]:
    yield [
        _("Day"),
        _("Officer"),
        _("Visits"),
        _("Minutes live"),
        _("Minutes watched"),
        _("Marked"),
    ]
    for day in days:
        yield [day.day, "", day.visits, minutes(day.live), minutes(day.watched), day.unwatched]
        for who, watched in sorted(day.by_officer.items(), key=lambda one: names.get(one[0], "")):
            yield [day.day, names.get(who, who), "", "", minutes(watched), ""]

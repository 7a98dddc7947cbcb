"""Lists of violations and restrictions at the facilities of the user, with filters."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parloir.facilities.models import Facility
from parloir.people.search import names_have
from parloir.sanctions.catalogue import grounds_at, with_ground_texts
from parloir.sanctions.models import Restriction, Violation
from parloir.scheduling.wall_time import local_date
from parloir.web.staff.looks import note_list
from parloir.web.staff.sections import READERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page

A_PAGE = 50
ALL = ("", _("All"))


class RecordFilter(forms.Form):
    name = forms.CharField(label=_("Name of the visitor or the inmate"), required=False)
    facility = forms.ChoiceField(label=_("Facility"), required=False)

    def __init__(self, data: Any, *, facilities: list[Facility]) -> None:
        super().__init__(data)
        choices = [ALL, *((one.slug, one.name) for one in facilities)]
        self.fields["facility"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """Return the valid choices; an unknown choice filters nothing."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class ViolationFilter(RecordFilter):
    ground = forms.ChoiceField(
        label=_("Ground"),
        required=False,
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[ALL, *Violation.State.choices], required=False
    )

    def __init__(self, data: Any, *, facilities: list[Facility]) -> None:
        super().__init__(data, facilities=facilities)
        known = [(one.code, one.text) for one in grounds_at(facilities)]
        self.fields["ground"].choices = [ALL, *known]  # type: ignore[attr-defined]


class RestrictionFilter(RecordFilter):
    which = forms.ChoiceField(
        label=_("Which"),
        choices=[ALL, ("in_force", _("in force today")), ("permanent", _("permanent"))],
        required=False,
    )


@never_cache
@require_safe
@staff_page(*READERS)
def violations(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    note_list(staff, "list_violations", *READERS)
    form = ViolationFilter(request.GET, facilities=staff.facilities_for(*READERS))
    chosen = form.chosen()
    found = (
        Violation.objects.filter(facility__slug__in=staff.slugs_for(*READERS))
        .select_related("facility", "visitor", "inmate")
        .order_by("-recorded_at", "-id")
    )
    found = _of_people(found, chosen, "")
    for key in ("ground", "state"):
        if key in chosen:
            found = found.filter(**{key: chosen[key]})
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = with_ground_texts(page)
    context = {"form": form, "page": page, "rows": rows, "query": _query_of(chosen)}
    return show(request, staff, "violations.html", context)


@never_cache
@require_safe
@staff_page(*READERS)
def restrictions(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    note_list(staff, "list_restrictions", *READERS)
    facilities = staff.facilities_for(*READERS)
    form = RestrictionFilter(request.GET, facilities=facilities)
    chosen = form.chosen()
    found = (
        Restriction.objects.filter(facility__in=facilities)
        .select_related("facility", "visitor", "violation__inmate", "violation__review")
        .order_by("-imposed_at", "-id")
    )
    found = _of_people(found, chosen, "violation__")
    if chosen.get("which") == "permanent":
        found = found.filter(until_date=None, lifted_at=None)
    if chosen.get("which") == "in_force":
        found = found.filter(_in_force(facilities, staff.now))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    texts = with_ground_texts(one.violation for one in page)
    rows = [(one, text) for one, (_violation, text) in zip(page, texts, strict=True)]
    context = {"form": form, "page": page, "rows": rows, "query": _query_of(chosen)}
    return show(request, staff, "restrictions.html", context)


def _of_people(found: QuerySet[Any], chosen: dict[str, str], to_violation: str) -> QuerySet[Any]:
    if "facility" in chosen:
        found = found.filter(facility__slug=chosen["facility"])
    for word in chosen.get("name", "").split():
        of_visitor = names_have(word, path="visitor__")
        found = found.filter(of_visitor | names_have(word, path=f"{to_violation}inmate__"))
    return found


def _in_force(facilities: list[Facility], now: datetime) -> Q:
    """Return a condition for restrictions in force today, by each facility's own date."""
    condition = Q(pk__in=[])
    for facility in facilities:
        today = local_date(now, facility.zone)
        condition |= Q(facility=facility, from_date__lte=today) & (
            Q(until_date=None) | Q(until_date__gte=today)
        )
    return condition & Q(lifted_at=None)


def _query_of(chosen: dict[str, str]) -> str:
    """Return the filter as a query for the links to other pages."""
    return urlencode(chosen)

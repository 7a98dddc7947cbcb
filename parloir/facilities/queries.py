from django.db.models import Count, Q, QuerySet

from parloir.facilities.models import Agency, Facility, State, VisitingHours, VisitKind
from parloir.scheduling.weekly_hours import WeeklyHours, Window
from parloir.typed_text.folding import fold_title


def states_with_facilities() -> QuerySet[State]:
    return State.objects.annotate(count=Count("facilities")).filter(count__gt=0)


def agencies_with_facilities() -> QuerySet[Agency]:
    """Return the agencies that somebody can visit."""
    return Agency.objects.filter(pk__in=Facility.objects.values("agency"))


def only_agency() -> Agency | None:
    """Return the agency of every facility of this installation; None if there are several."""
    first_two = agencies_with_facilities()[:2]
    return first_two[0] if len(first_two) == 1 else None


def has_several_agencies() -> bool:
    """Return whether visitors have to know which agency they deal with."""
    return agencies_with_facilities().count() > 1


def find_facilities(*, state: State | None = None, text: str = "") -> QuerySet[Facility]:
    """Return facilities of a state whose name or official name contains the text (P9).

    Case, accents and signs do not count.
    """
    found = Facility.objects.select_related("state")
    if state is not None:
        found = found.filter(state=state)
    if text.strip():
        found = found.filter(pk__in=_named(found, fold_title(text)))
    return found


def _named(facilities: QuerySet[Facility], folded: str) -> list[int]:
    """Return the primary keys of those whose names contain the text. Facilities are few, so their
    names are folded when somebody looks for one."""
    names = facilities.values_list("pk", "name", "official_name")
    return [pk for pk, *own in names if any(_has(name, folded) for name in own)]


def _has(name: str, folded: str) -> bool:
    return bool(folded) and folded in fold_title(name)


def weekly_hours(*, facility: Facility, kind: VisitKind, area_id: int | None = None) -> WeeklyHours:
    """Return the area's own hours for this kind of visit if it has any, else the facility's."""
    rows = list(
        VisitingHours.objects.filter(facility=facility, kind=kind).filter(
            Q(area__isnull=True) | Q(area=area_id)
        )
    )
    of_area = [row for row in rows if row.area_id is not None]
    windows: dict[int, list[Window]] = {}
    for row in of_area or rows:
        windows.setdefault(row.weekday, []).append((row.opens, row.closes))
    return WeeklyHours(windows)

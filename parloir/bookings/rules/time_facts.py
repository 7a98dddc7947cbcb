"""The facts of the rules of time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from parloir.facilities.models import Closure, Facility, VisitKind
from parloir.facilities.queries import weekly_hours
from parloir.scheduling.intervals import Interval
from parloir.scheduling.rules import TimeFacts


def time_facts(
    *,
    facility: Facility,
    kind: VisitKind,
    area_id: int,
    closures: Iterable[Closure],
    now: datetime,
    is_make_up: bool = False,
) -> TimeFacts:
    """Return what a facility's settings say about times, without closures of single devices.

    A make-up visit needs no notice.
    """
    for_all = tuple(
        Interval(one.starts_at, one.ends_at)
        for one in closures
        if one.monitor_id is None and one.station_id is None and one.area_id in {None, area_id}
    )
    return TimeFacts(
        now=now,
        zone=facility.zone,
        effective_date=facility.effective_date,
        hours=weekly_hours(facility=facility, kind=kind, area_id=area_id),
        length=timedelta(minutes=facility.visit_minutes),
        grid=timedelta(minutes=facility.grid_minutes),
        closures=for_all,
        earliest_notice=timedelta(minutes=0 if is_make_up else facility.notice_minutes),
        latest_notice_days=facility.horizon_days,
    )

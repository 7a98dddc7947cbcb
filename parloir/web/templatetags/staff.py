"""Times and dates as the console shows them: in the facility's time."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from django import template

from parloir.audit.models import AuditEvent
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_clock, say_date
from parloir.scheduling.wall_time import local_date
from parloir.web.staff.audit_times import say_when

register = template.Library()


@register.filter
def moment(instant: datetime | None, facility: Facility) -> str:
    """Return date, year and time: records are kept for years."""
    if instant is None:
        return ""
    return f"{say_date(local_date(instant, facility.zone))}, {say_clock(instant, facility)}"


@register.simple_tag
def when(event: AuditEvent, zones: Mapping[str, tzinfo]) -> str:
    """Return when something happened, to the second, by the clock of its facility."""
    return say_when(event, zones)


@register.filter
def day(value: date | None) -> str:
    return say_date(value) if value else ""

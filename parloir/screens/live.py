"""The screen of a side that is ready: waiting, live or ended."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from parloir.protocol.screens.visit import LiveScreen, MediaDemand, TimeWarning, VisitScreen
from parloir.screens.banners import banners, muted, other_is_muted, paused, speaking
from parloir.screens.common import (
    first_name_of_other,
    monitoring_notice,
    names_in_visit,
    trouble,
    waiting,
)
from parloir.screens.devices_sent import devices_of_other, say_devices_of_other, side_devices
from parloir.screens.ended import ended
from parloir.screens.text_line import text_line
from parloir.visits.models import Admission, Visit
from parloir.visits.states import AdmissionState, VisitState

FIRST_WARNING = timedelta(minutes=5)
LAST_WARNING = timedelta(minutes=1)


def in_the_visit(admission: Admission, *, now: datetime) -> VisitScreen:
    """Return the screen of a side that is ready: waiting, live or ended."""
    visit = admission.visit
    if visit.state == VisitState.ENDED:
        return ended(admission)
    if visit.state == VisitState.LIVE:
        return live(admission, now=now)
    return waiting(admission, now=now)


def live(admission: Admission, *, now: datetime) -> LiveScreen:
    visit = admission.visit
    own_name, other_name = names_in_visit(admission.side, visit)
    other_is_here = (
        visit.admissions.exclude(side=admission.side)
        .exclude(state=AdmissionState.LEFT)
        .exclude(connection="")
        .exists()
    )
    first_name = first_name_of_other(admission.side, visit)
    devices = devices_of_other(admission)
    return LiveScreen(
        other_name=other_name,
        own_name=own_name,
        started_at=visit.started_at or now,
        ends_at=visit.ends_at,
        clock_stopped_at=visit.clock_stopped_at,
        banners=banners(admission, now=now),
        paused=paused(visit),
        muted=muted(admission),
        other_muted=other_is_muted(admission),
        other_devices=side_devices(devices),
        other_devices_text=say_devices_of_other(admission, devices) if other_is_here else None,
        speaking=speaking(admission.visit),
        text_line=text_line(admission),
        warning=_warning(visit, now),
        presence="here" if other_is_here else "coming_back",
        presence_text=None
        if other_is_here
        else _("%(name)s's picture is coming back.") % {"name": first_name},
        trouble=trouble(visit),
        media=MediaDemand(publish=True),
        monitoring_notice=monitoring_notice(visit.booking),
    )


def _warning(visit: Visit, now: datetime) -> TimeWarning | None:
    left = visit.left_at(now)
    if left <= LAST_WARNING:
        return TimeWarning(minutes=1, text=_("Less than one minute is left."))
    if left <= FIRST_WARNING:
        return TimeWarning(minutes=5, text=_("Less than five minutes are left."))
    return None

"""What is wrong with the zones of the facilities, for the operator."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.db import DatabaseError
from django.utils.translation import gettext as _

from parloir.facilities.models import Facility
from parloir.facilities.models.zone_files import zone_with
from parloir.scheduling.zone_data import (
    data_version,
    first_difference,
    is_zone_of_a_place,
    system_data_version,
    system_zone_content,
    zone_from,
)

COMPARED: Final = timedelta(days=730)


def zone_warning(*, now: datetime) -> str:
    """Return a sentence about the zones in use, empty if all is well.

    The operating system's data does not change what Parloir shows. But PostgreSQL's own tools, the
    logs and other programs on the machine use it.
    """
    try:
        zones = sorted(set(Facility.objects.values_list("time_zone", "zone_file_id")))
    except DatabaseError:
        return ""
    strange = [name for name, _digest in zones if not is_zone_of_a_place(name)]
    if strange:
        return _("%(zones)s: not the time zone of a place. Choose the one of the facility.") % {
            "zones": ", ".join(strange)
        }
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    differing = [name for name, digest in zones if _system_differs(name, digest, month)]
    return _say_differing(sorted(set(differing))) if differing else ""


def _say_differing(names: list[str]) -> str:
    zones = {"zones": ", ".join(names)}
    if system_data_version() > data_version():
        return _("The zone data of this version is older than the system's: %(zones)s.") % zones
    return _("The system's zone data is old: %(zones)s. Upgrade its package tzdata.") % zones


@lru_cache(maxsize=256)
def _system_differs(name: str, digest: str | None, since: datetime) -> bool:
    """Whether the system's clock shows other times within two years. Without its file: no."""
    content = system_zone_content(name)
    if content is None:
        return False
    ours, others = zone_with(name, digest), zone_from(name, content)
    return first_difference(ours, others, since=since, within=COMPARED) is not None

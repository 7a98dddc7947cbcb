"""Checks of what earlier versions let in: `manage.py check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError

from parloir.facilities.models import Facility
from parloir.scheduling.zone_data import is_zone_of_a_place


@register(Tags.database)
def facilities_have_zones_of_places(
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Warn of each facility whose zone could not be chosen any more."""
    if not databases:
        return []
    try:
        zones = list(Facility.objects.order_by("slug").values_list("slug", "time_zone"))
    except DatabaseError:  # before the tables are there
        return []
    return [
        checks.Warning(
            f"The facility {slug} has the time zone {zone}, which is not that of a place.",
            hint=(
                "Choose the zone of its place, such as America/Chicago, on its page in "
                "Configuration. What is booked keeps the time that people know."
            ),
            id="facilities.W001",
        )
        for slug, zone in zones
        if not is_zone_of_a_place(zone)
    ]

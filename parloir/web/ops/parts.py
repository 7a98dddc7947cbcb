"""All parts of the system that operators watch."""

from datetime import datetime

from parloir.facilities.zone_warnings import zone_warning
from parloir.liveness.readiness import Part, readiness


def watched_parts(*, now: datetime) -> list[Part]:
    """Return the parts of `readiness`, then zone data."""
    sentence = zone_warning(now=now)
    zone_data = Part("zone_data", not sentence, False, sentence, concerns_officers=False)
    return [*readiness(now=now), zone_data]

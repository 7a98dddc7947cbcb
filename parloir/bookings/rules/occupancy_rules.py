"""The rules about what is taken at a time: the inmate, the visitors and the devices."""

from parloir.bookings.rules.occupancy_facts import AvailabilitySnapshot, RequiredTicks
from parloir.scheduling.judging import Judges
from parloir.scheduling.refusals import Refusal, Rule

TICK_RULES = Judges[[RequiredTicks, AvailabilitySnapshot]]()


@TICK_RULES.of(Rule.INMATE_COMMITTED)
def _inmate_committed(required: RequiredTicks, snapshot: AvailabilitySnapshot) -> Refusal | None:
    is_elsewhere = snapshot.inmate_committed & required.for_visit
    return Refusal(Rule.INMATE_COMMITTED) if is_elsewhere else None


@TICK_RULES.of(Rule.INMATE_BUSY)
def _inmate_busy(required: RequiredTicks, snapshot: AvailabilitySnapshot) -> Refusal | None:
    return Refusal(Rule.INMATE_BUSY) if snapshot.inmate_taken & required.for_visit else None


@TICK_RULES.of(Rule.VISITOR_BUSY)
def _visitor_busy(required: RequiredTicks, snapshot: AvailabilitySnapshot) -> Refusal | None:
    return Refusal(Rule.VISITOR_BUSY) if snapshot.party_taken & required.for_visit else None


@TICK_RULES.of(Rule.SEPARATION)
def _separation(required: RequiredTicks, snapshot: AvailabilitySnapshot) -> Refusal | None:
    return Refusal(Rule.SEPARATION) if snapshot.separation & required.for_visit else None


@TICK_RULES.of(Rule.NO_STATION_FREE)
def _no_station_free(required: RequiredTicks, snapshot: AvailabilitySnapshot) -> Refusal | None:
    is_free = any(occupancy.is_free_for(required) for _, occupancy in snapshot.stations)
    return None if is_free else Refusal(Rule.NO_STATION_FREE)


@TICK_RULES.of(Rule.NO_MONITOR_FREE)
def _no_monitor_free(required: RequiredTicks, snapshot: AvailabilitySnapshot) -> Refusal | None:
    """Never refuses a remote visit."""
    is_free = any(occupancy.is_free_for(required) for _, occupancy in snapshot.monitors)
    return (
        Refusal(Rule.NO_MONITOR_FREE)
        if snapshot.booking_request.is_onsite and not is_free
        else None
    )

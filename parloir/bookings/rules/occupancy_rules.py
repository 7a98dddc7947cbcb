"""The rules that speak of what is taken at a time: the inmate, the visitors, the devices."""

from parloir.bookings.rules.occupancy_facts import Needed, Picture
from parloir.scheduling.judging import Judges
from parloir.scheduling.refusals import Refusal, Rule

TAKEN_RULES = Judges[[Needed, Picture]]()


@TAKEN_RULES.of(Rule.INMATE_COMMITTED)
def _inmate_committed(needed: Needed, picture: Picture) -> Refusal | None:
    is_elsewhere = picture.inmate_committed & needed.for_visit
    return Refusal(Rule.INMATE_COMMITTED) if is_elsewhere else None


@TAKEN_RULES.of(Rule.INMATE_BUSY)
def _inmate_busy(needed: Needed, picture: Picture) -> Refusal | None:
    return Refusal(Rule.INMATE_BUSY) if picture.inmate_taken & needed.for_visit else None


@TAKEN_RULES.of(Rule.VISITOR_BUSY)
def _visitor_busy(needed: Needed, picture: Picture) -> Refusal | None:
    return Refusal(Rule.VISITOR_BUSY) if picture.party_taken & needed.for_visit else None


@TAKEN_RULES.of(Rule.KEPT_APART)
def _kept_apart(needed: Needed, picture: Picture) -> Refusal | None:
    return Refusal(Rule.KEPT_APART) if picture.kept_apart & needed.for_visit else None


@TAKEN_RULES.of(Rule.NO_STATION_FREE)
def _no_station_free(needed: Needed, picture: Picture) -> Refusal | None:
    is_free = any(use.is_free_for(needed) for _, use in picture.stations)
    return None if is_free else Refusal(Rule.NO_STATION_FREE)


@TAKEN_RULES.of(Rule.NO_MONITOR_FREE)
def _no_monitor_free(needed: Needed, picture: Picture) -> Refusal | None:
    """Of a remote visit there is nothing to say."""
    is_free = any(use.is_free_for(needed) for _, use in picture.monitors)
    return (
        Refusal(Rule.NO_MONITOR_FREE) if picture.booking_request.is_onsite and not is_free else None
    )

"""Whether monitors and stations are in service."""

from datetime import datetime

from parloir.audit.actors import Actor
from parloir.facilities.enrolment import Device
from parloir.facts.configuration import configure
from parloir.facts.edits import Changed
from parloir.facts.impact import ChangeImpact


def put_in_service(*, device: Device, in_service: bool, by: Actor, now: datetime) -> ChangeImpact:
    """Put a device in service or out of service. Its bookings get another device at the same time
    if there is one.

    The device's screen shows it immediately. Raises FactGone.
    """
    return configure(
        Changed(device, {"in_service": in_service}),
        action="set_in_service",
        outcome="in_service" if in_service else "out_of_service",
        by=by,
        now=now,
    )

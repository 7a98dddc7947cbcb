"""What the audit costs, in the suite `security`: each booking, and the verification of all."""

import tempfile
from pathlib import Path

from bench.figures import Figure, MeasurementFailed, figure_at
from bench.surroundings import environment_of
from tests.stage.house import House
from tests.stage.inside import Inside, InsideFailed

BOOKINGS = 600
EVENTS = 200_000


def measure_audit(bookings: int = BOOKINGS, events: int = EVENTS) -> dict[str, Figure]:
    """Measure in a house of its own. Nobody else books there."""
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as folder:
        house = House(Path(folder))
        try:
            house.start()
            with Inside(environment_of(house)) as inside:
                took = inside.call("bench.inside_audit:bookings", count=bookings)
                house.stop()  # its worker would seal the events meanwhile
                verified = inside.call("bench.inside_audit:verify_many", count=events)
        except (AssertionError, InsideFailed, OSError) as failure:
            raise MeasurementFailed(f"the audit: {failure}") from failure
        finally:
            house.stop()
    rate = verified["events"] / verified["seconds"]
    return {
        "audit_write_cost": figure_at(50, took["with"], baseline=took["without"]),
        "audit_verify_rows_per_s": Figure(value=rate, n=int(verified["events"])),
    }

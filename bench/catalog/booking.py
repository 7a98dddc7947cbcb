"""How fast times are found and booked."""

from bench.catalog.metric import Metric

BOOKING = (
    Metric(
        name="availability_14_days_ms_p95",
        suite="booking",
        unit="ms",
        goal=20,
        measured="In one process, on a jail of 1,000 inmates, 20 monitors and 50 stations, whose "
        "next 60 days are nine tenths full (some 71,000 bookings, 1,380,000 claims): the "
        "availability of the next 14 days for any visitor, inmate and kind of visit, including "
        "all rules and all reading, but without the page around it. PostgreSQL.",
    ),
    Metric(
        name="bookings_per_s",
        suite="booking",
        unit="1/s",
        least_ratio=0.1,
        measured="In the same jail, through the web process that `bin/run` starts: 50 "
        "signed-in visitors press “Finish” concurrently and repeatedly, each for different times, "
        "two fifths of them on site. The number of bookings made, divided by the time from the "
        "first press to the last answer. Mail waits. PostgreSQL.",
        baseline="The rows that these bookings wrote, deleted and inserted again with plain SQL: "
        "booking, claims, notice, audit event and changes, with one INSERT for each table and one "
        "transaction for each booking, by 50 concurrent connections.",
    ),
    Metric(
        name="hot_slot_50_clients_ms_p95",
        suite="booking",
        unit="ms",
        goal=250,
        measured="50 visitors press “Finish” for one inmate and one time at the same moment: "
        "from each press to the last byte of its answer, the winner's and the others'. "
        "PostgreSQL.",
    ),
    Metric(
        name="double_bookings",
        suite="booking",
        unit="bookings",
        goal=0,
        measured="After all of that: open bookings that begin before the previous one has released "
        "the same inmate, visitor, monitor or station, by the bookings' own times. `n` is the "
        "number of bookings that were made through the pages. PostgreSQL.",
    ),
    *(
        Metric(
            name=f"sqlite_{name}",
            suite="booking",
            unit=unit,
            goal=goal,
            measured=f"As `{name}`, on SQLite.",
            baseline="As for that metric." if name == "bookings_per_s" else "",
        )
        for name, unit, goal in (
            ("availability_14_days_ms_p95", "ms", 20),
            ("bookings_per_s", "1/s", None),
            ("hot_slot_50_clients_ms_p95", "ms", 250),
            ("double_bookings", "bookings", 0),
        )
    ),
)

"""What others notice of attacks, and how far guesses get."""

from bench.catalog.metric import Metric

SECURITY = (
    Metric(
        name="press_under_uploads_ms_p95",
        suite="security",
        unit="ms",
        goal=500,
        measured="From an officer's press at the wall (the intent to pause a live visit, or to let "
        "it go on) to the server's answer that it is done, while others attack with pictures: "
        "eight senders, signed in as 24 visitors, each of whom sends PNGs of 40 megapixels and "
        "120 kB one after another, and two who send bodies of “100 GB” to an address that does "
        "not exist. The attack goes on for 60 seconds before 200 presses, two a second, and "
        "during them. It comes from the same machine, at a lower priority.",
    ),
    Metric(
        name="web_memory_under_uploads_mb",
        suite="security",
        unit="MB",
        goal=600,
        measured="The most that the web process and everything that it has started need during "
        "that attack: proportional set size, looked at twice a second. 1 MB is 1,000,000 bytes.",
    ),
    Metric(
        name="slow_connections_held_after_30_s",
        suite="security",
        unit="connections",
        goal=0,
        measured="400 connections from one address are opened together and do everything slowly: "
        "they say nothing, send a header each second that is never the last, a byte of a form "
        "each second, a byte for an address that does not exist, or ask for many pages and read "
        "none. How many of them the server still holds after 30 seconds: open ones, and those that "
        "it has closed while the kernel still keeps the rest of an answer.",
    ),
    Metric(
        name="press_under_socket_flood_ms_p95",
        suite="security",
        unit="ms",
        goal=500,
        measured="As `press_under_uploads_ms_p95`, while one visitor, whose remote visit could "
        "begin, has twelve sockets that send without end and without waiting: intents to begin, "
        "to leave and to take over, heartbeats, and messages that make no sense. A socket that is "
        "cut off comes back immediately.",
    ),
    Metric(
        name="code_guess_odds_a_day",
        suite="security",
        unit="odds",
        goal=0.0001,
        measured="The odds of guessing a code for a new password of one account within 24 hours of "
        "moved clock: how many guesses are compared with a code, divided by 10 to the number of "
        "its digits. The worse of two attackers: 64 senders with addresses of their own, who "
        "ask for a code every five minutes and guess at the same moment, whatever is refused; and "
        "one who stays one try below the limit of each code.",
    ),
    Metric(
        name="pin_guess_odds_in_window_day",
        suite="security",
        unit="odds",
        goal=0.0001,
        measured="The odds that somebody who types PINs at one monitor for 24 hours of moved clock "
        "hits one of 40 bookings in their window: the PINs that were looked at, times 40, divided "
        "by 10 to the number of digits. A PIN that was looked at together with a birth date "
        "counts as one in 300. The worse of two attackers: one as fast as the monitor allows, "
        "and one who stays one try below every limit.",
    ),
    Metric(
        name="pin_guess_odds_open_day",
        suite="security",
        unit="odds",
        goal=0.0005,
        measured="As `pin_guess_odds_in_window_day`, for 2,000 open bookings of the facility.",
    ),
    Metric(
        name="known_address_time_ratio",
        suite="security",
        unit="times",
        goal=1.05,
        measured="Whether the clock says if an email address has an account: the median of the "
        "answers about addresses without an account, divided by that of the answers about "
        "addresses with one, or the other way around if that is more. The worst of five steps: a "
        "wrong password, a forgotten password, a wrong code for it, registering, a wrong code for "
        "that. 200 rounds; in each, an address of both kinds, which nobody has asked about "
        "before, goes through all steps, in random order, from a network address of its own.",
        baseline="The same ratio between two groups of addresses that all have an account, in the "
        "same rounds: what the machine alone makes of equal requests.",
    ),
    Metric(
        name="audit_write_cost",
        suite="security",
        unit="ms",
        goal_ratio=1.10,
        measured="What the audit adds to a booking: the median of 600 bookings of remote visits, "
        "each of a new visitor with a new inmate, from the call to the end of its transaction, "
        "with its event, the event's MAC and the address that it came from.",
        baseline="The median of as many bookings without an event, in turns with the others. "
        "Only the process of the measurement can leave events out.",
    ),
    Metric(
        name="audit_verify_rows_per_s",
        suite="security",
        unit="events/s",
        least=50_000,
        measured="How many events `manage.py audit verify` compares with their MACs and with the "
        "chain in a second: 200,000 sealed events, half of them with details, all with an "
        "address.",
    ),
)

"""Every metric: its unit, its goal, and from where to where it is measured.

`docs/reference/metrics.md` is written from here (`python -m bench --reference`).
"""

import re
from dataclasses import dataclass

from bench.figures import Figure


@dataclass(frozen=True, kw_only=True)
class Metric:
    """`goal` is the most that the value may be, `goal_ratio` the most of its ratio.

    `least_ratio` is the least that the ratio may be, where more is better.
    """

    name: str
    suite: str
    unit: str
    measured: str
    goal: float | None = None
    goal_ratio: float | None = None
    least_ratio: float | None = None
    baseline: str = ""

    def is_met(self, figure: Figure) -> bool | None:
        """Whether the goal is met; None without a goal."""
        if self.goal is not None:
            return figure.value <= self.goal
        if self.goal_ratio is not None and figure.ratio is not None:
            return figure.ratio <= self.goal_ratio
        if self.least_ratio is not None and figure.ratio is not None:
            return figure.ratio >= self.least_ratio
        return None

    @property
    def goal_text(self) -> str:
        if self.goal is not None:
            return f"≤ {self.goal:g} {self.unit}"
        if self.least_ratio is not None:
            return f"≥ {self.least_ratio:g} times the baseline"
        return f"≤ {self.goal_ratio:g} times the baseline" if self.goal_ratio is not None else ""


METRICS = (
    Metric(
        name="start_fresh_s",
        suite="start",
        unit="s",
        goal=180,
        measured="From typing `bin/run` in a new clone, with a new data directory, home and "
        "caches, to its line “Parloir is ready”. This includes everything, also apt. Debian "
        "packages that the machine already has are not removed, so on a bare machine apt's part "
        "is larger; the number of packages that it installed is printed.",
    ),
    Metric(
        name="start_fresh_apt_s",
        suite="start",
        unit="s",
        measured="The part of `start_fresh_s` during which at least one apt-get of that start "
        "was running: updating lists, installing, fetching the media server's source. Measured "
        "with an `apt-get` placed first on the path, which records when the real one begins and "
        "ends. "
        "Python and npm packages are fetched at the same time.",
    ),
    Metric(
        name="start_again_s",
        suite="start",
        unit="s",
        goal=5,
        measured="The command again, with the same clone and data, after the previous one has been "
        "stopped. Median.",
    ),
    Metric(
        name="idle_memory_mb",
        suite="start",
        unit="MB",
        goal=250,
        measured="Proportional set size (`/proc/PID/smaps_rollup`) of the supervisor and all its "
        "descendants with the demo loaded and no visit in progress, ten seconds after the start. "
        "1 MB is 1,000,000 bytes.",
    ),
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
    Metric(
        name="visit_first_frame_ms_p50",
        suite="visit",
        unit="ms",
        measured="From the second party's press of “Begin visit” (the page's mark "
        "`parloir:begin-pressed`) to the first frame of the other that the browser presents "
        "(`parloir:first-remote-frame`, by requestVideoFrameCallback), on the side on "
        "which it comes later. `performance.timeOrigin` makes the two pages' clocks comparable. "
        "Visitor and inmate take turns in being second.",
    ),
    Metric(
        name="visit_first_frame_ms_p95",
        suite="visit",
        unit="ms",
        goal=400,
        measured="As above.",
    ),
    Metric(
        name="visit_join_ms_p50",
        suite="visit",
        unit="ms",
        goal_ratio=1.25,
        measured="From the first party's press of “Begin visit” to its publishing connection "
        "being connected (`parloir:publisher-up`): our intent, the committed rows, our "
        "signalling, Janus, ICE and DTLS.",
        baseline="A page that speaks directly to the same Janus over an open WebSocket: create, "
        "attach, join, publish, with the same picture, layers and codecs, and with an offer that "
        "was made before; from sending `create` to connected. Once after each visit.",
    ),
    Metric(
        name="terminate_last_packet_ms_p50",
        suite="visit",
        unit="ms",
        measured="From the officer's press (`parloir:terminate-pressed`) to the last RTP packet "
        "at the monitor or the station, whichever came later, by `lastPacketReceivedTimestamp`. "
        "Both pages keep their connections open until the values have been read, so that it is the "
        "server that stops the media.",
    ),
    Metric(
        name="terminate_last_packet_ms_p99",
        suite="visit",
        unit="ms",
        goal=150,
        measured="As above.",
    ),
    Metric(
        name="wall_16_tiles_fill_ms_p95",
        suite="visit",
        unit="ms",
        goal=1500,
        measured="From the start of loading the console's page, with 16 live visits, to the first "
        "frame of the last of 32 pictures on the tiles. The visits are real; their pictures and "
        "sound were encoded before the benchmark began and are played by a second Janus on the "
        "same machine: for each party the lowest simulcast layer of a real one (320 by 180, 24 a "
        "second, 100 kbit/s), which begins with a key frame when one is requested. The instance, "
        "the second Janus and the wall share the machine's cores.",
    ),
    Metric(
        name="wall_16_tiles_browser_cpu",
        suite="visit",
        unit="% of a core",
        measured="CPU time of all processes of the wall's browser over ten seconds, five seconds "
        "after the wall was full. Median of three loads.",
    ),
    Metric(
        name="wall_16_tiles_browser_mb",
        suite="visit",
        unit="MB",
        measured="Proportional set size of the same processes at that moment. 1 MB is 1,000,000 "
        "bytes. Median of three loads.",
    ),
    Metric(
        name="page_first_load_kb_max",
        suite="pages",
        unit="kB",
        goal=60,
        measured="The heaviest visitor page at its first load with an empty cache: all bytes "
        "that the server sends over the network, including headers, scripts, styles, images and "
        "what the service worker fetches, counted by a relay between browser and server. "
        "1 kB is 1,000 bytes.",
    ),
    Metric(
        name="page_<name>_kb",
        suite="pages",
        unit="kB",
        measured="As `page_first_load_kb_max`, for one page.",
    ),
    Metric(
        name="page_<name>_queries",
        suite="pages",
        unit="queries",
        measured="Database queries for the page itself, signed in if the page requires it.",
    ),
    Metric(
        name="page_<name>_server_ms_p50",
        suite="pages",
        unit="ms",
        measured="From sending the request to the last byte of the page's own HTML, over an open "
        "connection, without what the page then loads. Median.",
    ),
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
        "none. How many of them the server still holds after 30 seconds.",
    ),
    Metric(
        name="press_under_socket_flood_ms_p95",
        suite="security",
        unit="ms",
        goal=500,
        measured="As `press_under_uploads_ms_p95`, while one visitor, whose remote visit could "
        "begin, has twelve sockets that send without end and without waiting: intents to begin, "
        "to leave and to take over, heartbeats, candidates, and messages that make no sense. A "
        "socket that is cut off comes back immediately.",
    ),
    Metric(
        name="idle_device_mcore",
        suite="idle",
        unit="mcore",
        goal=1,
        measured="What one monitor or station that nobody uses takes of the web process, in "
        "thousandths of a core: the CPU time of the web process over five minutes with 1,000 of "
        "them connected, which send a ping every ten seconds, less that of a minute without "
        "them, divided by 1,000. Each is rendered again within these five minutes. Connecting is "
        "not counted.",
    ),
    Metric(
        name="idle_device_queries_per_s",
        suite="idle",
        unit="1/s",
        goal=0.2,
        measured="Database queries a second for one such device, counted over the same five "
        "minutes for 40 more of them, which a process of its own serves with the house's code, "
        "settings and database.",
    ),
    Metric(
        name="idle_1000_sockets_mb",
        suite="idle",
        unit="MB",
        goal=150,
        measured="By how much the web process is larger with 1,000 such devices than before they "
        "connected, after five minutes (proportional set size). 1 MB is 1,000,000 bytes.",
    ),
    Metric(
        name="press_with_1000_devices_ms_p99",
        suite="idle",
        unit="ms",
        goal=200,
        measured="With these devices connected: from an officer's press at the wall (the intent "
        "to pause a live visit, or to let it go on) to the server's answer that it is done. 200 "
        "presses, two a second, so that full minutes pass.",
    ),
    Metric(
        name="live_visit_server_mcore",
        suite="idle",
        unit="mcore",
        goal=5,
        measured="What one live visit takes of the web process and the worker together, in "
        "thousandths of a core, the media server apart: their CPU time over a minute with eight "
        "more visits, each with the sockets of a monitor and a station that are in use, less "
        "that of a minute without them, divided by eight. Officers have no wall open then.",
    ),
)

_PAGE = re.compile(r"page_(?!first_load)[a-z_]+?_(kb|queries|server_ms_p50)")
_BY_NAME = {metric.name: metric for metric in METRICS}


def metric_of(name: str) -> Metric:
    """The metric of that name; those of single pages share one entry for all pages."""
    match = _PAGE.fullmatch(name)
    return _BY_NAME[f"page_<name>_{match[1]}" if match else name]


def reference() -> str:
    """The text of `docs/reference/metrics.md`."""
    parts = [_HEAD]
    for metric in METRICS:
        lines = [f"### `{metric.name}`", "", metric.measured]
        lines += ["", f"Baseline: {metric.baseline}"] if metric.baseline else []
        goal = f" Goal: {metric.goal_text}." if metric.goal_text else ""
        lines += ["", f"Suite `{metric.suite}`, in {metric.unit}.{goal}", ""]
        parts.append("\n".join(lines))
    return "\n".join(parts)


_HEAD = """\
# What `bin/bench` measures

`bin/bench [SUITE…] [--json FILE]` measures the suites `start`, `booking`, `visit`, `pages`,
`security` and `idle`, or those that are named, and prints a table. A goal is not a test: the exit
status is 0 whether goals are met or not, and 1 only if something could not be measured. Each run
starts its own instance in a temporary folder and deletes it afterwards.

`--json FILE` writes `{metric: {"value": n, "unit": "…", "baseline": n or null, "ratio": n or null,
"n": runs}}`. A baseline is measured in the same run, on the same work. Percentiles are in the
metric's name and use the nearest rank, so the value is one that was measured. All browsers and
servers are on one machine and share its cores, so figures from a loaded machine mean little.
Browsers run at a lower priority, because in reality they would take no time from the servers.
[`--beside COMMIT`](commands.md#binbench) compares with another commit on the same machine.

This page is generated from `bench/metrics.py` by `python -m bench --reference`.
"""

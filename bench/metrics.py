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
        """None where there is no goal to meet."""
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
        "caches, to its line “Parloir is ready”. Everything included, apt too. Debian packages "
        "that the machine already has are not taken away, so on a bare machine apt's part is "
        "larger; how many it had to bring is printed.",
    ),
    Metric(
        name="start_fresh_apt_s",
        suite="start",
        unit="s",
        measured="The part of `start_fresh_s` during which at least one apt-get of that start "
        "was running: updating lists, installing, fetching the media server's source. Taken by "
        "an `apt-get` put first on the path, which notes when the real one begins and ends. "
        "Python and npm packages are fetched at the same time.",
    ),
    Metric(
        name="start_again_s",
        suite="start",
        unit="s",
        goal=5,
        measured="The same command once more with the same clone and data, after the former one "
        "was told to end and did. Median.",
    ),
    Metric(
        name="idle_memory_mb",
        suite="start",
        unit="MB",
        goal=250,
        measured="Proportional set size (`/proc/PID/smaps_rollup`) of the supervisor and all its "
        "descendants with the demo loaded and no visit going on, ten seconds after the start. "
        "1 MB is 1,000,000 bytes.",
    ),
    Metric(
        name="availability_14_days_ms_p95",
        suite="booking",
        unit="ms",
        goal=20,
        measured="In one process, on a jail of 1,000 inmates, 20 monitors and 50 stations, whose "
        "next 60 days are nine tenths full (some 71,000 bookings, 1,380,000 claims): the times of "
        "the next 14 days for any visitor, inmate and kind of visit, all rules and reading "
        "included, without the page around it. PostgreSQL.",
    ),
    Metric(
        name="bookings_per_s",
        suite="booking",
        unit="1/s",
        least_ratio=0.1,
        measured="In the same jail, through the web process that `bin/run` starts: 50 visitors "
        "who are signed in press “Finish” at once and again and again, each for times of their "
        "own, two fifths of them on site; bookings made, by the time from the first press to the "
        "last answer. Mail waits. PostgreSQL.",
        baseline="The very rows that these bookings wrote, taken out and put back by SQL alone: "
        "booking, claims, notice, audit event and changes, an INSERT a table and a transaction a "
        "booking, by 50 connections at once.",
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
        measured="After all of that: open bookings that begin before the one before them has "
        "left the same inmate, visitor, monitor or station, asked of the bookings' own times. "
        "`n` is how many were made through the pages. PostgreSQL.",
    ),
    *(
        Metric(
            name=f"sqlite_{name}",
            suite="booking",
            unit=unit,
            goal=goal,
            measured=f"As `{name}`, on SQLite.",
            baseline="As there." if name == "bookings_per_s" else "",
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
        "(`parloir:first-remote-frame`, by requestVideoFrameCallback), on whichever of the two "
        "sides it comes later. The two pages' clocks are brought together by "
        "`performance.timeOrigin`. Visitor and inmate take turns in being second.",
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
        baseline="A page that speaks to the same Janus itself over an open WebSocket: create, "
        "attach, join, publish, with the same picture, layers, codecs and an offer made "
        "beforehand; from sending `create` to connected. After each visit, once.",
    ),
    Metric(
        name="terminate_last_packet_ms_p50",
        suite="visit",
        unit="ms",
        measured="From the officer's press (`parloir:terminate-pressed`) to the last RTP packet "
        "at the monitor or the station, whichever came later, by `lastPacketReceivedTimestamp`. "
        "Both pages are kept from closing their connections until after they were read, so that "
        "it is the server that stops the media.",
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
        measured="From the start of loading the console's page, with 16 visits live, to the first "
        "frame of the last of 32 pictures on the tiles. The visits are real; their pictures and "
        "sounds were encoded before the bench began and are played by a second Janus on the same "
        "machine: for each party the lowest simulcast layer of a real one (320 by 180, 24 a "
        "second, 100 kbit/s), which begins with a whole picture when it is asked for one. House, "
        "second Janus and wall share the machine's cores.",
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
        "that the server sends over the wire, headers, scripts, styles, pictures and what the "
        "service worker fetches included, counted by a relay between browser and server. "
        "1 kB is 1,000 bytes.",
    ),
    Metric(
        name="page_<name>_kb",
        suite="pages",
        unit="kB",
        measured="The same for one page.",
    ),
    Metric(
        name="page_<name>_queries",
        suite="pages",
        unit="queries",
        measured="Database queries for the page itself, signed in where it asks for it.",
    ),
    Metric(
        name="page_<name>_server_ms_p50",
        suite="pages",
        unit="ms",
        measured="From sending the request to the last byte of the page's own HTML, over a "
        "connection that is open, without what the page then loads. Median.",
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

`bin/bench [SUITE…] [--json FILE]` measures the suites `start`, `booking`, `visit` and `pages`, or
those that are named, and prints a table. A goal is not a test: the command ends with 0 whether
goals are met or not, and with 1 only where something could not be measured. Each run brings a
house of its own in a temporary folder and takes it away again.

`--json FILE` writes `{metric: {"value": n, "unit": "…", "baseline": n or null, "ratio": n or null,
"n": runs}}`. A baseline is measured in the same run, on the same work, beside ours. Percentiles
are named in the metric and taken by nearest rank: the value is one that happened. All browsers
and servers are on one machine and share its cores, so figures of a loaded machine say little.
Browsers run at a lower priority: elsewhere they would take no time from the servers.
[`--beside COMMIT`](commands.md#binbench) compares with another commit on the same machine.

This page is written from `bench/metrics.py` by `python -m bench --reference`.
"""

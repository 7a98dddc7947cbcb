"""How fast a visit begins and ends, and what the wall needs."""

from bench.catalog.metric import Metric

VISIT = (
    Metric(
        name="visit_first_frame_ms_p50",
        suite="visit",
        unit="ms",
        measured="From the second party's press of “Begin visit” (the page's mark "
        "`parloir:begin-pressed`) to the first frame of the other that the browser presents "
        "(`parloir:first-remote-frame`, by requestVideoFrameCallback), on the side on "
        "which it comes later. `performance.timeOrigin` makes the two pages' clocks comparable. "
        "Visitor and inmate take turns in being second. Both are connected behind the closed gate, "
        "and the second party looks at their own picture for two seconds before the press.",
    ),
    Metric(
        name="visit_first_frame_ms_p95",
        suite="visit",
        unit="ms",
        goal=350,
        measured="As above.",
    ),
    Metric(
        name="check_to_connected_ms_p50",
        suite="visit",
        unit="ms",
        goal_ratio=1.25,
        measured="At the last screen before the press: from the page's offer "
        "(`parloir:connection-asked`) to its publishing connection being connected behind the "
        "closed gate (`parloir:connected-at-check`). Of both parties of each visit.",
        baseline="As for `visit_join_ms_p50`.",
    ),
    Metric(
        name="packets_through_closed_gate",
        suite="visit",
        unit="packets",
        goal=0,
        measured="What arrives at the two pages before the second press, by `packetsReceived`, "
        "while one party has begun and the other's page is made to send picture and sound against "
        "its will, 60 packets of each. Visits of their own, one for every fifteen others.",
    ),
    Metric(
        name="visit_join_ms_p50",
        suite="visit",
        unit="ms",
        goal_ratio=1.25,
        measured="From the first party's press of “Begin visit” to its publishing connection "
        "being connected (`parloir:publisher-up`). It is connected before the press, so what "
        "is left is a task of the page.",
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
)

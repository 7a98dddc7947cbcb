"""What it costs when nothing happens."""

from bench.catalog.metric import Metric

IDLE = (
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
    Metric(
        name="idle_worker_mcore",
        suite="idle",
        unit="mcore",
        goal=10,
        measured="What the worker takes while nothing happens, in thousandths of a core: its CPU "
        "time over a minute, on SQLite, with the demo's data and 1,040 enrolled devices that are "
        "not connected.",
    ),
)

"""How long a start takes, and what an idle instance needs."""

from bench.catalog.metric import Metric

START = (
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
)

"""The catalog of all metrics, and its page.

`docs/reference/metrics.md` is written from here (`python -m bench --reference`).
"""

import re

from bench.catalog.booking import BOOKING
from bench.catalog.changed_ports import CHANGED_PORTS
from bench.catalog.idle import IDLE
from bench.catalog.media import MEDIA
from bench.catalog.metric import Metric
from bench.catalog.network import NETWORK
from bench.catalog.pages import PAGES
from bench.catalog.relayed_frames import RELAYED_FRAMES
from bench.catalog.security import SECURITY
from bench.catalog.start import START
from bench.catalog.visit import VISIT

METRICS = (
    *START,
    *BOOKING,
    *VISIT,
    *PAGES,
    *SECURITY,
    *IDLE,
    *MEDIA,
    *NETWORK,
    *CHANGED_PORTS,
    *RELAYED_FRAMES,
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
`security`, `idle`, `media` and `network`, or those that are named, and prints a table. A goal is
not a test: the exit status is 0 whether goals are met or not, and 1 only if something could not be
measured.
Each run starts its own instance in a temporary folder and deletes it afterwards.

`--json FILE` writes `{metric: {"value": n, "unit": "…", "baseline": n or null, "ratio": n or null,
"n": runs}}`. A baseline is measured in the same run, on the same work. Percentiles are in the
metric's name and use the nearest rank, so the value is one that was measured. All browsers and
servers are on one machine and share its cores, so figures from a loaded machine mean little.
Browsers run at a lower priority, because in reality they would take no time from the servers.
[`--beside COMMIT`](commands.md#binbench) compares with another commit on the same machine.

This page is generated from `bench/catalog` by `python -m bench --reference`.
"""

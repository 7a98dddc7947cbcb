"""How soon a visit goes on after a router has given it other ports."""

from bench.catalog.metric import Metric

CHANGED_PORTS = (
    Metric(
        name="ice_restart_gap_ms_p95",
        suite="network",
        unit="ms",
        goal=1000,
        measured="From the moment at which a visitor's page asks for another way for its "
        "connections (`parloir:reroute-asked`) to the next frame of the inmate that it presents "
        "(by requestVideoFrameCallback). A relay of the benchmark between page and media server "
        "takes other ports, as a router with address translation does, while the page's socket "
        "stays as it is.",
    ),
    Metric(
        name="port_change_gap_ms_p50",
        suite="network",
        unit="ms",
        measured="In the same rounds: from the change of the ports to that frame. The page notices "
        "it by the silence, for which it waits some two seconds.",
    ),
)

"""How soon the first picture comes through the relay alone."""

from bench.catalog.metric import Metric

_AS_BY_UDP = "As `turn_udp_first_frame_ms_p95`, "

RELAYED_FRAMES = (
    Metric(
        name="turn_udp_first_frame_ms_p95",
        suite="network",
        unit="ms",
        goal=1000,
        measured="As `visit_first_frame_ms_p95`, where monitor and station are machines of a "
        "network of their own and both pages use the relay alone, over UDP: from the second "
        "party's press of “Begin visit” to the first frame of the other that the browser "
        "presents, on the side on which it comes later. The relay is the coturn of "
        "`bin/run --turn`.",
    ),
    Metric(
        name="turn_tcp_first_frame_ms_p95",
        suite="network",
        unit="ms",
        goal=1000,
        measured=_AS_BY_UDP + "over TCP.",
    ),
    Metric(
        name="turn_tls_first_frame_ms_p95",
        suite="network",
        unit="ms",
        goal=1000,
        measured=_AS_BY_UDP + "over TLS.",
    ),
)

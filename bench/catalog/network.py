"""What arrives on bad lines."""

from bench.catalog.metric import Metric

_HEARD = (
    "During a visit between a monitor and a station, each a machine of a network of their own: of "
    "the packets of the other side's voice, those that the monitor never gets, over 60 seconds. "
)

NETWORK = (
    Metric(
        name="voice_lost_250kbit_down",
        suite="network",
        unit="%",
        goal=1,
        measured=_HEARD + "They begin 20 seconds after the monitor's line has become one with "
        "250 kbit/s to it and a queue of 300 ms. Median of the rounds.",
    ),
    Metric(
        name="voice_lost_20pct",
        suite="network",
        unit="%",
        goal=3,
        measured=_HEARD + "They begin 20 seconds after the monitor's line loses a fifth of all "
        "packets and delays the others by 150 ms, each way. Median of the rounds.",
    ),
    Metric(
        name="voice_made_up_250kbit_down",
        suite="network",
        unit="%",
        measured="In the same 60 seconds as `voice_lost_250kbit_down`: the share of the played "
        "sound that the browser made up, since a packet was lost or came too late. What it made "
        "up in silence is left out.",
    ),
    Metric(
        name="voice_made_up_20pct",
        suite="network",
        unit="%",
        measured="As `voice_made_up_250kbit_down`, for `voice_lost_20pct`.",
    ),
)

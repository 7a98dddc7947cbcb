"""What one person's browser sends during a visit."""

from bench.catalog.metric import Metric

MEDIA = (
    Metric(
        name="camera_off_kbit",
        suite="media",
        unit="kbit/s",
        goal=60,
        measured="What a visitor's Chromium sends during a visit while its camera is switched off: "
        "picture, sound and all that is needed to carry them, over eight seconds, three seconds "
        "after the press. The microphone is on and plays a test sound. Median of four rounds.",
        baseline="The same with the camera on, before each press.",
    ),
    Metric(
        name="camera_back_ms_p50",
        suite="media",
        unit="ms",
        goal=1000,
        measured="From the press with which the camera is switched on again to the first frame "
        "that Chromium sends in the largest simulcast layer. The other layers come before.",
    ),
    Metric(
        name="firefox_layers_sent",
        suite="media",
        unit="layers",
        least=3,
        measured="How many simulcast layers a visitor's Firefox sends over eight seconds, twenty "
        "seconds after the visit has begun. Its camera has 1280 by 720 pixels.",
    ),
    Metric(
        name="firefox_lowest_layer_kbit",
        suite="media",
        unit="kbit/s",
        goal=150,
        measured="What it sends in the lowest of these layers over the same time, filling "
        "included. The layer itself may have 100 kbit/s.",
    ),
    Metric(
        name="firefox_camera_off_kbit",
        suite="media",
        unit="kbit/s",
        goal=60,
        measured="As `camera_off_kbit`, in Firefox.",
        baseline="The same with the camera on, before each press.",
    ),
)

"""How large and how fast the pages are."""

from bench.catalog.metric import Metric

PAGES = (
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
        name="barcode_none_found_ms",
        suite="pages",
        unit="ms",
        goal_ratio=0.5,
        measured="The processor time of looking for a barcode in a picture of an ID that has none, "
        "including the decoding of its JPEG: the median of twelve drawn pictures of 2,000 by 1,260 "
        "pixels with text, edges and noise, in one process.",
        baseline="Three passes over the same pictures, upright and turned by 7 and -7 degrees, as "
        "before the reader was asked what there is to turn. Each picture is looked at in both "
        "ways, in turns.",
    ),
)

"""How good a connection was: each number with whose word it is."""

import pytest

from parloir.ledger.account import Source
from parloir.ledger.models import Bucket
from parloir.ledger.quality import quality_of
from tests.disputes.scene import make_settled
from tests.factories.moments import MINUTE
from tests.factories.visits import TEN_ON_MONDAY

pytestmark = pytest.mark.django_db

SERVER, BROWSER = "the media server", "the browser"


@pytest.fixture
def visit():
    """Return a visit in which the media server noted no loss."""
    return make_settled()


def tell(visit, minute, *, side="visitor", source=Source.BROWSER, **numbers):
    Bucket.objects.update_or_create(
        visit=visit, side=side, source=source, starts_at=TEN_ON_MONDAY + minute * MINUTE,
        defaults=numbers,
    )  # fmt: skip


def lines_of(visit):
    """Return the lines by side: the measure, whose word it is, the median and the worst."""
    return {
        side.heading: [(one.name, one.source, one.median, one.worst) for one in side.lines]
        for side in quality_of(visit)
    }


def test_media_servers_word_alone_is_said_where_no_browser_reported(visit):
    nothing_lost = [
        ("Packets from this side that were lost", SERVER, "0", "0"),
        ("Packets to this side that were lost", SERVER, "0", "0"),
    ]
    assert lines_of(visit) == {
        "The visitor's connection": nothing_lost,
        "The inmate's connection": nothing_lost,
    }


def test_each_source_has_its_own_line_with_median_and_worst(visit):
    tell(visit, 3, source=Source.MEDIA_SERVER, sent_lost=40)
    for minute, trip, height in ((0, 50, 720), (5, 400, 90), (10, 60, 360), (20, 70, None)):
        tell(
            visit, minute, sent_lost=minute, round_trip_ms=trip, height=height, freezes=1,
            frozen_ms=trip,
        )  # fmt: skip
    assert lines_of(visit)["The visitor's connection"] == [
        ("Packets from this side that were lost", SERVER, "0", "40 at 10:03 AM"),
        ("Packets from this side that were lost", BROWSER, "5", "20 at 10:20 AM"),
        ("Packets to this side that were lost", SERVER, "0", "0"),
        ("Packets to this side that were lost", BROWSER, "0", "0"),
        ("Round trip", BROWSER, "60 ms", "400 ms at 10:05 AM"),
        ("Freezes of the received picture", BROWSER, "1", "1"),
        ("Received picture frozen", BROWSER, "60 ms", "400 ms at 10:05 AM"),
        ("Height of the received picture", BROWSER, "360 pixels", "90 pixels at 10:05 AM"),
    ]


def test_what_nobody_measured_is_left_out(visit):
    tell(visit, 0, jitter_ms=7)
    names = [name for name, *_ in lines_of(visit)["The visitor's connection"]]
    assert "Jitter" in names
    assert {"Round trip", "Height of the received picture"}.isdisjoint(names)
    Bucket.objects.filter(side="inmate").delete()
    assert list(lines_of(visit)) == ["The visitor's connection"]
    Bucket.objects.all().delete()
    assert quality_of(visit) == []

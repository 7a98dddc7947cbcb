"""A browser whose network has changed lets its leg take another way (ADR 72)."""

from parloir.threads import in_thread
from parloir.visits.models import Leg
from tests.contracts.descriptions import canned_answer, canned_offer


async def join(browser, *, attempt=1):
    await browser.send(type="media.join", leg="side", attempt=attempt, sdp=canned_offer())
    await browser.hear(lambda m: m["type"] == "media.answer" and m["attempt"] == attempt)


async def reroute(browser, *, leg="side", attempt=1, sdp=None):
    await browser.send(type="media.reroute", leg=leg, attempt=attempt, sdp=sdp or canned_offer())


async def accept_offer(browser, *, leg="side"):
    offer = await browser.hear(lambda m: m["type"] == "media.offer" and m["leg"] == leg)
    attempt = offer["attempt"]
    await browser.send(type="media.accept", leg=leg, attempt=attempt, sdp=canned_answer())
    return offer


async def both_see_each_other(scene):
    monitor, station = await scene.both_live()
    await join(monitor)
    await join(station)
    return monitor, station, await accept_offer(monitor), await accept_offer(station)


def open_legs():
    return sorted(Leg.objects.filter(closed_at=None).values_list("role", "generation"))


async def test_both_directions_of_the_same_leg_take_another_way(scene):
    monitor, station, offer, _ = await both_see_each_other(scene)
    await reroute(monitor)
    answer = await monitor.hears("media.answer")
    again = await accept_offer(monitor)
    assert (answer["attempt"], again["attempt"]) == (1, 1)
    assert again["streams"] == offer["streams"]
    assert await in_thread(open_legs) == [("inmate", 1), ("visitor", 1)]
    await join(station, attempt=2)
    heard = station.everything_heard
    assert (heard.count("media.answer"), heard.count("media.offer")) == (2, 1)


async def test_unanswered_offer_is_answered_before_the_way_changes(scene):
    monitor, station = await scene.both_live()
    await join(monitor)
    await join(station)
    offer = await monitor.hears("media.offer")
    await reroute(monitor)
    await monitor.hears("media.answer")
    await monitor.send(type="media.accept", leg="side", attempt=1, sdp=canned_answer())
    assert (await accept_offer(monitor))["streams"] == offer["streams"]


async def test_what_is_asked_again_within_two_seconds_is_ignored(scene):
    monitor, _, _, _ = await both_see_each_other(scene)
    for _ in range(3):
        await reroute(monitor)
    await join(monitor, attempt=2)
    # The first attempt's answer, that of its other way, and the second attempt's.
    assert monitor.everything_heard.count("media.answer") == 3


async def test_another_attempt_has_no_other_way(scene):
    monitor, _, _, _ = await both_see_each_other(scene)
    await reroute(monitor, attempt=2)
    await join(monitor, attempt=3)
    assert monitor.everything_heard.count("media.answer") == 2


async def test_other_connection_is_refused_and_the_leg_stays(scene):
    monitor, _, _, _ = await both_see_each_other(scene)
    await reroute(monitor, sdp=canned_offer().replace("o=- 4", "o=- 5"))
    assert (await monitor.hears("error"))["code"] == "media_refused"
    assert await in_thread(open_legs) == [("inmate", 1), ("visitor", 1)]


async def test_what_an_officer_watches_takes_another_way(watched):
    await watched.both_publish()
    leg = watched.visit.public_id
    await watched.wall.send(type="media.watch", leg=leg, attempt=1)
    offer = await accept_offer(watched.wall, leg=leg)
    await watched.wall.send(type="media.reroute", leg=leg, attempt=1)
    again = await accept_offer(watched.wall, leg=leg)
    assert (again["attempt"], again["streams"]) == (1, offer["streams"])

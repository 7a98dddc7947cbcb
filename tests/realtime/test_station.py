"""The station's socket: master ID and PIN, rules, the visit."""

from django.utils import timezone

from parloir.disputes.models import Dispute
from parloir.ledger.settling import settle_due
from parloir.threads import in_thread
from parloir.visits.operations import SETTLES_AFTER
from tests.disputes.scene import make_settled
from tests.factories.people import PIN


async def test_station_signs_the_inmate_in_and_shows_the_rules(scene):
    station = await scene.station_at_rules()
    assert scene.visitor.full_name in station.screen["text"]
    assert len(station.screen["rules"]) == 6


async def test_station_names_nobody_before_the_sign_in(scene):
    station = await scene.station()
    screen = await station.sees("sign_in")
    assert screen["next_starts_at"] is not None
    for person in (scene.visitor, scene.inmate):
        assert person.first_name not in str(screen)
        assert person.last_name not in str(screen)


async def test_station_refuses_a_wrong_pin_without_saying_which_was_wrong(scene):
    station = await scene.station()
    await station.sees("sign_in")
    wrong_pin = await station.intend("sign_in", master_id=scene.inmate.master_id, pin="000000")
    wrong_id = await station.intend("sign_in", master_id="999999", pin=PIN)
    assert (wrong_pin["code"], wrong_pin["message"]) == (wrong_id["code"], wrong_id["message"])
    screen = await station.sees_where(lambda screen: screen["refusal"])
    assert screen["refusal"]["text"]


async def test_station_reloaded_in_the_visit_shows_it_again(scene):
    _, station = await scene.both_live()
    await station.leave()
    again = await scene.station()
    assert (await again.sees("live"))["other_name"] == scene.visitor.full_name


async def test_station_tells_of_the_next_booking_at_the_end(scene):
    monitor, station = await scene.both_live()
    await monitor.does("end")
    ended = await station.sees("ended")
    assert ended["next"]
    await station.does("finish")
    await station.sees("sign_in")


async def station_with_past_visits(scene):
    """Return a station at which the inmate signs in after their visit was settled."""
    _, station = await scene.both_live()
    await station.does("end")
    await station.sees("ended")
    await station.does("finish")
    await station.sees("sign_in")
    await in_thread(settle_due, now=timezone.now() + SETTLES_AFTER)
    refused = await station.intend("sign_in", master_id=scene.inmate.master_id, pin=PIN)
    assert refused["type"] == "error"
    await station.sees("past_visits")
    return station


async def test_inmate_says_at_the_station_what_happened_and_leaves_nothing_behind(scene):
    station = await station_with_past_visits(scene)
    [visit] = station.screen["visits"]
    assert visit["title"].startswith(f"{scene.visitor.first_name}, ")
    assert (visit["said"], visit["dispute"]) == ([], "")
    assert visit["last_day"]
    for _ in range(2):
        await station.does("dispute_visit", visit=visit["visit"], choice="saw_nobody")
    screen = await station.sees_where(lambda screen: screen["visits"][0]["dispute"])
    assert screen["visits"][0]["said"] == ["I did not see the other person."]
    case = await in_thread(Dispute.objects.get)
    assert await in_thread(lambda: [one.author_ref for one in case.statements.all()]) == [
        scene.inmate.public_id
    ]
    await station.does("finish")
    screen = await station.sees("sign_in")
    assert screen["refusal"] is None
    assert scene.visitor.first_name not in str(screen)


async def test_station_refuses_visits_of_others_and_unknown_choices(scene):
    station = await station_with_past_visits(scene)
    mine = station.screen["visits"][0]["visit"]
    theirs = (await in_thread(make_settled)).public_id
    for args, code in (
        ({"visit": theirs, "choice": "saw_nobody"}, "gone"),
        ({"visit": mine, "choice": "in_my_own_words"}, "bad_arguments"),
    ):
        assert (await station.intend("dispute_visit", **args))["code"] == code
    await station.does("finish")
    await station.sees("sign_in")
    late = await station.intend("dispute_visit", visit=mine, choice="saw_nobody")
    assert late["code"] == "not_allowed_now"
    assert not await in_thread(Dispute.objects.exists)

"""The station's socket: master ID and PIN, rules, the visit."""

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

"""The first visit of a newcomer: the demo's ready visit, at the real time."""

from tests.stage.actors.officer import Officer
from tests.stage.films import INMATE, VISITOR
from tests.stage.media import (
    is_connected_both_ways,
    media_has_stopped,
    pressed_at,
    sends_against_its_will,
    what_arrived,
)

# From the officer's press until the last packet; the bench measures it, this only bounds it.
STOPS_WITHIN_MS = 2000


def test_visit_takes_place_and_is_ended_by_the_visitor(house, monitor, station, gallery):
    visit = house.ready_visit()
    lobby, cell = monitor(house), station(house)
    gallery.look_at(lobby.page, "monitor-pin")
    gallery.look_at(cell.page, "station-sign-in")

    lobby.enters_pin(visit["pin"])
    lobby.is_at("greet")
    lobby.says(visit["inmate"])
    gallery.look_at(lobby.page, "monitor-greet")
    lobby.confirms_names()
    lobby.is_at("rules")
    gallery.look_at(lobby.page, "monitor-rules")
    lobby.reads_rules()
    lobby.sees_own_picture()
    lobby.sees_sound_bar_move()
    gallery.look_at(lobby.page, "monitor-check")
    lobby.begins_visit()
    lobby.is_at("waiting")
    gallery.look_at(lobby.page, "monitor-waiting")
    cell.signs_in(visit["inmate_master_id"], visit["inmate_pin"])
    cell.sees_own_picture()
    gallery.look_at(cell.page, "station-rules")
    nothing_passes_before_the_press(lobby, cell)
    cell.begins_visit()

    lobby.is_at("live")
    cell.is_at("live")
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)
    lobby.says(visit["inmate"])
    cell.says(visit["visitor"])
    gallery.look_at(lobby.page, "monitor-live")
    gallery.look_at(cell.page, "station-live")

    lobby.ends_visit()

    for side in (lobby, cell):
        side.is_at("ended")
        side.says("The visit is over. Thank you.")
        side.shows_nobody()
    gallery.look_at(lobby.page, "monitor-ended")
    gallery.look_at(cell.page, "station-ended")
    lobby.presses("Done")
    cell.presses("Done")
    lobby.is_at("pin")
    cell.is_at("sign_in")
    lobby.says_nothing_of(*visit["inmate"].split(), *visit["visitor"].split())
    cell.says_nothing_of(*visit["visitor"].split())

    lobby.enters_pin(visit["pin"])
    lobby.is_refused("has ended. Each visit has a PIN of its own.")


def test_terminated_visit_stops_although_both_browsers_ignore_every_message(
    house, monitor, station, browsers
):
    visit = house.ready_visit()
    lobby = monitor(house, can_go_deaf=True)
    cell = station(house, can_go_deaf=True)
    officer = Officer(browsers.open().new_page(), house, house.staff("officer"))
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees(cell)
    cell.sees(lobby)
    officer.opens(visit["visitor"], visit["inmate"], VISITOR, INMATE)
    for side in (lobby, cell):
        side.page.evaluate("goDeaf()")

    officer.terminates(ground="weapons", conduct="inmate")

    pressed = pressed_at(officer.page, "terminate-pressed")
    for side in (lobby, cell):
        assert media_has_stopped(side.page) - pressed < STOPS_WITHIN_MS
        # They heard nothing of it: the media was taken from them, not given up by them.
        side.is_at("live")


def nothing_passes_before_the_press(waiting, checking):
    """The one who has begun sends, and the other one's page sends against its will: both are
    connected, and neither receives a packet."""
    for side in (waiting, checking):
        is_connected_both_ways(side.page)
    for side in (waiting, checking):
        sends_against_its_will(side.page)
    assert [what_arrived(side.page).packets for side in (waiting, checking)] == [0, 0]

"""A visit ends when its time is over, by itself, and leaves nothing behind."""

from datetime import datetime, timedelta

from parloir.visits.operations import THANKS_STAY

FIVE = "Less than five minutes are left."
ONE = "Less than one minute is left."
A_MOMENT = timedelta(seconds=2)


def test_visit_ends_at_its_time_with_warnings(house, monitor, station, gallery):
    visit = house.ready_visit()
    ends_at = datetime.fromisoformat(visit["ends_at"])
    lobby, cell = monitor(house), station(house)
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees(cell)
    lobby.says_nothing_of(FIVE, ONE)

    house.jump_to(ends_at - timedelta(minutes=5) - A_MOMENT)

    for side in (lobby, cell):
        side.says(FIVE, seconds=40)
    lobby.sees(cell)
    gallery.look_at(lobby.page, "monitor-live-five-minutes")

    house.jump_to(ends_at - timedelta(minutes=1) - A_MOMENT)

    for side in (lobby, cell):
        side.says(ONE, seconds=40)
    lobby.sees(cell)
    cell.sees(lobby)

    house.jump_to(ends_at - A_MOMENT)

    for side in (lobby, cell):
        side.is_at("ended", seconds=40)
        side.says("The time of this visit is over.")
        side.shows_nobody()

    house.jump_to(house.now() + THANKS_STAY)

    # Nobody presses anything: the next person finds the pad.
    lobby.is_at("pin")
    cell.is_at("sign_in")
    for side in (lobby, cell):
        side.says_nothing_of(*visit["visitor"].split(), visit["inmate"])

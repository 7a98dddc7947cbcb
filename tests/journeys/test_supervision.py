"""An officer intervenes in a live visit, and both sides see it, with real browsers and Janus."""

import re

import pytest
from playwright.sync_api import expect

from tests.stage.actors.decisions import Administrator, Supervisor
from tests.stage.actors.officer import Officer
from tests.stage.browsers import page_in
from tests.stage.films import INMATE, OFFICER, VISITOR
from tests.stage.media import hears, kbit_sent, width_of
from tests.stage.silence import is_heard, is_not_heard, no_picture_moves

GONE_WITHIN_MS = 5000
# With its sound. A camera's picture takes 1,200.
OF_A_STILL_PICTURE_KBIT = 100
FASTER = "This is over, or somebody else was faster."


class Cast:
    """A live visit with its officer, who has opened it."""

    def __init__(self, house, monitor, station, browsers, *, can_go_deaf=False):
        self.house, self.visit = house, house.ready_visit()
        self.lobby = monitor(house, can_go_deaf=can_go_deaf)
        self.cell = station(house, can_go_deaf=can_go_deaf)
        self.lobby.comes_in(self.visit["pin"])
        self.cell.comes_in(self.visit)
        self.lobby.sees_and_hears(self.cell)
        browser = browsers.open(look=OFFICER)
        self.officer = Officer(browser.new_page(), house, house.staff("officer"))
        self.officer.opens(self.visit["visitor"], self.visit["inmate"], VISITOR, INMATE)

    @property
    def sides(self):
        return (self.lobby, self.cell)

    def both_read(self, words):
        for side in self.sides:
            side.says(words)


@pytest.fixture
def cast(house, monitor, station, browsers):
    return Cast(house, monitor, station, browsers)


def test_each_intervention_is_seen_at_both_ends(cast, gallery):
    officer, lobby, cell = cast.officer, cast.lobby, cast.cell
    visitor, inmate = (cast.visit[one].split()[0] for one in ("visitor", "inmate"))
    gallery.look_at(officer.page, "wall-opened")

    _cameras_that_are_off_cost_little(cast)

    officer.types("m")
    expect(officer.page.locator("#panel-title")).to_be_visible()
    gallery.look_at(officer.page, "wall-message")
    officer.types("v", "2")
    lobby.says("It is too dark to see you.")
    cell.says(f"The officer has written to {visitor}.")
    gallery.look_at(lobby.page, "monitor-message")

    officer.types("w")
    gallery.look_at(officer.page, "wall-warn")
    officer.types("i", "2")
    cell.says("Warning: Abusive language or behavior")
    lobby.says(f"The officer has warned {inmate}.")
    gallery.look_at(cell.page, "station-warning")
    officer.reads("1 warning given")

    officer.types("v")
    lobby.says("The officer has turned your sound off.")
    cell.says(f"The officer has turned {visitor}'s sound off.")
    is_not_heard(cell.page)
    is_heard(lobby.page)
    officer.types("v")
    cell.says(f"{visitor}'s sound is on again.")
    is_heard(cell.page)

    officer.types("p")
    cast.both_read("The officer has paused this visit.")
    for side in cast.sides:
        no_picture_moves(side.page)
        is_not_heard(side.page)
    assert kbit_sent(cell.page, seconds=1.5) < OF_A_STILL_PICTURE_KBIT
    gallery.look_at(lobby.page, "monitor-paused")
    gallery.look_at(officer.page, "wall-paused")
    lobby.reloads()
    lobby.says("The officer has paused this visit.")
    no_picture_moves(cell.page)
    officer.types("p")
    cast.both_read("The visit goes on.")
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)

    officer.types("s")
    for side in cast.sides:
        side.says("An officer is speaking to both of you.")
        hears(side.page, OFFICER, selector="[data-testid=officer-voice]")
    officer.reads(f"{cast.house.staff('officer')['name']} speaks to both")
    gallery.look_at(officer.page, "wall-speaking")
    gallery.look_at(lobby.page, "monitor-officer-speaks")
    officer.types("s")
    for side in cast.sides:
        side.no_longer_says("An officer is speaking to both of you.")
    lobby.sees_and_hears(cell)

    officer.types("e")
    cast.both_read("The officer has given you 5 more minutes.")
    lobby.ends_visit()
    cell.is_at("ended")


def _cameras_that_are_off_cost_little(cast):
    """Both, since a slow machine makes a poor link of a moving picture."""
    for side in cast.sides:
        side.presses("Camera off")
    link = cast.officer.page.locator(".v-tile .v-link").first
    # Between two readings, 2 s apart, there is nothing but the signs.
    cast.lobby.page.wait_for_timeout(3000)
    assert kbit_sent(cast.lobby.page, seconds=2.5) < OF_A_STILL_PICTURE_KBIT
    expect(link).to_have_class(re.compile("v-link--(good|fair)"), timeout=1)
    for side in cast.sides:
        side.presses("Camera on")
    cast.lobby.sees_and_hears(cast.cell)


def test_of_two_officers_at_once_the_second_is_told(cast, browsers):
    """Both press before either knows about the other's press."""
    page = page_in(browsers.open(), can_go_deaf=True)
    second = Officer(page, cast.house, cast.house.staff("officer"))
    second.opens(cast.visit["visitor"], cast.visit["inmate"])
    officers = (cast.officer, second)
    page.evaluate("goDeaf()")
    cast.officer.types("e")
    cast.both_read("The officer has given you 5 more minutes.")
    second.types("e")
    page.evaluate("hearAgain()")

    expect(second.page.get_by_text(FASTER)).to_be_visible()
    expect(cast.officer.page.get_by_text(FASTER)).to_have_count(0)
    for officer in officers:
        officer.reads("gave 5 more minutes")
    cast.officer.terminates(ground="phone", conduct="inmate")
    cast.cell.is_at("ended")


def test_terminated_while_the_inmate_reloads(cast):
    officer, cell = cast.officer, cast.cell
    officer.is_about_to_terminate("phone")
    cell.page.evaluate("location.reload()")
    officer.presses_conduct("inmate")

    for side in cast.sides:
        side.is_at("ended")
        side.says("Use of a cell phone or camera within frame")
        side.shows_nobody()


def test_terminated_during_a_reconnection(cast):
    officer, lobby = cast.officer, cast.lobby
    lobby.page.context.set_offline(True)
    officer.terminates(ground="phone", conduct="inmate")
    cast.cell.is_at("ended")
    lobby.page.context.set_offline(False)

    lobby.is_at("ended", seconds=40)
    lobby.says("Use of a cell phone or camera within frame")
    lobby.shows_nobody()


def test_the_record_has_a_picture_of_each_side(cast, browsers, gallery):
    cast.officer.is_about_to_terminate("other")
    cast.officer.presses_conduct("inmate")
    for side in ("visitor", "inmate"):
        cast.officer.reads(f"The picture of {cast.visit[side]} is kept with the record.")
    gallery.look_at(cast.officer.page, "wall-note")
    cast.officer.skips_note()

    supervisor = Supervisor(browsers.open().new_page(), cast.house, cast.house.staff("supervisor"))
    supervisor.opens_case_of(cast.visit["visitor"])
    pictures = supervisor.page.locator(".p-stills img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        assert width_of(picture) > 0
    gallery.look_at(supervisor.page, "review")


def test_an_account_that_is_disabled_sees_nothing_within_five_seconds(cast, browsers):
    email = cast.house.staff("officer")["email"]
    administrator = Administrator(
        browsers.open().new_page(), cast.house, cast.house.staff("administrator")
    )
    disabled_at = administrator.sets_active(email, False)
    try:
        assert cast.officer.is_sent_away_at() - disabled_at < GONE_WITHIN_MS
        cast.lobby.sees(cast.cell)
    finally:
        administrator.sets_active(email, True)
    cast.lobby.ends_visit()
    cast.cell.is_at("ended")

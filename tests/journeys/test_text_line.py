"""Both sides write to each other, an officer reads it, and a pause stops it."""

from playwright.sync_api import Locator, expect

from tests.stage.actors.officer import Officer
from tests.stage.actors.surface import Surface
from tests.stage.films import INMATE, VISITOR


def _lines(side: Surface) -> Locator:
    return side.page.get_by_role("log", name="Written to each other").locator("p")


def _writes(side: Surface, text: str) -> None:
    field = side.page.locator("#text-line")
    field.fill(text)
    field.press("Enter")
    expect(field).to_have_value("")


def test_both_write_an_officer_reads_it_and_a_pause_stops_it(
    house, monitor, station, browsers, gallery
):
    visit = house.ready_visit()
    visitor, inmate = visit["visitor"].split()[0], visit["inmate"].split()[0]
    lobby, cell = monitor(house), station(house)
    lobby.enters_pin(visit["pin"])
    lobby.confirms_names()
    lobby.reads_rules()
    lobby.is_at("check")
    lobby.presses("Write instead of speaking")
    lobby.says("You both have a line to write in")
    lobby.begins_visit()
    cell.signs_in(visit["inmate_master_id"], visit["inmate_pin"])
    cell.says(f"{visitor} wants to write")
    cell.begins_visit()
    lobby.sees(cell)

    _writes(lobby, "You look well.")
    expect(_lines(cell)).to_have_text([f"{visitor}: You look well."])
    _writes(cell, "Thank you.")
    written = ["You: You look well.", f"{inmate}: Thank you."]
    expect(_lines(lobby)).to_have_text(written)
    lobby.sees_and_hears(cell)
    gallery.look_at(lobby.page, "monitor-writing")
    officer = Officer(browsers.open().new_page(), house, house.staff("officer"))
    officer.opens(visit["visitor"], visit["inmate"], VISITOR, INMATE)
    read = officer.page.get_by_role("log").locator("li")
    expect(read).to_contain_text([f"{visitor} (Visitor): You look well.", "(Inmate): Thank you."])
    gallery.look_at(officer.page, "wall-writing")

    officer.types("p")
    for side in (lobby, cell):
        side.says("The visit is paused. You can write again when it goes on.")
        expect(_lines(side)).to_have_count(0)
        expect(side.page.get_by_role("button", name="Send")).to_be_disabled()
    expect(read).to_have_count(2)
    officer.reads("Go on")
    officer.types("p")
    expect(_lines(lobby)).to_have_text(written)
    _writes(cell, "We can go on.")
    expect(_lines(lobby)).to_have_text([*written, f"{inmate}: We can go on."])
    lobby.ends_visit()
    cell.is_at("ended")

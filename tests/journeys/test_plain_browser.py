"""Booking with the least equipment: the smallest phone, no JavaScript."""

from playwright.sync_api import Page, expect

from tests.stage.house import LAFAYETTE

SMALLEST = {"width": 320, "height": 640}


def inmate_at_lafayette(house):
    return next(one for one in house.demo["inmates"] if one["facility"] == LAFAYETTE)


def fits_the_phone(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= SMALLEST["width"], f"{page.url} is {width} pixels wide"


def test_booking_without_javascript_on_the_smallest_phone(house, browsers):
    browser = browsers.open().browser
    page = browser.new_context(viewport=SMALLEST, java_script_enabled=False).new_page()
    account, inmate = house.demo["visitors"][1], inmate_at_lafayette(house)

    def press(role, name):
        with page.expect_navigation():
            page.get_by_role(role, name=name).first.click()
        fits_the_phone(page)

    page.goto(house.url)
    fits_the_phone(page)
    press("link", "Sign in")
    page.get_by_label("Email").fill(account["email"])
    page.get_by_label("Password", exact=True).fill(account["password"])
    press("button", "Sign in")
    press("link", "Schedule a remote visit")
    press("link", "Missouri")
    press("link", "Lafayette")
    page.get_by_label("Name or master ID number").fill(inmate["master_id"])
    press("button", "Search")
    press("link", inmate["name"])
    page.get_by_role("radio").first.check(force=True)
    press("button", "Continue")
    press("button", "Finish")
    expect(page.get_by_role("heading", name="You are booked.")).to_be_visible()
    press("link", "Cancel this visit")
    press("button", "Cancel")
    page.goto(f"{house.url}/visits/")
    fits_the_phone(page)
    expect(page.get_by_text("cancelled by you").first).to_be_visible()

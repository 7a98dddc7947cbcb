"""An inmate reads about past visits at the station, and says "that is not what happened"."""

from playwright.sync_api import expect

from tests.live_pages.screens import past_visits

DISPUTE = "That is not what happened"


def test_two_presses_say_what_happened_in_one_of_the_visits(live_page):
    station = live_page("station")
    station.opens(past_visits(station.now))
    page = station.page
    second = page.locator(".v-past__visit").nth(1)
    expect(second.get_by_role("heading")).to_contain_text("Leo, Monday, 11 May")
    expect(second.get_by_role("img", name="What each side received")).to_be_visible()
    expect(page.get_by_role("button", name=DISPUTE)).to_have_count(2)

    second.get_by_role("button", name=DISPUTE).click()
    expect(page.get_by_role("group", name="What happened?")).to_have_count(1)
    second.get_by_role("button", name="The visit was cut off.").click()
    [intent] = station.intents
    assert (intent["name"], intent["args"]) == (
        "dispute_visit",
        {"visit": "visit2", "choice": "was_cut_off"},
    )
    expect(second.get_by_role("button", name="The visit was cut off.")).to_be_disabled()


def test_choice_can_be_left_and_nothing_is_said(live_page):
    station = live_page("station")
    station.opens(past_visits(station.now))
    page = station.page
    page.get_by_role("button", name=DISPUTE).first.click()
    page.get_by_role("button", name="Never mind").click()
    expect(page.get_by_role("button", name=DISPUTE)).to_have_count(2)
    assert station.intents == []
    page.get_by_role("button", name="Done").click()
    assert [one["name"] for one in station.intents] == ["finish"]

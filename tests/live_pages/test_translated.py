"""A page that the browser translates goes on: minutes, messages, one screen after another."""

import pytest
from playwright.sync_api import expect

from tests.live_pages.screens import live, pin, story_of
from tests.stage.waiting import wait_until


@pytest.mark.parametrize(
    ("surface", "keeps_texts"),
    [("monitor", False), ("station", False), ("room", False), ("wall", False), ("room", True)],
)
def test_a_translated_page_says_what_one_that_is_not_says(live_page, surface, keeps_texts):
    translated, plain = live_page(surface), live_page(surface)
    story = story_of(surface, plain.now)
    for page in (translated, plain):
        page.opens(story[0])
    translated.is_translated(keeps_texts=keeps_texts)

    for screen in story:
        for page in (translated, plain):
            page.shows(screen)
        is_the_same(translated, plain)
        # The minutes go on within a screen.
        for page in (translated, plain):
            page.passes(61)
        is_the_same(translated, plain)

    assert translated.page.locator("html").get_attribute("lang") == "vi"
    assert translated.page.locator("font").count() > 0


def is_the_same(translated, plain):
    wait_until(
        lambda: translated.reads() == plain.reads(),
        "the translated page to say the same",
        otherwise=lambda: f"{translated.reads()}\n{plain.reads()}",
    )


def test_the_minutes_of_a_translated_visit_go_on_and_are_translated(live_page):
    page = live_page("room")
    page.opens(live(page.now))
    page.is_translated(keeps_texts=False)
    minutes = page.page.get_by_test_id("time-left")
    for left in ("18", "17", "16"):
        expect(minutes).to_have_text(f"«{left} minutes left»")
        page.passes(60)
    # What did not change is not translated again and again.
    assert page.page.locator(".v-live__monitoring font font").count() == 1


def test_names_pins_and_clocks_are_not_translated(live_page):
    page = live_page("monitor")
    page.opens(pin())
    page.is_translated(keeps_texts=False)
    page.page.keyboard.type("1234")
    wait_until(lambda: "1 2 3 4 4 digits" in page.reads(), "the digits", otherwise=page.reads)
    assert "«" not in page.page.locator(".v-header__clock").inner_text()
    assert "«" not in page.page.locator(".v-places").inner_text()
    assert "«" not in page.page.locator(".v-languages").inner_text()
    page.shows(live(page.now))
    assert page.page.locator("h1").inner_text() == "Jordan Miles"


def test_a_page_from_which_a_translator_has_taken_nodes_is_rendered_again(live_page):
    page = live_page("room")
    page.opens(live(page.now))
    page.page.evaluate(
        """() => {
          const marks = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
          const found = [];
          while (marks.nextNode()) found.push(marks.currentNode);
          found.forEach((mark) => mark.remove());
        }"""
    )
    page.passes(60)
    expect(page.page.get_by_test_id("time-left")).to_have_text("17 minutes left")
    assert page.page.locator("h1").count() == 1

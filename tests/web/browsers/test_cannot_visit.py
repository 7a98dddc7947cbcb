"""A browser that cannot hold a visit says so, and which can, instead of staying blank."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from parloir.protocol.from_server import ScreenMessage
from parloir.protocol.media import MediaClosed
from parloir.protocol.screens.room import RoomCheckScreen
from parloir.protocol.screens.screen import TextLineChoice
from parloir.web.browsers import OLDEST
from tests.factories.moments import MONDAY, at
from tests.web.browsers.emulated import (
    HOST,
    NO_CALLS,
    NO_CAMERA,
    NO_CONNECTION_STATE,
    NO_DEVICES,
    NO_MODULES,
    NO_NEWER_SYNTAX,
    NO_SOCKET,
    PHONE,
    Look,
    without_vp8,
)

FRONTEND = Path(__file__).resolve().parents[3] / "frontend"
SURFACES = ("monitor", "station", "room", "wall")
WHICH_CAN = "These browsers can: Chrome 109, Edge 109, Firefox 115, Safari 15.4, and newer ones."
OLD = "This page needs a newer browser"
ON_A_KIOSK = "This device cannot be used for visits right now"

LACKING = {
    "no script": (Look(runs_scripts=False), "A video visit needs JavaScript"),
    "insecure": (Look(scheme="http"), "The address must begin with https://"),
    "no modules": (Look(lacks=(NO_MODULES,)), OLD),
    "older syntax": (Look(lacks=(NO_NEWER_SYNTAX,)), OLD),
    "older calls": (Look(lacks=(NO_CONNECTION_STATE,)), OLD),
    "no calls": (Look(lacks=(NO_CALLS,)), "This browser cannot make video calls"),
    "no getUserMedia": (Look(lacks=(NO_CAMERA,)), "This browser cannot use a camera"),
    "no devices": (Look(lacks=(NO_DEVICES,)), "This browser cannot use a camera"),
    "no socket": (Look(lacks=(NO_SOCKET,)), "This browser cannot stay connected"),
    "shows no VP8": (
        Look(lacks=(without_vp8("RTCRtpReceiver"),)),
        "This browser cannot show this kind of video",
    ),
    "sends no VP8": (
        Look(lacks=(without_vp8("RTCRtpSender"),)),
        "This browser cannot show this kind of video",
    ),
}


@dataclass(frozen=True)
class Seen:
    title: str
    text: str


def seen(page: Page) -> Seen:
    """Return what a person reads on a phone. The surface's own code must not have run."""
    expect(page.locator("h1:visible")).to_have_count(1)
    title = page.locator("h1:visible").inner_text()
    if page.evaluate("'noModule' in HTMLScriptElement.prototype"):
        assert page.evaluate("'parloirPeers' in window") is False
    expect(page.locator("#surface")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    return Seen(title, re.sub(r"\s+", " ", page.locator("body").inner_text()))


def starts(page: Page) -> None:
    expect(page.locator("#surface")).to_have_attribute("data-screen", "connecting")
    expect(page.locator("#cannot")).to_be_hidden()


@pytest.mark.parametrize("case", LACKING)
def test_a_browser_that_lacks_something_says_what_and_which_can(browser, rendered, case):
    look, title = LACKING[case]

    room = browser.visit(rendered("room"), look, seen)

    assert room.title == title
    if case == "insecure":
        assert f"Please open this one instead: https://{HOST}/visits/" in room.text
    else:
        assert WHICH_CAN in room.text


@pytest.mark.parametrize("case", ["no script", "insecure", "no calls"])
@pytest.mark.parametrize("surface", ["monitor", "station", "wall"])
def test_each_surface_says_it_to_the_people_in_front_of_it(browser, rendered, surface, case):
    look, title = LACKING[case]

    page = browser.visit(rendered(surface), look, seen)

    if surface == "wall":
        assert page.title == title
    else:
        assert page.title == ON_A_KIOSK
        assert "tell a member of staff" in page.text
        assert page.text.index("tell a member of staff") < page.text.index(title)


@pytest.mark.parametrize("surface", SURFACES)
def test_a_browser_that_can_never_shows_the_sentence(browser, rendered, surface):
    def shows_only_the_surface(page: Page) -> list[str]:
        starts(page)
        return page.evaluate("shown")

    watch = """window.shown = [];
    new MutationObserver(() => {
      const cannot = document.getElementById("cannot");
      if (cannot && !cannot.hidden) shown.push(cannot.innerText);
    }).observe(document, { subtree: true, childList: true, attributes: true });"""

    assert browser.visit(rendered(surface), Look(lacks=(watch,)), shows_only_the_surface) == []


def test_a_module_that_the_browser_cannot_read_leaves_no_empty_page(browser, rendered):
    look = Look(own_files={"room.js": "class One { newer syntax than this browser's }"})

    assert browser.visit(rendered("room"), look, seen).title == OLD


def test_a_site_without_https_says_who_can_help(browser, rendered, settings):
    settings.BASE_URL = f"http://{HOST}"
    look = Look(scheme="http")

    assert "tell the facility" in browser.visit(rendered("room"), look, seen).text
    assert "guide for operators" in browser.visit(rendered("monitor"), look, seen).text


def test_what_is_missing_is_said_in_the_language_of_the_page(browser, rendered):
    look, _ = LACKING["no calls"]

    page = browser.visit(rendered("station", "es"), look, seen)

    assert page.title == "Este dispositivo no se puede usar para visitas en este momento"
    assert "Este navegador no puede hacer videollamadas" in page.text
    assert "Estos navegadores sí pueden: Chrome 109" in page.text


# --- Inside other apps ----------------------------------------------------------------------

ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8{}) AppleWebKit/537.36 (KHTML, like Gecko) "
ANDROID += "Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36{}"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
IPHONE += "(KHTML, like Gecko) Mobile/15E148{}"
IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
TOUCH = "Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 })"
APPS = {
    "Facebook on Android": Look(
        user_agent=ANDROID.format("; wv", " [FB_IAB/FB4A;FBAV/470.0.0.44.107;]")
    ),
    "Instagram on Android": Look(user_agent=ANDROID.format("; wv", " Instagram 334.0.0.42.95")),
    "any app on Android": Look(user_agent=ANDROID.format("; wv", "")),
    "Facebook on iOS": Look(user_agent=IPHONE.format(" [FBAN/FBIOS;FBAV/470.0.0.44.107]")),
    "Line on iOS": Look(user_agent=IPHONE.format(" Safari Line/14.8.0")),
    "any app on iOS": Look(user_agent=IPHONE.format("")),
    "any app on an iPad": Look(user_agent=IPAD, lacks=(TOUCH,)),
}
BROWSERS = {
    "Chrome on Android": Look(user_agent=ANDROID.format("", "").replace("Version/4.0 ", "")),
    "Safari on iOS": Look(user_agent=IPHONE.format(" Version/17.5 Safari/604.1")),
    "Firefox on iOS": Look(user_agent=IPHONE.format(" FxiOS/153.0 Safari/605.1.15")),
    "the home screen of an iPhone": Look(
        user_agent=IPHONE.format(""),
        lacks=("Object.defineProperty(navigator, 'standalone', { value: true })",),
    ),
    "a Mac's browser without a name": Look(user_agent=IPAD),
}


@pytest.mark.parametrize("app", APPS)
def test_inside_an_app_the_page_offers_its_address_first(browser, rendered, app):
    room = browser.visit(rendered("room"), APPS[app], seen)

    assert room.title == "Open this page in your browser"
    assert f"The address of this page: https://{HOST}/visits/" in room.text
    assert "Try it here" in room.text


@pytest.mark.parametrize("name", BROWSERS)
def test_a_browser_of_its_own_is_not_taken_for_an_app(browser, rendered, name):
    browser.visit(rendered("room"), BROWSERS[name], starts)


def test_an_app_that_may_do_is_tried_when_the_visitor_says_so(browser, rendered):
    def tries(page: Page) -> None:
        seen(page)
        page.get_by_role("button", name="Try it here").click()
        starts(page)
        page.reload()
        starts(page)

    browser.visit(rendered("room"), APPS["Instagram on Android"], tries)


def test_an_app_that_lacks_the_camera_is_not_offered_to_be_tried(browser, rendered):
    agent = APPS["any app on iOS"].user_agent

    room = browser.visit(rendered("room"), Look(user_agent=agent, lacks=(NO_DEVICES,)), seen)

    assert room.title == "Open this page in your browser"
    assert WHICH_CAN in room.text
    assert "Try it here" not in room.text


def test_the_address_is_copied(browser, rendered):
    def copies(page: Page) -> str:
        page.get_by_role("button", name="Copy the address").click()
        expect(page.get_by_text("The address is copied.")).to_be_visible()
        return str(page.evaluate("getSelection().toString()"))

    copied = browser.visit(rendered("room"), APPS["any app on iOS"], copies)

    assert copied.startswith(f"https://{HOST}/visits/")


@pytest.mark.parametrize("surface", ["monitor", "station", "wall"])
def test_a_device_may_be_run_by_an_app(browser, rendered, surface):
    """Programs that turn a tablet into a kiosk are web views: their operator allows the camera."""
    browser.visit(rendered(surface), APPS["any app on Android"], starts)


# --- What is optional -----------------------------------------------------------------------

CHECK = ScreenMessage(
    now=at(MONDAY, 9),
    screen=RoomCheckScreen(
        title="Check your picture",
        text="",
        rules=[],
        consequences="",
        other_name="Jordan Miles",
        text_line=TextLineChoice(wanted=False, text=""),
    ),
)
FIREFOX_115 = """delete RTCRtpTransceiver.prototype.setCodecPreferences;
delete HTMLVideoElement.prototype.requestVideoFrameCallback;"""
LEAST = f"""{FIREFOX_115}
delete RTCRtpReceiver.getCapabilities;
delete RTCRtpSender.getCapabilities;
delete HTMLVideoElement.prototype.getVideoPlaybackQuality;
delete window.AudioContext;
delete window.webkitAudioContext;
delete RTCRtpReceiver.prototype.getSynchronizationSources;
Object.defineProperty(navigator, "permissions", {{ value: undefined }});"""


TOO_BUSY = MediaClosed(leg="trial", reason="busy")


def sends_check(socket) -> None:
    """Send the check, and answer that the connection cannot be tried now."""

    def answer(text: str) -> None:
        if json.loads(text)["type"] == "media.join":
            socket.send(TOO_BUSY.model_dump_json())

    socket.on_message(answer)
    socket.send(CHECK.model_dump_json())


@pytest.mark.parametrize(
    ("lacks", "shows_sound"), [("", True), (FIREFOX_115, True), (LEAST, False)]
)
def test_the_camera_starts_without_what_is_optional(browser, rendered, lacks, shows_sound):
    def begins(page: Page) -> bool:
        expect(page.get_by_role("button", name="Begin visit")).to_be_enabled()
        expect(page.get_by_text("The camera is starting")).to_have_count(0)
        return page.locator("[data-level]").is_visible()

    look = Look(lacks=(lacks,), socket=sends_check)

    assert browser.visit(rendered("room"), look, begins) is shows_sound


def test_a_camera_that_an_app_does_not_allow_is_answered_with_the_address(browser, rendered):
    def is_told(page: Page) -> str:
        page.get_by_role("button", name="Try it here").click()
        return page.locator(".v-trouble").inner_text()

    denied = """MediaDevices.prototype.getUserMedia = () =>
      Promise.reject(new DOMException("not asked", "NotAllowedError"))"""
    look = Look(
        user_agent=APPS["any app on Android"].user_agent, lacks=(denied,), socket=sends_check
    )

    told = browser.visit(rendered("room"), look, is_told)

    assert f"Open this address in your browser instead: https://{HOST}/visits/" in told


def test_the_pages_name_the_browsers_that_are_built_for():
    built_for = re.search(r"oldest = {(.*)}", (FRONTEND / "browsers.mjs").read_text())

    assert built_for is not None
    assert dict(re.findall(r'(\w+): "([\d.]+)"', built_for[1])) == OLDEST

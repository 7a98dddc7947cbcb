"""A device that is switched on while the server is away shows the page that its browser keeps."""

import json

import pytest

from tests.live_pages.screens import PHONE, live, pin
from tests.stage.device_site import device_site
from tests.stage.live_page import SCRIPTS, greeting_of
from tests.stage.waiting import wait_until

AWAY = "This monitor has lost its connection"


@pytest.fixture
def site():
    with device_site("monitor") as made:
        yield made


class Device:
    """The browser of a monitor. Its page's clock stands still, except in `passes`."""

    def __init__(self, context, site, now):
        self.site, self.now = site, now
        self.page = context.new_page()
        self.page.clock.install(time=now)
        self.page.add_init_script(path=SCRIPTS / "server_within.js")
        greeting = [json.loads(one) for one in greeting_of("monitor", pin(), now=now)]
        self.page.add_init_script(f"serverWithin.greeting = {json.dumps(greeting)}")

    def is_switched_on(self):
        self.page.goto(self.site.url, wait_until="commit")

    def comes(self, screen, *, seconds=1):
        def is_there():
            self.page.clock.fast_forward(seconds * 1000)
            return self.screen() == screen

        wait_until(is_there, f"the screen {screen}", seconds=40, otherwise=self.reads)

    def screen(self):
        root = self.page.locator("#surface")
        return root.get_attribute("data-screen") if root.count() else None

    def reads(self):
        return " ".join(self.page.locator("body").inner_text().split())

    def shows(self, screen):
        message = greeting_of("monitor", screen, now=self.now)[1]
        self.page.evaluate(
            "(one) => { serverWithin.greeting[1] = one; serverWithin.socket.hears(one) }",
            json.loads(message),
        )

    def sockets(self, *, are_taken):
        """Say whether the server takes sockets, also of pages that are loaded later."""
        word = "up" if are_taken else "away"
        self.page.evaluate("(word) => { document.cookie = `server=${word}; path=/` }", word)
        self.page.evaluate("(isUp) => { serverWithin.isUp = isUp }", are_taken)

    def keeps_its_page(self):
        """Let it rest until it has looked at its page, and kept it."""
        self.page.evaluate("() => navigator.serviceWorker.ready")
        wait_until(
            lambda: self.page.evaluate("() => navigator.serviceWorker.controller !== null"),
            "the service worker",
        )

        def has_it():
            self.page.clock.fast_forward(10_000)
            return self.kept() != []

        wait_until(has_it, "the page to be kept", seconds=40)

    def is_cut_off(self):
        """Let its socket end. It makes another one."""
        connections = self.page.evaluate("() => serverWithin.connections")
        self.page.evaluate("() => serverWithin.socket.ends(1006)")

        def is_back():
            self.page.clock.fast_forward(1000)
            return self.page.evaluate("() => serverWithin.connections") > connections

        wait_until(is_back, "another connection")

    def rests(self, *, minutes):
        """Let time pass, a few seconds at a time: it answers no server's ping in a longer leap."""
        for _ in range(minutes * 12):
            self.page.clock.fast_forward(5000)

    def build(self):
        return self.page.locator("#capable").get_attribute("src").split("/")[2][len("build-") :]

    def comes_to_build(self, name):
        def has_loaded_it():
            self.page.clock.fast_forward(5000)
            return self.page.locator("#capable").count() and self.build() == name

        wait_until(has_loaded_it, f"build {name}", seconds=40, otherwise=self.reads)

    def kept(self):
        return self.page.evaluate(
            """async () => {
                const cache = await caches.open(`device ${location.pathname}`);
                return (await cache.keys()).map((one) => new URL(one.url).pathname).sort();
            }"""
        )


@pytest.fixture
def device(browser, site, now):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    yield Device(context, site, now)
    context.close()


@pytest.fixture
def kept(device):
    """Return a device that has kept its page, and whose server takes no sockets any more."""
    device.is_switched_on()
    device.comes("pin")
    device.keeps_its_page()
    device.sockets(are_taken=False)
    return device


@pytest.mark.parametrize("trouble", ["nobody listens", 502, 503, 504, "silence"])
def test_a_device_that_is_switched_on_without_the_server_says_so(kept, site, trouble):
    if trouble == "nobody listens":
        site.stop()
    elif trouble == "silence":
        site.is_silent = True
    else:
        site.status = trouble
    kept.is_switched_on()
    kept.comes("away")
    assert AWAY in kept.reads()
    assert PHONE in kept.reads()
    assert "AM Central" in kept.reads()
    assert kept.page.locator("button:visible").count() == 0

    site.stop()
    site.status = 200
    site.start()
    kept.sockets(are_taken=True)
    kept.comes("pin")


def test_what_is_kept_is_the_page_and_its_files_alone(kept):
    static = "/static/build-one/"
    assert kept.kept() == [
        "/monitor/",
        f"{static}built/css/live.css",
        f"{static}built/js/capable.js",
        f"{static}built/js/monitor.js",
        f"{static}mark.svg",
        f"{static}pictures.svg",
    ]


def test_another_build_is_loaded_once_nobody_uses_the_device(kept, site):
    kept.sockets(are_taken=True)
    kept.comes("pin")
    kept.shows(live(kept.now))
    site.build = "two"
    kept.is_cut_off()
    kept.rests(minutes=3)
    assert kept.build() == "one"  # a visit is not disturbed

    kept.shows(pin())
    kept.comes_to_build("two")
    wait_until(
        lambda: kept.rests(minutes=1) or any("build-two" in one for one in kept.kept()),
        "the new build to be kept",
        seconds=40,
    )
    assert [one for one in kept.kept() if "build-one" in one] == []

    # Two servers that answer in turn with two builds do not make it load without end.
    site.build = "one"
    kept.is_cut_off()
    kept.rests(minutes=5)
    assert kept.build() == "two"
    kept.rests(minutes=10)
    kept.comes_to_build("one")


def test_no_page_of_another_kind_is_kept(kept, site):
    """Who opens another address of the site finds the page that says that they are offline."""
    site.stop()
    kept.page.goto(site.url.replace("/monitor/", "/visits/"), wait_until="commit")
    wait_until(lambda: "You are offline" in kept.reads(), "the offline page", otherwise=kept.reads)

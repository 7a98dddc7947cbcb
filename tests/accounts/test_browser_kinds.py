import pytest

from parloir.accounts.browser_kinds import Browser, System, browser_kind
from parloir.people.sign_in_letters import say_browser

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{WINDOWS} {CHROME} Safari/537.36", "Chrome on a Windows computer"),
        (f"{WINDOWS} {CHROME} Safari/537.36 Edg/156.0", "Edge on a Windows computer"),
        (f"{WINDOWS} {CHROME} Safari/537.36 OPR/120.0", "Opera on a Windows computer"),
        (f"{ANDROID} {CHROME} Mobile Safari/537.36", "Chrome on an Android device"),
        (
            f"{ANDROID} AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
            "Samsung Internet on an Android device",
        ),
        (f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari on an iPhone"),
        (f"{IPHONE} CriOS/156.0 Mobile/15E148 Safari/604.1", "Chrome on an iPhone"),
        (f"{IPHONE} FxiOS/150.0 Mobile/15E148 Safari/605.1.15", "Firefox on an iPhone"),
        (f"{MAC} AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15", "Safari on a Mac"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
            "Firefox on a Linux computer",
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {CHROME} Safari/537.36", "Chrome on a Chromebook"),
        ("", "a browser that we don't know on a device that we don't know"),
        ("Call 555 now!", "a browser that we don't know on a device that we don't know"),
    ],
)
def test_a_kind_is_said_in_words_of_ours(user_agent, words):
    kind = browser_kind(user_agent)
    assert say_browser(kind.browser, kind.system) == words


@pytest.mark.parametrize("browser", Browser)
@pytest.mark.parametrize("system", System)
def test_every_kind_has_words(browser, system):
    assert len(browser) <= 20
    assert len(system) <= 20
    assert say_browser(browser, system)

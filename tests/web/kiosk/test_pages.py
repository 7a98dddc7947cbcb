from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parloir.audit.actors import DEMO
from parloir.facilities.enrolment import DeviceKind, enrol_with_token, enrolment_of
from parloir.facilities.models import Enrolment
from parloir.web.kiosk.views import NEW_BROWSERS
from tests.factories.places import MonitorFactory, make_jail
from tests.factories.visits import make_booking, make_live

pytestmark = pytest.mark.django_db

KINDS = list(DeviceKind)


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    monkeypatch.setattr("parloir.web.kiosk.views.current_time", lambda: now)


def cookies_of(answer) -> list[dict[str, str]]:
    return [
        {"name": morsel.key, "value": morsel.value, "path": morsel["path"]}
        for morsel in answer.cookies.values()
        if morsel.key.startswith(("parloir_monitor", "parloir_station"))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_browser_gets_a_cookie_for_its_page_and_its_socket(kind):
    answer = Client().get(reverse(kind))

    cookies = cookies_of(answer)
    assert [one["name"] for one in cookies] == [f"parloir_{kind}"] * 2
    assert [one["path"] for one in cookies] == [f"/{kind}/", f"/ws/{kind}/"]
    assert len({one["value"] for one in cookies}) == 1
    enrolment = enrolment_of(cookies[0]["value"], kind=kind)
    assert enrolment is not None
    assert enrolment.device is None


def test_the_cookie_is_hidden_from_scripts_and_other_sites(settings):
    settings.SECURE_COOKIES = True

    for morsel in Client().get(reverse("monitor")).cookies.values():
        assert (morsel["httponly"], morsel["samesite"], morsel["secure"]) == (
            True,
            "Strict",
            True,
        )


def test_the_headers_carry_both_cookies():
    answer = Client().get(reverse("monitor"))

    lines = [morsel.OutputString() for morsel in answer.cookies.values()]
    assert sum(line.startswith("parloir_monitor=") for line in lines) == 2


def test_a_browser_that_has_one_keeps_it():
    client = Client()
    client.get(reverse("monitor"))

    again = client.get(reverse("monitor"))

    assert cookies_of(again) == []
    assert Enrolment.objects.count() == 1


def test_monitor_and_station_live_in_one_browser():
    client = Client()
    client.get(reverse("monitor"))
    client.get(reverse("station"))
    client.get(reverse("monitor"))

    assert sorted(Enrolment.objects.values_list("kind", flat=True)) == ["monitor", "station"]


def test_a_revoked_browser_asks_anew(now):
    client = Client()
    client.get(reverse("monitor"))
    Enrolment.objects.update(revoked_at=now)

    assert len(cookies_of(client.get(reverse("monitor")))) == 2
    assert Enrolment.objects.filter(revoked_at=None).count() == 1


def test_the_page_has_its_words_and_no_name_of_a_person():
    page = Client().get(reverse("station"))

    assert page.context["surface"] == "station"
    assert 'id="ui-strings"' in page.content.decode()
    assert "built/js/station.js" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_the_same_while_people_are_in_a_visit(kind, now):
    """A browser keeps it, for when the server is away."""
    booking = make_booking(make_jail())
    device = booking.monitor if kind == DeviceKind.MONITOR else booking.station
    enrol_with_token(token="token", device=device, by=DEMO, now=now)
    browser = Client()
    browser.cookies[f"parloir_{kind}"] = "token"
    before = browser.get(reverse(kind)).content
    make_live(booking)

    assert browser.get(reverse(kind)).content == before


def test_an_address_with_a_token_enrols_in_the_demo(settings, now):
    settings.DEMO = True
    monitor = MonitorFactory()
    enrol_with_token(token="known", device=monitor, by=DEMO, now=now)

    answer = Client().get(reverse("monitor"), {"enrol": "known"})

    assert answer["Location"] == "/monitor/"
    assert {one["value"] for one in cookies_of(answer)} == {"known"}


def test_a_link_of_another_site_goes_on_from_a_page_of_ours(settings, now):
    """A strict cookie is not sent with a redirect that another site started."""
    settings.DEMO = True
    enrol_with_token(token="known", device=MonitorFactory(), by=DEMO, now=now)

    answer = Client().get(
        reverse("monitor"), {"enrol": "known"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 200
    assert 'content="0;url=/monitor/"' in answer.content.decode()
    assert {one["value"] for one in cookies_of(answer)} == {"known"}


@pytest.mark.parametrize(("demo", "token"), [(True, "unknown"), (False, "known")])
def test_no_other_address_enrols(settings, now, demo, token):
    settings.DEMO = demo
    enrol_with_token(token="known", device=MonitorFactory(), by=DEMO, now=now)

    assert cookies_of(Client().get(reverse("monitor"), {"enrol": token})) == []


def test_too_many_new_browsers_from_one_address_are_slowed_down(now, monkeypatch):
    for _ in range(NEW_BROWSERS.times):
        assert Client().get(reverse("monitor")).status_code == 200

    slowed = Client().get(reverse("monitor"))
    assert slowed.status_code == 429
    assert cookies_of(slowed) == []

    later = now + NEW_BROWSERS.window + timedelta(seconds=1)
    monkeypatch.setattr("parloir.web.kiosk.views.current_time", lambda: later)
    assert Client().get(reverse("monitor")).status_code == 200

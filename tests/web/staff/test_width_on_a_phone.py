"""No page of the console is wider than a phone: what is wide scrolls in a frame of its own."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse
from playwright.sync_api import sync_playwright

from parloir.accounts.models import Role, StaffRole
from parloir.facts.closures import close_time
from parloir.pin_tries.models import PinAlarm, PinTry
from tests.disputes.scene import dispute, make_settled
from tests.factories.companions import allow_parties
from tests.factories.moments import MINUTE, TUESDAY, at
from tests.factories.people import OPERATOR, make_inmate, make_staff, make_visitor
from tests.factories.sanctions import make_restriction
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking
from tests.stage.browsers import CHROMIUM, FLAGS
from tests.web.prints.conftest import shop  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDTH = 360
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
LONG = {"first_name": "Encarnación Guadalupe", "last_name": "Featherstonehaugh-Villanueva"}


@pytest.fixture
def widths(shop):  # noqa: F811 - the fixture of this name
    """Return a function that tells how wide each page's text is in a window of `WIDTH`.

    Playwright has a thread of its own: its event loop would keep Django from using the database.
    """

    def measure(pages: dict[str, str]) -> dict[str, int]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": WIDTH, "height": 740})
            found = {}
            for name, text in pages.items():
                shop.page = SCRIPT.sub("", text)
                page.goto(shop.url)
                found[name] = page.evaluate("document.documentElement.scrollWidth")
            browser.close()
            return found

    def in_a_thread(pages: dict[str, str]) -> dict[str, int]:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(measure, pages).result()

    return in_a_thread


def test_no_page_of_the_console_is_wider_than_a_phone(cast, now, widths):
    jail = cast.jail
    allow_parties(jail, (4, 0))
    visitor, waiting = make_visitor(**LONG), make_visitor(state="waiting", **LONG)
    inmate = make_inmate(jail, **LONG)
    restriction = make_restriction(jail, visitor=make_visitor(**LONG), inmate=inmate)
    booking = make_booking(jail, visitor=visitor, inmate=inmate, starts_at=at(TUESDAY, 10))
    noon = {"starts_at": at(TUESDAY, 9), "ends_at": at(TUESDAY, 12)}
    close_time(facility=jail, reason="A count of everybody", by=OPERATOR, now=now, **noon)
    disputed = dispute(make_settled(jail))
    monitor = jail.monitors.first()
    PinTry.objects.create(
        facility=jail, device=monitor.public_id, at=now, free_at=now + MINUTE, asks=True
    )
    PinAlarm.objects.create(facility=jail, tries=20, raised_at=now)
    person = make_staff(Role.SUPERVISOR, jail)
    for role in set(Role) - {Role.SUPERVISOR}:
        StaffRole.objects.create(user=person, role=role, facility_slug=jail.slug)
    client = signed_in(person)
    addresses = [
        *(
            reverse(name)
            for name in (
                "identities", "reviews", "devices", "repairs", "closures", "why", "violations",
                "restrictions", "people", "pins", "coverage", "audit",
            )
        ),
        reverse("identity", args=[waiting.public_id]),
        reverse("restorable", args=[jail.slug]),
        reverse("staff_visitor", args=[visitor.public_id]),
        reverse("hand_out_password", args=[visitor.public_id]),
        reverse("staff_inmate", args=[inmate.public_id]),
        reverse("staff_booking", args=[booking.public_id]),
        reverse("staff_booking", args=[disputed.visit.booking.public_id]),
        reverse("dispute", args=[disputed.public_id]),
        reverse("violation", args=[restriction.violation.public_id]),
        reverse("people") + "?text=Featherstonehaugh",
    ]  # fmt: skip
    pages = {address: client.get(address).content.decode() for address in addresses}

    too_wide = {name: width for name, width in widths(pages).items() if width > WIDTH}

    assert too_wide == {}

"""An administrator changes what follows from offenses, and it is applied immediately."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.sanctions.models import Ground, LadderPolicy, Restriction
from parloir.sanctions.queries import ladder_of
from tests.factories.moments import MONDAY
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ground, make_ladder, make_restriction, make_violation
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/sanctions/ladderpolicy/add/"


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


@pytest.fixture
def client(jail) -> Client:
    return signed_in(make_staff(Role.ADMINISTRATOR, jail, is_staff=True, is_superuser=True))


def ladder_form(jail, *days, whose="visitor", window="", counted=("phone", "abuse")):
    """Return the form; `days` are as typed: a number, or empty for a permanent step."""
    form = {
        "facility": jail.pk, "whose": whose, "window_days": window, "counted": list(counted),
        "steps-TOTAL_FORMS": len(days), "steps-INITIAL_FORMS": 0, "steps-MIN_NUM_FORMS": 0,
        "steps-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for place, typed in enumerate(days):
        form |= {f"steps-{place}-position": place + 1, f"steps-{place}-days": typed}
    return form


def test_a_ladder_is_set_and_is_on_record(client, jail):
    answer = client.post(ADD, ladder_form(jail, "30", "", window="365"))

    assert answer.status_code == 302
    rules = ladder_of(jail)
    assert (rules.ladder.steps, rules.ladder.window_days) == ((30, None), 365)
    assert rules.counted == {"phone", "abuse"}
    assert AuditEvent.objects.get(action="configure_add").facility_ref == "jackson"


def test_a_changed_ladder_is_applied_to_everybody_at_once(client, jail):
    restriction = make_restriction(jail)
    page = client.post(ADD, ladder_form(jail, "30", ""), follow=True)

    restriction.refresh_from_db()
    assert restriction.until_date == MONDAY + timedelta(days=30)
    assert "1 person&#x27;s restrictions have changed by it." in page.content.decode()


def test_grounds_that_no_longer_count_restrict_nobody(client, jail):
    restriction = make_restriction(jail, ground="drugs")
    client.post(ADD, ladder_form(jail, "90", ""))

    restriction.refresh_from_db()
    assert restriction.is_lifted


def test_without_its_ladder_the_one_of_the_notice_holds_again(client, jail):
    policy = make_ladder(jail, 30)
    restriction = make_restriction(jail)
    client.post(reverse("admin:sanctions_ladderpolicy_delete", args=[policy.pk]), {"post": "yes"})

    restriction.refresh_from_db()
    assert LadderPolicy.objects.count() == 0
    assert restriction.until_date == MONDAY + timedelta(days=90)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((), "there is at least one"),
        (("", "90"), "Only the last step can be permanent."),
        (("90", "0"), ""),
    ],
)
def test_a_ladder_that_does_not_stand_is_refused_in_words(client, jail, days, words):
    page = client.post(ADD, ladder_form(jail, *days))

    assert page.status_code == 200
    assert words in page.content.decode()
    assert LadderPolicy.objects.count() == 0


def test_a_second_person_is_for_visitors_alone(client, jail):
    form = ladder_form(jail, "14", whose="inmate") | {"confirm_permanent": "on"}
    assert "This is for visitors alone." in client.post(ADD, form).content.decode()
    assert LadderPolicy.objects.count() == 0


GROUND = {
    "code": "smoking", "counts": "on", "in_use": "on",
    "texts-TOTAL_FORMS": 2, "texts-INITIAL_FORMS": 0,
    "texts-0-language": "en", "texts-0-text": "Smoking",
    "texts-1-language": "es", "texts-1-text": "Fumar",
}  # fmt: skip


def test_a_ground_of_the_facilitys_own_restricts_as_those_of_the_notice(client, jail):
    client.post("/admin/sanctions/ground/add/", GROUND | {"facility": jail.pk})

    assert Ground.objects.get().text == "Smoking"
    restriction = make_restriction(jail, ground="smoking")
    assert restriction.until_date == MONDAY + timedelta(days=90)


def test_a_ground_that_stops_counting_lifts_what_followed_from_it(client, jail):
    ground = make_ground(jail)
    make_violation(jail, ground="smoking")
    address = reverse("admin:sanctions_ground_change", args=[ground.pk])
    form = {"in_use": "on", "texts-TOTAL_FORMS": 1, "texts-INITIAL_FORMS": 1}
    text = ground.texts.get(language="en")
    form |= {"texts-0-id": text.pk, "texts-0-ground": ground.pk}
    client.post(address, form | {"texts-0-language": "en", "texts-0-text": "Smoking"})

    assert Restriction.objects.get().is_lifted


@pytest.mark.parametrize("code", ["phone", "other", "Two words"])
def test_a_ground_needs_a_name_of_its_own(client, jail, code):
    page = client.post("/admin/sanctions/ground/add/", GROUND | {"facility": jail.pk, "code": code})
    assert page.status_code == 200
    assert Ground.objects.count() == 0


def test_a_ground_is_never_deleted(client, jail):
    ground = make_ground(jail)
    address = reverse("admin:sanctions_ground_delete", args=[ground.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403

from datetime import timedelta

import pytest

from parloir.audit.actors import ANONYMOUS
from parloir.changes.models import Change
from parloir.facilities.enrolment import (
    CODE_LETTERS,
    DeviceKind,
    EnrolmentRefused,
    approve,
    enrolment_of,
    enrolments_in_force,
    is_enrolled_device,
    request_enrolment,
    request_with_code,
    revoke,
)
from parloir.facilities.models import Enrolment
from tests.factories.people import OFFICER
from tests.factories.places import MonitorFactory, StationFactory

pytestmark = pytest.mark.django_db

MONITOR = DeviceKind.MONITOR


def ask(now, kind=MONITOR):
    return request_enrolment(kind=kind, by=ANONYMOUS, now=now)


def test_a_request_has_a_code_to_read_out_and_is_no_device(now):
    enrolment, token = ask(now)

    assert len(enrolment.code) == 6
    assert set(enrolment.code) <= set(CODE_LETTERS)
    assert enrolment_of(token, kind=MONITOR) == enrolment
    assert enrolment.device is None


def test_the_token_is_not_kept(now):
    enrolment, token = ask(now)

    row = Enrolment.objects.filter(pk=enrolment.pk).values().get()
    assert [name for name, value in row.items() if token in str(value)] == []


def test_a_token_is_worth_nothing_as_another_kind_of_device(now):
    _enrolment, token = ask(now)

    assert enrolment_of(token, kind=DeviceKind.STATION) is None
    assert enrolment_of("", kind=MONITOR) is None
    assert enrolment_of("invented", kind=MONITOR) is None


def test_requests_are_forgotten_after_a_day(now):
    old, token = ask(now)

    ask(now + timedelta(days=1))
    assert enrolment_of(token, kind=MONITOR) == old
    ask(now + timedelta(days=1, seconds=1))
    assert enrolment_of(token, kind=MONITOR) is None


def test_an_approved_enrolment_is_never_forgotten(now):
    enrolment, token = ask(now)
    approve(enrolment=enrolment, device=MonitorFactory(), by=OFFICER, now=now)

    ask(now + timedelta(days=900))

    assert enrolment_of(token, kind=MONITOR) == enrolment


@pytest.mark.parametrize("code", ["", "\0", "ABC\0EF", "AB10IO", "ÄBCDEF"])
def test_what_is_no_code_finds_no_request(now, code):
    ask(now)
    assert request_with_code(code) is None


def test_a_code_is_good_until_it_is_used(now):
    enrolment, _token = ask(now)
    assert request_with_code(f"{enrolment.code[:3].lower()} {enrolment.code[3:]}") == enrolment

    approve(enrolment=enrolment, device=MonitorFactory(), by=OFFICER, now=now)
    assert request_with_code(enrolment.code) is None


def test_a_browser_approved_later_takes_the_place_of_the_earlier_one(now):
    monitor = MonitorFactory()
    (first, first_token), (second, second_token) = ask(now), ask(now)
    approve(enrolment=first, device=monitor, by=OFFICER, now=now)

    approve(enrolment=second, device=monitor, by=OFFICER, now=now)

    assert enrolment_of(first_token, kind=MONITOR) is None
    assert enrolment_of(second_token, kind=MONITOR) == second
    assert enrolments_in_force(monitor) == [second]


def test_an_enrolment_is_approved_once(now):
    enrolment, _token = ask(now)
    first, second = MonitorFactory(), MonitorFactory()
    approve(enrolment=enrolment, device=first, by=OFFICER, now=now)

    with pytest.raises(EnrolmentRefused) as caught:
        approve(enrolment=enrolment, device=second, by=OFFICER, now=now)

    assert caught.value.reason == EnrolmentRefused.Reason.ALREADY_OVER
    assert enrolments_in_force(second) == []


def test_a_refused_approval_leaves_the_device_to_its_browser(now):
    monitor = MonitorFactory()
    holder, _ = ask(now)
    approve(enrolment=holder, device=monitor, by=OFFICER, now=now)
    gone, _ = ask(now)
    revoke(enrolment=gone, by=OFFICER, now=now)

    with pytest.raises(EnrolmentRefused):
        approve(enrolment=gone, device=monitor, by=OFFICER, now=now)

    assert enrolments_in_force(monitor) == [holder]


def test_a_monitor_cannot_be_a_station(now):
    enrolment, _token = ask(now)

    with pytest.raises(EnrolmentRefused) as caught:
        approve(enrolment=enrolment, device=StationFactory(), by=OFFICER, now=now)

    assert caught.value.reason == EnrolmentRefused.Reason.WRONG_KIND


def test_revoking_tells_the_screen_and_happens_once(now):
    monitor = MonitorFactory()
    enrolment, token = ask(now)
    approve(enrolment=enrolment, device=monitor, by=OFFICER, now=now)
    Change.objects.all().delete()

    revoke(enrolment=enrolment, by=OFFICER, now=now)

    assert enrolment_of(token, kind=MONITOR) is None
    topics = set(Change.objects.values_list("topic", flat=True))
    assert f"monitor:{monitor.public_id}" in topics
    with pytest.raises(EnrolmentRefused):
        revoke(enrolment=enrolment, by=OFFICER, now=now)


def test_only_an_approved_browser_is_an_enrolled_device(now):
    enrolment, token = ask(now)
    cookies = {"parloir_monitor": token, "another": "x"}
    assert not is_enrolled_device(cookies)

    approve(enrolment=enrolment, device=MonitorFactory.create(), by=OFFICER, now=now)
    assert is_enrolled_device(cookies)
    assert not is_enrolled_device({})
    assert not is_enrolled_device({"parloir_monitor": ""})

    revoke(enrolment=enrolment, by=OFFICER, now=now)
    assert not is_enrolled_device(cookies)

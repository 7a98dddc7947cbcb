import pytest

from parloir.audit.actors import ANONYMOUS
from parloir.facilities.enrolment import (
    DeviceKind,
    EnrolmentRefused,
    approve,
    enrolments_in_force,
    request_enrolment,
)
from tests.factories.at_once import all_at_once
from tests.factories.people import OFFICER
from tests.factories.places import MonitorFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_browsers_that_are_approved_as_one_device_at_once_one_stays(now):
    monitor = MonitorFactory()
    asked = [request_enrolment(kind=DeviceKind.MONITOR, by=ANONYMOUS, now=now)[0] for _ in range(4)]

    results = all_at_once(
        [
            lambda one=one: approve(enrolment=one, device=monitor, by=OFFICER, now=now)
            for one in asked
        ]
    )

    assert results == [None] * 4
    [last] = enrolments_in_force(monitor)
    for enrolment in asked:
        enrolment.refresh_from_db()
        assert enrolment.approved_at == now
        assert (enrolment.revoked_at is None) == (enrolment == last)


def test_a_request_is_approved_once(now):
    enrolment, _ = request_enrolment(kind=DeviceKind.MONITOR, by=ANONYMOUS, now=now)
    monitors = MonitorFactory.create_batch(3)

    results = all_at_once(
        [
            lambda monitor=monitor: approve(
                enrolment=enrolment, device=monitor, by=OFFICER, now=now
            )
            for monitor in monitors
        ]
    )

    assert sum(isinstance(one, EnrolmentRefused) for one in results) == 2

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.actors import ANONYMOUS
from parloir.changes.models import Change
from parloir.facilities.device_connections import attach_device
from parloir.facilities.enrolment import (
    DeviceKind,
    enrolment_of,
    enrolments_in_force,
    request_enrolment,
)
from parloir.facilities.models import Monitor


@pytest.fixture
def monitor(cast) -> Monitor:
    return cast.jail.monitors.first()


@pytest.fixture
def asking(cast, now):
    """Return a browser that shows a code, and its token."""
    return request_enrolment(kind=DeviceKind.MONITOR, by=ANONYMOUS, now=now)


def states_on(page) -> dict[str, str]:
    return {row.device.name: row.state for one in page.context["facilities"] for row in one.rows}


def test_a_code_becomes_the_device_that_was_chosen(cast, asking, monitor):
    enrolment, token = asking
    client = cast.client(Role.ADMINISTRATOR)

    page = client.get(reverse("approve_device"), {"code": f" {enrolment.code.lower()} "})
    assert monitor.name in page.content.decode()
    client.post(reverse("approve_device"), {"code": enrolment.code, "device": monitor.public_id})

    found = enrolment_of(token, kind=DeviceKind.MONITOR)
    assert found is not None
    assert found.device == monitor
    assert Change.objects.filter(topic=f"enrolment:{enrolment.public_id}").exists()
    assert Change.objects.filter(topic=f"monitor:{monitor.public_id}").exists()


def test_only_devices_of_its_kind_and_of_own_facilities_are_offered(cast, asking):
    enrolment, _token = asking
    stranger = cast.other_jail.monitors.first()
    station = cast.jail.areas.first().stations.first()
    client = cast.client(Role.ADMINISTRATOR)

    for device in (stranger, station):
        page = client.post(
            reverse("approve_device"), {"code": enrolment.code, "device": device.public_id}
        )
        assert "Choose which device this screen is." in page.content.decode()

    enrolment.refresh_from_db()
    assert enrolment.approved_at is None


@pytest.mark.parametrize("code", ["", "XXXXXX"])
def test_a_code_that_no_screen_shows_is_said(cast, code):
    page = cast.client(Role.ADMINISTRATOR).get(
        reverse("approve_device"), {"code": code}, follow=True
    )

    assert "No screen shows this code." in page.content.decode()


def test_states_follow_the_device(cast, asking, monitor, now):
    enrolment, _token = asking
    client = cast.client(Role.ADMINISTRATOR)
    devices = reverse("devices")

    assert states_on(client.get(devices))[monitor.name] == "not_enrolled"
    client.post(reverse("approve_device"), {"code": enrolment.code, "device": monitor.public_id})
    assert states_on(client.get(devices))[monitor.name] == "away"
    enrolment.refresh_from_db()
    attach_device(enrolment=enrolment, connection="socket", now=now)
    assert states_on(client.get(devices))[monitor.name] == "connected"
    service = reverse("device_service", args=["monitor", monitor.public_id])
    client.post(service, {"in_service": "0"})
    assert states_on(client.get(devices))[monitor.name] == "out_of_service"
    client.post(service, {"in_service": "1"})
    assert states_on(client.get(devices))[monitor.name] == "connected"


def test_revoking_takes_the_device_from_its_browser(cast, asking, monitor):
    enrolment, token = asking
    client = cast.client(Role.ADMINISTRATOR)
    client.post(reverse("approve_device"), {"code": enrolment.code, "device": monitor.public_id})

    client.post(reverse("revoke_device", args=["monitor", monitor.public_id]))

    assert enrolment_of(token, kind=DeviceKind.MONITOR) is None
    assert enrolments_in_force(monitor) == []


def test_devices_of_another_facility_are_unknown(cast):
    monitor = cast.other_jail.monitors.first()
    client = cast.client(Role.ADMINISTRATOR)

    for name in ("revoke_device", "device_service"):
        address = reverse(name, args=["monitor", monitor.public_id])
        assert client.post(address, {"in_service": "0"}).status_code == 404
    monitor.refresh_from_db()
    assert monitor.in_service is True


def test_the_table_alone_is_sent_when_it_is_renewed(cast):
    page = cast.client(Role.ADMINISTRATOR).get(reverse("devices"), headers={"HX-Request": "true"})

    assert "<html" not in page.content.decode()
    assert "Monitor" in page.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_devices(cast, django_assert_max_num_queries):
    client = cast.client(Role.ADMINISTRATOR)

    with django_assert_max_num_queries(22):
        client.get(reverse("devices"))

"""Which connection an enrolled device is attached to: the one that was made last."""

from datetime import datetime

from django.db import transaction

from parloir.changes.operations import append_change
from parloir.facilities.models import Enrolment


def attach_device(*, enrolment: Enrolment, connection: str, now: datetime) -> None:
    """Attach the device to this connection. Its earlier connection shows that it was superseded."""
    with transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(connection=connection, connected_at=now)
        append_change(device_topic(enrolment), now=now)


def detach_device(*, enrolment: Enrolment, connection: str, now: datetime) -> None:
    """Detach the device from a connection that is gone, unless it is attached to another one."""
    with transaction.atomic():
        gone = Enrolment.objects.filter(pk=enrolment.pk, connection=connection).update(
            connection="", connected_at=None
        )
        if gone:
            append_change(device_topic(enrolment), now=now)


def detach_lost_devices(*, prefix: str, now: datetime) -> None:
    """Detach all devices from connections whose names begin with `prefix`: they are gone."""
    lost = Enrolment.objects.filter(connection__startswith=prefix)
    for enrolment in lost.select_related("monitor", "station"):
        detach_device(enrolment=enrolment, connection=enrolment.connection, now=now)


def device_topic(enrolment: Enrolment) -> str:
    """`monitor:<id>` or `station:<id>` once it is a device, `enrolment:<id>` before."""
    device = enrolment.device
    if device is None:
        return f"enrolment:{enrolment.public_id}"
    return f"{enrolment.kind}:{device.public_id}"

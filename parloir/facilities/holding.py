"""Which browser speaks for an enrolled device: the one that connected last."""

from datetime import datetime

from django.db import transaction

from parloir.changes.operations import announce
from parloir.facilities.models import Enrolment


def hold(*, enrolment: Enrolment, connection: str, now: datetime) -> None:
    """This connection speaks for the device from now on; the earlier one is told to say so."""
    with transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(holder=connection, connected_at=now)
        announce(device_topic(enrolment), now=now)


def let_go(*, enrolment: Enrolment, connection: str, now: datetime) -> None:
    """The connection is gone; nothing happens if another has taken its place."""
    with transaction.atomic():
        gone = Enrolment.objects.filter(pk=enrolment.pk, holder=connection).update(
            holder="", connected_at=None
        )
        if gone:
            announce(device_topic(enrolment), now=now)


def let_all_go(*, prefix: str, now: datetime) -> None:
    """No connection with such a name is there any more."""
    lost = Enrolment.objects.filter(holder__startswith=prefix)
    for enrolment in lost.select_related("monitor", "station"):
        let_go(enrolment=enrolment, connection=enrolment.holder, now=now)


def device_topic(enrolment: Enrolment) -> str:
    """`monitor:<id>` or `station:<id>` once it is a device, `enrolment:<id>` before."""
    device = enrolment.device
    if device is None:
        return f"enrolment:{enrolment.public_id}"
    return f"{enrolment.kind}:{device.public_id}"

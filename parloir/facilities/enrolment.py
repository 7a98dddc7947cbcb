"""Enrol browsers as monitors or stations, and revoke enrolments.

The browser shows a code, and an administrator assigns a device to it. From then on, the token in
its cookie identifies the device. A device has one enrolment in force: a browser that is approved
later replaces the earlier one.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.changes.operations import append_change
from parloir.facilities.models import Enrolment, Monitor, Station
from parloir.locks import wait_for_lock
from parloir.vault.names import new_token
from parloir.vault.sealing import keyed_hash

DeviceKind = Enrolment.DeviceKind
Device = Monitor | Station

# The cookie that carries the token, for each kind of device: both can be open in one browser.
COOKIE_OF: Final = {DeviceKind.MONITOR: "parloir_monitor", DeviceKind.STATION: "parloir_station"}
CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
REQUEST_LIVES = timedelta(days=1)
TRIES = 5
_PURPOSE = "device-enrolment"


class EnrolmentRefused(Exception):
    """Nothing was changed; `reason` says why."""

    class Reason(StrEnum):
        NO_CODE_LEFT = auto()
        """All codes that were tried are shown by other browsers."""
        WRONG_KIND = auto()
        """A monitor's browser cannot become a station, nor the reverse."""
        ALREADY_OVER = auto()
        """The request was approved, or the enrolment revoked, meanwhile."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def request_enrolment(*, kind: DeviceKind, by: Actor, now: datetime) -> tuple[Enrolment, str]:
    """Request an enrolment. Returns the row with its code, and the token for the cookie.

    Requests that were not answered within a day are deleted here.
    """
    token = new_token()
    Enrolment.objects.filter(
        approved_at=None, revoked_at=None, requested_at__lt=now - REQUEST_LIVES
    ).delete()
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                enrolment = Enrolment.objects.create(
                    kind=kind, token_hash=_hash_of(token), code=_new_code(), requested_at=now
                )
                record("request_enrolment", by=by, on=enrolment, at=now, kind=str(kind))
                return enrolment, token
        except IntegrityError:  # Another browser shows this very code: take another one.
            continue
    raise EnrolmentRefused(EnrolmentRefused.Reason.NO_CODE_LEFT)


def enrolment_of(token: str, *, kind: DeviceKind) -> Enrolment | None:
    """Return the request or approved enrolment of a cookie's token, or None if it is unknown or
    revoked."""
    if not token:
        return None
    found = Enrolment.objects.filter(token_hash=_hash_of(token), kind=kind, revoked_at=None)
    return found.select_related("monitor__facility", "station__area__facility").first()


def is_enrolled_device(cookies: Mapping[str, str]) -> bool:
    """Return whether a browser with these cookies is an approved monitor or station.

    Such a browser stands outside limits by address. A request whose path the device's cookie is
    not sent to does not tell.
    """
    hashes = [_hash_of(token) for name in COOKIE_OF.values() if (token := cookies.get(name))]
    return bool(hashes) and _approved().filter(token_hash__in=hashes).exists()


def request_with_code(code: str) -> Enrolment | None:
    """Return the open request with this code, or None. Spaces and case are ignored."""
    plain = "".join(code.split()).replace("-", "").upper()
    if not set(plain) <= set(CODE_LETTERS):
        return None
    return Enrolment.objects.filter(code=plain, approved_at=None, revoked_at=None).first()


def approve(*, enrolment: Enrolment, device: Device, by: Actor, now: datetime) -> None:
    """Assign the device to the browser, and revoke the device's earlier browser.

    Raises EnrolmentRefused.
    """
    kind = DeviceKind.MONITOR if isinstance(device, Monitor) else DeviceKind.STATION
    if enrolment.kind != kind:
        raise EnrolmentRefused(EnrolmentRefused.Reason.WRONG_KIND)
    with transaction.atomic():
        _lock_device(device)
        for earlier in enrolments_in_force(device):
            _revoke(earlier, by=by, now=now)
        moved = Enrolment.objects.filter(
            pk=enrolment.pk, approved_at__isnull=True, revoked_at__isnull=True
        ).update(approved_at=now, **{str(kind): device})
        if not moved:
            raise EnrolmentRefused(EnrolmentRefused.Reason.ALREADY_OVER)
        record(
            "approve_enrolment",
            by=by,
            on=enrolment,
            at=now,
            facility=device.facility.slug,
            device=device.public_id,
            kind=str(kind),
        )
        append_change(*_topics(enrolment, device), now=now)
    enrolment.refresh_from_db()


def revoke(*, enrolment: Enrolment, by: Actor, now: datetime) -> None:
    """Revoke the enrolment, with immediate effect. Raises EnrolmentRefused."""
    with transaction.atomic():
        if not _revoke(enrolment, by=by, now=now):
            raise EnrolmentRefused(EnrolmentRefused.Reason.ALREADY_OVER)


def enrol_with_token(*, token: str, device: Device, by: Actor, now: datetime) -> Enrolment:
    """Create an approved enrolment with a given token, such as in the demo's addresses."""
    kind = DeviceKind.MONITOR if isinstance(device, Monitor) else DeviceKind.STATION
    with transaction.atomic():
        enrolment = Enrolment.objects.create(
            kind=kind, token_hash=_hash_of(token), code=_new_code(), requested_at=now
        )
        approve(enrolment=enrolment, device=device, by=by, now=now)
    return enrolment


def enrolments_in_force(device: Device) -> list[Enrolment]:
    kind = "monitor" if isinstance(device, Monitor) else "station"
    return list(_approved().filter(**{kind: device}))


def topic_of(device: Device) -> str:
    kind = "monitor" if isinstance(device, Monitor) else "station"
    return f"{kind}:{device.public_id}"


def _approved() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(approved_at__isnull=False, revoked_at__isnull=True)


def _lock_device(device: Device) -> None:
    """Lock the device, so that a simultaneous approval waits and then replaces this one."""
    wait_for_lock(type(device)._default_manager.filter(pk=device.pk))


def _revoke(enrolment: Enrolment, *, by: Actor, now: datetime) -> bool:
    moved = Enrolment.objects.filter(pk=enrolment.pk, revoked_at__isnull=True).update(
        revoked_at=now
    )
    if not moved:
        return False
    device = enrolment.device
    record(
        "revoke_enrolment",
        by=by,
        on=enrolment,
        at=now,
        facility=device.facility.slug if device else "",
    )
    append_change(*_topics(enrolment, device), now=now)
    return True


def _topics(enrolment: Enrolment, device: Device | None) -> list[str]:
    """Return `enrolment:…`, for the browser that shows its code, and the topic of the device."""
    topics = [f"enrolment:{enrolment.public_id}"]
    return topics if device is None else [*topics, topic_of(device)]


def _hash_of(token: str) -> str:
    return keyed_hash(token, purpose=_PURPOSE)


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))

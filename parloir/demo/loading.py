"""Load the demo into the database, and write `demo.json` with its accounts and addresses."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction

from parloir.accounts.models import User
from parloir.audit.actors import DEMO
from parloir.demo import people
from parloir.demo.api_access import api_access
from parloir.demo.file import read_demo_file, write_demo_file
from parloir.demo.places import ROUND_THE_CLOCK, build_places
from parloir.demo.ready_visit import keep_a_ready_visit
from parloir.demo.second_factors import staff_secret
from parloir.facilities.enrolment import DeviceKind, enrol_with_token, enrolment_of
from parloir.facilities.models import Facility, Monitor, Station
from parloir.vault.names import ALPHABET, new_token

PATHS = {DeviceKind.MONITOR: "monitor", DeviceKind.STATION: "station"}


def load_demo(*, base_url: str, now: datetime) -> dict[str, Any]:
    """Load the demo. Repeating it keeps existing rows, passwords and addresses.

    Returns the content of `demo.json`.
    """
    base_url = base_url.rstrip("/")
    before = read_demo_file()
    facilities = build_places()
    with transaction.atomic():
        content = _everything(before, facilities, base_url, now)
    if "ready_visit" in before:
        content["ready_visit"] = before["ready_visit"]
    write_demo_file(content)
    keep_a_ready_visit(now=now)
    return read_demo_file()


def _everything(
    before: dict[str, Any], facilities: list[Facility], base_url: str, now: datetime
) -> dict[str, Any]:
    staff = {key: _staff(key, before, facilities, now) for key in people.STAFF}
    registrar = User.objects.get(email=staff["registrar"]["email"]).public_id
    visitors = [_visitor(index, before, registrar, now) for index in range(len(people.VISITORS))]
    people.ready_visitors(approved_by=registrar, now=now)
    monitors = _devices("monitors", _monitors, before, facilities, base_url, now)
    stations = _devices("stations", _stations, before, facilities, base_url, now)
    return {
        "base_url": base_url,
        "staff": {key: staff[key] for key in staff if key != "second_officer"},
        "visitor": visitors[0],
        "mailbox": str(settings.MAILBOX_DIR),
        "mailbox_url": f"{base_url}/mailbox/",
        "monitor_url": _first_open_all_hours(monitors),
        "station_url": _first_open_all_hours(stations),
        "second_officer": staff["second_officer"],
        "visitors": visitors,
        "facilities": [{"slug": one.slug, "name": one.name} for one in facilities],
        "monitors": monitors,
        "stations": stations,
        "api": api_access(before=before, facilities=facilities, base_url=base_url, now=now),
        "inmates": [entry for one in facilities for entry in _roster(one, before, now)],
    }


def _staff(
    key: str, before: dict[str, Any], facilities: list[Facility], now: datetime
) -> dict[str, str]:
    _, email, name = people.STAFF[key]
    known = before.get("staff", {}) | {"second_officer": before.get("second_officer", {})}
    password, is_good = _password(email, known.get(key, {}).get("password", ""))
    if not is_good:
        people.staff_account(key=key, password=password, facilities=facilities, now=now)
    secret = staff_secret(email=email, known=known.get(key, {}).get("totp_secret", ""), now=now)
    return {"email": email, "password": password, "totp_secret": secret, "name": name}


def _visitor(index: int, before: dict[str, Any], registrar: str, now: datetime) -> dict[str, str]:
    email, first, last, born = people.VISITORS[index]
    known = {one["email"]: one["password"] for one in before.get("visitors", [])}
    password, is_good = _password(email, known.get(email, ""))
    if not is_good:
        people.visitor_account(
            email=email,
            first=first,
            last=last,
            born=born,
            password=password,
            approved_by=registrar,
            now=now,
        )
    return {"email": email, "password": password, "name": f"{first} {last}"}


def _password(email: str, known: str) -> tuple[str, bool]:
    """Return the known password and True if it is still valid, or a new one and False."""
    user = User.objects.filter(email=email).first()
    if known and user is not None and check_password(known, user.password):
        return known, True
    words = ("".join(secrets.choice(ALPHABET[10:]) for _ in range(5)) for _ in range(3))
    return "-".join(words), False


def _devices(
    key: str,
    devices_of: Callable[[Facility], list[Monitor] | list[Station]],
    before: dict[str, Any],
    facilities: list[Facility],
    base_url: str,
    now: datetime,
) -> list[dict[str, str]]:
    """Return the devices, each with an address that enrols a browser. A revoked device gets a new
    token."""
    known = {one["id"]: one["url"].partition("?enrol=")[2] for one in before.get(key, [])}
    listed = []
    for facility in facilities:
        for device in devices_of(facility):
            kind = DeviceKind.MONITOR if isinstance(device, Monitor) else DeviceKind.STATION
            token = known.get(device.public_id, "")
            if enrolment_of(token, kind=kind) is None:
                token = new_token()
                enrol_with_token(token=token, device=device, by=DEMO, now=now)
            entry = {
                "id": device.public_id,
                "facility": facility.slug,
                "name": device.name,
                "url": f"{base_url}/{PATHS[kind]}/?enrol={token}",
            }
            listed.append(entry | _area_of(device))
    return listed


def _area_of(device: Monitor | Station) -> dict[str, str]:
    return {"area": device.area.name} if isinstance(device, Station) else {}


def _monitors(facility: Facility) -> list[Monitor]:
    return list(facility.monitors.all())


def _stations(facility: Facility) -> list[Station]:
    return list(Station.objects.filter(area__facility=facility).select_related("area__facility"))


def _first_open_all_hours(devices: list[dict[str, str]]) -> str:
    return next(one["url"] for one in devices if one["facility"] == ROUND_THE_CLOCK)


def _roster(facility: Facility, before: dict[str, Any], now: datetime) -> list[dict[str, str]]:
    known = {
        one["master_id"]: one["pin"]
        for one in before.get("inmates", [])
        if one["facility"] == facility.slug
    }
    return [
        {
            "facility": facility.slug,
            "name": inmate.full_name,
            "master_id": inmate.master_id,
            "pin": pin,
            "area": inmate.area.name,
        }
        for inmate, pin in people.inmates(facility=facility, pins=known, now=now)
    ]

"""The console's page about PINs: alarms for officers, sheets for supervisors."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.people.models import Inmate
from parloir.people.operations import inmate_pin_hash
from parloir.pin_tries.models import PinAlarm, PinTry
from parloir.screens.pin_alarms import pin_alarm_notice
from tests.factories.people import PIN, make_inmate


def alarm_at(jail, now, *, inmate_ref=""):
    return PinAlarm.objects.create(facility=jail, inmate_ref=inmate_ref, tries=23, raised_at=now)


def sheet_of(jail):
    return reverse("pin_sheet", args=[jail.areas.first().pk])


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_an_alarm_is_shown_until_somebody_has_looked(cast, now, role):
    alarm = alarm_at(cast.jail, now)
    client = cast.client(role)
    page = client.get(reverse("pins"))
    assert f"23 PINs were refused at {cast.jail.name}." in page.content.decode()
    section = next(one for one in page.context["sections"] if one.current)
    assert (section.name, section.count) == ("PINs", 1)
    settle = reverse("settle_pin_alarm", args=[alarm.public_id])
    assert client.post(settle).status_code == 302
    assert "23 PINs" not in client.get(reverse("pins")).content.decode()
    assert client.post(settle).status_code == 302
    assert AuditEvent.objects.filter(action="settle_pin_alarm").count() == 1


def test_an_alarm_about_one_number_names_the_inmate(cast, now):
    inmate = make_inmate(cast.jail)
    alarm_at(cast.jail, now, inmate_ref=inmate.public_id)
    page = cast.client(Role.OFFICER).get(reverse("pins")).content.decode()
    assert f"{inmate.full_name} ({inmate.master_id})" in page


def test_alarms_of_another_facility_are_not_shown_and_not_settled(cast, now):
    alarm = alarm_at(cast.other_jail, now)
    client = cast.client(Role.SUPERVISOR)
    assert "23 PINs" not in client.get(reverse("pins")).content.decode()
    assert client.post(reverse("settle_pin_alarm", args=[alarm.public_id])).status_code == 404
    assert pin_alarm_notice([cast.jail.slug]) is None
    assert cast.other_jail.name in pin_alarm_notice([cast.other_jail.slug])


def test_devices_with_refused_pins_are_listed(cast, now):
    monitor = cast.jail.monitors.first()
    PinTry.objects.create(
        facility=cast.jail, device=monitor.public_id, at=now, free_at=now, asks=True
    )
    (row,) = cast.client(Role.OFFICER).get(reverse("pins")).context["devices"]
    assert (row.name, row.tries.refused, row.tries.asks) == (monitor.name, 1, True)


def test_a_sheet_shows_the_new_pins_once(cast):
    weak = make_inmate(cast.jail, pin="111111")
    strong = make_inmate(cast.jail)
    client = cast.client(Role.SUPERVISOR)
    (unit,) = client.get(reverse("pins")).context["units"]
    assert unit.weak == 1
    assert Inmate.objects.get(pk=weak.pk).pin_hash == weak.pin_hash

    sheet = client.post(sheet_of(cast.jail))

    (new,) = sheet.context["made"]
    assert new.in_groups in sheet.content.decode()
    assert strong.full_name not in sheet.content.decode()
    assert "no-store" in sheet["Cache-Control"]
    stored = Inmate.objects.get(pk=weak.pk)
    assert stored.pin_hash == inmate_pin_hash(stored, new.pin)
    again = client.post(sheet_of(cast.jail), follow=True)
    assert "A sheet is shown only once." in again.content.decode()
    assert new.in_groups not in again.content.decode()
    assert again.context["units"] == []
    assert not AuditEvent.objects.filter(details__icontains=new.pin).exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_nobody_but_a_supervisor_makes_pins_new(cast, role):
    inmate = make_inmate(cast.jail, pin="111111")
    assert cast.client(role).post(sheet_of(cast.jail)).status_code == 403
    assert Inmate.objects.get().pin_hash == inmate.pin_hash


def test_a_supervisor_of_another_facility_finds_no_such_unit(cast):
    inmate = make_inmate(cast.jail, pin="111111")
    client = cast.client(Role.SUPERVISOR, elsewhere=True)
    assert client.post(sheet_of(cast.jail)).status_code == 404
    assert client.get(reverse("pins")).context["units"] == []
    assert Inmate.objects.get().pin_hash == inmate.pin_hash


def test_a_sheet_is_not_made_by_looking(cast):
    make_inmate(cast.jail, pin="111111")
    assert cast.client(Role.SUPERVISOR).get(sheet_of(cast.jail)).status_code == 405


def test_officers_do_not_see_units(cast):
    make_inmate(cast.jail, pin="111111")
    page = cast.client(Role.OFFICER).get(reverse("pins"))
    assert page.context["units"] == []
    assert "Weak PINs" not in page.content.decode()
    assert PIN not in page.content.decode()

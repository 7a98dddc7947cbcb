"""How the tests ask for admission, and why it is refused."""

import pytest

from parloir.scheduling.refusals import Rule
from parloir.visits.admission import AdmissionRefused, enter_pin, sign_in_inmate
from parloir.visits.models import Admission, Visit
from tests.factories.people import KIOSK, PIN
from tests.factories.visits import TEN_ON_MONDAY


def refused(call, *args, **kwargs) -> Rule:
    visits, admissions = Visit.objects.count(), Admission.objects.count()
    with pytest.raises(AdmissionRefused) as caught:
        call(*args, **kwargs)
    assert (Visit.objects.count(), Admission.objects.count()) == (visits, admissions)
    return caught.value.refusal.rule


def at_monitor(monitor, pin, now, *, born=None):
    return enter_pin(monitor=monitor, pin=pin, born=born, language="en", by=KIOSK, now=now)


def at_station(booking, *, pin=PIN, now=TEN_ON_MONDAY, station=None, master_id=None):
    return sign_in_inmate(
        station=station or booking.station,
        master_id=master_id or booking.inmate.master_id,
        pin=pin,
        by=KIOSK,
        now=now,
    )

"""How the tests ask for admission, and why it is refused."""

import pytest

from parloir.scheduling.refusals import Rule
from parloir.visits.admission import (
    AdmissionRefused,
    enter_pin,
)
from parloir.visits.models import Admission, Visit
from tests.factories.people import KIOSK


def refused(call, *args, **kwargs) -> Rule:
    visits, admissions = Visit.objects.count(), Admission.objects.count()
    with pytest.raises(AdmissionRefused) as caught:
        call(*args, **kwargs)
    assert (Visit.objects.count(), Admission.objects.count()) == (visits, admissions)
    return caught.value.refusal.rule


def at_monitor(monitor, pin, now):
    return enter_pin(monitor=monitor, pin=pin, language="en", by=KIOSK, now=now)

"""Still pictures are deleted once the facility no longer keeps them."""

from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.sanctions.grounds import OTHER
from parloir.visits.models import Still
from parloir.visits.still_retention import delete_old_stills
from parloir.visits.stills import keep_still
from parloir.workflows.termination import terminate
from tests.factories.moments import SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IMAGES_DIR = tmp_path
    return tmp_path


def keep_one(ground="phone", **fields) -> Still:
    visit = make_live(make_booking(make_jail(**fields)))
    now = TEN_ON_MONDAY
    terminate(visit=visit, ground=ground, conduct={"visitor"}, note="", by=OFFICER, now=now)
    return keep_still(visit=visit, side="visitor", jpeg=b"\xff\xd8 a picture", by=OFFICER, now=now)


@pytest.mark.parametrize(("fields", "days"), [({}, 365), ({"still_days": 60}, 60)])
def test_a_still_is_kept_for_the_days_of_its_facility(folder, fields, days):
    still = keep_one(**fields)
    last = TEN_ON_MONDAY + days * DAY
    assert delete_old_stills(now=last) == 0
    assert (folder / still.public_id).exists()

    assert delete_old_stills(now=last + SECOND) == 1
    assert not (folder / still.public_id).exists()
    assert Still.objects.count() == 0
    event = AuditEvent.objects.get(action="forget_still")
    assert (event.actor_kind, event.subject_ref) == ("clock", still.public_id)
    assert event.details == {"visit": still.visit.public_id, "side": "visitor"}
    assert delete_old_stills(now=last + SECOND) == 0


def test_a_still_of_a_case_that_waits_stays(folder):
    still = keep_one(OTHER)
    assert delete_old_stills(now=TEN_ON_MONDAY + 1000 * DAY) == 0
    assert (folder / still.public_id).exists()


def test_a_still_stays_as_long_as_the_restriction_can_be_appealed():
    keep_one(still_days=1)
    assert delete_old_stills(now=TEN_ON_MONDAY + 30 * DAY) == 0
    assert delete_old_stills(now=TEN_ON_MONDAY + 31 * DAY) == 1


def test_a_row_whose_image_has_gone_is_forgotten_too(folder):
    still = keep_one()
    (folder / still.public_id).unlink()
    assert delete_old_stills(now=TEN_ON_MONDAY + 366 * DAY) == 1

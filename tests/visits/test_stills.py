"""The still picture of each side that follows a termination."""

from typing import Any

import pytest

from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.people import images
from parloir.visits.models import Still, Visit
from parloir.visits.operations import end
from parloir.visits.states import Outcome
from parloir.visits.stills import (
    ACCEPTED_WITHIN,
    StillRefused,
    keep_still,
    look_at_still,
    stills_of,
)
from parloir.workflows.termination import terminate
from tests.factories.moments import SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

JPEG = b"\xff\xd8 a picture"
BY: dict[str, Any] = {"by": OFFICER, "now": TEN_ON_MONDAY}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IMAGES_DIR = tmp_path
    return tmp_path


@pytest.fixture
def terminated() -> Visit:
    visit = make_live(make_booking(make_jail()))
    terminate(visit=visit, ground="phone", conduct={"visitor"}, note="", **BY)
    return visit


def test_a_still_of_each_side_is_kept_sealed(terminated, folder):
    for side in ("visitor", "inmate"):
        still = keep_still(visit=terminated, side=side, jpeg=JPEG, **BY)
        assert images.read(name=still.public_id) == JPEG
        assert JPEG not in (folder / still.public_id).read_bytes()

    assert [bool(still) for _side, still in stills_of(terminated.public_id)] == [True, True]


def test_a_side_of_which_none_came_is_said(terminated):
    keep_still(visit=terminated, side="inmate", jpeg=JPEG, **BY)
    assert [(side, bool(one)) for side, one in stills_of(terminated.public_id)] == [
        ("visitor", False),
        ("inmate", True),
    ]


def test_a_second_still_of_a_side_is_refused_and_leaves_no_file(terminated, folder):
    keep_still(visit=terminated, side="visitor", jpeg=JPEG, **BY)
    with pytest.raises(StillRefused):
        keep_still(visit=terminated, side="visitor", jpeg=b"another", **BY)

    assert Still.objects.count() == len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"side": "officer"},
        {"by": Actor("staff", "officer00002")},
        {"now": TEN_ON_MONDAY + ACCEPTED_WITHIN + SECOND},
    ],
)
def test_only_who_terminated_it_a_moment_ago_adds_a_still(terminated, folder, changed):
    with pytest.raises(StillRefused):
        keep_still(**({"visit": terminated, "side": "visitor", "jpeg": JPEG} | BY | changed))

    assert list(folder.iterdir()) == []


def test_a_still_may_come_as_late_as_that(terminated):
    late = TEN_ON_MONDAY + ACCEPTED_WITHIN
    assert keep_still(visit=terminated, side="visitor", jpeg=JPEG, by=OFFICER, now=late)


def test_a_visit_that_was_not_terminated_has_no_stills():
    visit = make_live(make_booking(make_jail()))
    with pytest.raises(StillRefused):
        keep_still(visit=visit, side="visitor", jpeg=JPEG, **BY)
    end(visit=visit, outcome=Outcome.ENDED_EARLY, ended_by=str(OFFICER), **BY)
    with pytest.raises(StillRefused):
        keep_still(visit=visit, side="visitor", jpeg=JPEG, **BY)


def test_looking_at_a_still_leaves_an_event(terminated):
    still = keep_still(visit=terminated, side="visitor", jpeg=JPEG, **BY)
    assert look_at_still(still=still, **BY) == JPEG
    event = AuditEvent.objects.get(action="look_at_still")
    assert (event.subject_ref, event.actor_ref) == (still.public_id, OFFICER.ref)

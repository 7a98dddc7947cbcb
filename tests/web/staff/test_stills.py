"""Still pictures: accepted from the officer who ended the visit, shown to people who decide."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from parloir.accounts.models import Role
from parloir.accounts.policies import actor_of
from parloir.audit.models import AuditEvent
from parloir.visits.models import Still
from parloir.workflows.termination import terminate
from tests.factories.visits import make_booking, make_live


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IMAGES_DIR = tmp_path


@pytest.fixture
def terminated(cast, now):
    visit = make_live(make_booking(cast.jail))
    terminate(
        visit=visit, ground="other", conduct={"visitor"}, note="",
        by=actor_of(cast.user(Role.OFFICER)), now=now,
    )  # fmt: skip
    return visit


def jpeg(size=(320, 180)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "#2c7a58").save(out, "JPEG")
    return SimpleUploadedFile("still.jpg", out.getvalue(), "image/jpeg")


def post(cast, visit, role=Role.OFFICER, side="visitor", still=None):
    url = reverse("take_still", kwargs={"visit_id": visit.public_id, "side": side})
    return cast.client(role).post(url, {"still": still or jpeg()})


def test_the_lowest_layer_is_enough(cast, terminated):
    assert post(cast, terminated).status_code == 201
    assert Still.objects.get().side == "visitor"


def test_a_second_one_is_refused(cast, terminated):
    post(cast, terminated)
    assert post(cast, terminated).status_code == 409


@pytest.mark.parametrize(
    "upload", [SimpleUploadedFile("x.jpg", b"no picture"), jpeg((60, 60))], ids=["text", "tiny"]
)
def test_what_is_no_picture_is_refused(cast, terminated, upload):
    assert post(cast, terminated, still=upload).status_code == 422
    assert Still.objects.count() == 0


def test_nobody_else_sends_one(cast, terminated):
    assert post(cast, terminated, role=Role.SUPERVISOR).status_code == 403
    stranger = make_live(make_booking(cast.other_jail))
    assert post(cast, stranger).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.SUPERVISOR, 200), (Role.AUDITOR, 200), (Role.OFFICER, 403), (Role.REGISTRAR, 403)],
)
def test_a_still_is_for_who_decides_and_looking_is_on_record(cast, terminated, role, status):
    post(cast, terminated)
    still = Still.objects.get()
    answer = cast.client(role).get(reverse("still_image", kwargs={"still_id": still.public_id}))

    assert answer.status_code == status
    assert AuditEvent.objects.filter(action="look_at_still").count() == (status == 200)
    if status == 200:
        assert answer["Cache-Control"] == "no-store"


def test_a_review_shows_what_the_officer_saw_and_says_what_is_missing(cast, terminated):
    post(cast, terminated)
    review = terminated.booking.visitor.violations.get().review
    page = cast.client(Role.SUPERVISOR).get(
        reverse("review", kwargs={"review_id": review.public_id})
    )

    assert page.content.count(b"/console/stills/") == 1
    assert page.content.count(b"There is no picture of this side") == 1

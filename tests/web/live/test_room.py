import pytest
from django.test import Client
from django.urls import reverse

from parloir.facilities.models import VisitKind
from tests.factories.people import make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking():
    return make_booking(make_jail(), kind=VisitKind.REMOTE)


def test_the_room_names_the_socket_of_its_visit(booking):
    page = signed_in(booking.visitor.user).get(reverse("room", args=[booking.public_id]))

    assert page.status_code == 200
    assert f'data-socket="/ws/visit/{booking.public_id}/"' in page.content.decode()


def test_somebody_elses_room_is_unknown(booking):
    stranger = signed_in(make_visitor().user)

    assert stranger.get(reverse("room", args=[booking.public_id])).status_code == 404


def test_an_onsite_visit_has_no_room():
    booking = make_booking(make_jail())

    page = signed_in(booking.visitor.user).get(reverse("room", args=[booking.public_id]))
    assert page.status_code == 404


def test_nobody_signed_in_signs_in_first(booking):
    assert Client().get(reverse("room", args=[booking.public_id])).status_code == 302

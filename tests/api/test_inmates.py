import pytest

from parloir.people.models import Inmate
from tests.api.conftest import problem
from tests.factories.people import PIN

pytestmark = pytest.mark.django_db


def test_an_entry_of_the_roster(program, inmate):
    answer = program.get("/facilities/jackson/inmates/100241")

    assert answer.json() == {
        "master_id": "100241",
        "first_name": "Jordan",
        "last_name": "Miles",
        "status": "held",
        "area": inmate.area.name,
        "language": "en",
    }
    assert PIN not in answer.content.decode()


def test_who_was_released_is_said_to_be(program, inmate):
    Inmate.objects.update(status=Inmate.Status.RELEASED)

    assert program.get("/facilities/jackson/inmates/100241").json()["status"] == "released"


@pytest.mark.parametrize("number", ["1002411", "10024", "jordan", "%25", "_"])
def test_a_number_that_nobody_has(program, inmate, number):
    problem(program.get(f"/facilities/jackson/inmates/{number}"), 404, "not_found")


def test_the_roster_is_not_listed(program, inmate):
    for path in ("/facilities/jackson/inmates", "/facilities/jackson/inmates/"):
        problem(program.get(path), 404, "not_found")

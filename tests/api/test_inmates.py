import pytest

from parloir.people.models import Inmate
from tests.api.conftest import problem
from tests.factories.people import PIN, make_inmate

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


@pytest.mark.parametrize("number", ["0100241", "100-241"])
def test_a_number_is_found_however_it_is_sent(program, inmate, number):
    found = program.get(f"/facilities/jackson/inmates/{number}").json()

    assert found["master_id"] == "100241"


def test_of_numbers_alike_the_exact_one_is_needed(program, inmate, jail):
    make_inmate(jail, master_id="100-241", last_name="Lane")

    told = problem(program.get("/facilities/jackson/inmates/0100241"), 404, "not_found")
    exact = program.get("/facilities/jackson/inmates/100-241").json()

    assert told["detail"] == (
        "Several people have this number. Send it exactly as one of these: 100-241, 100241."
    )
    assert exact["last_name"] == "Lane"


def test_the_roster_is_not_listed(program, inmate):
    for path in ("/facilities/jackson/inmates", "/facilities/jackson/inmates/"):
        problem(program.get(path), 404, "not_found")

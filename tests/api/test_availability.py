import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import problem
from tests.factories.moments import SATURDAY, TUESDAY, at
from tests.factories.people import DocumentState, make_inmate, make_visitor
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(program, jail, inmate, visitor):
    def ask(first="2026-05-11", last="2026-05-11", **query):
        query = {
            "kind": "onsite", "inmate": inmate.master_id, "visitor": visitor.public_id,
            "from": first, "to": last, **query,
        }  # fmt: skip
        return program.get(f"/facilities/{jail.slug}/availability", **query)

    return ask


def test_times_of_a_day_have_the_offset_of_the_facility(ask):
    answer = ask()

    assert answer.status_code == 200
    (day,) = answer.json()["days"]
    assert (day["date"], day["refusals"]) == ("2026-05-11", [])
    assert day["times"][0] == {
        "starts_at": "2026-05-11T09:00:00-05:00",
        "ends_at": "2026-05-11T09:30:00-05:00",
    }
    assert day["times"][-1]["starts_at"] == "2026-05-11T18:30:00-05:00"
    assert len(day["times"]) == 20
    assert answer.json()["next_date"] is None


def test_a_day_without_times_says_why_and_when_next(ask):
    answer = ask("2026-05-16", "2026-05-17").json()

    assert [day["date"] for day in answer["days"]] == ["2026-05-16", "2026-05-17"]
    assert [day["times"] for day in answer["days"]] == [[], []]
    (refusal,) = answer["days"][0]["refusals"]
    assert refusal["rule"] == "outside_hours"
    assert refusal["sentence"] == (
        "There are no visiting hours for this kind of visit on this day."
    )
    assert answer["next_date"] == "2026-05-18"


def test_remote_visits_have_their_own_hours(ask):
    (day,) = ask("2026-05-16", "2026-05-16", kind="remote").json()["days"]

    assert day["times"][-1]["starts_at"] == "2026-05-16T21:00:00-05:00"


def test_a_time_that_is_taken_is_not_offered(ask, jail, inmate):
    make_booking(jail, inmate=inmate, starts_at=at(TUESDAY, 10))

    (day,) = ask("2026-05-12", "2026-05-12").json()["days"]

    starts = [time["starts_at"] for time in day["times"]]
    assert "2026-05-12T10:00:00-05:00" not in starts
    assert {"2026-05-12T09:30:00-05:00", "2026-05-12T10:30:00-05:00"} <= set(starts)


def test_a_visitor_who_may_not_book_is_told_by_rule(ask):
    waiting = make_visitor(state=DocumentState.WAITING)

    (day,) = ask(visitor=waiting.public_id).json()["days"]

    assert [one["rule"] for one in day["refusals"]] == ["not_approved"]


def test_sentences_are_spanish_where_spanish_is_asked_for(ask, program):
    program.http.defaults["HTTP_ACCEPT_LANGUAGE"] = "es-US,es;q=0.9"

    (day,) = ask("2026-05-16", "2026-05-16").json()["days"]

    assert day["refusals"][0]["sentence"] == "Este día no hay horario de visitas de este tipo."


@pytest.mark.parametrize("last", ["2026-05-11", "2026-06-10"])
def test_up_to_31_days_are_told(ask, last):
    answer = ask("2026-05-11", last)

    assert answer.status_code == 200
    assert answer.json()["days"][-1]["date"] == last


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"to": "2026-06-11"}, "query"),
        ({"to": "2026-05-10"}, "query"),
        ({"from": "11 May"}, "query.from"),
        ({"from": "0001-01-01"}, "query.from"),
        ({"to": "9999-12-31"}, "query.to"),
        ({"kind": "by post"}, "query.kind"),
        ({"inmate": ""}, "query.inmate"),
        ({"inmate": "1\x072"}, "query.inmate"),
        ({"visitor": "x" * 61}, "query.visitor"),
    ],
)
def test_what_has_another_form_is_told_where(ask, query, where):
    errors = problem(ask(**query), 422, "invalid")["errors"]

    assert [one["where"] for one in errors] == [where]
    assert all(one["what"].endswith(".") for one in errors)


@pytest.mark.parametrize(
    "query", [{"inmate": "999"}, {"visitor": "000000000000"}, {"inmate": "1\x002"}]
)
def test_people_who_are_not_known(ask, query):
    problem(ask(**query), 404, "not_found")


def test_queries_are_as_many_for_a_month_as_for_a_day(ask, jail, inmate):
    ask()
    with CaptureQueriesContext(connection) as one_day:
        ask("2026-05-12", "2026-05-12")
    for hour in (9, 11, 13):
        make_booking(jail, inmate=make_inmate(jail), starts_at=at(TUESDAY, hour))
    with CaptureQueriesContext(connection) as a_month:
        ask("2026-05-12", "2026-06-11")

    assert len(a_month) == len(one_day)
    assert SATURDAY.isoformat() == "2026-05-16"

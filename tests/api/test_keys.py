"""One key, one effect: repeated, misused, concurrent, after a fault, and expired."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from parloir.api import bookings as bookings_of_the_api
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.pins import pin_of
from parloir.clients.answers import Answer, answer_once, delete_old_answers
from parloir.clients.models import IdempotentAnswer
from parloir.notices.models import Notice
from tests.api.conftest import make_program, problem
from tests.factories.moments import NINE_ON_MONDAY, SECOND
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)
MANY = 6


def same(first, second):
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"


def test_the_same_request_has_the_same_answer_and_is_done_once(program, wanted):
    same(*(program.post("/bookings", wanted, key="a") for _ in range(2)))
    assert Booking.objects.count() == 1
    assert Notice.objects.count() == 1


def test_spaces_and_the_order_of_members_make_no_other_request(program, wanted):
    again = json.dumps(dict(reversed(wanted.items())), indent=3)

    same(program.post("/bookings", wanted, key="a"), program.post("/bookings", again, key="a"))


def test_the_key_may_stand_in_quotation_marks(program, wanted):
    same(program.post("/bookings", wanted, key="a"), program.post("/bookings", wanted, key='"a"'))


def test_another_body_under_the_same_key_is_refused(program, wanted):
    program.post("/bookings", wanted, key="a")

    answer = program.post("/bookings", wanted | {"starts_at": "2026-05-11T11:00:00-05:00"}, key="a")

    problem(answer, 409, "key_used_otherwise")
    assert Booking.objects.count() == 1


def test_another_address_under_the_same_key_is_refused(program, jail):
    first, second = make_booking(jail), make_booking(jail)
    program.post(f"/bookings/{first.public_id}/cancel", {}, key="a")

    answer = program.post(f"/bookings/{second.public_id}/cancel", {}, key="a")

    problem(answer, 409, "key_used_otherwise")
    second.refresh_from_db()
    assert second.is_open


def test_a_cancellation_that_is_repeated_is_answered_as_the_first_time(program, jail):
    path = f"/bookings/{make_booking(jail).public_id}/cancel"

    same(program.post(path, {}, key="a"), program.post(path, {}, key="a"))


def test_keys_of_two_programs_have_nothing_to_do_with_one_another(jail, wanted):
    _, one = make_program(jail)
    _, other = make_program(jail)
    one.post("/bookings", wanted, key="a")

    answer = other.post("/bookings", wanted | {"starts_at": "2026-05-11T11:00-05:00"}, key="a")

    assert answer.status_code == 201


@pytest.mark.parametrize("key", ["", '""', " ", "ü", "a b", "x" * 256])
def test_without_a_key_nothing_is_done(program, wanted, jail, key):
    booking = make_booking(jail, starts_at=NINE_ON_MONDAY + DAY)
    for path, body in (("/bookings", wanted), (f"/bookings/{booking.public_id}/cancel", {})):
        problem(program.post(path, body, key=key), 400, "key_missing")
    assert list(Booking.objects.values_list("state", flat=True)) == ["booked"]


def test_a_key_of_255_characters_is_taken(program, wanted):
    assert program.post("/bookings", wanted, key="x" * 255).status_code == 201


def test_a_refusal_is_kept_like_any_other_answer(program, wanted):
    """A refusal is repeated for this key, even if the rules would now accept the request."""
    wanted |= {"starts_at": "2026-05-11T10:10:00-05:00"}
    first = program.post("/bookings", wanted, key="a")

    same(first, program.post("/bookings", wanted, key="a"))
    assert AuditEvent.objects.filter(action="book", outcome="refused").count() == 1


@pytest.mark.parametrize("mistake", [{"kind": "x"}, {"visitor": "nobody000000"}])
def test_a_mistake_leaves_its_key_free(program, wanted, mistake):
    program.post("/bookings", wanted | mistake, key="a")
    assert IdempotentAnswer.objects.count() == 0

    assert program.post("/bookings", wanted, key="a").status_code == 201


def test_a_fault_leaves_nothing_behind_and_its_key_free(program, wanted, monkeypatch):
    def break_down(booking):
        raise RuntimeError("during the operation")

    with monkeypatch.context() as broken:
        broken.setattr(bookings_of_the_api, "booked_out", break_down)
        problem(program.post("/bookings", wanted, key="a"), 500, "failed")
    counts = [table.objects.count() for table in (Booking, SlotClaim, Notice, IdempotentAnswer)]
    assert counts == [0, 0, 0, 0]

    answer = program.post("/bookings", wanted, key="a")
    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer.headers


@pytest.mark.parametrize(("later", "is_kept"), [(DAY - SECOND, True), (DAY, False)])
def test_answers_are_kept_for_a_day(client, later, is_kept):
    def ask(now, body):
        return answer_once(
            client=client, key="a", request="r", act=lambda: Answer(200, body), now=now
        )

    ask(NINE_ON_MONDAY, b"first")

    answer = ask(NINE_ON_MONDAY + later, b"second")

    assert (answer.body, answer.is_repeated) == (
        (b"first", True) if is_kept else (b"second", False)
    )
    assert IdempotentAnswer.objects.count() == 1
    assert delete_old_answers(now=NINE_ON_MONDAY + later) == 0
    assert delete_old_answers(now=NINE_ON_MONDAY + later + DAY) == 1


def test_what_is_kept_is_sealed(program, wanted):
    program.post("/bookings", wanted, key="a")

    row = IdempotentAnswer.objects.values().get()
    kept = repr({name: bytes(value) if name == "sealed_body" else value
                 for name, value in row.items()})  # fmt: skip
    secret = ["Maria", "Alvarez", "Jordan", "100241", pin_of(Booking.objects.get())]
    assert [word for word in secret if word in kept] == []


def test_an_undone_transaction_takes_the_answer_with_it(client):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        answer_once(
            client=client, key="a", request="r", act=lambda: Answer(200, b""), now=NINE_ON_MONDAY
        )
        raise ZeroDivisionError
    assert IdempotentAnswer.objects.count() == 0


def all_at_once(calls):
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_with_one_key_one_books_and_all_have_its_answer(wanted, jail):
    _, program = make_program(jail)

    answers = all_at_once([lambda: program.post("/bookings", wanted, key="a")] * MANY)

    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert sum("Idempotency-Replayed" not in one.headers for one in answers) == 1
    assert Booking.objects.count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_bodies_at_once_under_one_key_one_is_refused(wanted, jail):
    _, program = make_program(jail)
    bodies = [wanted, wanted | {"starts_at": "2026-05-11T11:00:00-05:00"}]

    answers = all_at_once(
        [lambda body=body: program.post("/bookings", body, key="a") for body in bodies]
    )

    assert sorted(one.status_code for one in answers) == [201, 409]
    assert Booking.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_for_one_time_one_gets_it_and_the_rest_a_rule(wanted, jail):
    _, program = make_program(jail)

    answers = all_at_once([lambda: program.post("/bookings", wanted)] * MANY)

    codes = sorted(one.status_code for one in answers)
    assert codes == [201] + [422] * (MANY - 1)
    rules = {one.json()["rule"] for one in answers if one.status_code == 422}
    assert rules <= {"inmate_busy", "already_taken"}
    assert Booking.objects.count() == 1


def test_a_facility_that_was_taken_away_is_gone_for_new_keys(jail, wanted):
    """A repeated answer is allowed: the client has already received it."""
    client, program = make_program(jail)
    first = program.post("/bookings", wanted, key="a")
    client.facilities.set([make_jail()])

    same(first, program.post("/bookings", wanted, key="a"))
    problem(program.post("/bookings", wanted, key="b"), 404, "not_found")

"""A web process is killed while it books: the booking is complete or absent, and a repeated key
returns the first answer.

The process kills itself (SIGKILL) at its first database statement, another one at its second, and
so on until one finishes.
"""

import os
import signal
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection, connections

from parloir.bookings.models import Booking, SlotClaim
from parloir.clients.models import IdempotentAnswer
from parloir.notices.models import Notice
from tests.api.conftest import make_program
from tests.factories.moments import CHICAGO, MINUTE, TUESDAY, at

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS_OF_ONE = 3 * 6  # inmate, visitor and station, for 30 minutes
STARTS_BEFORE_EVENING = 19
TABLES = (Booking, Notice, IdempotentAnswer)


def killed_at(statement: int, act) -> bool:
    """Run `act` in a process that dies at this statement; return False if it finished earlier."""
    _let_go_of_every_connection()
    child = os.fork()
    if child == 0:
        with ExitStack() as always:
            always.callback(os._exit, 0)
            always.enter_context(connection.execute_wrapper(_killer(statement)))
            act()
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _let_go_of_every_connection() -> None:
    """Close them, since parent and child would use the same socket."""
    connections.close_all()
    close_pool = getattr(connection, "close_pool", None)  # PostgreSQL's alone
    if close_pool is not None:
        close_pool()


def _killer(statement: int):
    left = statement

    def execute(run, sql, params, many, context):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return run(sql, params, many, context)

    return execute


def test_killed_at_every_statement_of_a_booking(jail, wanted):
    _, program = make_program(jail)
    booked = 0
    for statement in range(1, 100):
        day, number = divmod(booked, STARTS_BEFORE_EVENING)
        starts_at = at(TUESDAY + timedelta(days=day), 8) + number * 30 * MINUTE
        body = wanted | {"kind": "remote", "starts_at": starts_at.astimezone(CHICAGO).isoformat()}

        def act(body=body, key=f"key-{statement}"):
            return program.post("/bookings", body, key=key)

        was_killed = killed_at(statement, act)

        counts = {table.objects.count() for table in TABLES}
        assert counts == {booked if was_killed else booked + 1}
        answer = act()
        assert answer.status_code == 201
        assert ("Idempotency-Replayed" in answer.headers) == (not was_killed)
        booked += 1
        assert {table.objects.count() for table in TABLES} == {booked}
        assert SlotClaim.objects.count() == booked * CLAIMS_OF_ONE
        if not was_killed:
            break

    assert not was_killed
    assert booked > 10

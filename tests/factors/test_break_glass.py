"""The emergency sign-in: once, within 15 minutes, and all administrators are told."""

import pytest

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.factors.break_glass import (
    LIVES,
    BreakGlassRefused,
    NotStaff,
    break_glass,
    use_break_glass,
)
from parloir.factors.models import BreakGlass
from parloir.notices.models import Notice
from tests.factories.moments import SECOND
from tests.factories.people import OPERATOR, UserFactory, make_staff, make_visitor
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db
Reason = BreakGlassRefused.Reason


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def ann(jail):
    return make_staff(Role.ADMINISTRATOR, jail, email="ann@example.org")


def made(user, now):
    return break_glass(user=user, by=OPERATOR, now=now)


def uses(signs, now):
    """Return who signs in, or why nobody does."""
    try:
        return use_break_glass(signs=signs, now=now)
    except BreakGlassRefused as refused:
        return refused.reason


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("action", "outcome"))


def test_break_glass_works_once(ann, now):
    signs = made(ann, now)
    assert uses(signs, now) == ann
    assert uses(signs, now) is Reason.USED
    assert events() == [
        ("break_glass", "done"), ("use_break_glass", "done"), ("refuse_break_glass", "used"),
    ]  # fmt: skip


def test_break_glass_works_for_fifteen_minutes(ann, now):
    early, late = made(ann, now), now + LIVES
    assert uses(early, late) is Reason.EXPIRED
    assert uses(early, late - SECOND) == ann


def test_a_newer_break_glass_ends_the_one_before(ann, now):
    first, second = made(ann, now), made(ann, now + SECOND)
    assert uses(first, now + SECOND) is Reason.EXPIRED
    assert uses(second, now + SECOND) == ann


def test_break_glass_is_read_however_it_is_typed(ann, now):
    signs = made(ann, now)
    assert len(signs) == 23
    assert uses(f" {signs.upper().replace('-', ' ').replace('0', 'O')} ", now) == ann


def test_an_unknown_break_glass_leaves_no_event(ann, now):
    made(ann, now)
    assert uses("7k2mq-x0d4t-7k2mq-x0d4t", now) is Reason.UNKNOWN
    assert events() == [("break_glass", "done")]


def test_break_glass_is_for_staff_who_may_sign_in(jail, now):
    for user in (make_visitor().user, make_staff(Role.OFFICER, jail, is_active=False)):
        with pytest.raises(NotStaff):
            made(user, now)
    assert events() == []
    assert made(UserFactory(is_superuser=True), now)


def test_an_account_that_was_closed_meanwhile_uses_no_break_glass(ann, now):
    signs = made(ann, now)
    ann.is_active = False
    ann.save()
    assert uses(signs, now) is Reason.EXPIRED


def test_break_glass_tells_every_administrator_when_it_is_made_and_used(ann, jail, now):
    make_staff(Role.ADMINISTRATOR, make_jail(slug="clay"), email="clay@example.org")
    UserFactory(is_superuser=True, email="boss@example.org")
    UserFactory(is_superuser=True, is_active=False)
    make_staff(Role.OFFICER, jail)
    make_visitor()
    uses(made(ann, now), now)
    told = Notice.objects.filter(kind="break_glass")
    for step in ("made", "used"):
        of_step = {one.email for one in told if one.params["step"] == step}
        assert of_step == {"ann@example.org", "clay@example.org", "boss@example.org"}
    assert told.count() == 6


def test_break_glass_is_stored_as_a_hash(ann, now):
    signs = made(ann, now)
    stored = str(BreakGlass.objects.values().get())
    assert signs not in stored
    assert signs.replace("-", "") not in stored

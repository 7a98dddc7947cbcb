from datetime import timedelta

import pytest

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.credentials.links import (
    HandOutRefused,
    LinkGone,
    delete_old_links,
    hand_out_link,
    in_groups,
    live_link,
    live_link_with_id,
    send_invitation,
    send_link,
    token_of,
    use_link,
)
from parloir.credentials.models import PasswordLink
from parloir.notices.models import Notice
from tests.factories.moments import SECOND
from tests.factories.people import OPERATOR, REGISTRAR, UserFactory, make_staff
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def maria():
    return UserFactory(email="maria@example.org", language="es")


def handed_out(user, now):
    return hand_out_link(user=user, facility="jackson", by=REGISTRAR, now=now)


def is_gone(token, now):
    try:
        live_link(token, now=now)
    except LinkGone:
        return True
    return False


def test_a_link_is_mailed_to_its_owner_in_their_language(maria, now):
    send_link("password_link", email="Maria@Example.org", now=now)
    link, notice = PasswordLink.objects.get(), Notice.objects.get()
    assert link.user == maria
    assert (notice.email, notice.language) == ("maria@example.org", "es")
    assert notice.params == {"link": link.public_id}
    assert token_of(link) not in str(PasswordLink.objects.values().get())


def test_an_address_without_an_account_has_a_link_that_opens_nothing(now):
    send_link("password_link", email="nobody@example.org", now=now)
    assert is_gone(token_of(PasswordLink.objects.get()), now)


@pytest.mark.parametrize("typed", [str, str.upper, in_groups, lambda t: f" {t[:4]} {t[4:]} "])
def test_a_token_is_typed_in_any_case_and_with_or_without_dashes(maria, now, typed):
    link = handed_out(maria, now)
    assert live_link(typed(token_of(link)), now=now) == link


def test_letters_that_look_like_digits_are_read_as_digits(maria, now):
    token = ""
    while not {"0", "1"} <= set(token):
        token = token_of(handed_out(maria, now))
    assert not is_gone(token.replace("0", "O").replace("1", "l"), now)
    assert not is_gone(token.replace("1", "I"), now)


@pytest.mark.parametrize("token", ["", "-", "0" * 16, "\0", "é" * 16, "x" * 5000])
def test_what_is_no_token_opens_nothing(maria, now, token):
    handed_out(maria, now)
    assert is_gone(token, now)


def test_a_link_is_good_for_a_day_and_once(maria, now):
    link = handed_out(maria, now)
    assert not is_gone(token_of(link), now + DAY - SECOND)
    assert is_gone(token_of(link), now + DAY)
    use_link(link_id=link.public_id, user=maria, now=now)
    assert is_gone(token_of(link), now)
    with pytest.raises(LinkGone):
        use_link(link_id=link.public_id, user=maria, now=now)
    with pytest.raises(LinkGone):
        live_link_with_id(link.public_id, now=now)


def test_a_link_is_used_by_nobody_else(maria, now):
    link = handed_out(maria, now)
    with pytest.raises(LinkGone):
        use_link(link_id=link.public_id, user=UserFactory(), now=now)


def test_a_link_of_a_closed_account_opens_nothing(maria, now):
    link = handed_out(maria, now)
    type(maria).objects.update(is_active=False)
    assert is_gone(token_of(link), now)


def test_a_new_sheet_ends_the_one_before_but_no_link_by_mail(maria, now):
    send_link("password_link", email=maria.email, now=now)
    by_mail = PasswordLink.objects.get()
    first, second = handed_out(maria, now), handed_out(maria, now)
    assert [is_gone(token_of(one), now) for one in (by_mail, first, second)] == [False, True, False]


def test_a_sheet_is_audited_and_told_to_the_owner(maria, now):
    link = handed_out(maria, now)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_ref) == ("hand_out_password_link", REGISTRAR.ref)
    assert (event.subject_ref, event.facility_ref) == (maria.public_id, "jackson")
    assert event.details == {"link": link.public_id}
    assert link.handed_out_by == REGISTRAR.ref
    assert Notice.objects.get().kind == "password_link_handed_out"


@pytest.mark.parametrize("role", Role)
def test_no_sheet_for_members_of_staff(now, role):
    with pytest.raises(HandOutRefused) as caught:
        handed_out(make_staff(role, make_jail()), now)
    assert caught.value.reason == HandOutRefused.Reason.STAFF
    assert not PasswordLink.objects.exists()


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_no_sheet_for_who_configures(now, right):
    with pytest.raises(HandOutRefused) as caught:
        handed_out(UserFactory(**{right: True}), now)
    assert caught.value.reason == HandOutRefused.Reason.STAFF


def test_no_sheet_for_a_closed_account(now):
    with pytest.raises(HandOutRefused) as caught:
        handed_out(UserFactory(is_active=False), now)
    assert caught.value.reason == HandOutRefused.Reason.CLOSED


def test_old_links_are_deleted_a_day_after_their_end(maria, now):
    handed_out(maria, now)
    assert delete_old_links(now=now + 2 * DAY) == 0
    assert delete_old_links(now=now + 2 * DAY + SECOND) == 1


def test_an_invitation_is_good_for_a_week_and_once(maria, now):
    send_invitation(user=maria, by=OPERATOR, now=now)
    token = token_of(PasswordLink.objects.get())
    link = live_link(token, now=now + 7 * DAY - SECOND)
    with pytest.raises(LinkGone):
        live_link(token, now=now + 7 * DAY)
    use_link(link_id=link.public_id, user=maria, now=now)
    with pytest.raises(LinkGone):
        live_link(token, now=now)


def test_another_invitation_ends_the_one_before(maria, now):
    send_invitation(user=maria, by=OPERATOR, now=now)
    first = token_of(PasswordLink.objects.get())
    send_invitation(user=maria, by=OPERATOR, now=now)
    with pytest.raises(LinkGone):
        live_link(first, now=now)

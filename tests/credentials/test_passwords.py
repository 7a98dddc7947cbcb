from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from parloir.accounts.models import User
from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.credentials import passwords
from parloir.credentials.codes import CodeGone, digits_of, issue_code, prove_code
from parloir.credentials.links import LinkGone, hand_out_link, live_link_with_id
from parloir.credentials.models import CodePurpose
from parloir.facts.staff import change_staff
from parloir.notices.models import Notice
from tests.factories.people import OFFICER, OPERATOR, REGISTRAR, SUPERVISOR, UserFactory, make_staff
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db

NEW = "seven quiet herons"


@pytest.fixture
def maria():
    return UserFactory(email="maria@example.org", language="es")


def proven_code(user, now):
    code = issue_code(email=user.email, purpose=CodePurpose.RESET, now=now)
    return prove_code(
        email=user.email,
        purpose=CodePurpose.RESET,
        digits=digits_of(code),
        client_address="",
        now=now,
    )


def by_owner(user, now):
    by = Actor("visitor", user.public_id)
    return partial(passwords.change_password, user=user, password=NEW, by=by, now=now)


def by_code(user, now):
    code_id = proven_code(user, now).public_id
    return partial(
        passwords.set_password_by_code, user=user, code_id=code_id, password=NEW, now=now
    )


def by_link(user, now):
    link = hand_out_link(user=user, facility="jackson", by=REGISTRAR, now=now)
    Notice.objects.all().delete()
    return partial(
        passwords.set_password_by_link, user=user, link_id=link.public_id, password=NEW, now=now
    )


def by_staff(user, now):
    make_staff("administrator", public_id=SUPERVISOR.ref, is_superuser=True)
    return partial(change_staff, user=user, password=NEW, by=SUPERVISOR, now=now)


WAYS = {"owner": by_owner, "code": by_code, "link": by_link, "staff": by_staff}


def test_every_way_is_among_those_proven_here():
    assert set(WAYS) == set(passwords.SetBy)


@pytest.mark.parametrize("how", WAYS)
def test_the_owner_is_told_of_every_changed_password(maria, now, how):
    WAYS[how](maria, now)()
    assert User.objects.get(pk=maria.pk).check_password(NEW)
    notice = Notice.objects.get()
    assert (notice.kind, notice.email, notice.language) == ("password_changed", maria.email, "es")
    assert notice.params == {"user": maria.public_id, "how": how}
    event = AuditEvent.objects.get(action="set_password")
    assert (event.subject_ref, event.details) == (maria.public_id, {"how": how})
    assert event.actor_ref == (SUPERVISOR.ref if how == "staff" else maria.public_id)


@pytest.mark.parametrize("how", WAYS)
def test_a_changed_password_ends_codes_and_links(maria, now, how):
    change = WAYS[how](maria, now)
    code = proven_code(maria, now)
    fresh = issue_code(email=maria.email, purpose=CodePurpose.RESET, now=now)
    link = hand_out_link(user=UserFactory(), facility="", by=OFFICER, now=now)
    change()
    with pytest.raises(CodeGone):
        passwords.set_password_by_code(user=maria, code_id=code.public_id, password=NEW, now=now)
    fresh.refresh_from_db()
    assert fresh.expires_at == now
    assert live_link_with_id(link.public_id, now=now) == link  # somebody else's


@pytest.mark.parametrize(("how", "gone"), [("code", CodeGone), ("link", LinkGone)])
def test_a_code_or_a_link_sets_one_password(maria, now, how, gone):
    change = WAYS[how](maria, now)
    change()
    with pytest.raises(gone):
        change(password="eight quiet herons")
    assert User.objects.get(pk=maria.pk).check_password(NEW)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("how", ["code", "link"])
def test_a_code_or_a_link_sets_nobody_elses_password(maria, now, how):
    change, eve = WAYS[how](maria, now), UserFactory()
    with pytest.raises((CodeGone, LinkGone)):
        change(user=eve)
    assert not User.objects.get(pk=eve.pk).check_password(NEW)


@pytest.mark.parametrize("how", ["code", "link", "staff"])
def test_a_bad_password_is_refused_and_spends_nothing(maria, now, how):
    change = WAYS[how](maria, now)
    with pytest.raises(ValidationError):
        change(password="Password2024")
    change()
    assert User.objects.get(pk=maria.pk).check_password(NEW)


def test_other_fields_of_the_account_stay_as_they_are_stored(maria, now):
    User.objects.update(full_name="Maria Alvarez")
    by_owner(maria, now)()
    assert User.objects.get(pk=maria.pk).full_name == "Maria Alvarez"


def test_no_transaction_spans_the_hash(maria, now, monkeypatch):
    depth = len(connection.savepoint_ids)
    depths = []
    hash_it = passwords.make_password
    monkeypatch.setattr(
        passwords, "make_password",
        lambda word: depths.append(len(connection.savepoint_ids)) or hash_it(word),
    )  # fmt: skip
    by_code(maria, now)()
    assert depths == [depth]


def test_the_old_address_is_told_of_a_new_one(now):
    officer = make_staff("officer", make_jail(), email="old@example.org")
    code = proven_code(officer, now)
    change_staff(user=officer, email="New@example.org", by=OPERATOR, now=now)
    notice = Notice.objects.get()
    assert (notice.kind, notice.email) == ("address_changed", "old@example.org")
    with pytest.raises(CodeGone):
        passwords.set_password_by_code(
            user=User.objects.get(pk=officer.pk), code_id=code.public_id, password=NEW, now=now
        )


def test_a_change_without_a_new_password_or_address_tells_nobody(now):
    officer = make_staff("officer", make_jail())
    change_staff(user=officer, full_name="Ana Ruiz", email=officer.email, by=OPERATOR, now=now)
    assert not Notice.objects.exists()

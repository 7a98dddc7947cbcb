"""Which pictures are read at all."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from parloir.config import uploads
from parloir.config.uploads import MOST_OF_AN_ACCOUNT, NotNow, UploadsInProgress, account_of
from parloir.web.unread import Unread
from tests.factories.people import make_visitor


def refusal(in_progress, account):
    with pytest.raises(NotNow) as caught, in_progress.one_more(account):
        pass
    return caught.value.unread


def test_account_sends_so_many_at_once_and_others_are_not_concerned():
    in_progress = UploadsInProgress()
    blocks = [in_progress.one_more("ann") for _ in range(MOST_OF_AN_ACCOUNT)]
    for block in blocks:
        block.__enter__()
    assert refusal(in_progress, "ann") == Unread.TOO_MANY_UPLOADS
    with in_progress.one_more("bob"):
        pass
    blocks[0].__exit__(None, None, None)
    with in_progress.one_more("ann"):
        pass


def test_all_together_send_so_many(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 2)
    in_progress = UploadsInProgress()
    with in_progress.one_more("ann"), in_progress.one_more("bob"):
        assert refusal(in_progress, "cleo") == Unread.TOO_MANY_UPLOADS
    with in_progress.one_more("cleo"):
        pass


def test_nobody_is_asked_to_sign_in():
    assert refusal(UploadsInProgress(), None) == Unread.SIGN_IN_FIRST


@pytest.mark.django_db
def test_account_is_that_of_the_session(client):
    visitor = make_visitor()
    client.force_login(visitor.user)
    key = client.session.session_key
    assert account_of({"headers": [(b"cookie", f"a=b; parloir_session={key}".encode())]}) == str(
        visitor.user.pk
    )


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", [None, "", "parloir_session=unknown", 'x="; parloir_session'])
def test_without_a_session_there_is_no_account(cookie):
    headers = [] if cookie is None else [(b"cookie", cookie.encode())]
    assert account_of({"headers": headers}) is None


@pytest.mark.django_db
def test_session_in_which_nobody_has_signed_in_has_no_account():
    session = SessionStore()
    session.create()
    cookie = f"parloir_session={session.session_key}".encode()
    assert account_of({"headers": [(b"cookie", cookie)]}) is None

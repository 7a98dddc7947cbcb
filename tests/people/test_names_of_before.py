"""Rows of before the rule for names may have a line break in one. No letter stops because of it."""

import pytest

from parloir.notices.models import Notice
from parloir.notices.operations import count_set_aside
from parloir.notices.rendering import mail_of
from parloir.people.companions import accept_invitation, decline_invitation, end_companionship
from tests.factories.companions import invited_by
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import as_visitor, make_visitor

TWO_LINES = "Leo\r\nBcc: eve@example.org"


@pytest.fixture
def leo(db):
    """Return a visitor whose name could not be saved today."""
    visitor = make_visitor()
    visitor.first_name = TWO_LINES
    visitor.save()
    return visitor


def subject_of_last_letter():
    mail = mail_of(Notice.objects.latest("id"), sender="a@b.org", base_url="", now=NINE_ON_MONDAY)
    written = mail.message().as_string()
    headers = written.partition("\n\n")[0]
    assert "\nBcc:" not in headers
    assert count_set_aside() == 0
    return mail.subject


def test_invitation_by_such_a_person_goes_out_and_so_do_the_answers(leo, now):
    invited = make_visitor()
    invitation = invited_by(leo, email=invited.user.email)
    assert subject_of_last_letter() == "Somebody asks whether you come along to video visits"
    decline_invitation(invitation=invitation, invited=invited, by=as_visitor(invited), now=now)
    assert subject_of_last_letter() == "Your invitation was declined"


def test_letters_with_such_a_name_in_their_subject_go_out(leo, now):
    visitor = make_visitor()
    invitation = invited_by(visitor, email=leo.user.email)
    accept_invitation(invitation=invitation, invited=leo, by=as_visitor(leo), now=now)
    invitation.refresh_from_db()
    name = f"Leo Bcc: eve@example.org {leo.last_name}"
    assert subject_of_last_letter() == f"{name} comes along"
    end_companionship(companionship=invitation, by=as_visitor(leo), now=now)
    assert subject_of_last_letter() == f"You and {name} no longer book visits together"

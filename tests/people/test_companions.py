"""Companions (children and other adults): registered, invited, accepted, ended."""

import re
from datetime import date, timedelta

import pytest

from parloir.audit.actors import ANONYMOUS
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.people.companion_queries import (
    companionships_with_others,
    invitations_to,
    possible_companions,
    unanswered_invitations_by,
)
from parloir.people.companions import (
    INVITATIONS,
    INVITATIONS_TO_ONE,
    MOST_CHILDREN,
    AlreadyInvited,
    InvitationGone,
    InvitedOneself,
    NotAChild,
    NotApproved,
    TooManyChildren,
    TooManyInvitations,
    accept_invitation,
    decline_invitation,
    end_companionship,
    remove_minor,
)
from parloir.people.invitation_stops import (
    allow_invitations,
    invitation_with_signature,
    signature_of,
    stop_invitations,
)
from parloir.people.models import Companionship, InvitationStop, NoContact
from parloir.throttling.models import Attempt
from parloir.typed_text.personal_names import NameRefused
from tests.factories.companions import invited_by, make_child, make_companion
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, SECOND
from tests.factories.people import (
    DocumentState,
    VisitorFactory,
    as_visitor,
    make_inmate,
    make_visitor,
)
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db

STRANGER = "nobody@example.org"


@pytest.fixture
def maria():
    return make_visitor(first_name="Maria", last_name="Alvarez")


@pytest.fixture
def ana():
    return make_visitor(first_name="Ana", last_name="Ruiz")


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("id").values_list("kind", "email"))


def letter(kind: str) -> str:
    mail = mail_of(
        Notice.objects.filter(kind=kind).latest("id"),
        sender="a@b.org",
        base_url="",
        now=NINE_ON_MONDAY,
    )
    assert mail is not None
    return f"{mail.subject}\n{mail.body}"


# --- Children ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "is_child"),
    [
        (MONDAY, True),
        (MONDAY + timedelta(days=1), False),
        (date(2008, 5, 12), True),
        (date(2008, 5, 11), False),
        (date(1990, 1, 1), False),
    ],
)
def test_child_is_born_and_under_eighteen(maria, born, is_child):
    if not is_child:
        with pytest.raises(NotAChild):
            make_child(maria, born=born)
        return
    child = make_child(maria, born=born)
    assert list(possible_companions(maria).minors) == [child]


def test_twenty_children_are_the_most_and_a_removed_one_makes_room(maria, now):
    children = [make_child(maria) for _ in range(MOST_CHILDREN)]
    with pytest.raises(TooManyChildren):
        make_child(maria)
    assert remove_minor(minor=children[0], by=as_visitor(maria), now=now)
    make_child(maria)
    assert len(possible_companions(maria).minors) == MOST_CHILDREN


@pytest.mark.parametrize("name", ["evil.example", "Leo\nBcc", "Leo 2"])
def test_a_childs_name_is_a_name(maria, name):
    with pytest.raises(NameRefused):
        make_child(maria, first_name=name)
    assert possible_companions(maria).is_empty


def test_child_is_removed_once(maria, now):
    child = make_child(maria)
    assert remove_minor(minor=child, by=as_visitor(maria), now=now)
    assert not remove_minor(minor=child, by=as_visitor(maria), now=now)
    assert possible_companions(maria).is_empty


# --- Invitations ------------------------------------------------------------------------------


def without_link(text: str) -> str:
    return re.sub(r"/company/stop/\S+", "", text)


def test_invitation_tells_nobody_whether_the_address_is_registered(maria, ana):
    """Rows, notice and letter are the same: only the address and the link differ."""
    to_ana = invited_by(maria, email=ana.user.email)
    to_nobody = invited_by(maria, email=STRANGER)
    assert (to_ana.companion, to_nobody.companion) == (None, None)
    assert told() == [("companion_invited", ana.user.email), ("companion_invited", STRANGER)]
    first, second = [
        mail_of(notice, now=notice.created_at, sender="a@b.org", base_url="")
        for notice in Notice.objects.order_by("id")
    ]
    assert first.subject == second.subject
    assert without_link(str(first.body)) == without_link(str(second.body))
    assert unanswered_invitations_by(maria) == [to_ana, to_nobody]


def test_invitation_names_nobody_before_somebody_signs_in(maria):
    maria.first_name, maria.last_name = "Marker", "Sample"
    maria.save()
    invited_by(maria, email=STRANGER)
    mail = mail_of(Notice.objects.get(), sender="a@b.org", base_url="", now=NINE_ON_MONDAY)
    assert "Marker" not in str(mail.message())
    assert "Sample" not in str(mail.message())


@pytest.mark.parametrize("state", [DocumentState.WAITING, DocumentState.REFUSED])
def test_only_an_approved_visitor_invites(state):
    unknown = make_visitor(state=state)
    with pytest.raises(NotApproved):
        invited_by(unknown, email=STRANGER)
    assert told() == []
    assert not Companionship.objects.exists()
    assert not Attempt.objects.exists()


def test_a_new_account_without_papers_does_not_invite():
    with pytest.raises(NotApproved):
        invited_by(VisitorFactory(), email=STRANGER)


def goes_out() -> bool:
    mail = mail_of(Notice.objects.latest("id"), sender="a@b.org", base_url="", now=NINE_ON_MONDAY)
    return mail is not None


def order_against(visitor):
    return NoContact.objects.create(
        inmate=make_inmate(make_jail()), visitor=visitor, reason="A court order."
    )


def test_invitation_does_not_reach_somebody_with_a_no_contact_order(maria, ana):
    """An order that comes later counts as well, and the inviting person sees no difference."""
    order = order_against(ana)
    invitation = invited_by(maria, email=ana.user.email)
    assert (goes_out(), invitations_to(ana)) == (False, [])
    assert unanswered_invitations_by(maria) == [invitation]
    order.delete()
    assert (goes_out(), invitations_to(ana)) == (True, [invitation])
    order_against(ana)
    assert (goes_out(), invitations_to(ana)) == (False, [])


def test_whoever_wants_no_invitations_gets_none_from_anybody(maria, ana, now):
    invitation = invited_by(maria, email=ana.user.email)
    assert stop_invitations(invitation=invitation, by=ANONYMOUS, now=now)
    assert not stop_invitations(invitation=invitation, by=ANONYMOUS, now=now)
    other = make_visitor()
    again = invited_by(other, email=ana.user.email.upper())
    assert (goes_out(), invitations_to(ana)) == (False, [])
    assert unanswered_invitations_by(maria) == [invitation]
    assert unanswered_invitations_by(other) == [again]
    assert told() == [("companion_invited", ana.user.email)] * 2
    invited_by(other, email=STRANGER)
    assert goes_out()
    assert allow_invitations(visitor=ana, by=as_visitor(ana), now=now)
    assert not allow_invitations(visitor=ana, by=as_visitor(ana), now=now)
    assert invitations_to(ana) == [invitation, again]


def test_a_stop_keeps_no_address(maria, now):
    stop_invitations(invitation=invited_by(maria, email=STRANGER), by=ANONYMOUS, now=now)
    row = InvitationStop.objects.values().get()
    assert STRANGER not in str(row)


def test_only_the_link_of_the_same_invitation_stops(maria, ana):
    one, other = invited_by(maria, email=STRANGER), invited_by(maria, email=ana.user.email)
    assert invitation_with_signature(one.public_id, signature_of(one)) == one
    for wrong in (signature_of(other), "", "\u00e9", signature_of(one)[:-1]):
        assert invitation_with_signature(one.public_id, wrong) is None
    assert invitation_with_signature("nothing", signature_of(one)) is None


def test_whoever_is_registered_is_asked_in_their_own_language(maria):
    make_visitor(user__email="luz@example.org", user__language="es")
    invited_by(maria, email="luz@example.org")
    invited_by(maria, email=STRANGER)
    assert list(Notice.objects.order_by("id").values_list("language", flat=True)) == ["es", "en"]


def test_accepting_lets_both_sides_see_each_other_and_tells_who_invited(maria, ana, now):
    invitation = invited_by(maria, email=f"  {ana.user.email.upper()} ")
    assert invitations_to(ana) == [invitation]
    accept_invitation(invitation=invitation, invited=ana, by=as_visitor(ana), now=now)
    assert possible_companions(maria).adults == [ana]
    assert [one.visitor for one in companionships_with_others(ana)] == [maria]
    assert invitations_to(ana) == unanswered_invitations_by(maria) == []
    assert told()[-1] == ("companion_accepted", maria.user.email)
    assert "Ana Ruiz has accepted" in letter("companion_accepted")


def test_declining_ends_the_invitation_and_tells_who_invited(maria, ana, now):
    invitation = invited_by(maria, email=ana.user.email)
    decline_invitation(invitation=invitation, invited=ana, by=as_visitor(ana), now=now)
    assert possible_companions(maria).is_empty
    assert invitations_to(ana) == unanswered_invitations_by(maria) == []
    assert told()[-1] == ("companion_declined", maria.user.email)
    assert "Ana" not in letter("companion_declined")
    invited_by(maria, email=ana.user.email)
    assert len(invitations_to(ana)) == 1


@pytest.mark.parametrize("answer", [accept_invitation, decline_invitation])
def test_only_whoever_reads_the_address_answers_and_only_once(maria, ana, now, answer):
    invitation = invited_by(maria, email=ana.user.email)
    other = make_visitor()
    with pytest.raises(InvitationGone):
        answer(invitation=invitation, invited=other, by=as_visitor(other), now=now)
    answer(invitation=invitation, invited=ana, by=as_visitor(ana), now=now)
    with pytest.raises(InvitationGone):
        answer(invitation=invitation, invited=ana, by=as_visitor(ana), now=now)
    assert Notice.objects.exclude(kind="companion_invited").count() == 1


def test_withdrawn_invitation_cannot_be_accepted_and_its_letter_lapses(maria, ana, now):
    invitation = invited_by(maria, email=ana.user.email)
    end_companionship(companionship=invitation, by=as_visitor(maria), now=now)
    with pytest.raises(InvitationGone):
        accept_invitation(invitation=invitation, invited=ana, by=as_visitor(ana), now=now)
    assert mail_of(Notice.objects.get(), sender="a@b.org", base_url="", now=NINE_ON_MONDAY) is None


@pytest.mark.parametrize(("ender", "other"), [("maria", "ana"), ("ana", "maria")])
def test_either_side_ends_it_and_the_other_is_told(now, ender, other):
    maria = make_visitor(first_name="Maria", last_name="Alvarez")
    people = {"maria": maria, "ana": make_companion(maria)}
    companionship = Companionship.objects.get()
    end_companionship(companionship=companionship, by=as_visitor(people[ender]), now=now)
    assert possible_companions(maria).is_empty
    assert companionships_with_others(people["ana"]) == []
    assert told()[-1] == ("companion_ended", people[other].user.email)
    assert f"You and {people[ender].full_name} no longer" in letter("companion_ended")
    with pytest.raises(InvitationGone):
        end_companionship(companionship=companionship, by=as_visitor(people[other]), now=now)


def test_nobody_invites_themselves_nor_the_same_address_twice(maria):
    with pytest.raises(InvitedOneself):
        invited_by(maria, email=maria.user.email.upper())
    invited_by(maria, email=STRANGER)
    with pytest.raises(AlreadyInvited):
        invited_by(maria, email=STRANGER.upper())
    assert Notice.objects.count() == 1


def test_a_visitor_invites_ten_times_a_day(maria, now):
    for number in range(INVITATIONS.times):
        invited_by(maria, email=f"person-{number}@example.net", now=now)
    with pytest.raises(TooManyInvitations):
        invited_by(maria, email=STRANGER, now=now + INVITATIONS.window - SECOND)
    invited_by(maria, email=STRANGER, now=now + INVITATIONS.window)


def test_an_address_is_written_to_three_times_a_day_whoever_asks(maria, now):
    for _ in range(INVITATIONS_TO_ONE.times):
        invited_by(make_visitor(), email=STRANGER, now=now)
    with pytest.raises(TooManyInvitations):
        invited_by(maria, email=STRANGER, now=now)
    invited_by(maria, email=STRANGER, now=now + INVITATIONS_TO_ONE.window)

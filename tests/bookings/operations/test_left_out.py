"""Each way in which an adult loses their place in a party: they are told, and the entry goes."""

from dataclasses import dataclass

import icalendar
import pytest

from parloir.bookings.models import Booking
from parloir.bookings.operations import leave_out_of, move, stay_away
from parloir.bookings.texts.left_out import LeftOutFor
from parloir.facts.facilities import change_facility
from parloir.facts.relations import approve_visitor, set_no_contact, take_off_list
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.people.companions import end_companionship
from parloir.people.models import Visitor
from tests.factories.companions import allow_parties, make_child, make_companion
from tests.factories.moments import NINE_ON_MONDAY, SECOND, TUESDAY, at
from tests.factories.people import OPERATOR, SUPERVISOR, as_visitor, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_restriction
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db
TEN_ON_TUESDAY = at(TUESDAY, 10)


@dataclass
class Scene:
    """Maria has booked a visit, and Ana comes along with her child."""

    booking: Booking
    maria: Visitor
    ana: Visitor

    def letters(self) -> list[tuple[str, str]]:
        return list(Notice.objects.order_by("id").values_list("kind", "email"))


@pytest.fixture
def scene() -> Scene:
    jail = make_jail(name="Jackson County Jail")
    allow_parties(jail, (2, 1))
    maria = make_visitor(first_name="Maria", last_name="Alvarez", user__email="maria@example.org")
    ana = make_companion(maria, user__email="ana@example.org")
    booking = make_booking(
        jail, visitor=maria, starts_at=TEN_ON_TUESDAY, adults=(ana,), minors=(make_child(ana),)
    )
    Notice.objects.all().delete()
    return Scene(booking, maria, ana)


def stays_away(scene: Scene) -> None:
    by = as_visitor(scene.ana)
    stay_away(booking=scene.booking, companion=scene.ana, by=by, now=NINE_ON_MONDAY)


def is_restricted(scene: Scene) -> None:
    make_restriction(scene.booking.facility, visitor=scene.ana)
    Notice.objects.exclude(kind__in=["left_out", "party_changed"]).delete()


def may_not_meet_the_inmate(scene: Scene) -> None:
    set_no_contact(
        inmate=scene.booking.inmate, visitor=scene.ana, reason="Court order of 3 May.",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip


def is_taken_off_the_list(scene: Scene) -> None:
    inmate, facility = scene.booking.inmate, scene.booking.facility
    for one in (scene.maria, scene.ana):
        entry, _ = approve_visitor(inmate=inmate, visitor=one, by=OPERATOR, now=NINE_ON_MONDAY)
    change_facility(facility=facility, keeps_visitor_lists=True, by=OPERATOR, now=NINE_ON_MONDAY)
    take_off_list(entry=entry, by=OPERATOR, now=NINE_ON_MONDAY)


WAYS = {
    stays_away: "You told us that you can't come. Thank you.",
    is_restricted: "It falls into the time in which visits are not open to you. Another mail",
    may_not_meet_the_inmate: "Call (816) 555-0100 if you want to know more.",
    is_taken_off_the_list: "each person has a list of visitors, and you are not on this one yet.",
}


def letter_to_ana(language: str = "en"):
    notice = Notice.objects.get(kind="left_out")
    notice.language = language
    sent = mail_of(
        notice,
        now=notice.created_at,
        sender="Parloir <visits@example.org>",
        base_url="https://example.org",
    )
    assert sent is not None
    (attached,) = sent.attachments
    (event,) = icalendar.Calendar.from_ical(attached.content).walk("VEVENT")
    return sent, " ".join(sent.body.split()), event


@pytest.mark.parametrize("loses_their_place", WAYS)
def test_who_loses_their_place_reads_so_and_why(scene, loses_their_place):
    loses_their_place(scene)
    assert scene.letters() == [
        ("left_out", "ana@example.org"),
        ("party_changed", "maria@example.org"),
    ]
    assert not scene.booking.companions.exists()
    sent, words, event = letter_to_ana()
    assert sent.subject == "You don't come along any more: Tuesday, 12 May, 10:00 AM Central"
    assert "Hello Ana, You don't come along to this visit any more." in words
    assert WAYS[loses_their_place] in words
    assert "Children whom you registered don't come along either." in words
    assert "Who booked it: Maria Alvarez" in words
    assert event["status"] == "CANCELLED"
    assert event["uid"] == f"{scene.booking.public_id}@parloir"
    assert event.decoded("dtstart") == TEN_ON_TUESDAY


@pytest.mark.parametrize("loses_their_place", WAYS)
def test_letter_is_in_the_readers_language(scene, loses_their_place):
    loses_their_place(scene)
    sent, words, _ = letter_to_ana("es")
    assert sent.subject.startswith("Usted ya no viene a la visita: martes 12 de mayo")
    assert "Los niños que usted registró tampoco vienen." in words


def test_no_contact_order_is_not_mentioned(scene):
    may_not_meet_the_inmate(scene)
    _, words, _ = letter_to_ana()
    assert scene.booking.inmate.full_name not in words
    assert "no-contact" not in words
    assert "Court order" not in words


def test_who_comes_without_children_reads_nothing_of_them(scene):
    scene.booking.companions.filter(visitor=None).delete()
    stays_away(scene)
    _, words, _ = letter_to_ana()
    assert "Children" not in words


def test_who_was_left_out_does_not_learn_the_new_time(scene):
    stays_away(scene)
    move(
        booking=scene.booking, starts_at=at(TUESDAY, 15), by=as_visitor(scene.maria),
        now=NINE_ON_MONDAY,
    )  # fmt: skip
    _, words, event = letter_to_ana()
    assert "10:00 AM" in words
    assert "3:00 PM" not in words
    assert event.decoded("dtstart") == TEN_ON_TUESDAY


@pytest.mark.parametrize(
    ("now", "is_told"), [(TEN_ON_TUESDAY - SECOND, True), (TEN_ON_TUESDAY, False)]
)
def test_visit_that_has_begun_is_in_no_such_letter(scene, now, is_told):
    leave_out_of(
        booking=scene.booking, visitor=scene.ana, why=LeftOutFor.RESTRICTION, by=SUPERVISOR, now=now
    )
    assert Notice.objects.filter(kind="left_out").exists() is is_told


def test_end_of_a_companionship_leaves_booked_visits_as_they_are(scene):
    by = as_visitor(scene.ana)
    companionship = scene.maria.companionships.get()
    end_companionship(companionship=companionship, by=by, now=NINE_ON_MONDAY)
    assert scene.booking.companions.count() == 2
    assert scene.letters() == [("companion_ended", "maria@example.org")]


# --- A companion, when something is wrong with who booked --------------------------------------


def text_to_ana(kind: str) -> str:
    notice = Notice.objects.get(kind=kind, email="ana@example.org")
    sent = mail_of(
        notice,
        now=notice.created_at,
        sender="Parloir <visits@example.org>",
        base_url="https://example.org",
    )
    assert sent is not None
    return " ".join(sent.body.split())


def test_companion_does_not_read_of_the_restriction_of_who_booked(scene):
    make_restriction(scene.booking.facility, visitor=scene.maria)
    words = text_to_ana("booking_cancelled")
    assert "Maria Alvarez, who booked it, can't come." in words
    assert "not open to you" not in words


def test_companion_does_not_read_that_who_booked_may_not_meet_the_inmate(scene):
    set_no_contact(
        inmate=scene.booking.inmate, visitor=scene.maria, reason="Court order.",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    words = text_to_ana("booking_displaced")
    assert "can't take place at its time" in words
    assert "from your account" not in words

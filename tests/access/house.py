"""A house in use, on a Monday in May at five past ten: two facilities of two agencies.

Everything that an address can name is at one of them, and `ids` has it by a short name. Every
person of this facility has a name with a marker in it, which nobody else may read.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher, make_password

from parloir.accounts.models import Role, User
from parloir.accounts.policies import actor_of
from parloir.audit.actors import ANONYMOUS
from parloir.audit.actors import Actor as AuditActor
from parloir.bookings.models import Repair
from parloir.bookings.operations import follow_loss
from parloir.clients.operations import create_client
from parloir.clients.scopes import Scope
from parloir.facilities.enrolment import Device, DeviceKind, enrol_with_token, request_enrolment
from parloir.facilities.models import Facility, VisitKind
from parloir.facts.closures import close_time
from parloir.facts.visitor_accounts import close_account
from parloir.people import images
from parloir.people.companions import invite_companion
from parloir.people.invitation_stops import signature_of
from parloir.people.models import IdentityRequest, Visitor
from parloir.pin_tries.models import PinAlarm
from parloir.sanctions.models import Appeal, Restriction, Review, Violation
from parloir.visits.models import Visit
from parloir.visits.stills import keep_still
from parloir.workflows.decisions import appeal
from parloir.workflows.termination import terminate
from tests.access.actors import (
    ACTORS,
    COMPANION,
    MONITOR,
    NEWCOMER,
    OWNER,
    RESTRICTED,
    STAFF_ELSEWHERE,
    STAFF_HERE,
    STATION,
    STRANGER,
    SUPERUSER,
    Actor,
    Kind,
)
from tests.access.disputes import dispute_the_ended_visit
from tests.access.pictures import picture
from tests.factories.companions import agree, allow_parties, make_child
from tests.factories.moments import (
    MINUTE,
    MONDAY,
    NINE_ON_MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    at,
)
from tests.factories.people import (
    OFFICER,
    OPERATOR,
    DocumentState,
    UserFactory,
    as_visitor,
    make_inmate,
    make_staff,
    make_visitor,
    set_identity,
)
from tests.factories.places import AgencyFactory, make_jail
from tests.factories.sanctions import make_restriction, make_violation
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking, make_live

NOW = at(MONDAY, 10, 5)
MARKER = "Quillfeather"
"""In the name of each person of this facility, in each note and each reason."""
MASTER_ID = "100241"
PASSWORD = "seven quiet herons"


@dataclass
class House:
    """`ids` are the parts of addresses; `users`, `devices` and `tokens` are who comes."""

    jail: Facility
    elsewhere: Facility
    ids: dict[str, str] = field(default_factory=dict)
    users: dict[Actor, User] = field(default_factory=dict)
    tokens: dict[Actor, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)

    sessions: dict[Actor, str] = field(default_factory=dict)

    def part(self, text: str) -> str:
        """Return a part of an address: of `@booking`, the booking's id."""
        return self.ids[text[1:]] if text.startswith("@") else text

    def session_of(self, who: Actor) -> str:
        """Return the cookie of this person, who signs in once."""
        if who not in self.sessions:
            client = signed_in(self.users[who])
            self.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[who]

    def staff(self, role: Role) -> AuditActor:
        """Return this facility's member of staff with this role, for the audit."""
        return actor_of(self.users[STAFF_HERE[role]])

    def visitor(self, who: Actor) -> Visitor:
        return Visitor.objects.select_related("user").get(user=self.users[who])


def furnish() -> House:
    """Build the house, each thing by the operation that makes it in production."""
    agency = AgencyFactory.create(name="Clay County")
    house = House(
        make_jail(slug="jackson", name="Jackson County Jail"),
        make_jail(slug="clay", name="Clay County Jail", agency=agency),
    )
    allow_parties(house.jail, (2, 2))
    _hire(house)
    _register(house)
    _enrol(house)
    _let_programs_in(house)
    _terminate_a_visit(house)
    _book(house)
    _accuse(house)
    _raise_an_alarm(house)
    house.ids |= dispute_the_ended_visit(MARKER, now=NOW)
    for actor in house.users:
        house.session_of(actor)
    return house


def _hire(house: House) -> None:
    for actor in (*STAFF_HERE.values(), *STAFF_ELSEWHERE.values()):
        facility = house.jail if actor.is_here else house.elsewhere
        assert actor.role is not None
        name = f"Dana {MARKER}" if actor.is_here else "Chris Novak"
        house.users[actor] = make_staff(actor.role, facility, full_name=name)
    house.users[SUPERUSER] = UserFactory.create(is_staff=True, is_superuser=True)


def _register(house: House) -> None:
    names = {OWNER: "Maria", COMPANION: "Rosalind", RESTRICTED: "Theo", STRANGER: "Otto"}
    people = {who: make_visitor(first_name=name, **_surname(who)) for who, name in names.items()}
    people[NEWCOMER] = make_visitor(state="waiting", first_name="Nora", **_surname(NEWCOMER))
    closed = make_visitor(first_name="Cleo", last_name=f"{MARKER} Closed")
    _move_to_agency(people[STRANGER], house.elsewhere)
    people[OWNER].user.password = make_password(PASSWORD, hasher=MD5PasswordHasher())
    people[OWNER].user.save()
    for who, person in people.items():
        house.users[who] = person.user
    for person in (people[OWNER], people[NEWCOMER]):
        for document in person.documents.all():
            images.keep(picture(), name=document.public_id)
    close_account(visitor=closed, by=house.staff(Role.SUPERVISOR), now=NINE_ON_MONDAY)
    agree(people[COMPANION], visitor=people[OWNER])
    child = make_child(people[OWNER])
    invitation = invite_companion(
        visitor=people[OWNER], email=people[RESTRICTED].user.email,
        by=as_visitor(people[OWNER]), now=NINE_ON_MONDAY,
    )  # fmt: skip
    house.emails = {who.name: person.user.email for who, person in people.items()}
    house.ids |= {
        "owner": people[OWNER].public_id,
        "companion": people[COMPANION].public_id,
        "newcomer": people[NEWCOMER].public_id,
        "closed": closed.public_id,
        "document": people[OWNER].documents.earliest("pk").public_id,
        "waiting document": people[NEWCOMER].documents.earliest("pk").public_id,
        "child": child.public_id,
        "companionship": people[OWNER].companionships.get(companion=people[COMPANION]).public_id,
        "invitation": invitation.public_id,
        "signature": signature_of(invitation),
    }


def _surname(who: Actor) -> dict[str, str]:
    return {"last_name": MARKER if who.is_here else "Plainfield"}


def _move_to_agency(visitor: Visitor, facility: Facility) -> None:
    """Let a visitor be known, and approved, elsewhere alone."""
    set_identity(visitor, DocumentState.WAITING)
    IdentityRequest.objects.filter(visitor=visitor).update(agency=facility.agency)
    set_identity(visitor, DocumentState.APPROVED, agency=facility.agency)


def _enrol(house: House) -> None:
    monitors = list(house.jail.monitors.all())
    stations = list(house.jail.areas.get().stations.all())
    devices: dict[Actor, Device] = {MONITOR: monitors[-1], STATION: stations[-1]}
    for actor, device in devices.items():
        house.tokens[actor] = f"token of the {actor}"
        enrol_with_token(token=house.tokens[actor], device=device, by=OFFICER, now=NINE_ON_MONDAY)
    asking, _token = request_enrolment(kind=DeviceKind.MONITOR, by=ANONYMOUS, now=NINE_ON_MONDAY)
    house.ids |= {
        "enrolled monitor": monitors[-1].public_id,
        "free monitor": monitors[-2].public_id,
        "station": stations[-1].public_id,
        "unit": str(house.jail.areas.get().pk),
        "code": asking.code,
    }


def _let_programs_in(house: House) -> None:
    for actor in (one for one in ACTORS if one.kind is Kind.PROGRAM):
        _client, token = create_client(
            name="Jail management",
            facilities=[house.jail if actor.is_here else house.elsewhere],
            scopes=[] if "without" in actor.name else list(Scope),
            by=OPERATOR, now=NINE_ON_MONDAY,
        )  # fmt: skip
        house.tokens[actor] = token


def _terminate_a_visit(house: House) -> None:
    """End a visit so lately that its officer may still send a picture of the other side."""
    officer = house.staff(Role.OFFICER)
    booking = make_booking(
        house.jail, visitor=house.visitor(RESTRICTED), starts_at=at(MONDAY, 9, 30),
        inmate=make_inmate(house.jail, last_name=f"{MARKER} One"),
    )  # fmt: skip
    visit = make_live(booking)
    ended_at = NOW - 6 * MINUTE
    terminate(
        visit=visit, ground="phone", conduct={"visitor"}, note=f"{MARKER} held a phone.",
        by=officer, now=ended_at,
    )  # fmt: skip
    visit = Visit.objects.select_related("facility").get(pk=visit.pk)
    still = keep_still(visit=visit, side="visitor", jpeg=picture(), by=officer, now=ended_at)
    violation = Violation.objects.get(visit_ref=visit.public_id)
    house.ids |= {
        "ended visit": visit.public_id,
        "still": still.public_id,
        "violation": violation.public_id,
        "restriction": Restriction.objects.get(violation=violation).public_id,
    }


def _book(house: House) -> None:
    owner, companion = house.visitor(OWNER), house.visitor(COMPANION)
    inmate = make_inmate(house.jail, last_name=MARKER, master_id=MASTER_ID)
    live = make_live(
        make_booking(house.jail, starts_at=at(MONDAY, 10), visitor=owner, inmate=inmate)
    )
    coming = make_booking(
        house.jail, starts_at=at(TUESDAY, 10), adults=(companion,), visitor=owner, inmate=inmate
    )
    remote = make_booking(
        house.jail, starts_at=at(WEDNESDAY, 10), kind=VisitKind.REMOTE, visitor=owner, inmate=inmate
    )
    displaced = make_booking(house.jail, starts_at=at(THURSDAY, 12), visitor=owner, inmate=inmate)
    closure, _impact = close_time(
        facility=house.jail, starts_at=at(THURSDAY, 8), ends_at=at(THURSDAY, 19),
        reason=f"{MARKER} counts", by=house.staff(Role.OFFICER), now=NINE_ON_MONDAY,
    )  # fmt: skip
    follow_loss(
        booking=live.booking, lost=30 * MINUTE, is_failed=True, by=OFFICER, now=NINE_ON_MONDAY
    )
    house.ids |= {
        "lost booking": live.booking.public_id,
        "inmate": inmate.public_id,
        "live visit": live.public_id,
        "booking": coming.public_id,
        "remote booking": remote.public_id,
        "displaced booking": displaced.public_id,
        "closure": closure.public_id,
        "repair": Repair.objects.get(booking=displaced).public_id,
    }


def _accuse(house: House) -> None:
    """Add an appeal and a review, each of a visitor of its own."""
    restriction = make_restriction(
        house.jail, visitor=make_visitor(last_name=f"{MARKER} Two"), note=f"{MARKER} shouted."
    )
    filed = appeal(
        restriction=restriction, text=f"I am a {MARKER}.", channel=Appeal.Channel.PAGE,
        received_date=MONDAY, by=as_visitor(restriction.visitor), now=NINE_ON_MONDAY,
    )  # fmt: skip
    violation = make_violation(
        house.jail, ground="other", note=f"{MARKER} slept.",
        visitor=make_visitor(last_name=f"{MARKER} Three"),
    )  # fmt: skip
    review = Review.objects.get(violation=violation)
    house.ids |= {"appeal": filed.public_id, "review": review.public_id}


def _raise_an_alarm(house: House) -> None:
    weak = make_inmate(house.jail, pin="111111", last_name=f"{MARKER} Weak")
    alarm = PinAlarm.objects.create(
        facility=house.jail, inmate_ref=weak.public_id, tries=23,
        raised_at=NOW - timedelta(minutes=1),
    )  # fmt: skip
    house.ids["alarm"] = alarm.public_id

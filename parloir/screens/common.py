"""Parts of screens that monitor, station and remote room share after admission."""

from datetime import datetime

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.bookings.queries import party_of
from parloir.bookings.texts.wording import say_names
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_moment, say_time
from parloir.languages import offered_languages, spoken_language
from parloir.people.models import Inmate, Visitor
from parloir.protocol.screens.screen import Language, Rule
from parloir.protocol.screens.visit import MediaDemand, WaitingScreen
from parloir.sanctions.catalogue import rules_of
from parloir.sanctions.queries import ladder_of
from parloir.sanctions.wording import say_ladder_in_short
from parloir.sides import Side
from parloir.text_lines.policies import has_text_line
from parloir.visits.models import Admission, Visit
from parloir.visits.officers_present import is_officer_present, may_begin_unwatched
from parloir.visits.states import AdmissionState


def languages() -> list[Language]:
    current = spoken_language()
    return [
        Language(code=code, name=name, current=code == current)
        for code, name in offered_languages()
    ]


def rules(facility: Facility) -> list[Rule]:
    return [Rule(code=one.code, text=one.text) for one in rules_of(facility)]


def consequences(facility: Facility) -> str:
    """Return P17 and P18 in one sentence: what follows from a violation."""
    return say_ladder_in_short(ladder_of(facility).ladder)


def monitoring_notice(booking: Booking) -> str:
    if has_text_line(booking):
        return _("Officers may watch and read along. Only what you write is kept.")
    return _("Officers may watch this visit. It is not recorded.")


def names_in_visit(side: str, visit: Visit) -> tuple[str, str]:
    """Return the own name and the other's, as they are shown in the visit."""
    visitors = say_names([person.full_name for person in party_of(visit.booking)])
    names = (visitors, visit.booking.inmate.full_name)
    return names if side == Side.VISITOR else names[::-1]


def first_names_of_visitors(visit: Visit) -> str:
    """Return 'Maria, Leo and Ana', beginning with the visitor who booked."""
    return say_names([person.first_name for person in party_of(visit.booking)])


def first_name_of_other(side: str, visit: Visit) -> str:
    person: Visitor | Inmate = (
        visit.booking.inmate if side == Side.VISITOR else visit.booking.visitor
    )
    return person.first_name


def waiting(admission: Admission, *, now: datetime) -> WaitingScreen:
    visit = admission.visit
    own_name, other_name = names_in_visit(admission.side, visit)
    return WaitingScreen(
        title=_title_of_waiting(admission, now),
        text=_text_of_waiting(admission, now),
        since_at=admission.ready_at or admission.touched_at,
        starts_at=visit.booking.starts_at,
        ends_at=visit.ends_at,
        other_name=other_name,
        own_name=own_name,
        trouble=trouble(visit),
        media=MediaDemand(publish=True),
        monitoring_notice=monitoring_notice(visit.booking),
    )


def _waits_for_an_officer(visit: Visit, now: datetime) -> bool:
    """Return whether only an officer is missing, whom the facility requires."""
    if now < visit.booking.starts_at or may_begin_unwatched(visit.facility):
        return False
    ready = visit.admissions.filter(state=AdmissionState.READY).values_list("side", flat=True)
    return set(ready) == set(Side) and not is_officer_present(visit.facility, now=now)


def _title_of_waiting(admission: Admission, now: datetime) -> str:
    visit = admission.visit
    if _waits_for_an_officer(visit, now):
        return _("We are waiting for an officer.")
    if now < visit.booking.starts_at:
        return _("Your visit begins at %(time)s.") % {
            "time": say_time(visit.booking.starts_at, visit.facility)
        }
    return _("We are waiting for %(name)s.") % {"name": first_name_of_other(admission.side, visit)}


def _text_of_waiting(admission: Admission, now: datetime) -> str:
    visit = admission.visit
    if _waits_for_an_officer(visit, now):
        return _(
            "You are ready. The visit begins by itself as soon as an officer is there to watch "
            "it. They know that you wait."
        )
    values = {
        "name": first_name_of_other(admission.side, visit),
        "time": say_time(visit.ends_at, visit.facility),
    }
    other_is_ready = (
        visit.admissions.filter(state=AdmissionState.READY).exclude(side=admission.side).exists()
    )
    if other_is_ready and now < visit.booking.starts_at:
        return _("%(name)s is there too. The picture comes by itself when it is time.") % values
    if now < visit.booking.starts_at:
        return _("You are ready. The picture comes by itself; you need not press anything.")
    if admission.side == Side.VISITOR:
        return (
            _(
                "The officers know that you are here. The visit begins by itself as soon as "
                "%(name)s is at the station, and can last until %(time)s. Please stay here."
            )
            % values
        )
    return (
        _(
            "The visit begins by itself as soon as %(name)s is there, and can last until "
            "%(time)s. Please stay here."
        )
        % values
    )


def trouble(visit: Visit) -> str | None:
    if visit.trouble_since is None:
        return None
    return _(
        "The video connection is interrupted on our side. We are bringing it back; the visit "
        "goes on by itself."
    )


def appointment(visit: Visit, other_name: str) -> str:
    """Return 'You are visiting Jordan Miles on Tuesday, 24 November, 6:30 PM Central.', and whether
    it is a make-up visit."""
    sentence = _("You are visiting %(name)s on %(moment)s.")
    if visit.booking.made_from_id is not None:
        sentence = _("You are visiting %(name)s on %(moment)s. This is a make-up visit.")
    return sentence % {
        "name": other_name,
        "moment": say_moment(visit.booking.starts_at, visit.facility),
    }

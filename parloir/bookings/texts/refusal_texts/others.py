"""The texts for a time that others have, or that needs what others have."""

from django.utils.translation import gettext as _

from parloir.bookings.texts.refusal_texts.texts import date_in, text_for, with_next
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_date
from parloir.scheduling.refusals import Refusal, Rule


@text_for(Rule.ALREADY_TAKEN)
def _already_taken(refusal: Refusal, facility: Facility) -> str:
    sentence = _("Somebody else took this time a moment ago. Please choose another one.")
    return with_next(sentence, refusal, facility)


@text_for(Rule.INMATE_BUSY)
def _inmate_busy(refusal: Refusal, facility: Facility) -> str:
    sentence = _("The person you want to see has another visit then. Please choose another time.")
    return with_next(sentence, refusal, facility)


@text_for(Rule.VISITOR_BUSY)
def _visitor_busy(refusal: Refusal, facility: Facility) -> str:
    sentence = _("You have a visit of your own at that time. Please choose another one.")
    return with_next(sentence, refusal, facility)


@text_for(Rule.INMATE_COMMITTED)
def _inmate_committed(refusal: Refusal, facility: Facility) -> str:
    sentence = _(
        "The person you want to see has another appointment then. Please choose another time."
    )
    return with_next(sentence, refusal, facility)


@text_for(Rule.SEPARATION)
def _separation(refusal: Refusal, facility: Facility) -> str:
    """Reveals neither from whom somebody is separated, nor that anybody is."""
    sentence = _("No place in the lobby can be given then. Please choose another time.")
    return with_next(sentence, refusal, facility)


@text_for(Rule.RESERVATION_LAPSED)
def _reservation_lapsed(refusal: Refusal, facility: Facility) -> str:
    return _(
        "The ten minutes for which we kept this time are over, and somebody else has taken it. "
        "Please choose another one."
    )


@text_for(Rule.MAKE_UP_SPENT)
def _make_up_spent(refusal: Refusal, facility: Facility) -> str:
    return _(
        "This make-up visit is booked already. You find it under “My visits”, and can change its "
        "time there."
    )


@text_for(Rule.MAKE_UP_OVER)
def _make_up_over(refusal: Refusal, facility: Facility) -> str:
    last = date_in(refusal, "make_up_last_date")
    if last is None:
        return _(
            "This make-up visit is not owed any more, because what happened in the first visit was "
            "looked at again. You can book other visits as usual."
        )
    return _(
        "This make-up visit could be booked until %(date)s. You can book other visits as usual."
    ) % {"date": say_date(last)}


@text_for(Rule.NO_MONITOR_FREE)
def _no_monitor_free(refusal: Refusal, facility: Facility) -> str:
    sentence = _(
        "All monitors in the lobby are in use then. Please choose another time, or a remote visit."
    )
    return with_next(sentence, refusal, facility)


@text_for(Rule.NO_STATION_FREE)
def _no_station_free(refusal: Refusal, facility: Facility) -> str:
    sentence = _("All places inside the facility are in use then. Please choose another time.")
    return with_next(sentence, refusal, facility)

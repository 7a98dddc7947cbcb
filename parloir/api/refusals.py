"""Return refusals as codes for programs and sentences for people."""

from collections.abc import Sequence

from django.http import HttpResponse

from parloir.api.problems import REFUSED, Problem, problem_response
from parloir.api.schemas import RefusalOut
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Facility
from parloir.scheduling.refusals import Refusal


def refusals_out(refusals: Sequence[Refusal], facility: Facility) -> list[RefusalOut]:
    return [
        RefusalOut(
            rule=refusal.rule,
            sentence=sentence_for(refusal, facility=facility),
            next_date=refusal.next_date,
            next_at=refusal.next_at.astimezone(facility.zone) if refusal.next_at else None,
        )
        for refusal in refusals
    ]


def refused(refusals: Sequence[Refusal], facility: Facility) -> HttpResponse:
    """An answer that is kept under its key like any other, so it is not an exception."""
    said = refusals_out(refusals, facility)
    return problem_response(
        Problem(
            REFUSED,
            said[0].sentence,
            rule=str(said[0].rule),
            refusals=[one.model_dump() for one in said],
        )
    )

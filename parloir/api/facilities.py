from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from parloir.api.access import ApiRequest, count_reads_of, facility_of, needs
from parloir.api.document import answers, say
from parloir.api.fields import Word
from parloir.api.problems import NOT_FOUND, Problem
from parloir.api.schemas import FacilitiesOut, FacilityOut, InmateOut
from parloir.clients.scopes import Scope
from parloir.facilities.models import Facility
from parloir.people.models import Inmate
from parloir.people.queries import NumberNotClear, inmate_with_master_id

router = Router(tags=["Facilities"])


@router.get("", response=answers(200, FacilitiesOut), **needs(None))
def list_facilities(request: ApiRequest) -> HttpResponse:
    """Return the facilities of this token, with what a booking program needs to know."""
    facilities = request.auth.client.facilities.order_by("slug")
    return say(FacilitiesOut(items=[_facility_out(one) for one in facilities]))


@router.get(
    "/{slug}/inmates/{master_id}",
    response=answers(200, InmateOut, 404, 422),
    **needs(Scope.READ_INMATES),
)
def get_inmate(request: ApiRequest, slug: Word, master_id: Word) -> HttpResponse:
    """Return an entry of the roster, by master ID number. The roster is never listed."""
    facility = facility_of(request.auth, slug)
    inmate = inmate_at(facility, master_id)
    count_reads_of(request.auth, facility, inmate)
    return say(
        InmateOut(
            master_id=inmate.master_id,
            first_name=inmate.first_name,
            last_name=inmate.last_name,
            status=Inmate.Status(inmate.status),
            area=inmate.area.name,
            language=inmate.language,
        )
    )


def inmate_at(facility: Facility, master_id: str) -> Inmate:
    """Return the inmate with this master ID number. Raises `Problem` if there is none."""
    try:
        inmate = inmate_with_master_id(facility=facility, master_id=master_id)
    except NumberNotClear as error:
        raise Problem(NOT_FOUND, _several(error.numbers)) from error
    if inmate is None:
        raise Problem(NOT_FOUND, _("Nobody at this facility has this master ID number."))
    return inmate


def _several(numbers: Sequence[str]) -> str:
    text = _("Several people have this number. Send it exactly as one of these: %(numbers)s.")
    return text % {"numbers": ", ".join(numbers)}


def _facility_out(facility: Facility) -> FacilityOut:
    return FacilityOut(
        slug=facility.slug,
        name=facility.name,
        official_name=facility.official_name,
        state=facility.state_id,
        time_zone=facility.time_zone,
        phone=facility.phone,
        effective_date=facility.effective_date,
        visit_minutes=facility.visit_minutes,
        grid_minutes=facility.grid_minutes,
        horizon_days=facility.horizon_days,
        cancel_minutes=facility.cancel_minutes,
    )

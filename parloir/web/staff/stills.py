"""Still pictures of terminated visits: the officer's browser sends, deciders look at them."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from parloir.accounts.models import Role
from parloir.people.uploads import TooManyPictures, take_in
from parloir.pictures.refusals import ImageRefused
from parloir.vault.sealing import CannotOpen
from parloir.visits.models import Still, Visit
from parloir.visits.stills import STILL, StillRefused, keep_still, look_at_still
from parloir.web.body_limits import takes_a_picture
from parloir.web.staff.staff_context import StaffContext, staff_page

DECIDERS = (Role.SUPERVISOR, Role.AUDITOR)


@takes_a_picture(is_urgent=True)
@require_POST
@staff_page(Role.OFFICER)
def take_still(request: HttpRequest, staff: StaffContext, visit_id: str, side: str) -> HttpResponse:
    visit = (
        Visit.objects.filter(public_id=visit_id, facility__slug__in=staff.slugs_for(Role.OFFICER))
        .select_related("facility")
        .first()
    )
    upload = request.FILES.get("still")
    if visit is None or upload is None:
        raise Http404
    try:
        jpeg = take_in(
            upload,
            size=upload.size or 0,
            kind=STILL,
            account=staff.user.public_id,
            now=staff.now,
        )
        keep_still(visit=visit, side=side, jpeg=jpeg, by=staff.actor, now=staff.now)
    except ImageRefused as refused:
        return JsonResponse({"refused": refused.reason}, status=422)
    except TooManyPictures:
        return JsonResponse({"refused": "too_many"}, status=429)
    except StillRefused:
        return JsonResponse({"refused": "not_now"}, status=409)
    return JsonResponse({}, status=201)


@require_safe
@staff_page(*DECIDERS)
def still_image(request: HttpRequest, staff: StaffContext, still_id: str) -> HttpResponse:
    """Return the image, and record the view in the audit. For other people it does not exist."""
    still = (
        Still.objects.filter(
            public_id=still_id, visit__facility__slug__in=staff.slugs_for(*DECIDERS)
        )
        .select_related("visit__facility")
        .first()
    )
    if still is None:
        raise Http404
    try:
        jpeg = look_at_still(still=still, by=staff.actor, now=staff.now)
    except (FileNotFoundError, CannotOpen) as error:
        raise Http404 from error
    return HttpResponse(
        jpeg,
        content_type="image/jpeg",
        headers={"Cache-Control": "no-store", "Content-Disposition": "inline"},
    )

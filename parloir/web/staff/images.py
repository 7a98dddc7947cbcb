"""Pictures of people and IDs, for the person and the registrars they asked; never cached."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parloir.accounts.models import Role, User
from parloir.facilities.models import Agency
from parloir.people import images
from parloir.people.identity_looks import look_at_picture
from parloir.people.identity_queries import identity_at
from parloir.people.models import IdentityDocument
from parloir.vault.sealing import CannotOpen
from parloir.web.staff.staff_context import StaffContext, staff_context_of


@require_safe
def identity_image(request: HttpRequest, document_id: str) -> HttpResponse:
    """Return the picture to the person, or to a registrar whose agency sees it; else 404.

    A registrar's look is recorded.
    """
    user = request.user
    document = (
        IdentityDocument.objects.filter(public_id=document_id).select_related("visitor").first()
    )
    if document is None or not isinstance(user, User):
        raise Http404
    is_own = document.visitor.user_id == user.pk
    staff = staff_context_of(user)
    agencies = [] if is_own else _agencies_that_see(document, staff)
    if not is_own and not agencies:
        raise Http404
    try:
        jpeg = images.read(name=document.public_id)
    except (FileNotFoundError, CannotOpen) as error:
        raise Http404 from error
    for agency in agencies:
        look_at_picture(document=document, agency=agency, by=staff.actor, now=staff.now)
    return HttpResponse(
        jpeg,
        content_type="image/jpeg",
        headers={"Cache-Control": "no-store", "Content-Disposition": "inline"},
    )


def _agencies_that_see(document: IdentityDocument, staff: StaffContext) -> list[Agency]:
    agencies = staff.agencies_for(Role.REGISTRAR)
    return [agency for agency in agencies if _belongs_to(document, agency)]


def _belongs_to(document: IdentityDocument, agency: Agency) -> bool:
    """Return whether the agency was asked, and this is the picture that it sees of the piece."""
    identity = identity_at(document.visitor, agency)
    view = identity.pieces.get(IdentityDocument.Piece(document.piece))
    return identity.is_asked and view is not None and view.document == document

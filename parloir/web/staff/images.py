"""Pictures of people and IDs, for the person and the registrars they asked; never cached."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parloir.accounts.models import Role, User
from parloir.facilities.models import Agency
from parloir.people import images
from parloir.people.identity_queries import identity_at
from parloir.people.models import IdentityDocument
from parloir.vault.sealing import CannotOpen
from parloir.web.staff.staff_context import staff_context_of


@require_safe
def identity_image(request: HttpRequest, document_id: str) -> HttpResponse:
    """Return the picture to the person, or to a registrar whose agency sees it; else 404."""
    user = request.user
    document = (
        IdentityDocument.objects.filter(public_id=document_id).select_related("visitor").first()
    )
    if document is None or not isinstance(user, User) or not _may_see(user, document):
        raise Http404
    try:
        jpeg = images.read(name=document.public_id)
    except (FileNotFoundError, CannotOpen) as error:
        raise Http404 from error
    return HttpResponse(
        jpeg,
        content_type="image/jpeg",
        headers={"Cache-Control": "no-store", "Content-Disposition": "inline"},
    )


def _may_see(user: User, document: IdentityDocument) -> bool:
    if document.visitor.user_id == user.pk:
        return True
    agencies = staff_context_of(user).agencies_for(Role.REGISTRAR)
    return any(_belongs_to(document, agency) for agency in agencies)


def _belongs_to(document: IdentityDocument, agency: Agency) -> bool:
    """Return whether the agency was asked, and this is the picture that it sees of the piece."""
    identity = identity_at(document.visitor, agency)
    view = identity.pieces.get(IdentityDocument.Piece(document.piece))
    return identity.is_asked and view is not None and view.document == document

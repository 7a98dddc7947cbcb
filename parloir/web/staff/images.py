"""Pictures of people and IDs, for registrars and the person themselves; never cached."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parloir.accounts.models import Role, User
from parloir.accounts.policies import facilities_served
from parloir.people import images
from parloir.people.models import IdentityDocument
from parloir.vault.sealing import CannotOpen


@require_safe
def identity_image(request: HttpRequest, document_id: str) -> HttpResponse:
    """Return the picture to a registrar or the person; anybody else gets 404."""
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
    return document.visitor.user_id == user.pk or bool(facilities_served(user, Role.REGISTRAR))

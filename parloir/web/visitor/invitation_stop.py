"""Where the link of an invitation leads to: the person wants to be asked no more."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parloir.audit.actors import ANONYMOUS
from parloir.clock import current_time
from parloir.people.invitation_stops import invitation_with_signature, stop_invitations


# The link's signature says who asks, without a session: a mail program presses it too (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_invitations_page(
    request: HttpRequest, companionship_id: str, signature: str
) -> HttpResponse:
    """Stop invitations when the button is pressed. Opening the link does nothing, since programs
    that check mails open links too."""
    invitation = invitation_with_signature(companionship_id, signature)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        stop_invitations(invitation=invitation, by=ANONYMOUS, now=current_time())
    return render(request, "visitor/companions/stop.html", {"is_done": request.method == "POST"})

"""The pages of a visitor's companions: children, adults, and invitations to the visitor."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parloir.accounts.policies import as_visitor
from parloir.clock import current_time
from parloir.people.companion_queries import (
    companionships_with_others,
    invitations_to,
    possible_companions,
    unanswered_invitations_by,
)
from parloir.people.companions import (
    AlreadyInvited,
    InvitationGone,
    InvitedOneself,
    NotAChild,
    NotApproved,
    TooManyChildren,
    TooManyInvitations,
    accept_invitation,
    decline_invitation,
    end_companionship,
    invite_companion,
    may_invite,
    register_minor,
    remove_minor,
)
from parloir.people.invitation_stops import allow_invitations, is_stopped_at, stop_invitations
from parloir.people.models import Companionship, Minor, Visitor
from parloir.web.visitor.access import for_visitors, posted
from parloir.web.visitor.companion_forms import ChildForm, InvitationForm
from parloir.web.visitor.schedule_companions import say_age


@for_visitors
def my_companions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    possible = possible_companions(visitor)
    now = current_time()
    context = {
        "invitations": invitations_to(visitor),
        "children": [{"child": one, "age": say_age(one, now=now)} for one in possible.minors],
        "companionships": possible.companionships,
        "unanswered": unanswered_invitations_by(visitor),
        "companionships_with_others": companionships_with_others(visitor),
        "may_invite": may_invite(visitor),
        "is_stopped": is_stopped_at(visitor.user.email),
        "next": _next_page(request),
        "back_url": _next_page(request) or reverse("home"),
        "query": _query(request),
    }
    return render(request, "visitor/companions/list.html", context)


@for_visitors
def add_child(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    form = ChildForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            child = register_minor(
                guardian=visitor,
                by=as_visitor(visitor.user),
                now=current_time(),
                **form.cleaned_data,
            )
        except NotAChild:
            form.add_error(
                "date_of_birth",
                _(
                    "That is the date of birth of an adult, or it lies ahead. Look at the year "
                    "again; adults get an invitation by email instead."
                ),
            )
        except TooManyChildren:
            form.add_error(None, _("Twenty children is the most. Remove one of them first."))
        else:
            messages.success(request, _("%(name)s can come along now.") % {"name": child.full_name})
            return _back_to_companions(request)
    return _question(request, "visitor/companions/child.html", form=form)


@for_visitors
def invite_adult(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    form = InvitationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        by, now = as_visitor(visitor.user), current_time()
        email = form.cleaned_data["email"]
        try:
            invitation = invite_companion(visitor=visitor, email=email, by=by, now=now)
        except NotApproved:
            form.add_error(None, _not_yet())
        except InvitedOneself:
            form.add_error("email", _("This is your own address. Type that of the other person."))
        except AlreadyInvited:
            form.add_error("email", _("You have invited this address already."))
        except TooManyInvitations:
            form.add_error(
                "email",
                _("Many invitations went out today. Please try again tomorrow; nothing is lost."),
            )
        else:
            messages.success(
                request,
                _("A mail is on its way to %(email)s. We write to you when it is answered.")
                % {"email": invitation.email},
            )
            return _back_to_companions(request)
    return _question(request, "visitor/companions/invite.html", form=form)


@require_POST
@for_visitors
def remove_child(request: HttpRequest, visitor: Visitor, minor_id: str) -> HttpResponse:
    child = get_object_or_404(Minor, public_id=minor_id, guardian=visitor)
    if remove_minor(minor=child, by=as_visitor(visitor.user), now=current_time()):
        messages.success(
            request,
            _("%(name)s is removed. Visits that are booked stay as they are.")
            % {"name": child.full_name},
        )
    return _back_to_companions(request)


@require_POST
@for_visitors
def answer_invitation(
    request: HttpRequest, visitor: Visitor, companionship_id: str
) -> HttpResponse:
    """Accept or decline an invitation, or want no more; one to another address is answered with
    404."""
    invitation = get_object_or_404(
        Companionship.objects.select_related("visitor__user"),
        public_id=companionship_id,
        email=visitor.user.email,
    )
    if request.POST.get("answer") == "never":
        return _stop(request, visitor, invitation)
    accepts = request.POST.get("answer") == "accept"
    answer: Callable[..., None] = accept_invitation if accepts else decline_invitation
    name = {"name": invitation.visitor.full_name}
    try:
        answer(
            invitation=invitation, invited=visitor, by=as_visitor(visitor.user), now=current_time()
        )
    except InvitationGone:
        messages.warning(request, _gone())
    else:
        words = (
            _("%(name)s can book visits for both of you now. You get a mail for each.")
            if accepts
            else _("You have declined. We tell %(name)s.")
        )
        messages.success(request, words % name)
    return _back_to_companions(request)


@require_POST
@for_visitors
def end_companionship_page(
    request: HttpRequest, visitor: Visitor, companionship_id: str
) -> HttpResponse:
    """End a companionship for either side, or withdraw an invitation."""
    found = Companionship.objects.select_related("visitor__user").filter(public_id=companionship_id)
    companionship = found.first()
    if companionship is None or visitor.pk not in {
        companionship.visitor_id,
        companionship.companion_id,
    }:
        raise Http404
    try:
        end_companionship(
            companionship=companionship, by=as_visitor(visitor.user), now=current_time()
        )
    except InvitationGone:
        messages.warning(request, _gone())
    else:
        messages.success(request, _("That is done. Visits that are booked stay as they are."))
    return _back_to_companions(request)


@require_POST
@for_visitors
def allow_invitations_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    allow_invitations(visitor=visitor, by=as_visitor(visitor.user), now=current_time())
    messages.success(request, _("People can ask you again whether you come along."))
    return _back_to_companions(request)


def _stop(request: HttpRequest, visitor: Visitor, invitation: Companionship) -> HttpResponse:
    stop_invitations(invitation=invitation, by=as_visitor(visitor.user), now=current_time())
    messages.success(
        request, _("Nobody can ask you any more. The person who has asked is not told.")
    )
    return _back_to_companions(request)


def _not_yet() -> str:
    return _("You can invite others once we have looked at your photo and ID and approved them.")


def _gone() -> str:
    return _("This was answered, withdrawn or ended before. The page shows how it stands now.")


def _question(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    back = reverse("my_companions") + _query(request)
    return render(request, template, {"back_url": back, **context})


def _back_to_companions(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("my_companions") + _query(request))


def _next_page(request: HttpRequest) -> str:
    """Return the page from which a visitor came here while booking."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def _query(request: HttpRequest) -> str:
    wanted = _next_page(request)
    return f"?{urlencode({'next': wanted})}" if wanted else ""

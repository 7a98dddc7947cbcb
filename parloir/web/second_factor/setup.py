"""Set an authenticator app up: scan, type its first code, keep the recovery codes."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.clock import current_time
from parloir.factors.operations import CodeRefused, Factor, add_app
from parloir.factors.pictures import qr_code
from parloir.factors.queries import may_go_on
from parloir.factors.totp import address_for_app
from parloir.web.second_factor.forms import FirstSetupForm, SetupForm
from parloir.web.second_factor.passing import account_in, came_by_emergency, note_passed
from parloir.web.second_factor.pending_secret import forget_secret, make_secret, waiting_secret
from parloir.web.second_factor.words import why_refused
from parloir.web.visitor.access import posted

ISSUER = "Parloir"


@never_cache
@login_required
@sensitive_post_parameters("code", "password")
@sensitive_variables("secret", "codes")
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the secret; once a code proves it, the recovery codes. They are in no session."""
    user = account_in(request)
    secret = waiting_secret(request, user) if request.method == "POST" else None
    if request.method == "POST" and secret is None:
        return redirect("second_factor")
    form = _form(request, user)
    if secret is not None and form.is_valid():
        try:
            codes = _add(user, secret, form.cleaned_data["code"])
        except CodeRefused as refused:
            form.add_error("code", why_refused(refused))
        else:
            forget_secret(request)
            request.session.cycle_key()
            note_passed(request, Factor.APP.value)
            return show_codes(request, codes)
    secret = secret or make_secret(request, user)
    return render(request, "second_factor/set_up.html", _shown(user, secret) | {"form": form})


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show new recovery codes, this once."""
    context = {"codes": codes, "goes_on_to": wanted(request), "email": account_in(request).email}
    return render(request, "second_factor/recovery_codes.html", context)


def wanted(request: HttpRequest) -> str:
    """Return the page that this person was on the way to."""
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else reverse("second_factor")


def _form(request: HttpRequest, user: User) -> FirstSetupForm:
    has_typed_password = not may_go_on(user, request.session)
    if not has_typed_password and not came_by_emergency(request):
        return SetupForm(posted(request), user=user)
    return FirstSetupForm(posted(request))


def _add(user: User, secret: str, code: str) -> list[str]:
    return add_app(
        user=user,
        secret=secret,
        code="".join(code.split()),
        by=actor_of(user),
        now=current_time(),
        phone_time=timezone.now(),
    )


def _shown(user: User, secret: str) -> dict[str, Any]:
    address = address_for_app(secret, account=user.email, issuer=ISSUER)
    return {
        "picture": qr_code(address),
        "picture_says": _("A QR code for your authenticator app"),
        "app_address": address,
        "secret_groups": [secret[at : at + 4] for at in range(0, len(secret), 4)],
    }

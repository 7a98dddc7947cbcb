"""What somebody sees and changes of their own second factor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from parloir.accounts.policies import actor_of
from parloir.clock import current_time
from parloir.factors.operations import NoFactor, make_recovery_codes, switch_factor_off
from parloir.factors.queries import has_factor, must_pass, recovery_codes_left
from parloir.web.second_factor.forms import PasswordForm
from parloir.web.second_factor.passing import account_in, came_by_emergency
from parloir.web.second_factor.setup import show_codes
from parloir.web.visitor.access import posted


@never_cache
@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    user = account_in(request)
    context = {
        "has_factor": has_factor(user),
        "must_have_one": must_pass(user),
        "is_emergency": came_by_emergency(request),
        "codes_left": recovery_codes_left(user),
    }
    return render(request, "second_factor/account.html", context)


@never_cache
@login_required
@sensitive_post_parameters("password")
@sensitive_variables("codes")
def new_codes(request: HttpRequest) -> HttpResponse:
    user = account_in(request)
    form = PasswordForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        try:
            codes = make_recovery_codes(user=user, by=actor_of(user), now=current_time())
        except NoFactor:
            return redirect("second_factor")
        return show_codes(request, codes)
    return render(request, "second_factor/new_codes.html", {"form": form})


@never_cache
@login_required
@sensitive_post_parameters("password")
def switch_off(request: HttpRequest) -> HttpResponse:
    """Switch it off, for visitors. Staff always have one."""
    user = account_in(request)
    if must_pass(user):
        return redirect("second_factor")
    form = PasswordForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        try:
            switch_factor_off(user=user, by=actor_of(user), now=current_time())
        except NoFactor:
            pass  # another browser was faster
        else:
            messages.success(request, _("Signing in takes no code any more."))
        return redirect("second_factor")
    return render(request, "second_factor/switch_off.html", {"form": form})

"""The page after the password that asks for a code."""

from math import ceil

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from parloir.clock import current_time
from parloir.factors.operations import CodeRefused
from parloir.throttling.delays import TooEarly
from parloir.web.second_factor.forms import CodeForm
from parloir.web.second_factor.passing import look_at_code
from parloir.web.second_factor.stage import finish, pending_stage
from parloir.web.second_factor.words import too_many_codes, why_refused
from parloir.web.visitor.access import posted


@never_cache
@sensitive_post_parameters("code")
def ask_code(request: HttpRequest) -> HttpResponse:
    """Sign in with a code. Programs too are told when it was not looked at (429)."""
    stage = pending_stage(request) if not request.user.is_authenticated else None
    if stage is None or stage.user is None:
        if not request.user.is_authenticated:
            messages.warning(request, _("This took too long. Please sign in again."))
        return redirect("account_login")
    form = CodeForm(posted(request))
    early: TooEarly | None = None
    if request.method == "POST" and form.is_valid():
        try:
            passed = look_at_code(request, user=stage.user, code=form.cleaned_data["code"])
        except CodeRefused as refused:
            form.add_error("code", why_refused(refused))
        except TooEarly as error:
            early = error
            form.add_error("code", too_many_codes(error.until))
        else:
            return finish(stage, how=passed.value)
    page = render(request, "second_factor/ask.html", {"form": form})
    return _with_wait(page, early)


def _with_wait(page: HttpResponse, early: TooEarly | None) -> HttpResponse:
    if early is not None:
        page.status_code = 429
        page["Retry-After"] = str(max(ceil((early.until - current_time()).total_seconds()), 1))
    return page

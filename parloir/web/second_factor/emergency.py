"""The emergency sign-in, with what a command on the server's console has printed."""

from typing import assert_never

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from parloir.clock import current_time
from parloir.factors.break_glass import BreakGlassRefused, use_break_glass
from parloir.factors.operations import Factor
from parloir.web.second_factor.passing import note_passed
from parloir.web.signin_backend import BACKEND
from parloir.web.visitor.access import posted


class EmergencyForm(forms.Form):
    signs = forms.CharField(
        label=gettext_lazy("Type the letters and digits that the server shows"),
        max_length=60,
        error_messages={
            "required": gettext_lazy("Type the letters and digits that the server shows.")
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


@never_cache
@sensitive_post_parameters("signs")
def sign_in_once(request: HttpRequest) -> HttpResponse:
    """Sign in, and lead to the second factor, which is to be set up again."""
    form = EmergencyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = use_break_glass(signs=form.cleaned_data["signs"], now=current_time())
        except BreakGlassRefused as refused:
            form.add_error("signs", _why_refused(refused))
        else:
            login(request, user, backend=BACKEND)
            note_passed(request, Factor.BREAK_GLASS.value)
            return redirect("second_factor")
    return render(request, "second_factor/emergency.html", {"form": form})


def _why_refused(refused: BreakGlassRefused) -> str:
    match refused.reason:
        case BreakGlassRefused.Reason.UNKNOWN:
            return _("The server has not shown this. Please look at it again.")
        case BreakGlassRefused.Reason.USED:
            return _("This was used already, and works once. Make a new one on the server.")
        case BreakGlassRefused.Reason.EXPIRED:
            return _(
                "This is older than 15 minutes, or a newer one was made. Make a new one on the "
                "server."
            )
        case _:
            assert_never(refused.reason)

"""The sign-in page, which tells programs too when a password was not looked at (429)."""

from datetime import datetime
from math import ceil

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django.http import HttpRequest, HttpResponse

from parloir.clock import current_time
from parloir.web.signin_backend import next_sign_in_at


class SignInView(LoginView):  # type: ignore[misc]  # allauth has no types
    def form_invalid(self, form: LoginForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        return _too_early(self.request, response)


def _too_early(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    until: datetime | None = next_sign_in_at(request)
    if until is not None:
        response.status_code = 429
        response["Retry-After"] = str(max(ceil((until - current_time()).total_seconds()), 1))
    return response


sign_in = SignInView.as_view()

"""Get a new password: email, then the code or the link from the mail, then the password."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parloir.clock import current_time
from parloir.credentials.codes import CodeGone, CodeNotSent, CodeRefused, prove_code
from parloir.credentials.links import LinkGone, live_link
from parloir.credentials.models import CodePurpose
from parloir.credentials.password_lengths import shortest_password
from parloir.credentials.resets import Mailed, ask_for_new_password
from parloir.languages import spoken_language
from parloir.web.known_browser import keep_this_browser
from parloir.web.passwords.forms import (
    AccountAddressForm,
    CodeElsewhereForm,
    CodeForm,
    NewPasswordForm,
    SheetForm,
)
from parloir.web.passwords.permit import NotPermitted, Permit
from parloir.web.passwords.words import why_not_sent, why_refused
from parloir.web.visitor.access import address_of, posted


@never_cache
def ask_address(request: HttpRequest) -> HttpResponse:
    permit = Permit(request)
    form = AccountAddressForm(posted(request), initial={"email": permit.email})
    if request.method == "POST" and form.is_valid():
        mailed = _ask(request, form)
        if mailed is not None:
            permit.begin(form.cleaned_data["email"].strip().lower())
            is_code = mailed is Mailed.CODE
            return redirect(
                "account_confirm_password_reset_code" if is_code else "password_link_sent"
            )
    return render(request, "account/password_reset.html", {"form": form})


def _ask(request: HttpRequest, form: forms.Form) -> Mailed | None:
    try:
        return ask_for_new_password(
            email=form.cleaned_data["email"],
            client_address=address_of(request),
            language=spoken_language(),
            now=current_time(),
        )
    except CodeNotSent as refused:
        form.add_error("email", why_not_sent(refused))
        return None


@never_cache
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "account/password_link_sent.html")


@never_cache
def ask_code(request: HttpRequest) -> HttpResponse:
    permit = Permit(request)
    form = (CodeForm if permit.email else CodeElsewhereForm)(posted(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data.get("email", permit.email).strip().lower()
        try:
            code = prove_code(
                email=email,
                purpose=CodePurpose.RESET,
                digits=form.cleaned_data["code"],
                client_address=address_of(request),
                now=current_time(),
            )
        except CodeRefused as refused:
            form.add_error("code", why_refused(refused))
        else:
            permit.give_by_code(code, email=email)
            return redirect("account_complete_password_reset")
    return render(request, "account/confirm_password_reset_code.html", {"form": form})


@never_cache
def open_link(request: HttpRequest, token: str = "") -> HttpResponse:
    """Take the link from a mail, or what is typed from a sheet. Opening a link does not use it up,
    since mail programs open links by themselves."""
    form = SheetForm(posted(request) or ({"token": token} if token else None))
    if form.is_bound and form.is_valid():
        try:
            Permit(request).give_by_link(live_link(form.cleaned_data["token"], now=current_time()))
        except LinkGone:
            form.add_error("token", _("This was used, or is too old. Ask for a new one."))
        else:
            return redirect("account_complete_password_reset")
    return render(request, "account/password_link.html", {"form": form})


@never_cache
def choose_password(request: HttpRequest) -> HttpResponse:
    permit, now = Permit(request), current_time()
    try:
        owner = permit.owner(now=now)
        form = NewPasswordForm(posted(request), user=owner)
        if request.method == "POST" and form.is_valid():
            permit.set_password(owner=owner, password=form.cleaned_data["password1"], now=now)
            keep_this_browser(request, owner)
            return redirect("account_reset_password_completed")
    except (NotPermitted, CodeGone, LinkGone):
        messages.warning(request, _("This took too long, or was used. Please ask for a new code."))
        return redirect("account_reset_password")
    context = {"form": form, "least": shortest_password(owner)}
    return render(request, "account/password_reset_from_key.html", context)


@never_cache
def password_is_set(request: HttpRequest) -> HttpResponse:
    return render(request, "account/password_reset_from_key_done.html")

"""Register (P4, P5): email, code, then one question a page; the photo and the ID follow."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parloir.clock import current_time
from parloir.credentials.codes import CodeNotSent, CodeRefused, prove_code
from parloir.credentials.models import CodePurpose
from parloir.languages import spoken_language
from parloir.people.operations import AlreadyRegistered, register_visitor
from parloir.people.registration import begin_registration
from parloir.typed_text.personal_names import NameRefused, text_of
from parloir.web.known_browser import expect_first_sign_in
from parloir.web.passwords.forms import CodeElsewhereForm, CodeForm
from parloir.web.passwords.words import why_not_sent, why_refused
from parloir.web.signin_backend import BACKEND
from parloir.web.visitor.access import address_of, posted
from parloir.web.visitor.answers import QUESTIONS, Answers
from parloir.web.visitor.registration_forms import (
    AddressForm,
    BirthForm,
    EmailForm,
    NameForm,
    PasswordForm,
    PhoneForm,
)

STEPS = 10
FORMS: dict[str, type[forms.Form]] = {
    "name": NameForm,
    "birth": BirthForm,
    "phone": PhoneForm,
    "address": AddressForm,
}
ORDER = (*QUESTIONS, "password")

View = Callable[[HttpRequest], HttpResponse]


@never_cache
def ask_email(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("my_identity")
    answers = Answers(request)
    if request.method == "GET" and answers.is_proven and "change" not in request.GET:
        return redirect(f"register_{answers.first_unanswered()}")
    form = EmailForm(posted(request), initial={"email": answers.email})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        if answers.is_proven and email == answers.email:
            return redirect(f"register_{answers.first_unanswered()}")
        if _send_code(request, form, email):
            answers.ask_for(email)
            return redirect("register_code")
    return _page(request, "email", form, step=1, back=reverse("home"))


def _send_code(request: HttpRequest, form: forms.Form, email: str) -> bool:
    try:
        begin_registration(
            email=email,
            client_address=address_of(request),
            language=spoken_language(),
            now=current_time(),
        )
    except CodeNotSent as refused:
        form.add_error("email", why_not_sent(refused))
        return False
    return True


@never_cache
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code. The mail's link only fills it in, as mail programs follow links too."""
    if request.user.is_authenticated:
        return redirect("my_identity")
    answers = Answers(request)
    form_class = CodeForm if answers.email else CodeElsewhereForm
    form = form_class(posted(request), initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data.get("email", answers.email).strip().lower()
        if _prove(request, form, email):
            answers.proved(email)
            return redirect(f"register_{answers.first_unanswered()}")
    return _page(
        request, "code", form, step=2, back=f"{reverse('register')}?change", email=answers.email
    )


def _prove(request: HttpRequest, form: forms.Form, email: str) -> bool:
    try:
        prove_code(
            email=email,
            purpose=CodePurpose.REGISTRATION,
            digits=form.cleaned_data["code"],
            client_address=address_of(request),
            now=current_time(),
        )
    except CodeRefused as refused:
        form.add_error("code", why_refused(refused))
        return False
    return True


def question(name: str) -> View:
    """The view of one question; a visitor who is not that far yet goes to their question."""

    @never_cache
    def view(request: HttpRequest) -> HttpResponse:
        answers = Answers(request)
        elsewhere = _not_there_yet(request, answers, name)
        if elsewhere is not None:
            return elsewhere
        more: dict[str, Any] = {"today": current_time().date()} if name == "birth" else {}
        form = FORMS[name](posted(request), initial=answers.initial(name), **more)
        if request.method == "POST" and form.is_valid():
            answers.add(form.cleaned_data)
            return redirect(f"register_{answers.first_unanswered()}")
        return _page(request, name, form, step=3 + ORDER.index(name), back=_back_from(name))

    return view


@never_cache
def ask_password(request: HttpRequest) -> HttpResponse:
    """Ask the last question, then create the account and sign the visitor in."""
    answers = Answers(request)
    elsewhere = _not_there_yet(request, answers, "password")
    if elsewhere is not None:
        return elsewhere
    form = PasswordForm(posted(request), person=answers.person())
    if request.method == "POST" and form.is_valid():
        return _register(request, answers, form.cleaned_data["password"])
    return _page(
        request, "password", form, step=7, back=_back_from("password"), email=answers.email
    )


def _register(request: HttpRequest, answers: Answers, password: str) -> HttpResponse:
    registration = answers.registration(language=spoken_language(), password=password)
    try:
        visitor = register_visitor(registration, now=current_time())
    except AlreadyRegistered:
        answers.forget()
        messages.info(request, _("You have an account already. Please sign in."))
        return redirect("account_login")
    except NameRefused as refused:  # typed before names were checked, and kept in the session
        messages.warning(request, text_of(refused.mistake))
        return redirect("register_name")
    answers.forget()
    expect_first_sign_in(request)
    login(request, visitor.user, backend=BACKEND)
    return redirect("take_picture", piece="photo")


def _not_there_yet(request: HttpRequest, answers: Answers, name: str) -> HttpResponse | None:
    if request.user.is_authenticated:
        return redirect("my_identity")
    if not answers.is_proven:
        return redirect("register")
    reached = answers.first_unanswered()
    if ORDER.index(name) > ORDER.index(reached):
        return redirect(f"register_{reached}")
    return None


def _back_from(name: str) -> str:
    place = ORDER.index(name)
    return reverse(f"register_{ORDER[place - 1]}") if place else f"{reverse('register')}?change"


def _page(
    request: HttpRequest, name: str, form: forms.Form, *, step: int, back: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "step": step, "steps": STEPS, "back_url": back, **more}
    return render(request, f"visitor/register/{name}.html", context)

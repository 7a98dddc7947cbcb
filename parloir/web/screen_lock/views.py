"""Unlock the screen, and tell a page how long it has until it is locked."""

from math import ceil
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from parloir.accounts.models import User
from parloir.accounts.screen_locks import Lock, can_be_locked, lock_of, locked_from, unlock
from parloir.clock import current_time, machine_time
from parloir.web.screen_lock.forms import UnlockForm
from parloir.web.second_factor.passing import note_passed
from parloir.web.sign_ins import sign_in_of
from parloir.web.visitor.access import posted

LOCKED = 423
_JSON = "application/json"


def locked_page(request: HttpRequest) -> HttpResponse:
    """Return what a locked screen gets in place of what it asked for."""
    if request.headers.get("Accept") == _JSON:
        return JsonResponse({"locked": True}, status=LOCKED)
    form = UnlockForm(request=request, user=cast("User", request.user))
    return _render(request, form, going_to=request.get_full_path(), status=LOCKED)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters("password", "code")
def unlock_screen(request: HttpRequest) -> HttpResponse:
    """Take the password. A script asks for JSON, and stays on its page."""
    if not can_be_locked(sign_in=sign_in_of(request), now=machine_time()):
        return redirect("home")
    user = cast("User", request.user)
    form = UnlockForm(posted(request), request=request, user=user)
    if request.method == "POST" and form.is_valid():
        _unlock(request, form)
        return JsonResponse({}) if _is_script(request) else redirect(_goal_of(request))
    if _is_script(request):
        field, messages = next(iter(form.errors.items()), ("password", [""]))
        return JsonResponse({"field": field, "message": str(messages[0])}, status=422)
    return _render(request, form, going_to=_goal_of(request), status=200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def screen_lock(request: HttpRequest) -> HttpResponse:
    """Return whether this sign-in is locked, and for how many seconds it is not.

    A POST says that somebody is there, which the middleware notes.
    """
    sign_in, now = sign_in_of(request), machine_time()
    until = locked_from(sign_in=sign_in, now=now)
    left = (until - now).total_seconds() if until else None
    lock = lock_of(sign_in=sign_in, now=now)
    return JsonResponse(
        {
            "locked": lock.is_locked,
            "soon": lock is Lock.SOON,
            "old": lock is Lock.AGE,
            "seconds": None if left is None else max(ceil(left), 0),
        }
    )


def _unlock(request: HttpRequest, form: UnlockForm) -> None:
    lock = unlock(sign_in=sign_in_of(request), at=current_time(), now=machine_time())
    if lock is Lock.AGE:  # as after any other sign-in, the session has another key
        request.session.cycle_key()
    if form.passed is not None:
        note_passed(request, form.passed.value)


def _render(request: HttpRequest, form: UnlockForm, *, going_to: str, status: int) -> HttpResponse:
    lock = lock_of(sign_in=sign_in_of(request), now=machine_time())
    was_sent = request.method == "POST" and status == LOCKED
    context = {
        "form": form,
        "going_to": "" if was_sent else going_to,
        "was_sent": was_sent,
        "is_old": lock is Lock.AGE,
        "is_locked_page": True,
    }
    return render(request, "account/locked.html", context, status=status)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == _JSON


def _goal_of(request: HttpRequest) -> str:
    goal = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = url_has_allowed_host_and_scheme(goal, allowed_hosts=None)
    return goal if goal and is_ours else str(resolve_url("console"))

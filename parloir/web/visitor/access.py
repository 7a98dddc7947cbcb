"""Restrict pages to visitors, and limit tries from one place."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from parloir.people.models import Visitor
from parloir.throttling.operations import Limit

P = ParamSpec("P")
VisitorView = Callable[Concatenate[HttpRequest, Visitor, P], HttpResponse]

SEARCHES = Limit("inmate-search", times=30, window=timedelta(minutes=10))


def for_visitors(view: VisitorView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let visitors who are not signed in sign in and come back; staff go to their own pages."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return cast("HttpResponse", redirect_to_login(request.get_full_path()))
        visitor = visitor_of(request)
        if visitor is None:
            return redirect("home")
        return view(request, visitor, *args, **kwargs)

    return never_cache(guarded)


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Return the signed-in visitor; None for staff and for anybody else."""
    visitor: Visitor | None = getattr(request.user, "visitor", None)
    return visitor


def address_of(request: HttpRequest) -> str:
    """Return the network address that a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def posted(request: HttpRequest) -> QueryDict | None:
    """Return the data to bind a form to: None for a GET."""
    return request.POST if request.method == "POST" else None

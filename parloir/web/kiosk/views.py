"""The pages of monitor and station. Their sockets send what they show."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parloir.audit.actors import ANONYMOUS
from parloir.clock import current_time
from parloir.facilities.enrolment import DeviceKind, enrolment_of, request_enrolment
from parloir.realtime.ui_strings import ui_strings_for
from parloir.throttling.addresses import try_once_from
from parloir.throttling.operations import Limit
from parloir.web.kiosk.cookies import give_token, token_in

NEW_BROWSERS = Limit("enrolment", times=30, window=timedelta(minutes=10))


@never_cache
@require_safe
def monitor(request: HttpRequest) -> HttpResponse:
    return _device_page(request, DeviceKind.MONITOR)


@never_cache
@require_safe
def station(request: HttpRequest) -> HttpResponse:
    return _device_page(request, DeviceKind.STATION)


def _device_page(request: HttpRequest, kind: DeviceKind) -> HttpResponse:
    """Render the page. A browser without a valid cookie gets one, to be approved by staff."""
    offered = request.GET.get("enrol")
    if offered is not None:
        return _take_offered(request, kind, offered)
    page = render(
        request,
        f"kiosk/{kind}.html",
        {"surface": str(kind), "ui_strings": ui_strings_for(str(kind))},
    )
    if enrolment_of(token_in(request, kind), kind=kind) is None:
        now, address = current_time(), request.META.get("REMOTE_ADDR", "")
        if try_once_from(NEW_BROWSERS, address=address, now=now) is not None:
            return render(request, "429.html", status=429)
        _, token = request_enrolment(kind=kind, by=ANONYMOUS, now=now)
        give_token(page, kind, token)
    return page


def _take_offered(request: HttpRequest, kind: DeviceKind, token: str) -> HttpResponse:
    """Move the token of a demo's address into the cookie, and out of the address.

    Only in the demo: elsewhere a link could turn a browser into a device unasked.
    """
    answer = _go_to(request, request.path)
    if settings.DEMO and enrolment_of(token, kind=kind) is not None:
        give_token(answer, kind, token)
    return answer


def _go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Return a page of our own that goes on by itself.

    After a link on another site, a redirect would not send the new cookie, which is
    SameSite=Strict."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return render(request, "kiosk/go_on.html", {"address": address})
    return redirect(address)

"""The cookie that makes a browser a device.

Each kind of device has its own cookie, which is sent only to its own page and socket. So monitor,
station and console can be open in one browser, and no other page sees the token.
"""

from http.cookies import Morsel

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from parloir.facilities.enrolment import COOKIE_OF, DeviceKind

# Ten years: a device stays one until it is revoked.
LASTS_SECONDS = 10 * 365 * 24 * 60 * 60
PATHS = {
    DeviceKind.MONITOR: ("/monitor/", "/ws/monitor/"),
    DeviceKind.STATION: ("/station/", "/ws/station/"),
}


def token_in(request: HttpRequest, kind: DeviceKind) -> str:
    return request.COOKIES.get(COOKIE_OF[kind], "")


def give_token(response: HttpResponse, kind: DeviceKind, token: str) -> None:
    """Set the cookie for both paths, without `set_cookie`, which keeps one path for each name."""
    for path in PATHS[kind]:
        cookie: Morsel[str] = Morsel()
        cookie.set(COOKIE_OF[kind], token, token)
        cookie.update({"path": path, "max-age": str(LASTS_SECONDS), "samesite": "Strict"})
        cookie["httponly"] = True
        if settings.SECURE_COOKIES:
            cookie["secure"] = True
        response.cookies[f"{COOKIE_OF[kind]} {path}"] = cookie

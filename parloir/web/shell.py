"""The parts that make the site an app on a phone: manifest, offline page, service worker (P3).

Included at the root of the site, since a service worker may only act for its own folder.
"""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.vary import vary_on_headers

WORKER = "built/js/service-worker.js"


@vary_on_headers("Accept-Language", "Cookie")
def manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "manifest.webmanifest", content_type="application/manifest+json")


@vary_on_headers("Accept-Language", "Cookie")
def offline(request: HttpRequest) -> HttpResponse:
    """The page that the browser keeps for when it is offline. It names nobody."""
    return render(request, "offline.html")


@cache_control(public=True, max_age=3600)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the built script, at the root and not at the static files' address."""
    built = finders.find(WORKER)
    if not built:
        raise Http404("The scripts are not built: see frontend/README.md.")
    return HttpResponse(Path(built).read_bytes(), content_type="text/javascript; charset=utf-8")


@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for pages that name none, such as the administration's."""
    return redirect(static("mark.svg"))


urlpatterns = [
    path("favicon.ico", favicon),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("offline/", offline, name="offline"),
    path("service-worker.js", service_worker, name="service_worker"),
]

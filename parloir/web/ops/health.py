"""Health and metrics: whether this process is up, and whether visits can be held."""

import secrets

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from parloir.clock import current_time
from parloir.liveness.readiness import is_ready
from parloir.web.ops.collector import MetricsCollector
from parloir.web.ops.media_server import media_server_build
from parloir.web.ops.parts import watched_parts

LOOPBACK = frozenset({"127.0.0.1", "::1"})


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if visits can be held, 503 if not; waiting mail or old zone data is a warning."""
    with translation.override("en"):
        parts = watched_parts(now=current_time())
    ready = is_ready(parts)
    content = {
        "ready": ready,
        "database_engine": connection.vendor,
        # Not the version, which would help an attacker.
        "media_server_pinned": media_server_build().is_pinned,
        "parts": {part.name: "ok" if part.is_well else part.sentence for part in parts},
        "warnings": [part.sentence for part in parts if not part.is_well and not part.is_needed],
    }
    return JsonResponse(content, status=200 if ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for this machine only, or for clients with the token of the settings."""
    if not (_is_from_here(request) or _has_token(request)):
        return HttpResponseForbidden("This address is for the machine itself.\n")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(MetricsCollector(now=current_time()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the request is local. A proxy is on this machine too, but names its client."""
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not any(
        header in request.headers for header in ("X-Forwarded-For", "Forwarded")
    )


def _has_token(request: HttpRequest) -> bool:
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(
        sent.encode(), settings.METRICS_TOKEN.encode()
    )

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from parloir.api.problems import KINDS
from parloir.api.v1 import api


@require_safe
def explain_problem(request: HttpRequest, code: str) -> HttpResponse:
    """Show the page to which the `type` of a problem leads: what it means, for people."""
    kind = KINDS.get(code)
    if kind is None:
        return HttpResponseNotFound()
    text = f"{kind.title} ({kind.status})\n\n{kind.advice}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@csrf_exempt
def nothing_here(request: HttpRequest, path: str) -> HttpResponse:
    """Answer 404 without Django's page; `ProblemsMiddleware` adds the text."""
    return HttpResponseNotFound()


urlpatterns = [
    path("", require_safe(RedirectView.as_view(pattern_name="api_v1:openapi-json"))),
    path("problems/<slug:code>", explain_problem, name="api_problem"),
    path("", api.urls),
    path("<path:path>", nothing_here),
]

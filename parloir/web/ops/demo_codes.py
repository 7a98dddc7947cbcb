"""The codes that the authenticator apps of the demo's staff show. The page exists only there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parloir.demo.file import read_demo_file
from parloir.factors.totp import STEP_SECONDS, code_of, step_at
from parloir.web.ops.mailbox import demo_only


@dataclass(frozen=True, slots=True)
class ShownCode:
    name: str
    email: str
    now: str
    then: str


@never_cache
@require_safe
@demo_only
def demo_codes(request: HttpRequest) -> HttpResponse:
    """List them, and load the page again when they change. A phone's clock is the real one."""
    moment = timezone.now()
    codes = list(_codes(read_demo_file(), moment))
    answer = render(request, "ops/demo_codes.html", {"codes": codes})
    answer["Refresh"] = str(STEP_SECONDS - int(moment.timestamp()) % STEP_SECONDS)
    return answer


def _codes(demo: Mapping[str, Any], moment: datetime) -> Iterator[ShownCode]:
    staff = [*demo.get("staff", {}).values(), demo.get("second_officer", {})]
    step = step_at(moment)
    for one in staff:
        if secret := one.get("totp_secret"):
            codes = code_of(secret, step), code_of(secret, step + 1)
            yield ShownCode(one["name"], one["email"], *codes)

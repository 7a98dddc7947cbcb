"""The administration as a whole: its name, and one sign-in for everybody."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from parloir.web.admin_site.looks import note_list_opened
from parloir.web.admin_site.scoped import is_operator_in, may_enter

admin.site.site_header = _("Parloir: configuration")
admin.site.site_title = _("Parloir")
admin.site.index_title = _("What would you like to set up?")
admin.site.site_url = "/console/"
admin.site.has_permission = may_enter  # type: ignore[method-assign]


_show_index = admin.site.index


def _index(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
    """Show what concerns the whole installation, such as the media server, to operators alone."""
    page = _show_index(request, extra_context)
    if is_operator_in(request):
        page.template_name = "admin/index_with_media_server.html"
    return page


admin.site.index = _index  # type: ignore[method-assign]


def _sign_in(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Take the place of the administration's own sign-in form, whose tries nothing would limit."""
    if not request.user.is_authenticated:
        answer: HttpResponse = _at_our_own_sign_in(request)
        return answer
    if not may_enter(request):
        raise PermissionDenied
    return redirect("admin:index")


@secure_admin_login  # type: ignore[untyped-decorator]
def _at_our_own_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect("admin:index")


admin.site.login = _sign_in  # type: ignore[method-assign]


def _change_password(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Send everybody to the one page where a password is changed, and its owner told."""
    return redirect("account_change_password")


admin.site.password_change = _change_password  # type: ignore[assignment]


_find = admin.site.autocomplete_view


def _autocomplete(request: HttpRequest) -> HttpResponse:
    """Find rows for a field of a form. It is on record like the list of these rows."""
    found = _find(request)
    field = apps.get_model(request.GET["app_label"], request.GET["model_name"])._meta.get_field(
        request.GET["field_name"]
    )
    if field.related_model is not None and not isinstance(field.related_model, str):
        note_list_opened(request, field.related_model)
    return found


admin.site.autocomplete_view = _autocomplete  # type: ignore[method-assign]

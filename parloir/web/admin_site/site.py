"""The administration as a whole: its name, and one sign-in for everybody."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Parloir: configuration")
admin.site.site_title = _("Parloir")
admin.site.index_title = _("What would you like to set up?")
admin.site.site_url = "/console/"
admin.site.index_template = "admin/index_with_media_server.html"


def _already_signed_in(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Take the place of the administration's own sign-in form, whose tries nothing would limit."""
    return redirect("admin:index")


admin.site.login = secure_admin_login(_already_signed_in)  # type: ignore[method-assign]


def _change_password(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Send everybody to the one page where a password is changed, and its owner told."""
    return redirect("account_change_password")


admin.site.password_change = _change_password  # type: ignore[assignment]

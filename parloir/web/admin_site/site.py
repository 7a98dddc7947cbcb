"""The administration as a whole: its name, and one sign-in for everybody."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Parloir: configuration")
admin.site.site_title = _("Parloir")
admin.site.index_title = _("What would you like to set up?")
admin.site.site_url = "/console/"
admin.site.index_template = "admin/index_with_media_server.html"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

"""The URLs of the whole system."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("parloir.api.urls")),
    path("account/", include("parloir.web.account_urls")),
    path("", include("parloir.web.shell")),
    path("", include("parloir.web.visitor.urls")),
    path("", include("parloir.web.kiosk.urls")),
    path("", include("parloir.web.live.urls")),
    path("", include("parloir.web.ops.urls")),
    path("", include("parloir.web.staff.urls")),
]

from django.urls import path

from parloir.web.kiosk import views

urlpatterns = [
    path("monitor/", views.monitor, name="monitor"),
    path("station/", views.station, name="station"),
]

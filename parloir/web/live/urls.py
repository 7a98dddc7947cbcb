from django.urls import path

from parloir.web.live import views

urlpatterns = [
    path("console/", views.console, name="console"),
    path("visits/<str:booking_id>/room/", views.room, name="room"),
]

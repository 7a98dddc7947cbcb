from django.urls import path, re_path

from parloir.realtime.monitor import MonitorSurface
from parloir.realtime.no_such_socket import no_such_socket
from parloir.realtime.room import RoomSurface
from parloir.realtime.station import StationSurface
from parloir.realtime.wall import WallSurface

websocket_urlpatterns = [
    path("ws/monitor/", MonitorSurface.as_asgi()),
    path("ws/station/", StationSurface.as_asgi()),
    path("ws/visit/<slug:booking>/", RoomSurface.as_asgi()),
    path("ws/wall/", WallSurface.as_asgi()),
    re_path("", no_such_socket),  # type: ignore[arg-type] # an ASGI application, as the others are
]

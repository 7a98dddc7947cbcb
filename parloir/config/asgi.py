"""The ASGI application: pages by Django, live surfaces by Channels."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parloir.config.settings")
django.setup(set_prefix=False)

from channels.auth import AuthMiddlewareStack  # noqa: E402 - needs the apps to be loaded
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from parloir.config.full_addresses import without_full_addresses  # noqa: E402
from parloir.config.pages import PagesHandler  # noqa: E402
from parloir.config.site_address import SiteAddress  # noqa: E402
from parloir.realtime.flood.gate import FloodGate  # noqa: E402
from parloir.realtime.routing import websocket_urlpatterns  # noqa: E402
from parloir.realtime.socket_sources import with_source  # noqa: E402

application = SiteAddress(
    ProtocolTypeRouter(
        {
            "http": PagesHandler(),
            "websocket": with_source(
                without_full_addresses(
                    FloodGate(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
                )
            ),
        }
    )
)

from django.conf import settings

from parloir.media.janus.server import JanusAddress, JanusServer
from parloir.media.protocol import MediaServer


def connect_to_media_server() -> MediaServer:
    """The Janus of the settings. It connects when it is first asked for something."""
    return JanusServer(
        JanusAddress(
            url=settings.JANUS_WS,
            api_secret=settings.JANUS_API_SECRET,
            admin_key=settings.JANUS_ADMIN_KEY,
        )
    )

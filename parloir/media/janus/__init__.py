"""Janus 1.4.1 or newer as the media server, through its VideoRoom plugin."""

from parloir.media.janus.server import JanusAddress, JanusServer

__all__ = ["JanusAddress", "JanusServer"]

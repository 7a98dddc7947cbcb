"""Errors of the media server and of the connection to it."""


class MediaError(Exception):
    """The media server refused a request, or could not be reached. The message names no person or
    address."""


class MediaServerUnavailable(MediaError):
    """No answer in time, or no connection. The request may have been carried out or not: try again
    later."""


class RoomGone(MediaError):
    """There is no such room: it was closed, or the media server was restarted."""


class LegGone(MediaError):
    """This leg is no longer known to the media server, or was removed from its room. Open another
    of the next generation."""


class FeedGone(MediaError):
    """Nobody publishes under this feed id now."""


class FeedTaken(MediaError):
    """Somebody in the room already has this feed id. Feed ids are unique to a generation."""


class RoomFull(MediaError):
    """The room has as many publishers as it may have."""


class NotAllowed(MediaError):
    """Wrong secret, pin or key, or a request that this leg was not opened for."""


class BadDescription(MediaError):
    """A session description that a browser would not have sent us."""

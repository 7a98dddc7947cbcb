"""The media server's version and source, as `bin/run` has passed them on."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class MediaServerBuild:
    version: str
    """Empty if `bin/run` did not start this process."""
    source_sha256: str
    """The hash of the source archive; empty without a record."""
    is_pinned: bool
    """Whether that archive was tested with this version of Parloir."""

    @property
    def parts_of_hash(self) -> list[str]:
        """The hash in parts, between which a phone may break the line."""
        return [self.source_sha256[at : at + 16] for at in range(0, len(self.source_sha256), 16)]


def media_server_build() -> MediaServerBuild:
    return MediaServerBuild(
        version=settings.JANUS_VERSION,
        source_sha256=settings.JANUS_SOURCE_HASH,
        is_pinned=settings.JANUS_PINNED,
    )

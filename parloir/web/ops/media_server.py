"""Which media server runs here, as the start has said: its version and what it was built from."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class MediaServerBuild:
    version: str
    """Empty where `bin/run` did not start this process."""
    source_sha256: str
    """Of the source archive; empty where nothing is recorded."""
    is_pinned: bool
    """Whether that archive is the one that was tried with this version of Parloir."""

    @property
    def parts_of_hash(self) -> list[str]:
        """Where a line may end on a phone."""
        return [self.source_sha256[at : at + 16] for at in range(0, len(self.source_sha256), 16)]


def media_server_build() -> MediaServerBuild:
    return MediaServerBuild(
        version=settings.JANUS_VERSION,
        source_sha256=settings.JANUS_SOURCE_HASH,
        is_pinned=settings.JANUS_PINNED,
    )

"""The files of zone data by which the times of each facility were converted."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import models

from parloir.scheduling.zone_data import (
    current_digest,
    data_version,
    digest_of,
    zone_content,
    zone_from,
)


class ZoneFile(models.Model):
    """One version of a zone's rules.

    `version` is that of the newest data that has these rules, such as 2026f, or empty if nobody
    knows. The digest is of the name and the content, so that nothing else of a row changes.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=40)
    version = models.CharField(max_length=10, blank=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def zone(self) -> ZoneInfo:
        return zone_with(self.name, self.digest)


def keep_current_file(name: str) -> ZoneFile | None:
    """Return the row of the zone's current file, and add it if it is missing.

    None if the data has no such zone.
    """
    content = zone_content(name)
    if content is None:
        return None
    version = data_version()
    kept, is_new = ZoneFile.objects.get_or_create(
        digest=digest_of(name, content),
        defaults={"name": name, "version": version, "content": content},
    )
    if not is_new and kept.version < version:
        ZoneFile.objects.filter(pk=kept.pk, version__lt=version).update(version=version)
    return kept


def zone_with(name: str, digest: str | None) -> ZoneInfo:
    """Return the zone with the rules of this digest.

    Without a digest, and for a file of another zone, the rules are the current ones. No query is
    made while the rules of the digest are the current ones.
    """
    if digest is None or digest == current_digest(name):
        return ZoneInfo(name)
    kept = _kept_zone(digest)
    return kept if kept.key == name else ZoneInfo(name)


@lru_cache(maxsize=64)
def _kept_zone(digest: str) -> ZoneInfo:
    kept = ZoneFile.objects.get(pk=digest)
    return zone_from(kept.name, bytes(kept.content))

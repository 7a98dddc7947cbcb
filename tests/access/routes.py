"""The address table of the house, flat."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

CONFIGURATION = "admin"
"""The namespace of the configuration. One row stands for all of its pages, which have tests of
their own."""


def addresses() -> dict[str, str]:
    """Return the address of each route by its name, or by itself if it has none."""
    return dict(_routes(get_resolver()))


def _routes(
    resolver: URLResolver, namespace: str = "", before: str = ""
) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        path = f"{before}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else path), path
        elif entry.namespace == CONFIGURATION:
            yield f"{CONFIGURATION}:index", path
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _routes(entry, inner, path)

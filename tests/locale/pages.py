"""Read every page that can be reached by links from another, one of each kind.

The administration is left out: its frame is Django's.
"""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve

from tests.stage.spanish import english_in_letter

SHOWN_ATTRIBUTES = ("title", "aria-label", "alt", "placeholder")
# What is said to be in another language is; the rows of the audit are codes, the same in every one.
IN_ANOTHER_LANGUAGE = "body [lang]:not([lang=es])"
NOT_SHOWN = ("script", "style", "noscript", "template", IN_ANOTHER_LANGUAGE, ".p-audit tbody")


def english_in_html(html: str, *, names: Iterable[str]) -> list[str]:
    """Return the English sentences that a person could see or hear in this page."""
    return english_in_letter(*shown_in(html), html="", names=names)


def shown_in(html: str) -> list[str]:
    """Return all texts that a person could see or hear in this page."""
    page = BeautifulSoup(html, "html.parser")
    for hidden in page.select(", ".join(NOT_SHOWN)):
        hidden.decompose()
    attributes = [
        str(value)
        for tag in page.find_all(True)
        for name, value in tag.attrs.items()
        if name in SHOWN_ATTRIBUTES or (name.startswith("data-") and "data-camera" in tag.attrs)
    ]
    return [*attributes, *page.stripped_strings]


def read_all(client: Client, first: str, *, names: Iterable[str]) -> dict[str, list[str]]:
    """Return the findings on each page, by address; an empty list means that there are none."""
    read: dict[str, list[str]] = {}
    known = {first}
    kinds: set[tuple[object, ...]] = set()
    to_read = [first]
    while to_read:
        address = to_read.pop(0)
        answer = client.get(address, follow=True)
        is_page = answer.get("Content-Type", "").startswith("text/html")
        if answer.status_code != 200 or not is_page:
            continue
        html = answer.content.decode()
        read[address] = english_in_html(html, names=names)
        for link in _links(html, address):
            kind = _kind(link)
            if link not in known and kind is not None and kind not in kinds:
                known.add(link)
                kinds.add(kind)
                to_read.append(link)
    return read


def _links(html: str, address: str) -> list[str]:
    found = BeautifulSoup(html, "html.parser").find_all("a", href=True)
    links = [urljoin(address, str(one["href"])) for one in found]
    return [link.partition("#")[0] for link in links if not urlsplit(link).netloc]


def _kind(link: str) -> tuple[object, ...] | None:
    """Return the kind of page: two visits have one, an on-site and a remote visit have two."""
    try:
        match: ResolverMatch = resolve(urlsplit(link).path)
    except Resolver404:
        return None
    if match.url_name == "account_logout" or match.namespace == "admin":
        return None
    words = [value for value in match.kwargs.values() if value in {"onsite", "remote"}]
    pieces = [value for value in match.kwargs.values() if match.url_name == "take_picture"]
    return match.view_name, *words, *pieces

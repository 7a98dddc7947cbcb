"""Find English sentences in Spanish pages."""

import gettext
import re
from collections.abc import Iterable, Iterator
from functools import cache

from bs4 import BeautifulSoup
from playwright.sync_api import Page

from tests.stage.prepared import ROOT

# English words that no Spanish sentence contains.
# fmt: off
STOP_WORDS = frozenset({
    "the", "and", "your", "you", "is", "are", "with", "of", "to", "please", "this", "that", "it",
    "we", "our", "from", "for", "on", "at", "be", "will", "can", "have", "not", "by", "or", "if",
    "when", "before", "after", "every", "each", "visit", "visits", "day", "days", "time",
})
# fmt: on
TEXTS_SHOWN = """() => {
  const found = [document.title];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const around = node.parentElement;
    if (around.closest("script, style, noscript, template, body [lang]:not([lang=es])")) continue;
    found.push(node.textContent);
  }
  for (const one of document.querySelectorAll("[title], [aria-label], [alt], [placeholder]")) {
    if (one.closest("body [lang]:not([lang=es])")) continue;
    for (const name of ["title", "aria-label", "alt", "placeholder"]) {
      if (one.hasAttribute(name)) found.push(one.getAttribute(name));
    }
  }
  for (const one of document.querySelectorAll("[data-camera]")) {
    found.push(...Object.values(one.dataset));
  }
  return found;
}"""


def in_spanish(english: str) -> str:
    """Return the translation of the catalogue."""
    return _spanish().gettext(english)


def english_in_page(page: Page, *, names: Iterable[str]) -> list[str]:
    page.wait_for_load_state("domcontentloaded")  # a link may just have been clicked
    return list(_english(page.evaluate(TEXTS_SHOWN), names))


def english_in_letter(*texts: str, html: str, names: Iterable[str]) -> list[str]:
    written = BeautifulSoup(html, "html.parser")
    lines = [line for text in texts for line in text.splitlines()]
    return list(_english([*lines, *written.stripped_strings], names))


def _english(texts: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    """Return the English in a text. `names` of people and places are not translated."""
    for text in texts:
        words = " ".join(text.split())
        if words and words in _sentences_with_a_translation():
            yield words
            continue
        for name in names:
            words = words.replace(name, "")
        words = re.sub(r"\S+@\S+|https?://\S+", "", words)
        if STOP_WORDS & set(re.findall(r"[a-z']+", words.lower())):
            yield words


@cache
def _spanish() -> gettext.NullTranslations:
    return gettext.translation("django", ROOT / "locale", ["es"], fallback=True)


@cache
def _sentences_with_a_translation() -> frozenset[str]:
    """Return the sentences that differ in Spanish, which must not appear in English."""
    catalogue: dict[object, str] = getattr(_spanish(), "_catalog", {})
    return frozenset(
        " ".join(english.split("\x04")[-1].split())
        for english, spanish in catalogue.items()
        if isinstance(english, str) and english.split("\x04")[-1] != spanish
    )

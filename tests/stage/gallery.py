"""Every screen of a journey: checked by axe, saved for the validator, and captured.

Screenshots are written to `docs/screenshots` only if PARLOIR_SCREENSHOTS is set.
"""

import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.stage.prepared import ROOT
from tests.stage.waiting import wait_until

SCREENSHOTS = ROOT / "docs" / "screenshots"
AXE_OPTIONS = {"resultTypes": ["violations"]}
MOST_BYTES = 150_000
PHONES_BELOW = 500
STANDS_STILL = """document.getAnimations().every((one) =>
  one.playState !== "running" || one.effect.getTiming().iterations === Infinity ||
  one.effect.target?.closest("[data-level], [data-sound]"))"""


@dataclass(frozen=True)
class Seen:
    """Pages as files in a folder, with axe's findings."""

    folder: Path
    found_by_axe: dict[str, list[str]] = field(default_factory=dict)


class Gallery:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: set[str] = set()
        self._times = 0
        self._begin_again()
        self._takes_pictures = bool(os.environ.get("PARLOIR_SCREENSHOTS"))

    def look_at(self, page: Page, name: str) -> None:
        """Check and save a page, once for each name."""
        if name in self._names:
            return
        self._names.add(name)
        page.wait_for_load_state()  # a link may just have been clicked
        # Otherwise fades would be captured half way.
        wait_until(lambda: page.evaluate(STANDS_STILL), f"{name} to stand still")
        if self._takes_pictures:
            self._photograph(page, name)
        (self._seen.folder / f"{name}.html").write_text(_as_a_document(page.content()))
        results = Axe().run(page, options=AXE_OPTIONS)
        self._seen.found_by_axe[name] = [
            f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:200]}"
            for one in results.response["violations"]
            for node in one["nodes"]
        ]

    def take_down(self) -> "Seen":
        """Return the pages since the last call."""
        taken = self._seen
        self._begin_again()
        return taken

    def _begin_again(self) -> None:
        self._times += 1
        folder = self._folder / str(self._times)
        folder.mkdir()
        self._seen = Seen(folder)

    def _photograph(self, page: Page, name: str) -> None:
        """Take the picture; for a phone, of the whole page, not only of the window."""
        size = page.viewport_size
        whole = size is not None and size["width"] < PHONES_BELOW
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        picture = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB")
        for colours in (256, 128, 64, 32):
            small = io.BytesIO()
            reduced = picture.quantize(colours, dither=Image.Dither.NONE)
            reduced.save(small, "PNG", optimize=True)
            if small.tell() < MOST_BYTES:
                break
        (SCREENSHOTS / f"{name}.png").write_bytes(small.getvalue())


def _as_a_document(html: str) -> str:
    """Return the page without lit's own marks, which are no content."""
    without_marks = re.sub(r"<!--\?lit\$.*?-->|<!--\?-->|<!---->", "", html)
    return re.sub(r"^<!DOCTYPE html>", "<!doctype html>\n", without_marks)

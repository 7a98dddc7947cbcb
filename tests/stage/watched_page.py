"""A page, and when it shows the other side's frames."""

from playwright.sync_api import Page


class WatchedPage:
    def __init__(self, page: Page) -> None:
        self._page = page
        page.evaluate("mediaProbe.noteFrames()")
        self._wait("mediaProbe.shownAt.length > 0")

    @property
    def connections(self) -> int:
        """How often it has connected what it sends."""
        return self._count("publisher-up")

    @property
    def reroutes(self) -> int:
        return self._count("reroute-asked")

    def stands_still(self) -> None:
        """Wait until no frame has been shown for a second."""
        self._wait("now - mediaProbe.shownAt.at(-1) > 1000")

    def has_marked(self, moment: str, *, times: int) -> float:
        """Return when the page set this mark for the nth time, in seconds since 1970."""
        mark = f"performance.getEntriesByName('parloir:{moment}')[{times - 1}]"
        return self._wait(f"{mark} && performance.timeOrigin + {mark}.startTime") / 1000

    def moves_after(self, moment: float) -> float:
        """Return when the first frame after this moment (in seconds since 1970) was shown."""
        first = f"mediaProbe.shownAt.find((at) => at > {moment * 1000})"
        return self._wait(first) / 1000

    def _count(self, moment: str) -> int:
        count: int = self._page.evaluate(
            "(name) => performance.getEntriesByName(name).length", f"parloir:{moment}"
        )
        return count

    def _wait(self, value: str) -> float:
        found = self._page.wait_for_function(
            f"() => {{ const now = performance.timeOrigin + performance.now(); return {value}; }}",
            timeout=60_000,
        )
        return float(found.json_value())

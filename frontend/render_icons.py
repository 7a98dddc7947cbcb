"""Draws the phone icons from the mark: `python frontend/render_icons.py`.

Run again when `mark.svg` changes. The mark keeps inside the inner 60 %, so that a phone may cut
any shape out of the icon.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parents[1] / "parloir" / "web" / "static"
PAPER = "#fbfaf6"


def render(*, sizes: tuple[int, ...]) -> None:
    mark = (STATIC / "mark.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        for size in sizes:
            page.set_viewport_size({"width": size, "height": size})
            page.set_content(
                f"<style>body{{margin:0;background:{PAPER};display:grid;place-items:center;"
                f"height:100vh}}svg{{width:60vw}}</style>{mark}"
            )
            page.screenshot(path=STATIC / f"icon-{size}.png")
        browser.close()


if __name__ == "__main__":
    render(sizes=(192, 512))

"""The registrar, who looks at identities, and the supervisor, who decides cases and appeals."""

from playwright.sync_api import Locator, expect

from tests.stage.actors.officer import Staff
from tests.stage.media import width_of


class Registrar(Staff):
    def opens_identity(self, visitor: str) -> None:
        self.goes_to("/console/identities/")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(visitor)

    def approves(self, piece: str) -> None:
        """`piece` as the page calls it: "Photo", "ID, front", "ID, back"."""
        self._piece(piece).locator("[data-approve]").click()

    def refuses(self, piece: str, *, reason: str) -> None:
        figure = self._piece(piece)
        figure.locator("summary").click()
        figure.locator(f"input[name=reason][value={reason}]").check()
        figure.get_by_role("button", name="Refuse this piece").click()

    def _piece(self, name: str) -> Locator:
        figure = self.page.locator("figure.p-piece", has_text=name)
        picture = figure.locator("img")
        expect(picture).to_be_visible()
        assert width_of(picture) > 0
        return figure


class Administrator(Staff):
    def sets_active(self, email: str, is_active: bool) -> float:
        """Return when the form was sent, in milliseconds since 1970."""
        self.goes_to(f"/admin/accounts/user/?q={email}")
        self.page.locator("#result_list a", has_text=email).first.click()
        self.page.locator("[name=is_active]").set_checked(is_active)
        sent_at: float = self.page.evaluate("performance.timeOrigin + performance.now()")
        self.page.locator("[name=_save]").click()
        expect(self.page.locator(".messagelist, .messages")).to_be_visible()
        return sent_at


class Supervisor(Staff):
    def opens_case_of(self, visitor: str) -> None:
        self.goes_to("/console/reviews/")
        self.page.locator('.p-picks a[href*="/reviews/"]', has_text=visitor).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(f"Review: {visitor}")

    def opens_appeal_of(self, visitor: str) -> None:
        self.goes_to("/console/reviews/")
        self.page.locator('.p-picks a[href*="/appeals/"]', has_text=visitor).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(f"Appeal: {visitor}")

    def opens_violation_of(self, visitor: str) -> None:
        self.goes_to(f"/console/violations/?name={visitor.split()[0]}")
        self.page.locator("tr", has_text=visitor).get_by_role("link").first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(f"Violation: {visitor}")

    def decides(self, decision: str, *, reason: str) -> None:
        """`decision` is a code: `dismiss`, `warn`, … of a review, `overturn`, … of an appeal."""
        self.page.locator(f"[name=decision][value={decision}] + label").click()
        self.page.locator("[name=reason]").fill(reason)
        self.page.get_by_role("button", name="Decide", exact=True).click()

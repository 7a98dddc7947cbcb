"""The pages that take the photo and the ID, in browsers with less."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories.people import VisitorFactory
from tests.factories.sign_ins import signed_in
from tests.web.browsers.emulated import NO_CAMERA, NO_DEVICES, Look

NO_SUBMIT = "delete HTMLFormElement.prototype.requestSubmit"


@pytest.fixture
def camera_page(db):
    answer = signed_in(VisitorFactory().user).get("/identity/photo/")
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(
    "look",
    [
        Look(runs_scripts=False),
        Look(scheme="http"),
        Look(lacks=(NO_CAMERA,)),
        Look(lacks=(NO_DEVICES,)),
    ],
    ids=["no script", "insecure", "no getUserMedia", "no devices"],
)
def test_a_browser_without_a_camera_offers_a_file(browser, camera_page, look):
    def offers_a_file(page: Page) -> None:
        expect(page.locator("input[type=file]")).to_be_visible()
        expect(page.get_by_role("button", name="Send this picture")).to_be_visible()
        expect(page.get_by_role("button", name="Take photo")).to_be_hidden()
        if look.runs_scripts:
            expect(page.get_by_text("We find no camera on this device.")).to_be_visible()

    browser.visit(camera_page, look, offers_a_file)


@pytest.mark.parametrize("lacks", [(), (NO_SUBMIT,)])
def test_a_photo_is_sent_by_a_browser_that_cannot_submit_by_script(browser, camera_page, lacks):
    def sends(page: Page) -> str:
        page.get_by_role("button", name="Take photo").click()
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.get_by_role("button", name="Use this").click()
        return sent.value.headers["content-type"]

    sent = browser.visit(camera_page, Look(lacks=lacks), sends)

    assert sent.startswith("multipart/form-data")

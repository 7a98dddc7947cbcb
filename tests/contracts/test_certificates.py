"""A page whose certificate has ended opens connections still: `frontend/call/certificates.ts`."""

import pytest
from playwright.async_api import Browser

from tests.contracts.page_modules import bundled

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

# Whether a connection opens with the first certificate of all, and with one that ours gives now.
OPENS = """async () => {
  const opens = (certificate) => {
    try {
      new RTCPeerConnection({ certificates: [certificate] }).close();
      return "";
    } catch (error) {
      return error.name;
    }
  };
  return [opens(window.first), opens(await window.certificates.valid())];
}"""


async def test_a_connection_opens_after_the_first_certificate_has_ended(chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.add_script_tag(content=bundled("call/certificates.ts"))
    await page.evaluate(
        """async () => {
          const short = { name: "ECDSA", namedCurve: "P-256", expires: 1500 };
          window.certificates =
            new ours.Certificates(() => RTCPeerConnection.generateCertificate(short));
          window.first = await window.certificates.valid();
        }"""
    )
    assert await page.evaluate(OPENS) == ["", ""]
    await page.wait_for_function("Date.now() > window.first.expires")
    assert await page.evaluate(OPENS) == ["InvalidAccessError", ""]
    await page.close()

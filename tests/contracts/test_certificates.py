"""A page whose certificate has ended opens connections still: `frontend/call/certificates.ts`."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(sys.executable).parent / "node"
BUNDLE = """
import * as esbuild from "./frontend/node_modules/esbuild/lib/main.js";
const built = await esbuild.build({
  entryPoints: ["frontend/call/certificates.ts"], bundle: true, write: false,
  format: "iife", globalName: "ours",
});
process.stdout.write(built.outputFiles[0].text);
"""
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
    await page.add_script_tag(content=bundle())
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


def bundle() -> str:
    done = subprocess.run(
        [str(NODE), "--input-type=module", "--eval", BUNDLE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout

"""The Nu validator of HTML, a Java program from npm."""

import json
import subprocess
from pathlib import Path

from launcher.machine import cache_folder
from launcher.npm_packages import ensure_npm_packages
from tests.stage.prepared import ROOT

HERE = Path(__file__).parent / "validator"
JAR = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors_in_pages(folder: Path) -> list[str]:
    """Return its findings in the folder's HTML files, each once for each file."""
    _install()
    run = subprocess.run(
        ["java", "-jar", str(JAR), "--errors-only", "--format", "json", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(run.stderr)["messages"]
    return sorted({f"{Path(one['url']).name}: {one['message']}" for one in found})


def _install() -> None:
    log = cache_folder() / "validator.log"
    ensure_npm_packages(HERE, what="the validator", root=ROOT, log=log)

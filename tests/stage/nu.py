"""The Nu validator of HTML: a Java program that npm brings."""

import json
import subprocess
from pathlib import Path

from launcher.commands import run_logged
from launcher.machine import cache_folder
from launcher.python_environment import with_tools_of
from launcher.stamps import digest_of_contents, is_done, mark_done
from tests.stage.prepared import ROOT

HERE = Path(__file__).parent / "validator"
JAR = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors_in_pages(folder: Path) -> list[str]:
    """What it finds in the HTML files of the folder, each sentence once for each file."""
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
    wanted = digest_of_contents([HERE / "package.json", HERE / "package-lock.json"])
    stamp = HERE / "node_modules" / ".installed-from"
    if is_done(stamp, wanted):
        return
    run_logged(
        ["npm", "ci", "--no-update-notifier", "--loglevel=error"],
        log=cache_folder() / "validator.log",
        what="Installing the validator",
        cwd=HERE,
        env=with_tools_of(ROOT),
    )
    mark_done(stamp, wanted)

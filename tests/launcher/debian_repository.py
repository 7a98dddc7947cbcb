"""A small Debian repository for tests: one source package, and suites signed by a new key.

Apt reads it as it reads a mirror, through `file:`.
"""

import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

PACKAGE = "janus"


class SigningKey:
    """A key in its own folder, which goes with its agent by `close`."""

    def __init__(self) -> None:
        # The agent's socket lies in this folder, and a socket's path may have 107 bytes: a test's
        # own folder can be too deep.
        home = self._home = Path(tempfile.mkdtemp(prefix="key-", dir="/tmp"))
        self._gpg("--passphrase", "", "--quick-gen-key", "Archive <archive@example.org>", "ed25519")
        self.keyring = home / "archive.gpg"
        self.keyring.write_bytes(self._gpg("--export"))

    def clear_signed(self, text: str) -> str:
        return self._gpg("--clear-sign", text=text).decode()

    def close(self) -> None:
        subprocess.run(["gpgconf", "--homedir", self._home, "--kill", "all"], check=True)
        shutil.rmtree(self._home)

    def _gpg(self, *words: str, text: str = "") -> bytes:
        command = ["gpg", "--homedir", str(self._home), "--batch", "--quiet", *words]
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
        return done.stdout


@dataclass(frozen=True, kw_only=True)
class SourcePackage:
    """A source package. `archive` is the file that the authors published."""

    version: str
    archive: Path
    sha256: str

    @property
    def files(self) -> list[Path]:
        folder, upstream = self.archive.parent, self.version.rpartition("-")[0]
        return [
            folder / f"{PACKAGE}_{self.version}.dsc",
            folder / f"{PACKAGE}_{upstream}.orig.tar.gz",
            folder / f"{PACKAGE}_{self.version}.debian.tar.xz",
        ]


class DebianMirror:
    def __init__(self, folder: Path, *, key: SigningKey) -> None:
        self._folder = folder
        self._key = key
        self._pool = folder / "pool" / "main" / "j" / PACKAGE
        self._pool.mkdir(parents=True)

    @property
    def uri(self) -> str:
        return f"file:{self._folder}"

    def package(self, version: str, *, files: Mapping[str, str] | None = None) -> SourcePackage:
        """Put a source package into the pool. Other `files` make another archive."""
        upstream = version.rpartition("-")[0]
        archive = self._pool / f"{PACKAGE}_{upstream}.orig.tar.gz"
        archive.write_bytes(_tarball(f"{PACKAGE}-{upstream}", files or {"README": "As published."}))
        made = SourcePackage(version=version, archive=archive, sha256=_sha256(archive))
        description, _, packaging = made.files
        packaging.write_bytes(b"what Debian adds")
        description.write_text(_description(made))
        return made

    def suite(self, name: str, *packages: SourcePackage, expired: bool = False) -> Path:
        """Sign a suite with these packages, valid until yesterday or tomorrow.

        Return the signed index.
        """
        place = self._folder / "dists" / name
        sources = place / "main" / "source" / "Sources"
        sources.parent.mkdir(parents=True, exist_ok=True)
        sources.write_text("".join(self._index_entry(package) for package in packages))
        index = place / "InRelease"
        index.write_text(self._key.clear_signed(_release(name, place, [sources], expired)))
        return index

    def _index_entry(self, package: SourcePackage) -> str:
        folder = self._pool.relative_to(self._folder)
        return (
            f"Package: {PACKAGE}\nBinary: {PACKAGE}\nVersion: {package.version}\n"
            "Maintainer: Nobody <nobody@example.org>\nArchitecture: any\nFormat: 3.0 (quilt)\n"
            f"Directory: {folder}\nChecksums-Sha256:\n"
            + "".join(_checksum_line(path, path.name) for path in package.files)
            + "\n"
        )


def _release(name: str, place: Path, files: list[Path], expired: bool) -> str:
    now = datetime.now(tz=UTC)
    valid_until = now + (timedelta(days=-1) if expired else timedelta(days=1))
    lines = [
        "Origin: Tests",
        f"Suite: {name}",
        f"Codename: {name}",
        f"Date: {_http_date(now - timedelta(days=2))}",
        f"Valid-Until: {_http_date(valid_until)}",
        "Architectures: all amd64 arm64",
        "Components: main",
        "SHA256:",
    ]
    sums = "".join(_checksum_line(path, str(path.relative_to(place))) for path in files)
    return "\n".join(lines) + "\n" + sums


def _description(package: SourcePackage) -> str:
    return f"Format: 3.0 (quilt)\nSource: {PACKAGE}\nVersion: {package.version}\n"


def _tarball(folder: str, files: Mapping[str, str]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"{folder}/{name}")
            member.size = len(content.encode())
            member.mode = 0o755
            archive.addfile(member, io.BytesIO(content.encode()))
    return written.getvalue()


def _checksum_line(path: Path, name: str) -> str:
    return f" {_sha256(path)} {path.stat().st_size} {name}\n"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)

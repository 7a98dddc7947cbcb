"""Debian's mirrors are read from both of apt's formats."""

from pathlib import Path

from launcher.apt_sources import debian_mirrors, read_deb822, read_one_line_format

DEB822 = """\
# written by an installer
Types: deb
URIs: http://mirror.test/debian http://second.test/debian/
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
"""


def apt_folder(tmp_path: Path, *, one_line: str = "", deb822: str = "") -> Path:
    (tmp_path / "sources.list.d").mkdir()
    if one_line:
        (tmp_path / "sources.list").write_text(one_line)
    if deb822:
        (tmp_path / "sources.list.d" / "debian.sources").write_text(deb822)
    return tmp_path


def test_deb822_gives_the_release_mirrors_without_security(tmp_path):
    folder = apt_folder(tmp_path, deb822=DEB822)

    assert debian_mirrors(codename="bookworm", folder=folder) == [
        "http://mirror.test/debian",
        "http://second.test/debian/",
    ]


def test_one_line_gives_the_release_mirrors_without_security(tmp_path):
    folder = apt_folder(
        tmp_path,
        one_line=(
            "# deb http://commented.test/debian bookworm main\n"
            "deb [ arch=amd64 signed-by=/usr/share/keyrings/x.gpg ] "
            "http://mirror.test/debian bookworm main contrib # the nearest\n"
            "deb http://mirror.test/debian bookworm-updates main\n"
            "deb http://mirror.test/security bookworm-security main\n"
        ),
    )

    assert debian_mirrors(codename="bookworm", folder=folder) == ["http://mirror.test/debian"]


def test_both_formats_together_give_each_mirror_once(tmp_path):
    folder = apt_folder(
        tmp_path, one_line="deb http://mirror.test/debian bookworm main\n", deb822=DEB822
    )

    assert debian_mirrors(codename="bookworm", folder=folder) == [
        "http://mirror.test/debian",
        "http://second.test/debian/",
    ]


def test_another_vendor_with_the_same_component_is_left_out(tmp_path):
    folder = apt_folder(tmp_path, one_line="deb http://vendor.test/apt tool-bookworm main\n")

    assert debian_mirrors(codename="bookworm", folder=folder) == []


def test_source_entries_alone_name_no_mirror_of_the_release(tmp_path):
    folder = apt_folder(tmp_path, one_line="deb-src http://mirror.test/debian bookworm main\n")

    assert debian_mirrors(codename="bookworm", folder=folder) == []


def test_disabled_stanza_is_left_out():
    assert list(read_deb822("Enabled: no\n" + DEB822.partition("\n\n")[0])) == []


def test_folded_field_is_read_whole():
    text = "Types: deb\nURIs:\n http://one.test/debian\n http://two.test/debian\nSuites: trixie\n"

    (entry,) = read_deb822(text)

    assert entry.uris == ("http://one.test/debian", "http://two.test/debian")


def test_one_line_without_suite_is_skipped():
    assert list(read_one_line_format("deb http://mirror.test/debian\n")) == []


def test_option_without_an_end_is_skipped():
    assert list(read_one_line_format("deb [arch=amd64 http://mirror.test/debian sid main\n")) == []

"""The steps before a start, and which are skipped because nothing has changed."""

import pytest

from launcher.django_steps import mark_data_prepared, prepare_data

URL = "http://localhost:8000"
DATA = ["--tables", "--demo", "--base-url", URL]
STATIC = ["--static"]


@pytest.fixture
def prepares(tmp_path):
    """Return a function that prepares, and returns the steps of `manage.py prepare`."""
    root, data, asked = tmp_path / "root", tmp_path / "data", tmp_path / "asked"
    for folder in (root / "parloir" / "web" / "static", data / "run"):
        folder.mkdir(parents=True)
    (root / "parloir" / "models.py").touch()
    (root / "parloir" / "web" / "static" / "site.css").touch()
    (root / "uv.lock").touch()
    python = tmp_path / "python"
    python.write_text(
        "#!/bin/sh\n"
        f'echo "$*" > {asked}\n'
        f"mkdir -p {data}/static && [ -e {data}/parloir.sqlite3 ] || touch {data}/parloir.sqlite3\n"
    )
    python.chmod(0o755)

    def prepare(*, url=URL, demo=True, is_ours=True):
        asked.unlink(missing_ok=True)
        environment = {"PARLOIR_BASE_URL": url}
        if is_ours:
            environment["PARLOIR_DATABASE_URL"] = "sqlite:///"
        prepare_data(
            root,
            python=python,
            data=data,
            environment=environment,
            demo=demo,
            log=tmp_path / "log",
        )
        if not asked.exists():
            return []
        manage, prepare, *steps, colour = asked.read_text().split()
        assert (manage, prepare, colour) == ("manage.py", "prepare", "--no-color")
        return steps

    prepare.root, prepare.data = root, data
    return prepare


def test_first_start_prepares_everything_in_one_process_and_the_next_nothing(prepares):
    assert prepares() == [*DATA, *STATIC]
    assert prepares() == []


def test_without_the_demo_no_demo_is_loaded(prepares):
    assert prepares(demo=False) == ["--tables", *STATIC]
    assert prepares(demo=False) == []


@pytest.mark.parametrize("changed", ["parloir/models.py", "parloir/web/static/site.css"])
def test_what_has_changed_is_prepared_again(prepares, changed):
    prepares()
    (prepares.root / changed).write_text("changed")

    assert prepares() == (DATA if changed.endswith(".py") else STATIC)
    assert prepares() == []


def test_another_address_is_told_to_the_demo(prepares):
    prepares()
    assert prepares(url="http://localhost:9000") == [*DATA[:-1], "http://localhost:9000"]


def test_another_database_file_in_its_place_is_prepared(prepares):
    prepares()
    file = prepares.data / "parloir.sqlite3"
    file.rename(prepares.data / "kept")  # so that its inode is not used again
    file.touch()

    assert prepares() == DATA


def test_copied_database_counts_once_it_is_vouched_for(prepares):
    prepares()
    file = prepares.data / "parloir.sqlite3"
    file.rename(prepares.data / "kept")
    file.touch()

    mark_data_prepared(
        prepares.root, data=prepares.data, base_url="http://localhost:9000", demo=True
    )

    assert prepares(url="http://localhost:9000") == []


def test_database_elsewhere_is_asked_at_each_start(prepares):
    assert prepares(is_ours=False) == [*DATA, *STATIC]
    assert prepares(is_ours=False) == DATA

"""The generated files (pages, and the browser's types) are up to date."""

import pytest

from docs.generate import (
    OF_THE_LAUNCHER,
    ROOT,
    WHAT_THEY_ARE,
    WRITTEN,
    read_by_the_launcher,
    read_settings,
)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_what_the_code_says(path):
    assert path.read_text() == WRITTEN[path](), "run docs/generate.py"


def test_every_setting_is_explained_and_no_other():
    assert set(WHAT_THEY_ARE) == {setting.name for setting in read_settings()}


def test_every_variable_of_the_launcher_is_explained():
    explained = {setting.name for setting in read_settings()} | set(OF_THE_LAUNCHER)

    assert read_by_the_launcher() - explained == set()

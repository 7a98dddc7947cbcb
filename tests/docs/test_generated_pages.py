"""Pages of `docs/reference` that follow from the code say what the code says now."""

import pytest

from docs.generate import (
    OF_THE_LAUNCHER,
    PAGES,
    REFERENCE,
    WHAT_THEY_ARE,
    read_by_the_launcher,
    read_settings,
)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_the_code_says(name):
    assert (REFERENCE / name).read_text() == PAGES[name](), "run docs/generate.py"


def test_every_setting_is_explained_and_no_other():
    assert set(WHAT_THEY_ARE) == {setting.name for setting in read_settings()}


def test_every_variable_of_the_launcher_is_explained():
    explained = {setting.name for setting in read_settings()} | set(OF_THE_LAUNCHER)

    assert read_by_the_launcher() - explained == set()

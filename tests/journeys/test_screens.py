"""Every screen that the journeys passed, held to what must be true of all of them."""

import pytest

from tests.stage.nu import errors_in_pages


@pytest.fixture
def pages(gallery):
    if not gallery.found_by_axe:
        pytest.skip("No journey was run before: there is no screen to look at.")
    return gallery


def test_axe_finds_nothing_on_any_screen(pages):
    assert {name: found for name, found in pages.found_by_axe.items() if found} == {}


def test_validator_finds_no_error_on_any_page(pages):
    assert errors_in_pages(pages.folder) == []

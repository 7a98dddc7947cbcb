"""Every screen of the journeys meets the requirements for all screens."""

import pytest

from tests.stage.nu import errors_in_pages


@pytest.mark.parametrize("of_house", ["house", "tuesday"])
def test_axe_and_the_validator_find_nothing_on_any_screen(gallery, of_house):
    """Check the screens of this house's stories, which have just run."""
    pages = gallery.take_down()
    if not pages.found_by_axe:
        pytest.skip("No journey was run before: there is no screen to look at.")

    assert {name: found for name, found in pages.found_by_axe.items() if found} == {}
    assert errors_in_pages(pages.folder) == []

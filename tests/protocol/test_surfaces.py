"""What a surface tells and takes fits together."""

import pytest

from parloir.protocol.surfaces import SURFACES, LiveSurface

each_surface = pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)


@each_surface
def test_screens_and_intents_are_told_apart_by_their_names(surface: LiveSurface):
    screens = [screen.model_fields["name"].default for screen in surface.screens]
    assert len(set(screens)) == len(screens)
    intents = [intent.called() for intent in surface.intents]
    assert len(set(intents)) == len(intents)


@each_surface
def test_every_intent_is_possible_on_some_screen(surface: LiveSurface):
    possible = {intent for screen in surface.screens for intent in surface.possible_on(screen)}
    assert possible == set(surface.intents)


def test_what_a_screen_allows_is_an_intent_of_its_surface():
    """One screen is at home on several: a remote room has no button to finish."""
    for screen in {screen for surface in SURFACES for screen in surface.screens}:
        homes = [surface for surface in SURFACES if screen in surface.screens]
        assert any(screen.allows <= set(surface.intents) for surface in homes), screen

"""The directory of states and facilities, as pages on which one is chosen (P9)."""

from django.urls import reverse

from parloir.facilities.directory import by_name
from parloir.facilities.models import State
from parloir.facilities.queries import find_facilities, states_with_facilities

Pick = dict[str, str]
"""A line of `components/picks.html`."""


def state_picks(page: str, *args: str) -> list[Pick]:
    """Return the states, each with the address of `page` for it."""
    return [
        {"url": reverse(page, args=[*args, state.code]), "name": state.spoken_name}
        for state in by_name(states_with_facilities())
    ]


def facility_picks(page: str, *args: str, state: State | None = None, text: str = "") -> list[Pick]:
    """Return facilities with both of their names, each with the address of `page` for it."""
    return [
        {
            "url": reverse(page, args=[*args, facility.slug]),
            "name": facility.name,
            "hint": f"{facility.official_name}, {facility.city}, {facility.state.spoken_name}",
        }
        for facility in find_facilities(state=state, text=text)
    ]

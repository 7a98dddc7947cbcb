"""The states and territories of the USA, by which the directory of facilities is organized (P9)."""

from collections.abc import Iterable
from typing import Any, Final, Protocol, TypeVar
from unicodedata import combining, normalize

from django.utils.translation import gettext, gettext_noop

STATES: Final = """
AL Alabama/AK Alaska/AZ Arizona/AR Arkansas/CA California/CO Colorado/CT Connecticut/DE Delaware/
DC District of Columbia/FL Florida/GA Georgia/HI Hawaii/ID Idaho/IL Illinois/IN Indiana/IA Iowa/
KS Kansas/KY Kentucky/LA Louisiana/ME Maine/MD Maryland/MA Massachusetts/MI Michigan/MN Minnesota/
MS Mississippi/MO Missouri/MT Montana/NE Nebraska/NV Nevada/NH New Hampshire/NJ New Jersey/
NM New Mexico/NY New York/NC North Carolina/ND North Dakota/OH Ohio/OK Oklahoma/OR Oregon/
PA Pennsylvania/RI Rhode Island/SC South Carolina/SD South Dakota/TN Tennessee/TX Texas/UT Utah/
VT Vermont/VA Virginia/WA Washington/WV West Virginia/WI Wisconsin/WY Wyoming/
PR Puerto Rico/GU Guam/VI U.S. Virgin Islands/AS American Samoa/MP Northern Mariana Islands
"""
# Those that other languages call by another name.
_TRANSLATED: Final = (
    gettext_noop("District of Columbia"),
    gettext_noop("Hawaii"),
    gettext_noop("Louisiana"),
    gettext_noop("Mississippi"),
    gettext_noop("New Hampshire"),
    gettext_noop("New Jersey"),
    gettext_noop("New Mexico"),
    gettext_noop("New York"),
    gettext_noop("North Carolina"),
    gettext_noop("North Dakota"),
    gettext_noop("Oregon"),
    gettext_noop("Pennsylvania"),
    gettext_noop("South Carolina"),
    gettext_noop("South Dakota"),
    gettext_noop("West Virginia"),
    gettext_noop("U.S. Virgin Islands"),
    gettext_noop("American Samoa"),
    gettext_noop("Northern Mariana Islands"),
)


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Named = TypeVar("Named", bound=_Named)


def say_state(state: _Named) -> str:
    """Return the state's name in the reader's language. A name of one's own stays as it is."""
    return gettext(state.name) if state.name in _TRANSLATED else state.name


def by_name(states: Iterable[Named]) -> list[Named]:
    """Return the states in the order of their names in the reader's language."""
    return sorted(states, key=lambda state: _without_accents(say_state(state)))


def _without_accents(name: str) -> str:
    return "".join(one for one in normalize("NFD", name) if not combining(one)).casefold()


def fill_in_the_states(model: Any) -> None:
    """Add missing states. `model` is `State`, or a migration's version of it."""
    entries = (entry.split(" ", 1) for entry in STATES.replace("\n", "").split("/"))
    model.objects.bulk_create(
        (model(code=code, name=name) for code, name in entries), ignore_conflicts=True
    )

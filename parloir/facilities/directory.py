"""The states of the USA, by which the directory of facilities is organized (P9)."""

from typing import Any, Final

STATES: Final = """
AL Alabama/AK Alaska/AZ Arizona/AR Arkansas/CA California/CO Colorado/CT Connecticut/DE Delaware/
DC District of Columbia/FL Florida/GA Georgia/HI Hawaii/ID Idaho/IL Illinois/IN Indiana/IA Iowa/
KS Kansas/KY Kentucky/LA Louisiana/ME Maine/MD Maryland/MA Massachusetts/MI Michigan/MN Minnesota/
MS Mississippi/MO Missouri/MT Montana/NE Nebraska/NV Nevada/NH New Hampshire/NJ New Jersey/
NM New Mexico/NY New York/NC North Carolina/ND North Dakota/OH Ohio/OK Oklahoma/OR Oregon/
PA Pennsylvania/RI Rhode Island/SC South Carolina/SD South Dakota/TN Tennessee/TX Texas/UT Utah/
VT Vermont/VA Virginia/WA Washington/WV West Virginia/WI Wisconsin/WY Wyoming
"""


def fill_in_the_states(model: Any) -> None:
    """Add missing states. `model` is `State`, or a migration's version of it."""
    entries = (entry.split(" ", 1) for entry in STATES.replace("\n", "").split("/"))
    model.objects.bulk_create(
        (model(code=code, name=name) for code, name in entries), ignore_conflicts=True
    )

"""Times that staff type as the facility's clock shows them.

On the night on which the clock goes back, a typed time may be shown twice: the form then asks which
one is meant. On the night on which it goes forward, some times do not exist: the form says so.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.facilities.hours_wording import say_wall_time
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_clock
from parloir.scheduling.wall_time import instant_reaching, instants_of, local_time

FIRST, SECOND = "first", "second"
_LABELS: Final[Mapping[str, Any]] = {
    FIRST: gettext_lazy("%(time)s, before the clock goes back"),
    SECOND: gettext_lazy("%(time)s, after the clock has gone back"),
}
_SECOND = timedelta(seconds=1)


class WallTimeField(forms.TimeField):
    """A time of day, typed into the browser's own control."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(**kwargs)


class ShowingField(forms.ChoiceField):
    """Which of the two showings of a time is meant. Hidden until that is a question."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Which one"))
        choices, hidden = list(_LABELS.items()), forms.HiddenInput()
        super().__init__(required=False, choices=choices, widget=hidden, **kwargs)

    def clean(self, value: Any) -> str:
        """Return an empty text for anything else than a choice, so that the form asks."""
        return value if value in _LABELS else ""


def typed_instant(
    form: forms.Form,
    facility: Facility,
    *,
    day: str = "day",
    time: str = "time",
    showing: str = "showing",
) -> datetime | None:
    """Return the instant that the three fields with these names say together.

    Returns None after adding an error that says what to do.
    """
    on, at = form.cleaned_data[day], form.cleaned_data[time]
    instants = instants_of(on, at, facility.zone)
    if not instants:
        form.add_error(time, say_skipped(on, at, facility))
        return None
    if len(instants) == 1:
        return instants[0]
    field = form.fields[showing]
    field.widget = forms.RadioSelect()
    field.choices = showings(instants, facility)  # type: ignore[attr-defined]
    chosen = instant_chosen(instants, form.cleaned_data.get(showing, ""))
    if chosen is None:
        form.add_error(showing, say_shown_twice(at))
    return chosen


def instant_chosen(instants: tuple[datetime, ...], showing: str) -> datetime | None:
    return dict(zip(_LABELS, instants, strict=True)).get(showing)


def showings(instants: tuple[datetime, ...], facility: Facility) -> list[tuple[str, str]]:
    """Return the choices between the instants at which the clock shows one time."""
    return [
        (value, label % {"time": say_clock(instant, facility)})
        for (value, label), instant in zip(_LABELS.items(), instants, strict=True)
    ]


def say_shown_twice(at: time) -> str:
    return _("The clock shows %(time)s twice that night. Choose which one you mean.") % {
        "time": say_wall_time(at)
    }


def say_skipped(on: date, at: time, facility: Facility) -> str:
    """Say from when to when the clock goes, so that the time does not exist."""
    jump = instant_reaching(on, at, facility.zone)
    last_shown = local_time(jump - _SECOND, facility.zone) + _SECOND
    return _(
        "This time does not exist: that night the clock goes from %(from)s straight to %(to)s. "
        "Give an earlier or a later time."
    ) % {
        "from": say_wall_time(last_shown.time()),
        "to": say_wall_time(local_time(jump, facility.zone).time()),
    }

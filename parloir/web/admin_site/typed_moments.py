"""Moments in the forms of the administration: typed by the facility's clock, stored as instants."""

from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple, TypeVar, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Facility
from parloir.scheduling.wall_time import instants_of, local_time
from parloir.web.fields import DayField
from parloir.web.typed_times import (
    FIRST,
    SECOND,
    ShowingField,
    WallTimeField,
    instant_chosen,
    say_shown_twice,
    say_skipped,
    showings,
)

Row = TypeVar("Row", bound=Model)


class TypedMoment(NamedTuple):
    """What a facility's clock shows; `showing` is empty unless it shows that twice."""

    on_date: date
    at: time
    showing: str


class _TimeInput(forms.TimeInput):
    """Shows seconds only if there are some."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, time):
            return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
        return super().format_value(value)


class MomentWidget(forms.MultiWidget):
    """Day, time and, where the clock shows that time twice, which one."""

    template_name = "admin/moment.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day = forms.DateInput({"type": "date", "aria-label": _("Day")}, format="%Y-%m-%d")
        at = _TimeInput({"type": "time", "step": "any", "aria-label": _("Time")})
        super().__init__([day, at, forms.HiddenInput()], attrs)

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Ask which of two showings of the time is meant."""
        self.widgets = [*self.widgets[:-1], forms.RadioSelect(choices=choices)]

    def decompress(self, value: TypedMoment | None) -> list[Any]:
        return list(value) if value else [None, None, ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """An answer without a day and a time is none: the field is empty."""
        day, at, showing = super().value_from_datadict(data, files, name)
        return [day, at, showing if day or at else ""]


class MomentField(forms.MultiValueField):
    """A moment. Cleans to `TypedMoment`, of which `MomentForm` makes an instant, or to None."""

    widget = MomentWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = (DayField(), WallTimeField(), ShowingField())
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> TypedMoment | None:
        return TypedMoment(*data_list) if data_list else None


class MomentForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of the administration, whose moments are those of the row's facility."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._moments():
            self.initial[name] = self._shown(name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        facility = _facility_in(data)
        for name in self._moments():
            if isinstance(data.get(name), TypedMoment):
                data[name] = self._instant(name, data[name], facility)
        return data

    def _moments(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, MomentField)]

    def _shown(self, name: str) -> TypedMoment | None:
        """Return the stored moment as the facility's clock shows it."""
        stored = getattr(self.instance, name)
        if stored is None:
            return None
        facility = _facility_of(self.instance)
        shown = local_time(stored, facility.zone).replace(microsecond=0)
        instants = instants_of(shown.date(), shown.time(), facility.zone)
        if len(instants) < 2:
            return TypedMoment(shown.date(), shown.time(), "")
        self._widget(name).offer(showings(instants, facility))
        return TypedMoment(shown.date(), shown.time(), SECOND if shown.fold else FIRST)

    def _instant(self, name: str, typed: TypedMoment, facility: Facility | None) -> datetime | None:
        """Return the typed instant, or None after adding an error that says what to do."""
        if facility is None:  # The form is refused for that; nothing is stored.
            return datetime.combine(typed.on_date, typed.at, UTC)
        instants = instants_of(typed.on_date, typed.at, facility.zone)
        if not instants:
            self.add_error(name, say_skipped(typed.on_date, typed.at, facility))
            return None
        if len(instants) == 1:
            return self._as_stored(name, instants[0])
        self._widget(name).offer(showings(instants, facility))
        chosen = instant_chosen(instants, typed.showing)
        if chosen is None:
            self.add_error(name, say_shown_twice(typed.at))
            return None
        return self._as_stored(name, chosen)

    def _as_stored(self, name: str, typed: datetime) -> datetime:
        """Return the stored instant if the form shows it as typed: it has no room for more than
        seconds."""
        stored = getattr(self.instance, name)
        is_same = stored is not None and stored.replace(microsecond=0) == typed
        return cast("datetime", stored) if is_same else typed

    def _widget(self, name: str) -> MomentWidget:
        return cast("MomentWidget", self.fields[name].widget)


def _facility_in(data: dict[str, Any]) -> Facility | None:
    if "inmate" in data:
        return cast("Facility", data["inmate"].facility)
    return data.get("facility")


def _facility_of(row: Model) -> Facility:
    place = row if hasattr(row, "facility") else row.inmate  # type: ignore[attr-defined]
    return cast("Facility", place.facility)

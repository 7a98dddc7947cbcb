"""Our own form fields: a name, a date that is chosen, and one that a person remembers."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from parloir.scheduling.wall_time import SENSIBLE_YEARS
from parloir.typed_text.email_addresses import must_be_deliverable
from parloir.typed_text.personal_names import must_be_name, tidy_name

# People who visit are born before, and nothing here lasts longer.
_REMEMBERED_YEARS = range(1900, SENSIBLE_YEARS.stop)


class NameField(forms.CharField):
    """A first or a last name. Cleans to composed letters with single spaces."""

    default_validators = [must_be_name]

    def to_python(self, value: Any) -> str:
        return tidy_name(super().to_python(value) or "")


class MailAddressField(forms.EmailField):
    """An address to which we write from now on."""

    def run_validators(self, value: Any) -> None:
        """Say first what Django's own rule would call "not an email address"."""
        must_be_deliverable(value)
        super().run_validators(value)


class DayField(forms.DateField):
    """A date that is chosen from the browser's calendar, of a year that makes sense here."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(value)
        if day is not None and day.year not in SENSIBLE_YEARS:
            raise forms.ValidationError(_("Write a year from 2000 to 2099."), code="year")
        return day


class MemorableDateWidget(forms.MultiWidget):
    """Month, day and year, in the order of the United States. The month is chosen by its name, so
    that nobody mistakes it for the day."""

    use_fieldset = True
    part_labels = (_("Month"), _("Day"), _("Year"))

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        def part(name: str, **more: str) -> dict[str, str]:
            return more | ({"autocomplete": f"bday-{name}"} if birthday else {})

        number = {"class": "usa-input", "inputmode": "numeric"}
        super().__init__(
            {
                "month": forms.Select(
                    part("month", **{"class": "usa-select"}),
                    choices=[("", _("Choose")), *MONTHS.items()],
                ),
                "day": forms.TextInput(part("day", maxlength="2", **number)),
                "year": forms.TextInput(part("year", maxlength="4", **number)),
            },
            attrs,
        )

    def decompress(self, value: dt.date | None) -> list[int | None]:
        return [value.month, value.day, value.year] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return id_


class MemorableDateField(forms.MultiValueField):
    """A date typed as month, day and year. Cleans to `datetime.date`, or None if not required."""

    widget = MemorableDateWidget
    default_error_messages = {
        "required": _("Give the month, the day and the year."),
        "incomplete": _("Give the month, the day and the year."),
        "no_such_day": _("There is no such day. Look at the month, the day and the year again."),
    }

    def __init__(self, *, birthday: bool = False, **kwargs: Any) -> None:
        incomplete = {"incomplete": self.default_error_messages["incomplete"]}
        wrong = {"invalid": self.default_error_messages["no_such_day"]}
        fields = (
            forms.TypedChoiceField(
                choices=[("", _("Choose")), *MONTHS.items()], coerce=int, error_messages=incomplete
            ),
            forms.IntegerField(error_messages=incomplete | wrong),
            forms.IntegerField(error_messages=incomplete | wrong),
        )
        kwargs.setdefault("widget", MemorableDateWidget(birthday=birthday))
        super().__init__(fields=fields, require_all_fields=True, **kwargs)

    def compress(self, data_list: Sequence[Any]) -> dt.date | None:
        if not data_list:
            return None
        if any(part in (None, "") for part in data_list):
            # If the field may stay empty, Django accepts one that is half filled.
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        month, day, year = data_list
        try:
            if year not in _REMEMBERED_YEARS:
                raise ValueError(year)
            return dt.date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(
                self.error_messages["no_such_day"], code="no_such_day"
            ) from error

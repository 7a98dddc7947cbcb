"""Our own form fields: a name, and a date that a person remembers, in three parts."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from parloir.typed_text.personal_names import must_be_name, tidy_name


class NameField(forms.CharField):
    """A first or a last name. Cleans to composed letters with single spaces."""

    default_validators = [must_be_name]

    def to_python(self, value: Any) -> str:
        return tidy_name(super().to_python(value) or "")


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
            return dt.date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(
                self.error_messages["no_such_day"], code="no_such_day"
            ) from error

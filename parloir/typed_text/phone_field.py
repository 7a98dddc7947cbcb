"""Fields for phone numbers: in a row, and in a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from parloir.typed_text.phone_numbers import (
    LONGEST_STORED,
    LONGEST_TYPED,
    shown_phone,
    stored_phone,
)


class PhoneInput(forms.TextInput):
    """Shows a stored number as people write it, and what was typed as it was typed."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "inputmode": "tel", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return shown_phone(str(value)) if value else None


class PhoneFormField(forms.CharField):
    """Takes a number as people write it. Cleans to the number as it is stored."""

    widget = PhoneInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_TYPED, **kwargs})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return stored_phone(text) if text else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is stored, since the page shows it in another form."""
        try:
            return bool(initial != self.clean(data))
        except ValidationError:
            return True


class PhoneField(models.CharField):  # type: ignore[type-arg]
    """A phone number as `stored_phone` returns it. Operations may be given it as it was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST_STORED, **kwargs})

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        return str(super().clean(stored_phone(str(value or "")), model_instance))

    def formfield(self, **kwargs: Any) -> Any:
        # What is typed is longer than what is stored. The administration would give its own widget.
        own = {"form_class": PhoneFormField, "widget": PhoneInput, "max_length": LONGEST_TYPED}
        return super().formfield(**{**kwargs, **own})

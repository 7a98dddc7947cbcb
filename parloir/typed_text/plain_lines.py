"""Texts of one line that may have digits: names of places and devices, which stand in mails."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parloir.typed_text.signs import invisible_in, is_control, is_direction_mark, is_line_break


def must_be_plain_line(text: str) -> None:
    """Validate a form's or a model's field. Raises ValidationError."""
    if any(
        is_line_break(sign) or is_control(sign) or is_direction_mark(sign) for sign in text
    ) or invisible_in(text):
        raise ValidationError(
            _(
                "This text has a line break or an invisible sign in it. Type it by hand, in one "
                "line."
            ),
            code="not_plain",
        )

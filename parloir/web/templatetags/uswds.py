"""The design system's markup for forms and small parts.

`{% field form.email %}` renders one field; `{{ form }}` renders a whole form with them, under a
summary of what is to be corrected.
"""

from collections.abc import Mapping
from typing import Any, cast

from django import template
from django.forms import BaseForm, BoundField, Field, widgets
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from parloir.web.fields import MemorableDateWidget

register = template.Library()

SPRITE = "pictures.svg"

# The first match counts: Django's group of checkboxes, for example, is a kind of radio buttons.
KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (MemorableDateWidget, "date"),
    (widgets.CheckboxSelectMultiple, "checkbox"),
    (widgets.RadioSelect, "radio"),
    (widgets.CheckboxInput, "tick"),
    (widgets.FileInput, "file"),
    (widgets.PasswordInput, "password"),
    (widgets.Textarea, "textarea"),
    (widgets.Select, "select"),
)

FILL_IN = _("Please fill this in.")
TO_DO = {
    "radio": _("Please choose one of these."),
    "checkbox": _("Please choose at least one of these."),
    "select": _("Please choose from the list."),
    "tick": _("Please tick this box to go on."),
    "file": _("Please choose a file."),
}

CLASSES = {
    "input": "usa-input",
    "password": "usa-input",
    "textarea": "usa-textarea",
    "select": "usa-select",
    "file": "p-file",
    "tick": "usa-checkbox__input usa-checkbox__input--tile",
}


@register.inclusion_tag("components/form/field.html")
def field(
    bound_field: BoundField, *, as_question: bool = False, short: bool = False
) -> dict[str, Any]:
    """Render one field with label, hint, error and input.

    `as_question` makes the label the page's heading; `short` is for short input.
    """
    kind = kind_of(bound_field.field.widget)
    return {
        "field": bound_field,
        "kind": kind,
        "as_question": as_question,
        "errors": sentences_of(bound_field),
        "input": input_of(bound_field, kind=kind, short=short),
        "options": options_of(bound_field) if kind in {"radio", "checkbox"} else (),
        "parts": parts_of(bound_field) if kind == "date" else (),
        "preview_id": f"{bound_field.auto_id}_preview",
    }


@register.inclusion_tag("components/form/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """Render the list of errors, each with a link to its field; nothing without errors."""
    if form is None or not form.is_bound:
        return {"errors": []}
    general = [{"text": text, "target": ""} for text in form.non_field_errors()]
    of_fields = [
        {
            "text": text,
            "label": bound.label,
            "target": "" if bound.is_hidden else first_id_of(bound),
        }
        for bound in form
        for text in sentences_of(bound)
    ]
    return {"errors": general + of_fields}


@register.simple_tag
def picture(name: str, css_class: str = "p-picture") -> SafeString:
    """Render an icon from the sprite. It is decorative: the text next to it says the same."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css_class,
        static(SPRITE),
        name,
    )


@register.filter
def in_fours(digits: str) -> str:
    """Return `1234 5678` for `12345678`, which is easier to read out and to type."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


@register.filter
def steps_done(step: int, steps: int) -> list[bool]:
    """Return one entry for each step: whether it is reached."""
    return [number <= step for number in range(1, steps + 1)]


def kind_of(widget: widgets.Widget) -> str:
    return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "input")


def sentences_of(bound_field: BoundField) -> list[str]:
    """Return the field's errors as sentences.

    For an empty field without a message of its own, the sentence says what to do instead of
    Django's "This field is required".
    """
    sentences = []
    for error in bound_field.errors.as_data():
        if error.code == "required" and error.message == Field.default_error_messages["required"]:
            sentences.append(str(TO_DO.get(kind_of(bound_field.field.widget), FILL_IN)))
        else:
            sentences.extend(map(str, error.messages))
    return sentences


def input_of(bound_field: BoundField, *, kind: str, short: bool) -> SafeString | str:
    if kind not in CLASSES:
        return ""
    widget = bound_field.field.widget
    names = [CLASSES[kind], str(widget.attrs.get("class", ""))]
    if bound_field.errors and kind in {"input", "password", "textarea", "select"}:
        names.append(f"{CLASSES[kind]}--error")
    if short:
        names.append("p-short")
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, names))}
    if kind == "file":
        attrs["data-preview"] = f"{bound_field.auto_id}_preview"
    return bound_field.as_widget(attrs=attrs)


def options_of(bound_field: BoundField) -> list[Mapping[str, Any]]:
    """Return the data of each radio button or checkbox of a group for its template."""
    return [option.data for option in bound_field]


def parts_of(bound_field: BoundField) -> list[Mapping[str, Any]]:
    """Return month, day and year of a date for the widget's template."""
    (date,) = bound_field.subwidgets
    widget = cast("MemorableDateWidget", bound_field.field.widget)
    parts: list[Mapping[str, Any]] = []
    for label, part in zip(widget.part_labels, date.data["subwidgets"], strict=True):
        attrs = dict(part["attrs"])
        if bound_field.errors:
            attrs["class"] += f" {attrs['class'].split()[0]}--error"
        parts.append({"label": label, "widget": {**part, "attrs": attrs}})
    return parts


def first_id_of(bound_field: BoundField) -> str:
    """Return the id of the first control."""
    kind = kind_of(bound_field.field.widget)
    if kind == "date":
        return str(parts_of(bound_field)[0]["widget"]["attrs"]["id"])
    if kind in {"radio", "checkbox"}:
        return str(options_of(bound_field)[0]["attrs"]["id"])
    return bound_field.auto_id

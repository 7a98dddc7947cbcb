"""Moments on the pages of the administration: in the time of the row's facility, with its zone."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parloir.facilities.models import Facility
from parloir.web.admin_site.own_rows import path_to_facility
from parloir.web.templatetags.staff import moment

Column = Callable[[Model], str]


def with_moments_in_words(names: Sequence[Any], model: type[Model]) -> list[Any]:
    """Return the names of columns or fields, with a column in words for each that is a moment."""
    return [moment_column(model, name) if _is_moment(model, name) else name for name in names]


@cache
def moment_column(model: type[Model], name: str) -> Column:
    """Return a column with this moment in words; rows without a facility have it in UTC."""
    field = model._meta.get_field(name)

    @admin.display(description=getattr(field, "verbose_name", name), ordering=name)
    def show(row: Model) -> str:
        instant = getattr(row, name)
        return _say(instant, _facility_of(row)) if instant else "-"

    show.__name__ = name
    return show


def _say(instant: datetime, facility: Facility | None) -> str:
    if facility is not None:
        return moment(instant, facility)
    words = date_format(
        instant.astimezone(UTC), pgettext("date, year and time, Django format", "j F Y, g:i A")
    )
    return _("%(moment)s %(zone)s") % {"moment": words, "zone": "UTC"}


def _facility_of(row: Model) -> Facility | None:
    path = path_to_facility(type(row))
    if path is None:
        return None
    for step in path.split("__"):
        row = getattr(row, step)
    return row if isinstance(row, Facility) else None


def _is_moment(model: type[Model], name: Any) -> bool:
    if not isinstance(name, str):
        return False
    try:
        return isinstance(model._meta.get_field(name), DateTimeField)
    except FieldDoesNotExist:
        return False

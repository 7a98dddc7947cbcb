"""Admin pages of facts. Forms are validated here, and changes are made by operations."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateField, DateTimeField, Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.audit.actors import Actor
from parloir.clock import current_time
from parloir.facts.change_refused import ChangeRefused
from parloir.facts.configuration import configure
from parloir.facts.edits import Added, Changed, Edit, FactGone, Removed
from parloir.facts.impact import ChangeImpact
from parloir.web.admin_site.scoped import ScopedAdmin
from parloir.web.admin_site.typed_moments import MomentField, MomentForm, MomentWidget
from parloir.web.fields import DayField
from parloir.web.permission_refusals import note_refusal
from parloir.web.staff.consequences import say_what_follows

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Saved(Generic[Row]):
    """A submitted page: the row with its new values, and the rows that belong to it."""

    form: "ModelForm[Row]"
    parts: Sequence[Edit]

    @property
    def row(self) -> Row:
        return self.form.instance

    @property
    def fields(self) -> dict[str, Any]:
        """The row's own fields that the form contains, by name."""
        return _values(self.row, list(self.form.cleaned_data))


class FactAdmin(ScopedAdmin):
    """Saves and deletes by operations of `parloir.facts`."""

    formfield_overrides = {
        DateField: {"form_class": DayField, "widget": AdminDateWidget},
        DateTimeField: {"form_class": MomentField, "widget": MomentWidget},
    }
    form: "type[ModelForm[Any]]" = MomentForm

    def add(self, saved: Saved[Any], by: Actor, now: datetime) -> ChangeImpact:
        return configure(Added(saved.row), *saved.parts, by=by, now=now)

    def change(self, saved: Saved[Any], by: Actor, now: datetime) -> ChangeImpact:
        return configure(Changed(saved.row, saved.fields), *saved.parts, by=by, now=now)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save nothing yet: `save_related` has the rows of the whole page."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        saved = Saved(form, [edit for formset in formsets for edit in _edits_of(formset)])
        operate = self.change if change else self.add
        _say(request, operate(saved, actor_in(request), current_time()))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete, with the consequences: without a name on a list, a visit may be impossible."""
        _say(request, configure(Removed(obj), by=actor_in(request), now=current_time()))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        show = super().changeform_view
        return explain_refusal(request, lambda: show(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        show = super().delete_view
        return explain_refusal(request, lambda: show(request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list has actions, which change rows."""
        show = super().changelist_view
        return explain_refusal(request, lambda: show(request, *args, **kwargs))


def explain_refusal(request: HttpRequest, show: Callable[[], HttpResponse]) -> HttpResponse:
    """Show a page again, with the reason, if an operation refuses what a valid form asked for: the
    row, or the person's rights, have changed in between."""
    try:
        return show()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    except ChangeRefused as refused:
        note_refusal(request, refused)
        messages.error(request, str(refused))
    except FactGone:
        gone = _("Somebody else has deleted it in the meantime. Nothing was saved.")
        messages.error(request, gone)
    return HttpResponseRedirect(request.get_full_path(), status=HTTPStatus.SEE_OTHER)


def actor_in(request: HttpRequest) -> Actor:
    if not isinstance(request.user, User):  # Only people with an account come here.
        raise TypeError("an administrator has an account")
    return actor_of(request.user)


def _edits_of(formset: "BaseInlineFormSet[Any, Any, Any]") -> Iterator[Edit]:
    formset.save(commit=False)
    yield from (Removed(row) for row in formset.deleted_objects)
    yield from (Changed(row, _values(row, names)) for row, names in formset.changed_objects)
    yield from (Added(row) for row in formset.new_objects)


def _values(row: Model, names: Sequence[str]) -> dict[str, Any]:
    own = {field.name for field in row._meta.concrete_fields}
    return {name: getattr(row, name) for name in names if name in own}


def _say(request: HttpRequest, impact: ChangeImpact) -> None:
    if not impact.is_empty:
        messages.warning(request, " ".join(say_what_follows(impact)))

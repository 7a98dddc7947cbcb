"""A facility's own texts, one for each language, on the page of the row they belong to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from parloir.languages import language_name, offered_codes
from parloir.web.admin_site.scoped import ScopedInline


class TextsFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Has a row for each offered language, labelled with its name. Only the fallback is required.

    The row that the texts belong to has a `facility` and a `fallback_language`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = {one.language for one in self.get_queryset()}
        missing = [code for code in offered_codes() if code not in written]
        self.initial_extra = [{"language": code} for code in missing]
        self.extra = len(missing)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["language"].widget = forms.HiddenInput()
        form.fields["text"].label = language_name(form["language"].value() or "")

    def clean(self) -> None:
        super().clean()
        if self.instance.facility_id is None or any(self.errors):
            return
        if self.instance.fallback_language not in self._written():
            raise ValidationError(
                _("Write it in %(language)s too: people whose language has no text read that one."),
                params={"language": language_name(self.instance.fallback_language)},
            )

    def _written(self) -> set[str]:
        rows = [form.cleaned_data for form in self.forms]
        return {row["language"] for row in rows if row.get("text") and not row.get("DELETE")}


class TextInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """`model` has `language` and `text`."""

    formset = TextsFormSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out texts whose language is not offered now; they stay stored."""
        return super().get_queryset(request).filter(language__in=offered_codes())

    def get_max_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(offered_codes())

"""The programs that use the API, created with a token that is shown once, and revoked."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.audit.actors import Actor
from parloir.clients.models import FIELD_OF, ApiClient
from parloir.clients.operations import (
    AlreadyRevoked,
    change_client,
    give_first_token,
    revoke_client,
)
from parloir.clock import current_time
from parloir.web.admin_site.scoped import ScopedAdmin
from parloir.web.admin_site.shown_moments import moment_column
from parloir.web.fields import DayField


class ClientForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ApiClient
        fields = ["name", "facilities", *FIELD_OF.values(), "requests_a_minute", "valid_until"]
        field_classes = {"valid_until": DayField}
        widgets = {"facilities": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "facilities" in self.fields:  # not on a read-only page
            # A facility is created on its own page, not from this one.
            self.fields["facilities"].widget.can_add_related = False


@admin.register(ApiClient)
class ApiClientAdmin(ScopedAdmin):
    form = ClientForm
    change_form_template = "admin/clients/change.html"
    list_display = ["name", "served", "last_used_at", "valid_until", "revoked_at"]
    list_filter = ["facilities"]
    search_fields = ["name"]
    not_editable: ClassVar[tuple[Any, ...]] = (
        "public_id",
        moment_column(ApiClient, "made_at"),
        "maker",
        moment_column(ApiClient, "last_used_at"),
        moment_column(ApiClient, "revoked_at"),
    )

    @admin.display(description=gettext_lazy("facilities"))
    def served(self, client: ApiClient) -> str:
        return ", ".join(one.name for one in client.facilities.all())

    @admin.display(description=gettext_lazy("made by"))
    def maker(self, client: ApiClient) -> str:
        user = User.objects.filter(public_id=client.made_by).first()
        return str(user) if user else client.made_by

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("facilities")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        whole = [
            (None, {"fields": ["name", "facilities"]}),
            (gettext_lazy("It may"), {"fields": [*FIELD_OF.values(), "requests_a_minute"]}),
            (gettext_lazy("Its token"), {"fields": ["valid_until"]}),
        ]
        if obj is not None:
            whole.append((gettext_lazy("Its use"), {"fields": list(self.not_editable)}))
        return whole

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.not_editable if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the audit names it permanently, so it can only be revoked."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_over = obj is not None and obj.revoked_at is not None
        return not is_over and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:
        """Save nothing yet: `save_related` saves the client together with its facilities."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        client: ApiClient = form.instance
        if not change:
            client.token_shown_once = give_first_token(  # type: ignore[attr-defined]
                client=client,
                facilities=form.cleaned_data["facilities"],
                by=_actor(request),
                now=current_time(),
            )
            return
        change_client(
            client=client,
            name=client.name,
            facilities=form.cleaned_data["facilities"],
            scopes=client.scopes,
            requests_a_minute=client.requests_a_minute,
            valid_until=client.valid_until,
            by=_actor(request),
            now=current_time(),
        )

    def response_add(
        self, request: HttpRequest, obj: ApiClient, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the token in this response. No session and no cookie contains it."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The token of %(name)s") % {"name": obj.name},
            "client": obj,
            "token": obj.token_shown_once,  # type: ignore[attr-defined]
            "api_url": request.build_absolute_uri(reverse("api_v1:api-root")),
        }
        return TemplateResponse(request, "admin/clients/token.html", context)

    def get_urls(self) -> list[URLPattern]:
        revoke = path(
            "<int:pk>/revoke/",
            self.admin_site.admin_view(never_cache(self.revoke)),
            name="clients_apiclient_revoke",
        )
        return [revoke, *super().get_urls()]

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for confirmation (GET), then revoke (POST)."""
        client = get_object_or_404(self.get_queryset(request), pk=pk)
        if client.revoked_at is None and not self.has_change_permission(request, client):
            raise PermissionDenied
        there = reverse("admin:clients_apiclient_change", args=[pk])
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": _("Revoke the token of %(name)s?") % {"name": client.name},
                "client": client,
                "last_used": moment_column(ApiClient, "last_used_at")(client),
                "back_url": there,
            }
            return TemplateResponse(request, "admin/clients/revoke.html", context)
        try:
            revoke_client(client=client, by=_actor(request), now=current_time())
        except AlreadyRevoked:
            messages.info(request, _("It was revoked before."))
        else:
            messages.success(request, _("Its token opens nothing any more."))
        return HttpResponseRedirect(there)


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    if not isinstance(user, User):  # Only signed-in people come here.
        raise TypeError("an administrator has an account")
    return actor_of(user)

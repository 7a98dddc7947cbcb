"""The operator's list of letters that were not sent, and the button that sends them after all."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from parloir.clock import current_time
from parloir.notices.models import Notice
from parloir.notices.operations import try_again
from parloir.web.admin_site.facts import actor_in
from parloir.web.admin_site.shown import ShownAdmin


@admin.register(Notice)
class UnsentNoticeAdmin(ShownAdmin):
    """Shows neither the address nor what the letter is about: `last_error` is an error's class."""

    of_installation = True
    list_display = ["public_id", "kind", "state", "created_at", "tries", "last_error"]
    list_filter = ["state", "kind"]
    fields = ["public_id", "kind", "state", "created_at", "next_try_at", "tries", "last_error"]
    ordering = ["-created_at"]
    show_full_result_count = False
    actions = ["try_these_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return Notice.objects.filter(state__in=[Notice.State.ASIDE, Notice.State.FAILED])

    @admin.action(description=_("Try again to send the selected letters"))
    def try_these_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        by, now = actor_in(request), current_time()
        tried = sum(try_again(notice=notice, by=by, now=now) for notice in queryset)
        said = ngettext("%(n)d letter is tried again.", "%(n)d letters are tried again.", tried)
        messages.success(request, said % {"n": tried})

"""The letter about a sign-in with a browser that was not used before."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parloir.accounts.browser_kinds import Browser, System
from parloir.accounts.models import KnownBrowser
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_moment
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders


@renders("new_browser")
def new_browser(params: Mapping[str, Any]) -> Letter | None:
    """Return None if the account is gone."""
    row = KnownBrowser.objects.filter(public_id=params.get("browser", "")).first()
    if row is None:
        return None
    return compose(
        subject=_("A new device signed in to your account"),
        paragraphs=[
            _(
                "Somebody, probably you, signed in to your account for video visits with a device "
                "or browser that you have not used for it before."
            )
        ],
        facts=[
            (_("When"), _moment(row.first_seen_at)),
            (
                pgettext("the browser and device of a sign-in", "With"),
                say_browser(Browser(row.browser), System(row.system)),
            ),
        ],
        action=(_("Choose a new password"), reverse("account_reset_password")),
        closing=[
            _("If it was you, there is nothing you need to do."),
            _(
                "If it was not you, choose a new password now: the person who signed in is then "
                "signed out. If you used the same password elsewhere, change it there too."
            ),
        ],
    )


def say_browser(browser: Browser, system: System) -> str:
    """'Chrome on an Android device', as well as it is known."""
    names = {
        Browser.EDGE: "Edge",
        Browser.OPERA: "Opera",
        Browser.SAMSUNG: "Samsung Internet",
        Browser.FIREFOX: "Firefox",
        Browser.CHROME: "Chrome",
        Browser.SAFARI: "Safari",
        Browser.OTHER: _("a browser that we don't know"),
    }
    systems = {
        System.ANDROID: _("an Android device"),
        System.IPHONE: _("an iPhone"),
        System.IPAD: _("an iPad"),
        System.CHROMEBOOK: _("a Chromebook"),
        System.WINDOWS: _("a Windows computer"),
        System.MAC: _("a Mac"),
        System.LINUX: _("a Linux computer"),
        System.OTHER: _("a device that we don't know"),
    }
    return _("%(browser)s on %(device)s") % {"browser": names[browser], "device": systems[system]}


def _moment(instant: datetime) -> str:
    """Return it in the facilities' time if all have the same; otherwise in UTC."""
    facilities = list(Facility.objects.all())
    if len({facility.time_zone for facility in facilities}) == 1:
        return say_moment(instant, facilities[0])
    words = date_format(
        instant.astimezone(UTC), pgettext("date and time, Django format", "l, j F, g:i A")
    )
    return _("%(moment)s %(zone)s") % {"moment": words, "zone": "UTC"}
